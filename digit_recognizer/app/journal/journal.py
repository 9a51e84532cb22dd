"""The journal's files: written after each change, read at the start.

Purpose: keep what is on the canvas, so that neither closing nor a crash nor a power cut loses it.
Contract: the thread that paints never waits for the disk: the newest snapshot is written off it, as soon
as the one before is done, and each file is put in place whole. A journal that can't be read is moved
aside, not deleted. Where it can't be written that is said once, and each later change tries again.
Not here: its bytes (``encoding``, ``decoding``), which folder (``keeping``), what is done with what was
read (``session``).
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from digit_recognizer.app.jobs import Failure, LatestJob, sentence_of
from digit_recognizer.app.journal.decoding import JournalError, snapshot_of
from digit_recognizer.app.journal.encoding import Encoder
from digit_recognizer.app.journal.snapshot import MAX_JOURNAL_BYTES, Snapshot
from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.app.picture.source_image import SourceImage
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.files import make_folder, read_limited, sha256, write_atomically

JOURNAL_PAUSE = 0.25  # seconds between two writings
LOST_DRAWING = tr_later("Your last drawing can't be brought back: {reason}. It is kept as {aside}.")
JOURNAL_BUG = tr_later("The canvas can't be kept ({}).")
KEPT_NO_MORE = tr_later("What you draw is not kept at the moment: {}")


class Journal(LatestJob[Snapshot, Failure | None]):
    """The journal in ``folder``. Answers: None after each writing that succeeds."""

    name = "journal"
    pause = JOURNAL_PAUSE
    rest = 1.0

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._path, self._pictures = folder / "journal", folder / "pictures"
        self._encoder = Encoder(self._stored)
        self._digests: dict[int, tuple[SourceImage, str]] = {}  # by identity
        self._named: set[str] = set()  # files of images that the journal names
        self._kept: set[str] | None = (
            None  # those that were left in the folder; None: not known yet
        )

    def load(self) -> tuple[Snapshot | None, str]:
        """Return what was kept, None where there is nothing, and a sentence where it can't be read."""
        if not self._path.exists():
            return None, ""
        try:
            data = read_limited(self._path, 2 * MAX_JOURNAL_BYTES, "a journal")
            return snapshot_of(data, self._pictures), ""
        except DigitRecognizerError as error:
            reason = str(error) if isinstance(error, JournalError) else tr("it can't be read")
        aside = self._moved_aside()
        if aside is None:
            return None, tr("Your last drawing can't be brought back: {reason}.", reason=reason)
        return None, tr(LOST_DRAWING, reason=reason, aside=aside)

    def work(self, request: Snapshot) -> Iterator[None]:
        """Write ``request``; of one that is too long the oldest steps are left out."""
        make_folder(self._path.parent, tr("choose another place"))
        data = self._encoder.encode(request)
        while len(data) > MAX_JOURNAL_BYTES and len(request.sheets) > 1:
            request = _shorter(request)
            data = self._encoder.encode(request)
        write_atomically(self._path, data)
        self._forget_pictures()
        yield None

    def failed(self, request: Snapshot, error: Exception) -> Failure:
        """Return why it could not be written."""
        return Failure(tr(KEPT_NO_MORE).format(sentence_of(error, JOURNAL_BUG)))

    def _stored(self, image: SourceImage) -> str:
        """Have the image's file in the folder, and no longer in memory; return its name."""
        known = self._digests.get(id(image))
        digest = known[1] if known is not None else _digest_of(image)
        path = self._pictures / digest
        if not path.is_file():
            make_folder(self._pictures, tr("choose another place"))
            write_atomically(path, image.bytes())
        image.encoded = path
        self._digests[id(image)] = (image, digest)
        return digest

    def _forget_pictures(self) -> None:
        """Remove the files of images that neither this journal nor the one before names."""
        used = self._encoder.images
        self._digests = {key: kept for key, kept in self._digests.items() if kept[0] in used}
        named = {digest for _, digest in self._digests.values()}
        kept, self._named = named | self._named, named
        if kept != self._kept and self._pictures.is_dir():
            for path in self._pictures.iterdir():
                if path.name not in kept:
                    path.unlink(missing_ok=True)
        self._kept = kept

    def _moved_aside(self) -> Path | None:
        number = 1
        while (aside := self._path.with_name(f"journal-damaged-{number}")).exists():
            number += 1
        try:
            self._path.rename(aside)
        except OSError:
            return None
        return aside


def _shorter(snapshot: Snapshot) -> Snapshot:
    """Return it without the older half of what can be undone, then of what can be redone."""
    first = (snapshot.place + 1) // 2
    last = len(snapshot.sheets) if first else (len(snapshot.sheets) + 1) // 2
    return replace(snapshot, sheets=snapshot.sheets[first:last], place=snapshot.place - first)


def _digest_of(image: SourceImage) -> str:
    if isinstance(image.encoded, Path):
        return image.encoded.name
    return sha256(image.encoded)
