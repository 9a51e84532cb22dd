"""The report as Markdown.

Purpose: the table of the README, and the page with everything.
Contract: made from the JSON values alone, so a page can be checked against the file beside it.
Not here: measuring (``report``), the picture (``picture``).
"""

from typing import Any

from benchmarks.accuracy.style_rules import RULE_TEXTS


def summary(values: dict[str, Any]) -> str:
    """Return what the README shows: the sets, what is no digit, places, speed, provenance."""
    lines = [
        "| data | what it is | n | accuracy (95 %) | calibration error | errors above 90 % | doubted |",
        "|---|---|---:|---|---:|---:|---:|",
    ]
    lines += [_set(row) for row in values["sets"]]
    lines += ["", "| no digit | n | doubted (95 %) | answered above 90 % |", "|---|---:|---|---:|"]
    lines += [
        f"| {row['what']} | {row['n']:,} | **{_share(row['refused'], 1)}** ({_interval(row, 1)}) "
        f"| {_share(row['sure'], 1)} |"
        for row in values["no_digits"]
    ]
    lines += ["", *_placements(values["placements"]), _provenance(values)]
    return "\n".join(lines) + "\n"


def page(values: dict[str, Any], picture: str) -> str:
    """Return the page with everything; ``picture`` is the name of the picture beside it."""
    styles = [
        f"| {row['digit']} | {row['style']} | {row['n']:,} | **{_share(row['accuracy'])}** "
        f"({_interval(row, 1)}) | {_share(row['doubtful'])} |"
        for row in values["styles"]
    ]
    lines = [
        "# Accuracy",
        "",
        "Written by `digits evaluate --all`. *Calibration error*: the mean distance between confidence "
        "and accuracy over 15 bins (ECE). *Errors above 90 %*: the share of the errors that were made "
        "with a confidence above 0.9. *Doubted*: the share that is not answered, but shown as doubtful. "
        "Intervals are Wilson's, 95 %.",
        "",
        f"![Accuracy, reliability, doubt, styles of writing]({picture})",
        "",
        summary(values),
        "## By style",
        "",
        "The ink of all sets of pen strokes together. The style is told from the strokes by a rule "
        "(`benchmarks/accuracy/style_rules.py`), which is right mostly, not always; lengths are shares "
        "of the digit's longer side.",
        "",
        "| digit | style | n | accuracy (95 %) | doubted |",
        "|---|---|---:|---|---:|",
        *styles,
        "",
        *[f"- **{digit}** {rule}." for digit, rule in RULE_TEXTS.items()],
        "",
        "## Most frequent errors",
        "",
        *[f"- {row['title']}: {_confusions(row)}" for row in values["sets"]],
    ]
    return "\n".join(lines) + "\n"


def _set(row: dict[str, Any]) -> str:
    confident = row["confident_errors"] if row["errors"] else None
    return (
        f"| {row['title']} | {row['what']} | {row['n']:,} | **{_share(row['accuracy'])}** "
        f"({_interval(row)}) | {_share(row['calibration_error'])} | {_share(confident, 0)} "
        f"| {_share(row['doubtful'])} |"
    )


def _placements(rows: list[dict[str, Any]]) -> list[str]:
    if not rows:
        return []
    told = [
        f"{row['title']}, {'strokes' if row['route'] == 'ink' else 'pictures of them'} "
        f"(n = {row['n']:,}): {100 * row['spread']:.2f} points "
        f"({_share(row['lowest'])} to {_share(row['highest'])})"
        for row in rows
    ]
    return [
        "Drawn at 5 sizes (20 to 560 px), 5 places and with 4 pens (2 to 40 px), accuracy differs by "
        f"at most: {'; '.join(told)}.",
        "",
    ]


def _provenance(values: dict[str, Any]) -> str:
    provenance = values["provenance"]
    recipe = provenance.get("recipe", {})
    start = provenance.get("started_from", "random weights")
    speed = values["network_ms"]
    took = f" The network takes {speed:.2f} ms a glyph on one core." if speed else ""
    return (
        f"`{values['model']}` (SHA-256 {values['model_sha256'][:12]}…), trained "
        f"{provenance.get('date')} on {provenance.get('data')}, seed {recipe.get('seed')}, "
        f"starting from {start}; measured {values['date']} with `digits evaluate --all`.{took} "
        "No test set was used to train, select or calibrate."
    )


def _confusions(row: dict[str, Any]) -> str:
    pairs = [f"{true} as {read} {count}×" for true, read, count in row["confusions"][:6]]
    return (", ".join(pairs) or "none") + f" (of {row['errors']} errors)"


def _interval(row: dict[str, Any], digits: int = 2) -> str:
    low, high = row["interval_95"]
    return f"{100 * low:.{digits}f} to {_share(high, digits)}"


def _share(value: float | None, digits: int = 2) -> str:
    return "–" if value is None else f"{100 * value:.{digits}f} %"
