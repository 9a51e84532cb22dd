"""Getting data sets: downloads, and from the original files to this project's."""
