"""Reading for boards and uploads: the processes that do it, and what the server sees of them."""
