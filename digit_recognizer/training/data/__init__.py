"""What networks are trained on: sources, their weights and their labels."""
