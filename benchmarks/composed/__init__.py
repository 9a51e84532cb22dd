"""Accuracy on expressions that are composed from single symbols."""
