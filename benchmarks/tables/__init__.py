"""Accuracy on composed pages with tables."""
