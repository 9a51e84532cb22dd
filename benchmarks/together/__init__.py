"""What strokes that cross, retrace or wait for each other cost and give."""
