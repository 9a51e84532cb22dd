"""Whether the window is calm while one writes."""
