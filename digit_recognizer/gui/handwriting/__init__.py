"""The window "My handwriting"."""
