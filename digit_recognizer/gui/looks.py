"""How the window looks: colours, the pen, the language of its texts, its place, the first start.

Purpose: what of a window is about its look alone, with the actions that change it.
Contract: what somebody chooses is remembered. Readings never depend on it.
Not here: colours themselves (``palette``), drawing (``canvas``).
"""

import tkinter as tk
from collections.abc import Callable
from functools import partial

from digit_recognizer.app.actions import NEW_LANGUAGE
from digit_recognizer.app.jobs import Failure, LatestCall
from digit_recognizer.app.language import LANGUAGES, tr, tr_later
from digit_recognizer.app.session import Change, Session
from digit_recognizer.app.settings import MAX_PEN, MIN_PEN, Settings, ThemeName
from digit_recognizer.app.system_look import is_system_dark
from digit_recognizer.gui.canvas.first_start import FirstStart
from digit_recognizer.gui.canvas.ink_canvas import InkCanvas
from digit_recognizer.gui.toolkit.pump import Pump
from digit_recognizer.gui.toolkit.screen import ScreenWatch
from digit_recognizer.gui.toolkit.theme import Theme
from digit_recognizer.gui.toolkit.timer import Timer

SYSTEM_LANGUAGE = "system_language"
LANGUAGE_ACTIONS = (SYSTEM_LANGUAGE, *(language.code for language in LANGUAGES))
SMALLER_SCREEN = tr_later("The screen is smaller now: the window is all on it again")
PEN_STEP = 2  # design pixels of a thicker or thinner pen
FIRST_START_DELAY = 900  # milliseconds: first the window, then the show
PEN_REST = 450  # milliseconds after a reading
LEAST_PEN, MOST_PEN = 4, 14  # design pixels
PEN_SHARE, PEN_BASE = 0.04, 4.0  # of the height of digits, and design pixels besides
MIN_PEN_STEP = 1.5  # design pixels: less of a change is none


class Looks:
    """The look of one window. ``on_colours()``, ``on_pen()``: what follows neither theme nor canvas."""

    def __init__(
        self, root: tk.Tk, settings: Settings, pump: Pump, *,
        on_colours: Callable[[], None], on_pen: Callable[[], None], say: Callable[[str], None],
    ) -> None:  # fmt: skip
        self._root, self._settings, self._pump = root, settings, pump
        self._on_colours, self._on_pen, self._say = on_colours, on_pen, say
        self.theme = Theme(root, self._name)
        self.pen_width = tk.DoubleVar(root, settings.pen_width)
        self.follows_system = tk.BooleanVar(root, settings.theme == "system")
        self.language = tk.StringVar(root, settings.language or SYSTEM_LANGUAGE)
        self.screen = ScreenWatch(root, lambda: say(tr(SMALLER_SCREEN)))
        self.first_start: FirstStart | None = None
        self.system_theme: SystemTheme | None = None  # followed by the program, not by its tests
        self._canvas: InkCanvas | None = None

    @property
    def commands(self) -> dict[str, Callable[[], None]]:
        """What does each action, by the names of the table."""
        return {
            "theme": self.switch_theme,
            "system_theme": self.toggle_system_theme,
            "thicker": partial(self._widen_pen, PEN_STEP),
            "thinner": partial(self._widen_pen, -PEN_STEP),
            **{code: partial(self._speak, code) for code in LANGUAGE_ACTIONS},
        }

    def show_on(self, canvas: InkCanvas, session: Session) -> None:
        """Have ``canvas`` look so; its pen follows the writing of ``session``."""
        self._canvas = canvas
        self.theme.follow(canvas, lambda: canvas.configure_look(self.theme.palette))
        FollowingPen(canvas, session, self._settings, self.theme.scale, self._take_pen)

    def follow_system(self, ask: Callable[[], bool] = is_system_dark) -> None:
        """Be light or dark as the system is from now on, while the settings say so."""
        self.system_theme = SystemTheme(
            self._root, self._pump, self._settings, lambda _: self._paint(), ask
        )

    def show_first_start(self) -> None:
        """Show once what can be done, on the empty canvas of somebody new."""
        if self._canvas is not None and not self._settings.has_seen_start:
            self.first_start = FirstStart(
                self._canvas, self.theme, lambda: self._settings.change(has_seen_start=True)
            )
            self._canvas.after(FIRST_START_DELAY, self.first_start.begin)

    def switch_theme(self) -> None:
        """Switch between light and dark."""
        self._settings.change(theme="light" if self._settings.is_dark else "dark")
        self.follows_system.set(False)
        self._paint()

    def toggle_system_theme(self) -> None:
        """Be as light as the system, or no longer."""
        follows = self._settings.theme != "system"
        self._settings.change(theme="system" if follows else self._name)
        self.follows_system.set(follows)
        self._paint()
        if self.system_theme is not None:
            self.system_theme.look()

    def choose_pen(self, width: int) -> None:
        """Draw with a pen ``width`` design pixels wide; it follows the writing no longer."""
        width = max(MIN_PEN, min(MAX_PEN, width))
        if width != self._settings.pen_width:
            self._settings.change(pen_follows=False)
            self._take_pen(width)

    @property
    def _name(self) -> ThemeName:
        return "dark" if self._settings.is_dark else "light"

    def _paint(self) -> None:
        """Show all in the colours that the settings say."""
        self.theme.switch(self._name)
        self._on_colours()

    def _widen_pen(self, by: int) -> None:
        self.choose_pen(self._settings.pen_width + by)

    def _take_pen(self, width: int) -> None:
        """Draw with a pen of this width, what is drawn already too."""
        self._settings.change(pen_width=width)
        self.pen_width.set(width)
        if self._canvas is not None:
            self._canvas.configure_look(pen_width=width * self.theme.scale)
            self._on_pen()

    def _speak(self, language: str) -> None:
        """Have the texts in ``language``, an action, when the window is opened again."""
        self._settings.change(language="" if language == SYSTEM_LANGUAGE else language)
        self.language.set(language)
        self._say(tr(NEW_LANGUAGE))


class SystemTheme:
    """Dark where the system is, at the start and whenever one comes back to the window.

    The system is asked on a thread. What it was last is remembered, so that the next start does not
    flash. ``switch(is_dark)``: paints all in other colours.
    """

    def __init__(
        self,
        root: tk.Tk,
        pump: Pump,
        settings: Settings,
        switch: Callable[[bool], None],
        ask: Callable[[], bool] = is_system_dark,
    ) -> None:
        self._root, self._pump, self._settings = root, pump, settings
        self._switch, self._ask = switch, ask
        self._asking: LatestCall[bool] = LatestCall("asking for the look", "{}")
        pump.add(self._deliver)
        root.bind("<FocusIn>", self._on_focus, add=True)
        root.bind("<Destroy>", self._on_destroy, add=True)
        self.look()

    def look(self) -> None:
        """Ask how the system looks, where it is followed."""
        if self._settings.theme == "system":
            self._asking.ask(self._ask)
            self._pump.wake()

    def _deliver(self) -> bool:
        for answer in self._asking.answers():
            is_new = not isinstance(answer, Failure) and answer != self._settings.was_dark
            if is_new and self._settings.theme == "system":
                self._settings.change(was_dark=answer)
                self._switch(bool(answer))
        return not self._asking.is_idle

    def _on_focus(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self._root:
            self.look()

    def _on_destroy(self, event: "tk.Event[tk.Misc]") -> None:
        if event.widget is self._root:
            self._asking.stop()


def fitting_width(height: float) -> float:
    """Return the width of the pen for digits ``height`` high, both in design pixels."""
    return max(LEAST_PEN, min(MOST_PEN, PEN_BASE + PEN_SHARE * height))


class FollowingPen:
    """A pen as wide as the writing wants it where nobody chose a width: changed only while it rests.

    ``take(width)``: draws with a pen of so many design pixels; ``scale``: pixels for each.
    """

    def __init__(
        self, canvas: InkCanvas, session: Session, settings: Settings, scale: float,
        take: Callable[[int], None],
    ) -> None:  # fmt: skip
        self._canvas, self._session, self._settings = canvas, session, settings
        self._scale, self._take = scale, take
        self._timer = Timer(canvas, self._follow)
        session.listen(self._on_change)

    def _on_change(self, change: Change) -> None:
        if change == "reading" and self._settings.pen_follows and self._session.editor.ink:
            self._timer.start(PEN_REST)

    def _follow(self) -> None:
        if self._canvas.is_pressed:
            self._timer.start(PEN_REST)
            return
        height = self._height()
        if height is None or not self._settings.pen_follows:
            return
        wanted = fitting_width(height / self._scale)
        if abs(wanted - self._settings.pen_width) >= MIN_PEN_STEP:
            self._take(round(wanted))

    def _height(self) -> float | None:
        """Return how high digits are written, in units of the ink; None while that is not known."""
        marks = self._session.marks.symbols
        heights = sorted(m.box.height for m in marks if m.symbol.text.isdigit())
        if heights:
            return heights[len(heights) // 2]
        ink = self._session.editor.ink
        if marks or not ink:
            return None
        return ink.box.height
