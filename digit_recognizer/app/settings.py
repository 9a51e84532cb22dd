"""What the window remembers: size, theme, pen width, what is read, what is saved.

Purpose: load and save a small JSON file in the user's configuration folder.
Contract: a missing or damaged file gives the defaults; values out of range are replaced. What changes
is saved at once, off the thread that paints, and nothing else: what another window changed stays.
Failing to save loses only the settings, so it is not an error.
Not here: drawings.
"""

import contextlib
import json
import re
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from platformdirs import user_config_path

from digit_recognizer.app.jobs import LatestJob
from digit_recognizer.app.language import LANGUAGES
from digit_recognizer.errors import FileError
from digit_recognizer.files import read_limited, write_atomically
from digit_recognizer.words import MAX_WRITER_LENGTH

if TYPE_CHECKING:
    from digit_recognizer.reading import Expectation

ThemeName = Literal["light", "dark"]
ThemeChoice = Literal["light", "dark", "system"]

MIN_PEN, MAX_PEN = 2, 40
FORMER_PEN = 14  # in files of versions whose pen did not follow: nobody chose it
MAX_MODEL_PATH = 4096  # characters
DIGIT_STYLES = ("plain-1", "flagged-1", "plain-7", "crossed-7", "plain-0", "slashed-0")
"""How somebody may write the digits that are written differently from country to country."""
_GEOMETRY = re.compile(r"\d{3,4}x\d{3,4}", re.ASCII)


@dataclass(slots=True)
class Settings:
    """``theme``, ``pen_width`` in pixels from MIN_PEN to MAX_PEN, ``size`` as ``"900x640"`` or "";
    ``expect``: what drawings are read as; ``keep_all``: whether all drawings go to the library;
    ``writer``: who draws, "" for nobody in particular; ``digit_styles``: how 1, 7 and 0 are written, of
    DIGIT_STYLES, none where the question was skipped, None where it was not asked yet. In the file it is
    called ``hand`` too, as ever. ``collects``: whether corrected drawings go to the library, None where
    that was not asked yet. ``model``: the path of the model in use, "" for the shipped one.
    ``on_change``: told of values that changed."""

    theme: ThemeChoice = "system"
    pen_width: int = 8
    size: str = ""
    expect: "Expectation" = "auto"
    keep_all: bool = False
    writer: str = ""
    digit_styles: tuple[str, ...] | None = None
    language: str = ""
    """Of LANGUAGES by its code; "" for the system's."""
    pen_follows: bool = True
    """Whether the pen's width follows the size of the writing: until somebody chooses one."""
    has_seen_start: bool = False
    """Whether the first start has shown itself."""
    was_dark: bool = False
    """How the system looked last."""
    collects: bool | None = None
    model: str = ""
    on_change: Callable[[dict[str, Any]], None] | None = field(
        default=None, compare=False, repr=False
    )

    @property
    def is_dark(self) -> bool:
        """Whether the dark theme is to be shown."""
        return self.was_dark if self.theme == "system" else self.theme == "dark"

    def change(self, **values: Any) -> None:
        """Give fields other values, which are to be remembered from now on."""
        for name, value in values.items():
            setattr(self, name, value)
        if self.on_change is not None:
            self.on_change(values)

    @classmethod
    def load(cls, path: Path) -> "Settings":
        """Return the settings in ``path``, or the defaults."""
        try:
            values: Any = json.loads(read_limited(path, 2**16, "settings"))
        except (FileError, ValueError, RecursionError):
            return cls()
        settings = cls()
        if not isinstance(values, dict):
            return settings
        if values.get("theme") in ("light", "dark", "system"):
            settings.theme = values["theme"]
        if values.get("expect") in ("auto", "digit", "expression"):
            settings.expect = values["expect"]
        width, size = values.get("pen_width"), values.get("size")
        if isinstance(width, int) and MIN_PEN <= width <= MAX_PEN:
            settings.pen_width = width
        if isinstance(size, str) and _GEOMETRY.fullmatch(size):
            settings.size = size
        writer = values.get("writer")
        if isinstance(writer, str) and len(writer) <= MAX_WRITER_LENGTH:
            settings.writer = " ".join(writer.split())
        styles = values.get("digit_styles", values.get("hand"))
        if isinstance(styles, list):
            settings.digit_styles = tuple(style for style in DIGIT_STYLES if style in styles)
        if values.get("language") in [language.code for language in LANGUAGES]:
            settings.language = values["language"]
        chosen = width == settings.pen_width and width != FORMER_PEN
        settings.pen_follows = values.get("pen_follows", not chosen) is True
        settings.has_seen_start = values.get("has_seen_start") is True
        settings.was_dark = values.get("was_dark") is True
        settings.keep_all = values.get("keep_all") is True  # nothing else is a yes
        collects, model = values.get("collects"), values.get("model")
        if isinstance(collects, bool):
            settings.collects = collects
        if isinstance(model, str) and len(model) <= MAX_MODEL_PATH and "\0" not in model:
            settings.model = model
        return settings

    def save(self, path: Path) -> None:
        """Save to ``path``, making its folder; does nothing where that is not possible."""
        with contextlib.suppress(FileError, OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            values = {f.name: getattr(self, f.name) for f in fields(self) if f.compare}
            values["hand"] = self.digit_styles
            write_atomically(path, json.dumps(values, indent=1).encode())


class SettingsFile(LatestJob[Path, None]):
    """A thread that keeps ``settings``, and what is changed of them later, in the file ``path``."""

    name = "settings"

    def __init__(self, settings: Settings, path: Path) -> None:
        super().__init__()
        self._path = path
        self._lock = threading.Lock()  # for the following
        self._changed: dict[str, Any] = {}  # and not written yet
        settings.on_change = self._remember

    def work(self, request: Path) -> Iterable[None]:
        """Write what changed."""
        with self._lock:
            changed, self._changed = self._changed, {}
        settings = Settings.load(request)
        settings.change(**changed)
        settings.save(request)
        return ()

    def _remember(self, values: dict[str, Any]) -> None:
        with self._lock:
            self._changed.update(values)
        self.ask(self._path)


def settings_path() -> Path:
    """Return where the settings of this user are kept."""
    return user_config_path("digit-recognizer", appauthor=False) / "settings.json"
