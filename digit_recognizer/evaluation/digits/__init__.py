"""Accuracy on single symbols."""
