"""What was learnt of a writer, and learning it."""
