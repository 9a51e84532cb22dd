"""How sums are read, as the README's table.

Purpose: from what ``digits evaluate`` says of several sets of expressions to one Markdown table.
Contract: made from the JSON values alone, so a page can be checked against the file beside it.
Not here: measuring (``expressions``), single symbols (``tables``).
"""

from typing import Any

SUM_SET_TITLES = {
    "numbers_dev": ("numbers", "real pen numbers of 2 digits and more (CROHME)"),
    "arithmetic_dev": ("arithmetic", "real pen arithmetic (CROHME)"),
    "numbers-wide": (
        "composed, wide",
        "numbers of 2 to 6 digits set from symbols of unseen writers",
    ),
    "numbers-tight": ("composed, tight", "the same, digits close to each other"),
    "numbers-touching": ("composed, touching", "the same, digits touch or overlap"),
    "decimal": ("composed decimals", "numbers with a point or a comma, at any distance"),
    "linear": ("composed sums", "one line, all symbols, up to 60 of them"),
    "fraction": ("composed fractions", "nested too"),
    "power": ("composed powers", "of powers too"),
    "radical": ("composed radicals", ""),
    "lines": ("composed pages", "two to five of these below each other"),
}
SUM_KINDS = {"linear": "one line", "power": "powers", "fraction": "fractions"}


def sums_table(values: dict[str, Any]) -> str:
    """Return the table of ``values``: ``{"sets": [...], ...}`` as ``docs/sums.json`` holds it."""
    lines = [
        "| data | what it is | n | exact (95 %) | right value | among the first 3 | doubted |",
        "|---|---|---:|---|---:|---:|---:|",
    ]
    for found in values["sets"]:
        name, what = SUM_SET_TITLES[found["name"]]
        lines.append(_row(f"**{name}**", what, found, found["doubtful"]))
        parts = found["by_kind"]
        if len(parts) > 1:
            lines += [
                _row(f"… {words}", "", parts[kind])
                for kind, words in SUM_KINDS.items()
                if kind in parts
            ]
    symbols = next(
        found["symbols"] for found in values["sets"] if found["name"] == "arithmetic_dev"
    )
    lines += [
        "",
        f"Of the {symbols['n']:,} symbols of the arithmetic set {_share(symbols['segmented'])} are "
        f"found (the very strokes), and {_share(symbols['classified'])} of these named rightly. "
        f"`{values['model']}` (SHA-256 {values['model_sha256'][:12]}…), trained {values['trained']} on "
        f"{values['data']}; `strokes.h5` (SHA-256 {values['strokes_model_sha256'][:12]}…) on the same "
        f"pen strokes; measured {values['date']} with `digits evaluate`. No expression of these "
        "sets was trained on. The few constants of how a whole row is weighed were set with the "
        "failures of the arithmetic set in view ([log](docs/experiments.md)), so its figures are the "
        "more hopeful ones; composed ones are of the test writers. A *right value* is also the right "
        "verdict of a check.",
    ]
    return "\n".join(lines) + "\n"


def _row(name: str, what: str, part: dict[str, Any], doubtful: float | None = None) -> str:
    low, high = part["intervals_95"]["exact"]
    doubted = "" if doubtful is None else _share(doubtful)
    return (
        f"| {name} | {what} | {part['n']:,} | **{_share(part['exact'])}** "
        f"({100 * low:.1f} to {_share(high)}) | {_share(part['value'])} "
        f"| {_share(part['among_first_3'])} | {doubted} |"
    )


def _share(value: float) -> str:
    return f"{100 * value:.1f} %"
