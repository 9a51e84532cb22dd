"""What only developers run: speed, accuracy tables, learning and training, measured from a checkout."""
