"""The library: drawings that are saved, in one SQLite file on this machine.

Purpose: entries, filters and the store; import and export stand beside it.
Contract: nothing leaves the machine. Entries are immutable; what a change returned from is on the disk.
Not here: reading drawings again, learning from them, windows.
"""

from digit_recognizer.errors import LibraryError
from digit_recognizer.library.entry import Entry, StoredProfile, Summary
from digit_recognizer.library.filter import Filter, Kind, Order, Outcome
from digit_recognizer.library.store import Library, default_path

__all__ = [
    "Entry", "Filter", "Kind", "Library", "LibraryError", "Order", "Outcome", "StoredProfile",
    "Summary", "default_path",
]  # fmt: skip
