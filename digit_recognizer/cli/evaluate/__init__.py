"""Accuracy on labelled data: ``digits evaluate``."""
