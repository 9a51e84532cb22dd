"""``digits serve``: the reader for every browser in the room (docs/web.md, docs/formats.md)."""
