"""A class: pupils, tasks, and what is kept of them."""
