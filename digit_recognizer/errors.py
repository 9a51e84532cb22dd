"""The errors that a person is meant to read.

Purpose: every failure that is not a bug (a bad file, a full disk, a missing package) is one of
these, and its text is one sentence that says what is wrong, where, and what to do.
Contract: ``str(error)`` can be shown as it is, on a terminal or in a dialog. The command line turns
any of them into that sentence on stderr and exit code 2; the window turns it into a dialog.
Not here: bugs. Those stay ordinary exceptions and are never swallowed.
"""

INSTALL = "run pip install . in the program's folder (or make run)"
INSTALL_TK = (
    "install it (Debian and Ubuntu: apt install python3-tk; macOS: brew install python-tk; "
    "Windows: tick tcl/tk in Python's installer)"
)
INSTALL_HEIC = "run pip install '.[heic]' in the program's folder"
INSTALL_KERAS = "run pip install '.[keras]' in the program's folder"
INSTALL_TRAINING = "run pip install '.[training]' in the program's folder"


class DigitRecognizerError(Exception):
    """Something the user can understand and act upon."""


class FileError(DigitRecognizerError):
    """A file cannot be read, is not what it claims to be, or cannot be written."""


class ModelError(FileError):
    """A model file cannot be used, or does not match its export."""


class LibraryError(FileError):
    """A library of drawings can't be opened or changed, or what it was given cannot be saved."""


class MissingDependencyError(DigitRecognizerError):
    """A package that this task needs is not installed."""


class DisplayError(DigitRecognizerError):
    """A window cannot be opened: no display, or Python without Tk."""
