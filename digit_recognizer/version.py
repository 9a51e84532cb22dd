"""The program's version: the only place where it stands, read by the build too."""

__version__ = "1.0.0"
