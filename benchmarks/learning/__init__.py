"""Simulated writers who teach the program their handwriting."""
