"""Accuracy on every test set: the tables and pictures of the documents."""
