"""Load of ``digits serve``: many boards that write at once, on the loopback."""
