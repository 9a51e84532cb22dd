"""The rescoring network: readings of composed lines, its layers, its run."""
