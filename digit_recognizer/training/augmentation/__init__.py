"""Augmentation: variants of ink and glyphs that another writer, pen or scanner would make."""
