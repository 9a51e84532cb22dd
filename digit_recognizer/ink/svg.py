"""A drawing as SVG, for documents and browsers.

Purpose: write strokes as paths of one pen, around which there is a margin.
Contract: SVG 1.1 with a title, paths and nothing else; ink is black on nothing. Coordinates are those of
the drawing. It is written only: what a path of somebody else means as ink cannot be told.
Not here: pictures of pixels (``library.formats.pictures``).
"""

from html import escape

from digit_recognizer.ink.model import Drawing
from digit_recognizer.ink.xml_file import without_controls

SVG_PEN_SHARE = 0.03  # of the longer side
MIN_SVG_PEN = 1.0


def svg_bytes(drawing: Drawing) -> bytes:
    """Return ``drawing`` as an SVG file; raises ValueError for one without ink."""
    box = drawing.ink.box
    pen = max(MIN_SVG_PEN, SVG_PEN_SHARE * box.size)
    left, top = box.left - pen, box.top - pen
    width, height = box.width + 2 * pen, box.height + 2 * pen
    paths = []
    for stroke in drawing.ink:
        first, *rest = stroke.points
        # A path of one place is drawn as a dot where its end is round.
        steps = " ".join(f"L{point.x:g} {point.y:g}" for point in rest or [first])
        paths.append(f'<path d="M{first.x:g} {first.y:g} {steps}"/>')
    title = escape(without_controls(drawing.label or ""))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:g} {top:g} {width:g} {height:g}">',
        *([f"<title>{title}</title>"] if title else []),
        f'<g fill="none" stroke="#000" stroke-width="{pen:g}" stroke-linecap="round" '
        'stroke-linejoin="round">',
        *paths,
        "</g>",
        "</svg>",
        "",
    ]
    return "\n".join(lines).encode()
