"""XML from outside, without entities.

Purpose: parse the XML of any format of ink.
Contract: a document type declaration (where entity bombs live) is refused, and so are more than
``MAX_ELEMENTS`` elements. Raises ValueError, with the end of a sentence, for what is not well formed.
Not here: what elements mean.
"""

import re
from xml.etree import ElementTree as ET
from xml.parsers import expat

MAX_ELEMENTS = 200_000

XML_BEGINS = re.compile(rb"[ \t\r\n]*<|\xef\xbb\xbf|\xff\xfe|\xfe\xff|\0<")
"""How XML may begin: with a tag, or a byte-order mark, in UTF-8 or UTF-16."""


_NOT_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
"""The characters that XML 1.0 cannot hold. Compiled when needed: that takes longer than most imports."""


def without_controls(text: str) -> str:
    """Return ``text`` without the characters that XML cannot hold."""
    return re.sub(_NOT_XML, "", text)


def parse_xml(data: bytes) -> ET.Element:
    """Return the root element; a DOCTYPE is refused before any entity is read."""

    def refuse(*_: object) -> None:
        raise ValueError("it declares a document type, which no drawing needs")

    builder = ET.TreeBuilder()
    elements = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal elements
        elements += 1
        if elements > MAX_ELEMENTS:
            raise ValueError(f"it has more than {MAX_ELEMENTS:,} elements")
        builder.start(tag, attributes)

    try:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = refuse
        parser.StartElementHandler = start
        parser.EndElementHandler = builder.end
        parser.CharacterDataHandler = builder.data
        parser.Parse(data, True)
        return builder.close()
    except (LookupError, ET.ParseError, expat.ExpatError) as error:
        raise ValueError(str(error)) from error


def name_of(element: ET.Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]
