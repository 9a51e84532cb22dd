"""How large a PDF may be, how large its pages become here, and what drawing one may take."""

from dataclasses import dataclass

MAX_PDF_PIXELS = 40_000_000  # of a page: A3 at 400 dpi, 120 MB
MAX_PDF_SIDE = 20_000  # pixels of a page
MAX_PDF_PAGES = 10_000
MAX_PAGE_SECONDS = 3.0  # of computing to open a document, or to draw one of its pages
MAX_PAGE_OBJECTS = 5_000  # that are looked at to find the scan
POINTS_PER_INCH = 72.0


@dataclass(frozen=True, slots=True)
class PdfParameters:
    """How large a page of a PDF becomes here."""

    resolution: float = 200.0  # dots per inch where there is no scan: what scanners give; judged
    scan_share: float = 0.5  # of the page's short side: the longer one of a scan; judged
    depth: int = 3  # levels of forms in forms in which a scan is looked for; judged
    rounding: float = 1e-6  # of the scale: less than a pixel of the largest page


PDF = PdfParameters()
