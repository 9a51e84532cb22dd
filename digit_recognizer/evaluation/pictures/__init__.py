"""Accuracy on folders of labelled pictures."""
