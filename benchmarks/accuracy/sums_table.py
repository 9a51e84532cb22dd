"""How numbers and sums are read, as Markdown.

Purpose: from what ``digits evaluate`` says of several sets of expressions to one table with provenance.
Contract: made from the JSON values alone, so a page can be checked against the file beside it.
Not here: measuring (``digit_recognizer.evaluation.expressions``), single symbols (``tables``).
"""

from typing import Any

from digit_recognizer.words import share_percent

SUM_SET_TITLES = {
    "numbers_dev": ("numbers", "real pen numbers of 2 digits and more (CROHME)"),
    "arithmetic_dev": ("arithmetic", "real pen arithmetic (CROHME)"),
    "numbers-wide": ("composed, wide", "numbers of 2 to 6 digits, composed from unseen writers"),
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

SUMS_INTRODUCTION = """
## Numbers and sums

Real handwriting, and expressions that are composed from single symbols of unseen writers
([measuring-sums.md](measuring-sums.md)).

- *Exact*: the most likely text equals the label.
- *Right value*: the value is right, or the verdict of a check.
- *Rejected*: the share that is shown as doubtful.

| data | what it is | n | exact (95 %) | right value | among the first 3 | rejected |
|---|---|---:|---|---:|---:|---:|
"""
SUMS_CAVEATS = """\
- No expression of these sets was trained on.
- The figures of the arithmetic set are optimistic: some rescoring constants were tuned on failures in
  that very set ([log](experiments.md)). The composed sets are of test writers.
"""


def sums_section(values: dict[str, Any]) -> str:
    """Return the section on sums of ``values``, which are what ``docs/sums.json`` holds."""
    rows = []
    for found in values["sets"]:
        name, what = SUM_SET_TITLES[found["name"]]
        rows.append(_row(f"**{name}**", what, found, found["doubtful"]))
        parts = found["by_kind"]
        if len(parts) > 1:
            rows += [
                _row(f"… {SUM_KINDS[kind]}", "", parts[kind]) for kind in SUM_KINDS if kind in parts
            ]
    return "".join(
        [SUMS_INTRODUCTION, *rows, _segmentation(values), *_provenance(values), SUMS_CAVEATS]
    )


def _segmentation(values: dict[str, Any]) -> str:
    (symbols,) = (found["symbols"] for found in values["sets"] if found["name"] == "arithmetic_dev")
    return (
        f"\nOf the {symbols['n']:,} symbols of the arithmetic set, "
        f"{share_percent(symbols['segmented'], 1)} are segmented exactly. Of these, "
        f"{share_percent(symbols['classified'], 1)} are classified rightly.\n"
    )


def _provenance(values: dict[str, Any]) -> list[str]:
    lines = [
        f"- Models: `{values['model']}`, SHA-256 {values['model_sha256'][:12]}…, trained "
        f"{values['trained']}; `strokes.h5`, SHA-256 {values['strokes_model_sha256'][:12]}…, trained "
        "on the same pen strokes.",
        f"- Trained on {values['data']}.",
        *parameter_lines(values),
        f"- Measured {values['date']} with `digits evaluate`.",
    ]
    return ["\nProvenance:\n\n", *[f"{line}\n" for line in lines]]


def parameter_lines(values: dict[str, Any]) -> list[str]:
    """Return the line on the digests of the parameters in ``values``; none if they hold no digests."""
    digests = ", ".join(f"{name} {digest}" for name, digest in values.get("parameters", {}).items())
    return [f"- Digests of the parameters: {digests}."] if digests else []


def _row(name: str, what: str, part: dict[str, Any], rejected: float | None = None) -> str:
    low, high = part["intervals_95"]["exact"]
    return (
        f"| {name} | {what} | {part['n']:,} | **{share_percent(part['exact'], 1)}** "
        f"({100 * low:.1f} to {share_percent(high, 1)}) | {share_percent(part['value'], 1)} "
        f"| {share_percent(part['among_first_3'], 1)} "
        f"| {'' if rejected is None else share_percent(rejected, 1)} |\n"
    )
