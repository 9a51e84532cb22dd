"""What may be shown beside a reading: what the network sees, how a line is read, why.

Purpose: the messages ``network``, ``steps`` and ``why`` of docs/formats.md, as values for JSON.
Contract: of the reading that is shown, with the window's own explanations. None where one of them has
nothing to say: the network for digits of a sum, the lattice of a single digit.
Not here: readings (``board_reading``).
"""

import base64
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from digit_recognizer.app.document.line_reasons import line_reasons
from digit_recognizer.app.explainer import TileStyle, tiles_of
from digit_recognizer.app.language.explanation_texts import tr_explanation
from digit_recognizer.explanation import explain, sentences, steps_of
from digit_recognizer.expression import mathml_of, typed
from digit_recognizer.raster.pixels import png_bytes
from digit_recognizer.reading import Correction
from digit_recognizer.reading_values import hypothesis_values

if TYPE_CHECKING:
    from digit_recognizer.reader import Reader
    from digit_recognizer.reading import Reading
    from digit_recognizer.web.reading.board_ink import BoardInk


def watched(
    what: str, reader: "Reader", board: "BoardInk", reading: "Reading", style: TileStyle
) -> dict[str, Any] | None:
    """Return what ``what`` says of a ``reading`` of ``board``."""
    if what == "network":
        return network(reader, reading)
    if what == "steps":
        return steps(reader, board) if reading.lines else None
    return why(reader, board, reading, style)


def network(reader: "Reader", reading: "Reading") -> dict[str, Any] | None:
    """Return the glyph, the shares of the digits and the feature maps; None for a sum."""
    if reading.lines or not reading.segments:
        return None
    glyph = reading.segments[0].glyph
    shares = {each.text: each.confidence for each in reading.hypotheses}
    maps = [
        {
            "layer": layer,
            "width": values.shape[2],
            "height": values.shape[1],
            "levels": [_levels(one / max(float(values.max()), 1e-6)) for one in values],
        }
        for layer, values in reader.classifier.maps(glyph).items()
    ]
    return {
        "glyph": _levels(glyph),
        "answer": reading.text,
        "shares": [
            {"text": text, "confidence": round(shares[text], 6)}
            for text in reader.bundle.alphabet
            if text in shares
        ],
        "maps": maps,
    }


def steps(reader: "Reader", board: "BoardInk") -> dict[str, Any]:
    """Return the groups of strokes and the likeliest rows."""
    ids, ink = board.ids, board.ink
    known = tuple(Correction(*each) for each in board.corrections.within(ink))
    found = steps_of(reader, ink, board.expect, known)
    links = {pair for row in found.rows for pair in zip(row.groups, row.groups[1:], strict=False)}
    return {
        "groups": [
            {
                "ids": [ids[index] for index in group.strokes],
                "box": [round(side, 1) for side in group.box],
                "best": hypothesis_values(group.best),
                "symbol": round(group.symbol, 6),
            }
            for group in found.groups
        ],
        "links": sorted(map(list, links)),
        "rows": [
            {
                "line": row.line,
                "text": typed(row.row),
                "mathml": mathml_of(row.row),
                "share": round(row.share, 6),
                "groups": row.groups,
            }
            for row in found.rows
        ],
    }


def why(
    reader: "Reader", board: "BoardInk", reading: "Reading", style: TileStyle
) -> dict[str, Any] | None:
    """Return sentences, and pictures for a single digit; None where there is nothing to explain."""
    if reading.lines:
        return {"sentences": list(line_reasons(reading)), "cards": []}
    explanation = explain(reader, board.ink) if board.ink else None
    if explanation is None:
        return None
    cards = [
        {"title": title, "png": f"data:image/png;base64,{_base64(png_bytes(tile))}"}
        for title, tile in tiles_of(explanation, style)
    ]
    return {"sentences": [*map(tr_explanation, sentences(explanation))], "cards": cards}


def _levels(values: NDArray[Any]) -> str:
    """Return brightness in [0, 1] as bytes in base64, row by row."""
    return _base64(np.rint(np.clip(values, 0, 1) * 255).astype(np.uint8).tobytes())


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
