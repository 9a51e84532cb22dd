"""The canvas: ink, marks on it, correcting a symbol, moving the paper."""
