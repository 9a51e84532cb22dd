"""Keras files to ONNX, without Keras: what is stored, what its layers compute, the graph of it."""
