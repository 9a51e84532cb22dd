"""The drawing on the canvas: ink, undo, marks, corrections, gestures."""
