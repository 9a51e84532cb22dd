"""PDF files made by hand, where Pillow makes none that is odd enough."""

import io
from collections.abc import Sequence

from PIL import Image


def scanned(pages: Sequence[Image.Image], resolution: float = 200) -> bytes:
    """Return a PDF of one scan a page, as scanners make it."""
    buffer = io.BytesIO()
    pages[0].save(buffer, "PDF", resolution=resolution, save_all=True, append_images=pages[1:])
    return buffer.getvalue()


def objects_of(*bodies: bytes, trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects, numbered from 1; the first is the root."""
    data, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    begin, size = len(data), len(bodies) + 1
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    return data + b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (
        size, trailer, begin,
    )  # fmt: skip


def drawn(
    *kids: bytes, count: int | None = None, box: bytes = b"0 0 200 100", rest: bytes = b""
) -> bytes:
    """Return a PDF of pages with a thick stroke; ``kids``: the pages, of which "3 0 R" is sound."""
    content = b"20 w 30 50 m 170 50 l S"
    return objects_of(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/Kids[%s]>>" % (count or len(kids), b" ".join(kids)),
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R%s>>" % (box, rest),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
    )


LOCKED = objects_of(
    b"<</Type/Catalog/Pages 2 0 R>>",
    b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
    b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>",
    b"<</Filter/Standard/V 1/R 2/Length 40/P -4/O<%s>/U<%s>>>" % (b"61" * 32, b"62" * 32),
    trailer=b"/Encrypt 4 0 R/ID[<00><00>]",
)
"""A PDF that opens with a password only."""
