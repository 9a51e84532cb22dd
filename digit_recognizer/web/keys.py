"""The keys of a server: what opens a board, and what opens the teacher's page.

Purpose: make them, and keep them, so that open pages come back after a start.
Contract: a key has 128 bits. They are kept in the user's folder, readable by nobody else; ``renew``
makes others.
Not here: checking them (``hub``), addresses that carry them (``running``).
"""

import json
import secrets
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

from digit_recognizer.errors import FileError
from digit_recognizer.files import make_folder, read_limited, write_atomically

KEY_BYTES = 16
KEY_LENGTH = 22  # characters of base64 for so many bytes


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens a board, and what opens the teacher's page."""

    board: str
    teacher: str


def kept_keys(*, renew: bool = False, folder: Path | None = None) -> Keys:
    """Return the keys in ``folder``, the user's unless given; new ones where there are none.

    Raises FileError where they cannot be kept.
    """
    path = (folder or user_data_path("digit-recognizer", False)) / "serve-keys.json"
    if not renew:
        try:
            found = json.loads(read_limited(path, 2**12, "keys"))
            keys = Keys(found["board"], found["teacher"])
            if all(
                isinstance(key, str) and len(key) == KEY_LENGTH
                for key in (keys.board, keys.teacher)
            ):
                return keys
        except (FileError, ValueError, TypeError, KeyError):
            pass
    keys = Keys(secrets.token_urlsafe(KEY_BYTES), secrets.token_urlsafe(KEY_BYTES))
    make_folder(path.parent, "choose another folder")
    if not path.exists():
        path.touch(mode=0o600)  # what replaces it has its permissions
    data = json.dumps({"board": keys.board, "teacher": keys.teacher}).encode()
    write_atomically(path, data)
    return keys
