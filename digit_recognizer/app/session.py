"""What the window shows and does, without a window.

Purpose: hold the document, the latest reading, the model and the file, and do what the actions ask.
Contract: widgets read its attributes and listen; only its methods change them. A reading of an older
revision than the one shown is dropped, a newer one shown once the pen rests (``settling``). Files are
saved atomically; failures are raised as sentences.
Not here: Tk, threads (the worker's), the look.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from digit_recognizer.app.clipboard_text import title_of
from digit_recognizer.app.document.answers import chosen, confirmed
from digit_recognizer.app.document.corrections import Corrections
from digit_recognizer.app.document.drawing_file import NO_DRAWING, DrawingFile
from digit_recognizer.app.document.editor import InkEditor, Sheet
from digit_recognizer.app.document.line_reasons import line_reasons
from digit_recognizer.app.document.marks import Marks, marks_of, still_true
from digit_recognizer.app.explainer import Explained, Explainer, TileStyle
from digit_recognizer.app.language import tr, tr_later
from digit_recognizer.app.library.library_change import LibraryChange
from digit_recognizer.app.listeners import Observed
from digit_recognizer.app.picture.images import exported
from digit_recognizer.app.picture.picture import Picture, Piece, Source
from digit_recognizer.app.picture.table import PictureTables
from digit_recognizer.app.reading_worker import Failed, Lies, Loaded, Question, Read, ReadingWorker
from digit_recognizer.app.settling import Settling
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.files import write_atomically
from digit_recognizer.ink import Drawing, Ink, Stroke, read_drawing, write_drawing
from digit_recognizer.ink.drawing_file import SVG_ENDING
from digit_recognizer.words import whole_percent

if TYPE_CHECKING:
    from digit_recognizer.classifier import Profile
    from digit_recognizer.reader import Reader
    from digit_recognizer.reading import Expectation, Line, OtherReading, Reading

APPLICATION = "Digit Recognizer"
NO_MODEL = tr_later("The model is still being loaded: try again in a moment")
NOT_OF_PICTURES = tr_later("Why? explains digits that are drawn, without a picture under them.")

Change = Literal["ink", "reading", "explanation", "model", "file", "step", "lying"]


class Session(Observed[Change]):
    """One open window's worth of state."""

    def __init__(self, worker: ReadingWorker, settling: Settling | None = None) -> None:
        """``settling``: when readings are shown; a new one with the usual pauses unless given."""
        super().__init__()
        self.editor = InkEditor()
        self.reading: Reading | None = None
        """The reading that is shown: of the ink as it is, or of a slightly older revision."""
        self.read_revision = 0
        self.is_judged = True
        """Whether results and verdicts are shown with the reading: they wait longer than text."""
        self.marks = Marks()
        """What of the reading is shown on the canvas."""
        self.quarters_to_turn = 0
        """To the left, of the picture of which "lying" told last; 0 before."""
        self.expect: Expectation = "auto"
        self.explained: Explained | None = None
        """Why the ink is read so, or a slightly older revision; None while that is not asked for."""
        self.model_name = ""
        """The model in use; "" until the first one is loaded."""
        self.model_remark = ""
        """What is to be known of it, as the reader says it; "" for nothing."""
        self.model_path: Path | None = None
        """The file of the model in use; None for the shipped one."""
        self.is_loading = False
        self.is_held = False
        """Whether reading and keeping wait, since very much is painted."""
        self._file = self.editor.file  # the one that was told of last
        self._source: Source | None = None  # whose pixels are in memory
        self._requested: Path | None = None
        self._page: Picture | None = None  # as it was when it was shown
        self._worker = worker
        self._settling = settling or Settling()
        self._held: Read | None = None  # a reading that waits to be shown
        self._shown: Read | None = None
        self._explainer = Explainer(lambda: worker.reader)
        self._tile_style: TileStyle | None = None
        self._fail: Callable[[str], None] = lambda sentence: None
        self.editor.listen(self._on_ink)

    def on_failure(self, show: Callable[[str], None]) -> None:
        """Call ``show`` with a sentence when something asked of the worker fails."""
        self._fail = show

    def on_answer(self, knock: Callable[[], None]) -> None:
        """Call ``knock``, on another thread, when there is something for :meth:`poll`."""
        self._worker.on_answer = self._explainer.on_answer = knock

    @property
    def reader(self) -> "Reader | None":
        """What reads now; None until the first model is loaded."""
        return self._worker.reader

    @property
    def has_own_model(self) -> bool:
        """Whether another model than the shipped one was asked for."""
        return self._requested is not None

    @property
    def title(self) -> str:
        """The window's title: the reading, so that other programs can read it, and the name."""
        reading = self.reading
        if reading is None or not reading.text:
            return APPLICATION
        if reading.no_symbol:
            return f"? - {APPLICATION}"
        said = title_of(reading, is_judged=self.is_judged)
        return f"{said} · {whole_percent(reading.confidence)} - {APPLICATION}"

    @property
    def held_revision(self) -> int | None:
        """The revision whose reading waits for a pause to be shown; None where none does."""
        return None if self._held is None else self._held.question.revision

    @property
    def corrections(self) -> Corrections:
        """What a person said the ink is; :meth:`correct` says more."""
        return self.editor.corrections

    @property
    def path(self) -> Path | None:
        """The file that the drawing came from or was saved to; None for another drawing."""
        return self.editor.file.path

    @property
    def has_unsaved_file(self) -> bool:
        """Whether a drawing that lives in a file was changed since it was opened or saved."""
        return self.path is not None and self.editor.ink != self.editor.file.drawing.ink

    def load_model(self, path: Path | None) -> None:
        """Use the model in ``path`` (None: the shipped one) as soon as it is loaded."""
        self.is_loading = True
        self._requested = path
        self._worker.load(path)
        self._changed("model")

    def use_profiles(self, profiles: "Sequence[Profile]") -> None:
        """Read with what is known of a writer from now on; none: as for everybody."""
        self._worker.use_profiles(profiles)
        self._on_ink()

    def read_as(self, expect: "Expectation") -> None:
        """Read as one digit, as a number or a sum, or as whichever it looks like."""
        if expect != self.expect:
            self.expect = expect
            self._on_ink()

    def hold(self, *, is_held: bool) -> None:
        """Let reading and keeping wait, or no longer: with the painting they would take turns."""
        if is_held != self.is_held:
            self.is_held = is_held
            self._worker.hold(is_held=is_held)
            self._changed("step")

    def correct(self, strokes: Sequence[object], text: str) -> None:
        """Read ``strokes`` as the symbol ``text`` from now on; one step of undo."""
        self.editor.correct(self.corrections.with_(strokes, text))

    def take_back(self, strokes: Sequence[object]) -> None:
        """Read ``strokes`` as they look again; one step of undo."""
        self.editor.correct(self.corrections.without(strokes))

    def note(self, change: LibraryChange, *, is_step: bool = True) -> None:
        """Remember what was done to the library, as a step of undo or a part of the last one."""
        self.editor.note(change, is_step=is_step)
        self._changed("step")

    def unnote(self, change: LibraryChange) -> None:
        """Forget what could not be done to the library."""
        self.editor.unnote(change)
        self._changed("step")

    def move(self, strokes: Sequence[Stroke], dx: float, dy: float) -> tuple[Stroke, ...]:
        """Move these very ``strokes``, as one step of undo; return those that are there instead."""
        moved = (
            Ink(tuple(strokes)).moved(dx, dy).strokes if strokes and (dx or dy) else tuple(strokes)
        )
        self.editor.exchange(dict(zip(map(id, strokes), moved, strict=True)))
        return moved

    def choose(self, other: "OtherReading") -> None:
        """Read a line that is shown as ``other`` from now on; one step of undo."""
        self.editor.correct(chosen(other, self._read_parts, self.corrections))

    def confirm(self, line: "Line") -> None:
        """Take ``line``, which is shown, as it was read; one step of undo."""
        self.editor.correct(confirmed(line.symbols, self._read_parts, self.corrections))

    @property
    def _read_parts(self) -> tuple[Stroke | Piece, ...]:
        """The strokes and pieces that the reading that is shown was made of."""
        question = self._shown.question if self._shown is not None else None
        return () if question is None else _parts(question.ink, question.picture)

    def explain(self, style: TileStyle | None) -> None:
        """Explain the ink from now on, with tiles in ``style``; None: no longer."""
        self._tile_style = style
        if style is None:
            self._explainer.forget()
            self.explained = None
            self._changed("explanation")
        else:
            self._ask_why()

    def poll(self) -> bool:
        """Take the worker's and the explainer's answers; return whether more are to be expected."""
        for answer in self._worker.answers():
            match answer:
                case Read():
                    self._take(answer)
                case Lies(question, quarters):
                    if question.picture is self.editor.picture:
                        self.quarters_to_turn = quarters
                        self._changed("lying")
                case Loaded(name, remark):
                    self.is_loading, self.model_name, self.model_remark = False, name, remark
                    self.model_path = self._requested
                    self._changed("model")
                    self._on_ink()  # read what is drawn with the new model
                case Failed(sentence, during_load):
                    if during_load:
                        self._on_failed_load()
                    self._fail(sentence)
        for explained in self._explainer.answers():
            is_digit = self.reading is None or not self.reading.lines
            if self._tile_style is not None and self.editor.ink and is_digit:
                self.explained = explained
                self._changed("explanation")
        self._show_what_may()
        is_waiting = self._held is not None or not self.is_judged
        return is_waiting or not (self._worker.is_idle and self._explainer.is_idle)

    def settle(self) -> None:
        """Show what waits for a pause now: somebody asks for it."""
        self._settling.hasten()
        self._show_what_may()

    def show_drawing(self, path: Path, drawing: Drawing) -> None:
        """Show ``drawing``, which was read from ``path``; undo brings back what was there."""
        file = DrawingFile()
        file.settle(path, drawing)
        self.editor.begin(Sheet(drawing.ink, file=file))

    def show(self, ink: Ink) -> None:
        """Show ``ink``, which comes from no file; undo brings back what was there."""
        self.editor.begin(Sheet(ink))

    def show_picture(self, picture: Picture) -> None:
        """Show ``picture`` in the place of all that is there; undo brings that back."""
        self._page = picture
        self.editor.begin(Sheet(picture=picture))

    def turn_page(self, picture: Picture) -> None:
        """Show another page; undo brings back the one before only if something was done to it.

        Turning pages is looking: what is only looked at need not stay in memory.
        """
        shown = self.editor.picture
        is_changed = bool(self.editor.ink) or self.editor.tables is not None
        if shown is not None and shown is self._page and not is_changed:
            self._page = picture
            self.editor.turn_to(picture)
        else:
            self.show_picture(picture)

    def change_picture(self, changed: Picture, tables: PictureTables | None = None) -> None:
        """Show the picture turned or cut, with the ink on it where it belongs, as one step of undo.

        ``tables``: those of ``changed``, where it is to be read as tables.
        """
        picture = self.editor.picture
        assert picture is not None  # only what is shown can be changed
        ink = picture.onto(changed).of_ink(self.editor.ink)
        kept = Ink(tuple(stroke for stroke in ink if max(stroke.box.gaps_to(changed.box)) <= 0))
        self.editor.put(changed, kept, tables)

    def read_tables_as(self, tables: PictureTables | None) -> None:
        """Have these tables on the picture as it is, as one step of undo; None: read it as ever."""
        self.editor.put(self.editor.picture, self.editor.ink, tables)

    def save_drawing(self, path: Path) -> None:
        """Save the drawing in the format that ``path`` ends in; the picture under it is no part of that.

        InkML holds what was read, too. SVG can't be opened again: the drawing keeps its own file.
        Truth, writer and notes of an opened drawing stay while some of its ink does. Raises
        FileError, and DigitRecognizerError where there is nothing to save.
        """
        ink, reading = self.editor.ink, self.reading
        if not ink:
            raise DigitRecognizerError(
                tr("There is no ink to save: draw something first.")
                if self.editor.picture is None
                else tr(
                    "A drawing's file holds strokes, no picture: export it as a picture instead."
                )
            )
        former = self.editor.file.drawing
        is_same = bool(set(ink) & set(former.ink))
        drawing = replace(former, ink=ink) if is_same else replace(NO_DRAWING, ink=ink)
        if reading is not None and reading.text:
            drawing = replace(drawing, notes={**drawing.notes, "reading": reading.text})
        write_drawing(path, drawing)
        if path.suffix.lower() != SVG_ENDING:
            self.editor.file.settle(path, drawing)
            self._changed("file")

    def export_picture(self, path: Path, width: int, height: int, pen_width: float) -> None:
        """Save the drawing as a (width, height) PNG, black on white; raises FileError.

        A picture with what is drawn on it is saved in its own colours and size.
        """
        from digit_recognizer.raster import page_from_ink
        from digit_recognizer.raster.pixels import png_bytes

        ink = self.editor.ink
        if self.editor.picture is not None:
            write_atomically(path, exported(self.editor.picture, ink, pen_width))
            return
        if ink:  # a window that was made smaller may show only a part of it
            ink = fitted(ink, width, height)
        page = page_from_ink(ink, width=width, height=height, pen_width=pen_width)
        write_atomically(path, png_bytes(255 - page))

    def close(self, timeout: float = 0.0) -> None:
        """End the worker and the explainer; wait ``timeout`` seconds at most for what they are doing.

        A process that ends while a network runs is aborted by ONNX Runtime.
        """
        for thread in (self._worker, self._explainer):
            thread.stop()
        for thread in (self._worker, self._explainer):
            thread.join(timeout)

    def _on_ink(self) -> None:
        if self.editor.file is not self._file:
            self._file = self.editor.file
            self._changed("file")
        ink, picture = self.editor.ink, self.editor.picture
        self._hold(None if picture is None else picture.source)
        self._held = None  # it is of other ink, and a new one comes
        if self._settling.pen(is_down=self.editor.is_busy):
            self._tidy()
        if self.editor.is_empty or self.editor.tables is not None:
            self._worker.forget()
            self.reading, self.read_revision = None, self.editor.revision
            self.marks, self.is_judged = Marks(), True
            self._changed("reading")
            self._ask_why()
        elif self._settling.is_pen_down and self.reading is not None and self.reading.lines:
            pass  # nothing of it would be shown before the pen is lifted
        elif self.model_name:  # before, there is nothing to read with: loading one asks again
            known = self.corrections.within(_parts(ink, picture))
            revision = self.editor.revision
            self._worker.ask(Question(revision, ink, self.expect, known, picture, self.corrections))
        self._changed("ink")

    def _hold(self, source: Source | None) -> None:
        """Keep in memory what is needed of the picture that is shown, and of no other one."""
        former = self._source
        if source is former:
            return
        self._source = source
        if source is not None:
            source.image.hold()
        if former is None:
            return
        former.image.release()
        past, present, future = self.editor.steps
        sheets = (*past, present, *future)
        said = {
            id(part) for sheet in sheets for parts, _ in sheet.corrections.all for part in parts
        }
        for picture in {id(sheet.picture): sheet.picture for sheet in sheets}.values():
            if picture is not None and picture.source is former:
                picture.forget_pieces(said)

    @property
    def _why_not(self) -> str:
        """Why what is there can't be explained; "" where it can."""
        if self.editor.picture is not None:
            return tr(NOT_OF_PICTURES)
        return ""

    def _ask_why(self) -> None:
        if self._tile_style is None:
            return
        is_digit = self.reading is None or not self.reading.lines
        if is_digit and not self._why_not and self.editor.ink:
            self._explainer.explain(self.editor.revision, self.editor.ink, self._tile_style)
            return
        self._explainer.forget()
        former = self.explained
        said: tuple[str, ...] = (self._why_not,) if self._why_not else ()
        if self.reading is not None and self.reading.lines:
            said = line_reasons(self.reading)
        self.explained = Explained(self.read_revision, said, ()) if said else None
        if said or former is not None:
            self._changed("explanation")

    def _on_failed_load(self) -> None:
        self.is_loading = False
        if not self.model_name and self._requested is not None:
            self.load_model(None)  # better the shipped model than none
        self._changed("model")

    def _take(self, answer: Read) -> None:
        if answer.question.revision < self.read_revision or self.editor.is_empty:
            return
        if answer.question.picture is not self.editor.picture:
            return  # its boxes are elsewhere
        self._held = answer
        self._show_what_may()

    def _show_what_may(self) -> None:
        """Show the reading that is held back, and what stands behind lines, if it is time."""
        answer, may_judge = self._held, self._settling.may_judge
        if answer is not None:
            is_digit = _is_digit(answer.reading) and _is_digit(self.reading)
            if self._settling.may_show(is_digit=is_digit):
                self._held = None
                self._show(answer, is_judged=may_judge or is_digit)
        elif not self.is_judged and may_judge and self._shown and self._worker.is_idle:
            self._show(self._shown, is_judged=True)

    def _show(self, answer: Read, *, is_judged: bool) -> None:
        question, picture = answer.question, answer.question.picture
        self.reading, self.read_revision = answer.reading, question.revision
        self._shown, self.is_judged = answer, is_judged
        if picture is not None and not picture.pieces:
            picture.pieces = answer.pieces  # what was corrected belongs to these very objects
        strokes = _parts(question.ink, picture)
        if picture and self.corrections.within(strokes) != question.corrections:
            self._on_ink()  # which pieces it has is known only now
        self.marks = marks_of(answer.reading, strokes, self.corrections.of, is_judged=is_judged)
        self._changed("reading")
        self._ask_why()  # only now: explaining must not keep the answer waiting

    def _tidy(self) -> None:
        """Take away what the stroke or the eraser made untrue, without waiting for a reading."""
        marks = still_true(self.marks, self.editor.ink)
        if marks is not self.marks:
            self.marks = marks
            self._changed("reading")


def _is_digit(reading: "Reading | None") -> bool:
    """Whether ``reading`` is of one digit, or of nothing yet."""
    return reading is None or (bool(reading.hypotheses) and not reading.lines)


def _parts(ink: Ink, picture: Picture | None) -> tuple[Stroke | Piece, ...]:
    """Return what is read as the reader numbers it: the strokes, then the picture's pieces."""
    return ink.strokes if picture is None else (*ink.strokes, *picture.pieces)


def fitted_drawing(path: Path, width: float, height: float) -> Drawing:
    """Return the drawing in ``path``, brought into a (width, height) canvas; raises FileError."""
    drawing = read_drawing(path)
    return replace(drawing, ink=fitted(drawing.ink, width, height))


def fitted(ink: Ink, width: float, height: float) -> Ink:
    """Return ``ink`` as it is if a (width, height) canvas shows all of it, else brought into it."""
    box = ink.box
    if min(box.left, box.top) >= 0 and box.right <= width and box.bottom <= height:
        return ink
    room_x, room_y = 0.8 * width, 0.8 * height
    wide, high = max(box.width, 1e-9), max(box.height, 1e-9)
    scale = min(1.0, room_x / wide, room_y / high)
    middle_x, middle_y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return ink.moved(width / 2 - middle_x * scale, height / 2 - middle_y * scale, scale)
