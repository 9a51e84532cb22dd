"""What files of drawings, pictures and archives of these are called.

Purpose: one list for folders that are read or imported, and for the window's dialogs.
Contract: lower case, with the point. Files that are named one by one may be called anything.
Not here: what is in them: ``ink.inkml`` and ``raster.image`` look.
"""

INKML = ".inkml"
PICTURES = (
    ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".webp", ".bmp", ".gif", ".ppm", ".pgm", ".pbm", ".pnm",
)  # fmt: skip
READABLE = (INKML, *PICTURES)
ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz")
