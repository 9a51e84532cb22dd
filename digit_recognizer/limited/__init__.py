"""Processes with limits on time and memory, for what strangers made and what is written in C."""
