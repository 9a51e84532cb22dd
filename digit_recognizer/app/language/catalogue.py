"""Catalogues of translated texts: GNU gettext's PO files, for the standard library's ``gettext``.

Purpose: read ``.po`` files where they are used, so that none has to be compiled beforehand.
Contract: reads what Babel and gettext write for this program: ``msgid``, ``msgid_plural``, ``msgstr``
with and without a number, strings over several lines, comments. Fuzzy, obsolete and empty entries count
as not there. Raises ValueError for anything else.
Not here: which catalogue is in use (``texts``), collecting texts (``tools/catalogues.py``).
"""

import gettext
import io
import json
import re
import struct
from collections.abc import Iterator
from pathlib import Path

MO_MAGIC = 0x950412DE
MO_HEADER_SIZE = 28  # bytes
_FIELD = re.compile(r'(msgid|msgid_plural|msgstr(?:\[\d\])?)\s+(".*")')


def translations(path: Path) -> gettext.GNUTranslations:
    """Return the catalogue in ``path``, a PO file in UTF-8; raises OSError and ValueError."""
    return gettext.GNUTranslations(io.BytesIO(_mo(dict(entries(path.read_text("utf-8"))))))


def entries(text: str) -> Iterator[tuple[str, str]]:
    r"""Yield the entries of a PO file as MO files hold them: ``\0`` between singular and plural."""
    for block in re.split(r"\n\s*\n", text):
        fields: dict[str, str] = {}
        lines = [line.strip() for line in block.splitlines()]
        if any(line.startswith("#,") and "fuzzy" in line for line in lines):
            continue
        name = ""
        for line in lines:
            if not line or line.startswith("#"):
                continue
            field = _FIELD.fullmatch(line)
            if field is not None:
                name, quoted = field.groups()
                fields[name] = ""
            elif name and line.startswith('"'):
                quoted = line
            else:
                raise ValueError(f"no line of a catalogue: {line}")
            fields[name] += json.loads(quoted)  # PO and JSON escape alike
        forms = [value for key, value in fields.items() if key.startswith("msgstr")]
        if "msgid" in fields and all(forms):
            ids = [fields["msgid"], *([fields["msgid_plural"]] if "msgid_plural" in fields else [])]
            yield "\0".join(ids), "\0".join(forms)


def _mo(texts: dict[str, str]) -> bytes:
    """Return an MO file: a header, two tables of lengths and places, then the texts, NUL behind each."""
    pairs = sorted((key.encode(), value.encode()) for key, value in texts.items())
    place = MO_HEADER_SIZE + 16 * len(pairs)
    tables, data = [b"", b""], b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += struct.pack("<2I", len(pair[side]), place + len(data))
            data += pair[side] + b"\0"
    second = MO_HEADER_SIZE + 8 * len(pairs)
    header = struct.pack("<7I", MO_MAGIC, 0, len(pairs), MO_HEADER_SIZE, second, 0, 0)
    return header + tables[0] + tables[1] + data
