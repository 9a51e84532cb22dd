"""The journal: what is on the canvas, with its undo, so that it survives closing and crashes."""
