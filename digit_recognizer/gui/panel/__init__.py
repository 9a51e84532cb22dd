"""The panel beside the canvas: what was read."""
