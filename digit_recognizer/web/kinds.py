"""The words of the protocol that several modules share.

Purpose: what may be watched, expected and made, as types and as sets.
Contract: constants only; importing this costs nothing.
Not here: messages (``messages``), what they do.
"""

from typing import Literal, get_args

Role = Literal["board", "pupil", "teacher"]
"""What a key opens."""

Watched = Literal["network", "steps", "why"]
"""What may be sent beside a reading."""

MadeKind = Literal["addition", "subtraction", "multiplication", "division", "fractions", "numbers"]
"""What tasks are made of."""

MADE_KINDS = frozenset(get_args(MadeKind))
EXPECTED = frozenset({"auto", "digit", "integer", "number", "expression"})
"""As ``reading.Expectation``, which costs NumPy."""
