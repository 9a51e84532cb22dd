"""The library beside the canvas: saving, gallery, analysis."""
