"""What tells one set of parameters from another.

Purpose: the digest that the provenance of figures names beside the digest of the network.
Contract: equal names and values give equal digests on every machine; standard library only.
Not here: the parameters themselves (``raster``, ``segmentation``, ``decoding``).
"""

from dataclasses import fields
from typing import Any

from digit_recognizer.files import sha256


def digest_of(*groups: Any) -> str:
    """Return 12 hex digits of the SHA-256 over the names and values of all fields of dataclasses.

    The order of fields does not matter; the order of ``groups`` does.
    """
    lines = [
        f"{type(group).__name__}.{name}={getattr(group, name)!r}"
        for group in groups
        for name in sorted(field.name for field in fields(group))
    ]
    return sha256("\n".join(lines).encode())[:12]
