"""Composed handwriting with known truth: expressions of real symbols, set as people write."""
