"""Speed and memory of the program, beside a Keras baseline."""
