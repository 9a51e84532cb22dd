"""Evaluation: accuracy, calibration, speed; tables for people and JSON for machines."""
