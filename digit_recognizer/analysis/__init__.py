"""Analysis of a library: what the saved drawings say about the reader and about their labels."""
