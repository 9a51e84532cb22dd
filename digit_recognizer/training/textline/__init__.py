"""The line network: its layers, its run, and how much it counts beside the lattice."""
