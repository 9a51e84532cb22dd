"""The socket: every drawing is read as by the reader; boards keep to themselves."""

from typing import Any

import pytest
from serving import RunningServer, strokes_as_sent

from digit_recognizer.ink import read_inkml
from digit_recognizer.reader import Reader
from digit_recognizer.reading_values import reading_values
from digit_recognizer.resources import example_drawings, example_expressions


def without_time(reading: dict[str, Any]) -> dict[str, Any]:
    """Return a reading without how long it took."""
    return {name: value for name, value in reading.items() if name != "milliseconds"}


@pytest.mark.parametrize(
    "path", [*example_drawings(), *example_expressions()], ids=lambda p: p.stem
)
def test_every_example_is_read_as_by_the_reader(
    server: RunningServer, reader: Reader, path: Any
) -> None:
    ink = read_inkml(path).ink
    with server.page() as page:
        said = page.read(all=True, add=strokes_as_sent(ink))
    assert said["reading"]["text"] == reader.read_ink(ink).text
    if not said["reading"]["doubtful"]:
        expected = reading_values(reader.read_ink(ink))
        assert without_time(said["reading"]) == without_time(expected)
