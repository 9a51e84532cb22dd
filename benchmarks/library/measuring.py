"""How quick a large library is, beside a folder of JSON files.

Purpose: fill a library and time listing, filtering, counting, saving and getting drawings.
Contract: every filter of :data:`FILTERS` is timed in every order, and the slowest counts. The files are
in a temporary folder that is removed afterwards; the user's own library is not touched.
Not here: printing.
"""

import json
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, get_args

from benchmarks.speed.figures import Figure, median
from digit_recognizer.ink import Ink, Stroke, read_inkml
from digit_recognizer.library import Entry, Filter, Library, Order
from digit_recognizer.resources import example_drawings

FIRST_TIME = datetime(2024, 1, 1, tzinfo=UTC)
MODEL_NAME = "mnist.h5 8d35bcbd4a40"
FILL_BATCH = 1_000
LIST_LENGTH = 100  # drawings in a list, as the library gives them by itself

FILTERS = {
    "all": Filter(),
    "one label": Filter(label="7"),
    "one writer": Filter(writer="writer 3"),
    "read rightly": Filter(outcome="right"),
    "misread": Filter(outcome="wrong"),
    "doubtful": Filter(outcome="doubtful"),
    "not labelled": Filter(outcome="unlabelled"),
    "digits": Filter(kind="digit"),
    "since half of the time": Filter(since=FIRST_TIME + timedelta(days=365)),
    "one model, digits, misread, one writer": Filter(
        model=MODEL_NAME, kind="digit", outcome="wrong", writer="writer 3"
    ),
}
"""Every kind of filter, and several at once."""


def measure_library(
    count: int, files: int, *, rounds: int, say: Callable[[str, int, int], None]
) -> list[Figure]:
    """Return the figures of ``LIBRARY_TARGETS`` for a library of ``count`` drawings.

    ``files``: in the folder beside which it is measured. ``rounds``: how often everything is asked;
    medians count. ``say``: called with what is under way, what is done of it, and the total.
    """
    with tempfile.TemporaryDirectory(prefix="digits-benchmark-") as name:
        path, folder = Path(name) / "library.sqlite3", Path(name) / "files"
        folder.mkdir()
        with Library.open(path) as library:
            batch: list[Entry] = []
            for number, entry in enumerate(drawings(count), 1):
                batch.append(entry)
                if len(batch) == FILL_BATCH or number == count:
                    library.add(batch)
                    batch = []
                    say("Filling the library", number, count)
            for number, entry in enumerate(drawings(files), 1):
                write_json(folder / f"{number}.json", entry)
                if number % FILL_BATCH == 0:
                    say("Filling the folder", number, files)
            figures = _asked(library, rounds, say) + _used(library, count, rounds)
            say("Reading the folder", 0, 1)
            baseline = _milliseconds(partial(misread_in, folder), min(rounds, 3))
    return [
        replace(figure, baseline=baseline) if figure.target.baseline else figure
        for figure in figures
    ]


def drawings(count: int) -> Iterator[Entry]:
    """Yield ``count`` entries: the bundled digits with labels, readings, writers, times of all kinds."""
    lucky = random.Random(1)
    inks = [(drawing.ink, drawing.label) for drawing in map(read_inkml, example_drawings())]
    for number in range(count):
        ink, label = inks[number % len(inks)]
        first = Stroke(ink.strokes[0].points, number)  # no two are the same
        yield Entry(
            Ink((first, *ink.strokes[1:])),
            label=label if lucky.random() < 0.8 else None,
            text=(label or "") if lucky.random() < 0.97 else str(lucky.randrange(10)),
            confidence=1 - 0.7 * lucky.random() ** 3,
            doubtful=lucky.random() < 0.04,
            model=MODEL_NAME,
            writer=f"writer {lucky.randrange(30)}",
            made=FIRST_TIME + timedelta(seconds=lucky.randrange(2 * 365 * 24 * 3600)),
            source="window",
        )


def write_json(path: Path, entry: Entry) -> None:
    """Write a drawing as one JSON file, as people do who have no library."""
    row = {
        "label": entry.label,
        "text": entry.text,
        "confidence": entry.confidence,
        "writer": entry.writer,
        "made": entry.made.isoformat(),
        "strokes": [[list(point) for point in stroke.points] for stroke in entry.ink or ()],
    }
    path.write_text(json.dumps(row), encoding="utf-8")


def misread_in(folder: Path) -> list[dict[str, Any]]:
    """Return the newest misread drawings of a folder of JSON files."""
    rows = [json.loads(path.read_bytes()) for path in folder.iterdir()]
    wrong = [row for row in rows if row["label"] is not None and row["label"] != row["text"]]
    return sorted(wrong, key=lambda row: str(row["made"]), reverse=True)[:LIST_LENGTH]


def _asked(library: Library, rounds: int, say: Callable[[str, int, int], None]) -> list[Figure]:
    """Return the slowest of all ways to list, to number and to count."""
    orders: tuple[Order, ...] = get_args(Order)
    times: dict[str, dict[str, float]] = {"list": {}, "numbers": {}, "count": {}}
    for done, (way, wanted) in enumerate(FILTERS.items()):
        say("Asking", done, len(FILTERS))
        times["count"][way] = _milliseconds(partial(library.count, wanted), rounds)
        for order in orders:
            for key, ask in (("list", library.summaries), ("numbers", library.ids)):
                time_of_it = _milliseconds(partial(ask, wanted, order), rounds)
                times[key][f"{way}, {order}"] = time_of_it
    return [
        Figure(key, max(ways.values()), n=rounds, details={"ways": ways})
        for key, ways in times.items()
    ]


def _used(library: Library, count: int, rounds: int) -> list[Figure]:
    """Return how long it takes to get to the end of the list, to get drawings and to keep one."""
    ids = library.ids()
    middle = ids[len(ids) // 2 :][:LIST_LENGTH]
    new = [entry for number, entry in enumerate(drawings(count + rounds)) if number >= count]
    about = {"drawings": count}
    size = library.path.stat().st_size / 10**6
    end = partial(library.summaries, offset=max(0, count - LIST_LENGTH))
    return [
        Figure("list_end", _milliseconds(end, rounds), n=rounds, details=about),
        Figure("get", _milliseconds(partial(library.get, middle), rounds), n=rounds),
        Figure("keep", _milliseconds(lambda: library.add([new.pop()]), rounds), n=rounds),
        Figure("size", size, n=1, details=about),
    ]


def _milliseconds(ask: Callable[[], object], rounds: int) -> float:
    """Return the median time of asking."""
    seconds = []
    for _ in range(rounds):
        began = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - began)
    return 1000 * median(seconds)
