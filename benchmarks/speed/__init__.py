"""Speed and memory of the program, beside what a user would pick instead."""
