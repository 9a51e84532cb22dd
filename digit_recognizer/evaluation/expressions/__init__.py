"""Accuracy on written expressions."""
