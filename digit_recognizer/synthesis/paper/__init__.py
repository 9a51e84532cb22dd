"""Composed paper: pictures of pages with known truth, from the pen's path to the camera."""
