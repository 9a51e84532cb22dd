"""A picture under the ink, and its tools."""
