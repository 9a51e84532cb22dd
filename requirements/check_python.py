"""Stops with one sentence if this Python is too old for the program or cannot make environments."""

import sys

if sys.version_info < (3, 11):
    found = ".".join(map(str, sys.version_info[:2]))
    sys.exit("Python " + found + " is too old, 3.11 or newer is needed: make PYTHON=python3.12 run")
try:
    import ensurepip  # noqa: F401  (Debian splits it off: python3-venv)
    import venv  # noqa: F401
except ImportError:
    sys.exit("This Python cannot make virtual environments: apt install python3-venv")
