"""The window's brain: what is drawn, read, saved and shown, without any toolkit."""
