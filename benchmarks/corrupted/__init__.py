"""Accuracy on degraded digits, after MNIST-C."""
