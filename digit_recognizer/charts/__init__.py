"""Charts: a drawing surface, and bars, axes and matrices on it."""
