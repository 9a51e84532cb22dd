"""The saved drawings: ``digits library``."""
