"""What the gallery says about drawings.

Purpose: captions of tiles, the details of a drawing, sentences about many.
Contract: plain text, with a tone that the palette has a colour for. Needs no Tk.
Not here: fonts, places.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from digit_recognizer.app.language import tr, tr_count, tr_later, whole_number
from digit_recognizer.expression import readable
from digit_recognizer.words import whole_percent

if TYPE_CHECKING:
    from digit_recognizer.app.library.rereading import Changed, Outcome
    from digit_recognizer.library import Summary

Tone = Literal["text", "muted", "right", "wrong", "doubt"]
LINE_BREAK_SIGN = " ⏎ "
"""A line break of a label, on one line."""
NOBODY = tr_later("Nobody in particular")

EMPTY_LIBRARY = (
    tr_later("Nothing is saved yet"),
    tr_later(
        "Draw in the other window and press Ctrl+S (⌘S),\n"
        "or switch on Library > Keep everything I draw.\n\n"
        "What you have in files already: digits library import"
    ),
)
EMPTY_LIST = (
    tr_later("No drawing is like that"),
    tr_later("Fewer filters show more: Clear filters, or Ctrl+0"),
)


@dataclass(frozen=True, slots=True)
class Caption:
    """Two lines under a thumbnail: what it is, and what was read."""

    title: str
    title_tone: Tone
    detail: str
    detail_tone: Tone


def caption(summary: "Summary", changed: "Changed | None" = None) -> Caption:
    """Return what stands under a thumbnail: the label above, the reading below."""
    title = readable_line(summary.label) if summary.label is not None else tr("no label")
    tone: Tone = "text" if summary.label is not None else "muted"
    if changed is not None:
        turn: Tone = "muted" if changed.turn == "other" else changed.turn
        before, after = (readable_line(text) or "–" for text in (changed.before, changed.after))
        return Caption(title, tone, f"{before} → {after}", turn)
    return Caption(title, tone, reading_of(summary), tone_of(summary))


def reading_of(summary: "Summary") -> str:
    """Return what was read, in short: ``✓ 98 %``, ``read 1 · 55 %``, ``not read``."""
    if not summary.text:
        return tr("not read")
    percent = "" if summary.confidence is None else whole_percent(summary.confidence)
    if summary.label == summary.text:
        return f"✓ {percent}".strip()
    mark = "?" if summary.doubtful else ""
    return " · ".join(
        filter(
            None, (tr("read {text}{mark}", text=readable_line(summary.text), mark=mark), percent)
        )
    )


def tone_of(summary: "Summary") -> Tone:
    """Return whether that is right, wrong, doubtful or neither."""
    if not summary.text:
        return "muted"
    if summary.label is not None:
        return "right" if summary.label == summary.text else "wrong"
    return "doubt" if summary.doubtful else "muted"


def details(summary: "Summary") -> list[tuple[str, str, Tone]]:
    """Return what is known of a drawing: names, values, tones."""
    made = summary.made.astimezone()
    sure = (
        ""
        if summary.confidence is None
        else tr("{percent} sure", percent=whole_percent(summary.confidence))
    )
    if summary.doubtful:
        sure = tr("{sure}, doubtful", sure=sure) if sure else tr("doubtful")
    rows: list[tuple[str, str, Tone]] = [
        (tr("Read as"), readable_line(summary.text) or tr("nothing"), tone_of(summary)),
        (tr("Confidence"), sure, "text"),
        (tr("Drawn"), f"{made:%Y-%m-%d %H:%M}", "text"),
        (tr("Model"), summary.model, "text"),
        (tr("From"), tr("drawn here") if summary.source == "window" else summary.source, "text"),
    ]
    return [row for row in rows if row[1]]


def drawings(count: int) -> str:
    """Return a number of drawings: "1 drawing", "1,204 drawings"."""
    return tr_count("{count} drawing", "{count} drawings", count)


def common(values: Sequence[str | None]) -> str | None:
    """Return what all values are; None where they differ, "" where all are None or ""."""
    found = {value or "" for value in values}
    return found.pop() if len(found) == 1 else None


def counted(shown: int, total: int, selected: int) -> str:
    """Return how many drawings are shown and selected: ``12 of 1,204 drawings · 3 selected``."""
    said = (
        drawings(total)
        if shown == total
        else tr("{shown} of {drawings}", shown=whole_number(shown), drawings=drawings(total))
    )
    if not selected:
        return said
    return tr("{said} · {selected} selected", said=said, selected=whole_number(selected))


def read_again(outcome: "Outcome", model: str) -> str:
    """Return what reading again did, in a sentence."""
    count = drawings(outcome.read)
    said = tr("Read again with {model}: {drawings}", model=model, drawings=count)
    if outcome.is_cancelled:
        said = tr("Stopped after {drawings}", drawings=count)
    parts = [
        tr("{changed} changed", changed=whole_number(len(outcome.changed)))
        if outcome.changed
        else tr("none changed")
    ]
    for turn in ("right", "wrong"):
        number = sum(changed.turn == turn for changed in outcome.changed.values())
        if number:
            count = whole_number(number)
            right, wrong = (
                tr("{count} now right", count=count),
                tr("{count} now wrong", count=count),
            )
            parts.append(right if turn == "right" else wrong)
    if outcome.failed:
        parts.append(tr("{failed} could not be read", failed=whole_number(outcome.failed)))
    return f"{said}, {', '.join(parts)}" + (f". {outcome.sentence}" if outcome.sentence else "")


def one_line(text: str) -> str:
    """Return a label or a reading on one line, as it can be typed."""
    return LINE_BREAK_SIGN.join(text.splitlines())


def readable_line(text: str) -> str:
    """Return a label or a reading on one line, as people read it: ``2¹⁰`` for ``2^{10}``."""
    return one_line(readable(text))


def lines(text: str) -> str:
    """Return what was typed on one line as a label: the lines that it means."""
    return "\n".join(part.strip() for part in text.split(LINE_BREAK_SIGN.strip())).strip()


def with_counts(values: Sequence[tuple[str, int]], names: Mapping[str, str]) -> dict[str, str]:
    """Return each value by what it is called in a list: with the number of drawings behind it."""
    return {f"{names.get(value, one_line(value))}  ({count:,})": value for value, count in values}
