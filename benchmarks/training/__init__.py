"""How long training takes, beside the official Keras example."""
