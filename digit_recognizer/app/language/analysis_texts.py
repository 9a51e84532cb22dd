"""What the page of the analysis says, in the language in use.

Purpose: the lower floors speak English only; here are the page's texts for the catalogues.
Contract: a text that is not known, such as a label, is shown as it is.
Not here: the page (``analysis.page``, ``analysis.charts``).
"""

from digit_recognizer.app.language.reader_texts import translated_clause
from digit_recognizer.app.language.texts import tr_later

PAGE_TEXTS = (
    tr_later("There are no drawings yet that this could be about."),
    tr_later("drawings"),
    tr_later("of them labelled"),
    tr_later("right, no label to compare with"),
    tr_later("right (95 %: {low} to {high} %)"),
    tr_later("read with doubt"),
    tr_later("labels to look at"),
    tr_later("Show: drawings"),
    tr_later("Show: right, no label to compare with"),
    tr_later("Show: right (95 %: {low} to {high} %)"),
    tr_later("Show: read with doubt"),
    tr_later("Show: labels to look at"),
    tr_later("Accuracy by label, with 95 % intervals"),
    tr_later("numbers and sums"),
    tr_later("Label drawings to see it."),
    tr_later("What was read as what"),
    tr_later("By writer"),
    tr_later("nobody named"),
    tr_later("and {count} more writers: see --csv"),
    tr_later("By the model that read"),
    tr_later("none"),
    tr_later("Calibration: is 90 % right nine times in ten?"),
    tr_later("mean distance {points} points"),
    tr_later("Confidence over time, by the hour"),
    tr_later("Confidence over time, by the day"),
    tr_later("Confidence over time, by the week"),
    tr_later("Confidence over time, by the month"),
    tr_later("Confidence over time, by the year"),
    tr_later("Confused most often"),
    tr_later("{label} read as several"),
    tr_later("{label} read as {text}: {count} of {total}"),
    tr_later("{label} read as {text}"),
    tr_later("Show all {count}"),
    tr_later("Drawing {number} by {writer}"),
    tr_later("Drawing {number}"),
    tr_later("Drawings {numbers}"),
    tr_later("Is the label right?"),
    tr_later(
        "The network is sure of another answer, and this writer is seldom misread so. The first "
        "{count} of {total}."
    ),
    tr_later("The network is sure of another answer, and this writer is seldom misread so."),
    tr_later("label down, reading across"),
    tr_later("label {label}"),
    tr_later("read as"),
    tr_later("read {text}, {share}"),
    tr_later("Saved more than once"),
    tr_later(
        "1 drawing could go without a loss. Where copies have different labels, one is wrong."
    ),
    tr_later(
        "{count} drawings could go without a loss. Where copies have different labels, one is wrong."
    ),
    tr_later("{count} times"),
    tr_later("no label"),
    tr_later("{date}: {count} drawings, confidence {share} %, {right} of {total} right"),
    tr_later("{date}: {count} drawings, confidence {share} %"),
    tr_later("{name}: {count} drawings, {right} of {total} right"),
    tr_later("{sign} more than one symbol"),
    tr_later("the {count} most frequent of {total} symbols"),
    tr_later("drawings, {count} at most"),
    tr_later("share that is right"),
    tr_later("mean confidence"),
    tr_later("confidence"),
    tr_later("large dots: many answers"),
    tr_later("grey: fewer than {count}"),
    tr_later("{count} of {total}, {share}"),
)
"""All of them, the more special first; what varies is a name in braces."""


def tr_analysis(text: str) -> str:
    """Return a text of the page in the language in use."""
    return "; ".join(translated_clause(clause, PAGE_TEXTS) for clause in text.split("; "))
