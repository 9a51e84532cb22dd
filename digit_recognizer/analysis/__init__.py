"""What the drawings of a library say about the reader and about their labels."""

PAGE_WIDTH = 1200  # points of the page that shows it
