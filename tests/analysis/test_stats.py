"""The figures of a library, against others that count in another way; pictures, tables, the command."""

import csv
import io
import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from support import Digits, assert_failed

from digit_recognizer.alphabet import DIGITS
from digit_recognizer.analysis.page import page, pictured, save_page
from digit_recognizer.analysis.stats import LibraryStats, library_stats
from digit_recognizer.analysis.tables import tables, values
from digit_recognizer.analysis.tally import Periods, beginning
from digit_recognizer.charts.colours import rgb
from digit_recognizer.charts.surface import ChartSurface, RecordingSurface
from digit_recognizer.ink import Drawing, Ink
from digit_recognizer.library import Entry, Filter, Library, Summary
from digit_recognizer.metrics import expected_calibration_error, reliability, wilson
from digit_recognizer.raster.pixels import png_bytes

T = TypeVar("T")
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def silent(items: Iterable[T], total: int, what: str, /) -> Iterator[T]:
    assert total >= 0 and what
    yield from items


def entry(number: int = 0, **fields: object) -> Entry:
    """Return a drawing like no other of another ``number``."""
    ink = Ink.from_xy([[(0, 0), (10, number), (20, 5)]])
    return Entry(ink, **{"made": NOON, **fields})  # type: ignore[arg-type]


def summary(made: datetime, confidence: float | None = None) -> Summary:
    """Return what the library says of an unlabelled drawing."""
    return Summary(1, "", True, None, "3", confidence, False, "", "", made, "")


def counted(folder: Path, entries: Iterable[Entry], wanted: Filter = Filter()) -> LibraryStats:  # noqa: B008
    path = folder / "library.sqlite3"
    path.unlink(missing_ok=True)
    with Library.open(path) as library:
        library.add(entries)
        return library_stats(library, wanted, silent)


READ = st.tuples(
    st.sampled_from([None, *"0123456789", "12+3"]),
    st.sampled_from([*"0123456789", "12+3", ""]),
    st.floats(0, 1),
    st.sampled_from(["", "Ada", "Ben"]),
)


@settings(max_examples=25)
@given(st.lists(READ, min_size=1, max_size=40))
def test_figures_are_those_counted_otherwise(
    tmp_path_factory: pytest.TempPathFactory, reads: list[tuple[str | None, str, float, str]]
) -> None:
    entries = [
        entry(i, label=label, text=text, confidence=sure if text else None, writer=writer)
        for i, (label, text, sure, writer) in enumerate(reads)
    ]
    stats = counted(tmp_path_factory.mktemp("stats"), entries)
    compared = [(a, b, sure, writer) for a, b, sure, writer in reads if a is not None and b]
    right = [a == b for a, b, _, _ in compared]
    assert stats.all.drawings == len(reads)
    assert (stats.all.compared, stats.all.right) == (len(compared), sum(right))
    for writer in ("", "Ada", "Ben"):
        own = [a == b for a, b, _, name in compared if name == writer]
        if own:
            tally = stats.writers[writer]
            assert tally.accuracy == pytest.approx(np.mean(own))
            assert tally.interval == wilson(sum(own), len(own))
    for label in "0123456789":
        own = [a == b for a, b, _, _ in compared if a == label]
        assert not own or stats.labels[label].right == sum(own)
    singles = Counter((a, b if b in DIGITS else "…") for a, b, _, _ in compared if a in DIGITS)
    assert stats.confusion == singles
    assert sum(pair.count for pair in stats.pairs) == sum(
        n for (a, b), n in singles.items() if a != b
    )
    if compared:
        confidence = np.array([sure for _, _, sure, _ in compared])
        expected = reliability(confidence, np.array(right))
        np.testing.assert_allclose(stats.bins, expected)
        error = expected_calibration_error(confidence, np.array(right))
        assert stats.calibration_error == pytest.approx(error)


def test_a_frequent_confusion_is_a_hand_and_a_single_one_a_wrong_label(tmp_path: Path) -> None:
    flagged = [
        entry(i, label="1", text="7", confidence=0.99, writer="Ada", doubtful=False)
        for i in range(5)
    ]
    others = [entry(50 + i, label="4", text="4", confidence=0.99, writer="Ada") for i in range(9)]
    odd = [entry(70, label="4", text="9", confidence=0.95, writer="Ada")]
    unsure = [
        entry(71, label="4", text="5", confidence=0.6, writer="Ada"),
        entry(72, label="4", text="5", confidence=0.99, writer="Ada", doubtful=True),
    ]
    stats = counted(tmp_path, flagged + others + odd + unsure)
    assert stats.suspected == 6
    assert (stats.suspects[0].label, stats.suspects[0].text) == ("4", "9")
    assert stats.suspects[0].weight > 4 * stats.suspects[1].weight


def test_copies_are_found_and_those_with_two_labels_come_first(tmp_path: Path) -> None:
    entries = [entry(0, label="3")] * 3 + [entry(1, label="3"), entry(1, label="8"), entry(2)]
    stats = counted(tmp_path, entries)
    assert stats.copied == 3
    assert [(len(c.ids), c.labels) for c in stats.copies] == [(2, ("3", "8")), (3, ("3",))]


def test_only_what_is_wanted_is_counted(tmp_path: Path) -> None:
    entries = [entry(i, label="3", text="3", confidence=0.9, writer=w) for i, w in enumerate("aab")]
    stats = counted(tmp_path, entries, Filter(writer="a"))
    assert stats.all.drawings == 2 and list(stats.writers) == ["a"]


def test_the_examples_of_a_pair_are_its_surest(tmp_path: Path) -> None:
    entries = [entry(i, label="4", text="9", confidence=i / 100) for i in range(30)]
    (pair,) = counted(tmp_path, entries).pairs
    assert (pair.count, pair.of, pair.ids) == (30, 30, tuple(range(30, 22, -1)))


@pytest.mark.parametrize(
    ("length", "unit"), [(1, "hour"), (30, "day"), (200, "week"), (1000, "month"), (9000, "year")]
)
def test_periods_fit_a_chart_and_lose_no_drawing(length: int, unit: str) -> None:
    last = NOON + timedelta(days=length)
    periods = Periods.between(NOON, last)
    times = [NOON + (last - NOON) * i / 499 for i in range(500)]
    for made in times:
        periods.count(summary(made, 0.5))
        assert beginning(made, periods.unit) <= made
    found = periods.all()
    assert periods.unit == unit and len(found) <= 62
    assert sum(period.drawings for period in found) == 500
    assert [p.start for p in found] == sorted(p.start for p in found)
    assert all(p.confidence == 0.5 and p.accuracy is None for p in found)


@pytest.fixture
def central_europe(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("the clock of this system stays where it is")
    with monkeypatch.context() as there:
        there.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("central_europe")
def test_periods_begin_by_the_clock_of_this_place() -> None:
    late = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    assert beginning(late, "day").isoformat() == "2026-03-05T00:00:00+01:00"
    assert beginning(late, "hour").isoformat() == "2026-03-05T00:00:00+01:00"
    march = Periods("month")  # summer time begins on the 29th, and it is still one month
    for day in (24, 28, 29, 30):
        march.count(summary(datetime(2026, 3, day, 12, tzinfo=UTC)))
    (month,) = march.all()
    assert (month.start.isoformat(), month.drawings) == ("2026-03-01T00:00:00+01:00", 4)
    october = Periods("day")
    for hour in (0, 1, 2, 24):  # from midnight on: the day has 25 hours
        made = datetime(2026, 10, 24, 22, 30, tzinfo=UTC) + timedelta(hours=hour)
        october.count(summary(made))
    (autumn,) = october.all()
    assert autumn.drawings == 4


def varied() -> list[Entry]:
    """Return drawings of every kind that the page shows."""
    picture = np.zeros((40, 30), np.uint8)
    picture[5:30, 10:14] = 255
    entries = [
        entry(
            i, label=str(i % 10), text=str(i % 10 if i % 7 else (i + 3) % 10), confidence=0.97,
            writer=f"<b>&Gül {i % 15}", made=NOON + timedelta(days=i),
        )
        for i in range(60)
    ]  # fmt: skip
    entries += [
        Entry(None, png_bytes(picture), label="1", text="7", confidence=0.99, made=NOON),
        Entry(None, b"no picture", label="1", text="7", confidence=0.999, made=NOON),
        entry(80, label="12×√9", text="=1+1", confidence=0.99),
        entry(81, label="12×√9", text="12×√9", confidence=0.5, doubtful=True),
        *[entry(82, label="+", text="4+\n5", confidence=0.9)] * 2,
        entry(90),
    ]
    return entries


@pytest.fixture
def varied_library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "varied.sqlite3") as library:
        library.add(varied())
        yield library


def test_the_page_opens_as_png_and_says_what_was_counted(
    varied_library: Library, tmp_path: Path
) -> None:
    stats = library_stats(varied_library, Filter(), silent)
    save_page(tmp_path / "page.png", stats, varied_library, "<All> & more")
    drawn = page(stats, {}, "<All> & more", RecordingSurface)
    with Image.open(tmp_path / "page.png") as image:
        assert image.size == (2 * drawn.width, 2 * drawn.height)
        assert len(image.convert("RGB").getcolors(2**24) or []) > 20
    assert {"<All> & more", "67", "4 read as 7"} <= {words.text for words in drawn.texts}


def test_regions_stand_for_the_drawings_they_count(varied_library: Library) -> None:
    stats = library_stats(varied_library, Filter(), silent)
    entries = {one.id: one for one in varied_library.get(pictured(stats)) if one.id is not None}
    surface = page(stats, entries, "All", RecordingSurface)
    for region in surface.regions:
        left, top, right, bottom = region.box
        assert 0 <= left < right <= surface.width and 0 <= top < bottom <= surface.height, region
    targets = [region.target for region in surface.regions]
    pair = Filter(label="4", text="7")
    assert pair in targets
    assert varied_library.count(pair) == stats.confusion["4", "7"] > 0
    assert {(number,) for number in pictured(stats) if number in entries} - set(targets) <= {
        (copies.ids[0],) for copies in stats.copies
    }


@pytest.mark.parametrize("entries", [[], [entry(1)], [entry(1, label="12+3")]])
def test_a_library_with_little_in_it_has_a_page_too(tmp_path: Path, entries: list[Entry]) -> None:
    stats = counted(tmp_path, entries)
    assert page(stats, {}, "Few", ChartSurface).png(fast=True)
    assert json.loads(json.dumps(values(stats)))["all"]["drawings"] == len(entries)
    assert all(data for data in tables(stats).values())


def test_tables_say_what_json_says_and_no_cell_is_a_formula(varied_library: Library) -> None:
    stats = library_stats(varied_library, Filter(), silent)
    known = values(stats)
    found = {
        name: list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
        for name, data in tables(stats).items()
    }
    for row in found["writers.csv"]:
        assert int(row["right"]) == known["writers"][row["writer"]]["right"]
    assert len(found["labels-to-check.csv"]) == len(known["suspects"]) > 3
    cells = [cell for rows in found.values() for row in rows for cell in row.values()]
    assert "'=1+1" in cells and not [c for c in cells if c.startswith(("=", "+", "@"))]


# -- the command ---------------------------------------------------------------------------------


def test_the_command_prints_draws_and_writes(
    digits: Digits, varied_library: Library, tmp_path: Path
) -> None:
    path = varied_library.path
    code, out, err = digits("library", "stats", "--library", path, "-o", tmp_path / "all.png")
    assert (code, err) == (0, "") and (tmp_path / "all.png").stat().st_size > 10_000
    assert "67 drawings" in out and "Confused most often" in out and "Is the label right?" in out
    folder = tmp_path / "tables"
    code, out, err = digits("library", "stats", "--library", path, "--json", "--csv", folder)
    assert (code, err) == (0, "")
    assert json.loads(out)["all"]["drawings"] == 67
    assert "labels.csv" in {file.name for file in folder.iterdir()}
    code, out, _ = digits("library", "stats", "--library", path, "--writer", "nobody")
    assert code == 0 and "0 drawings" in out


def test_the_command_says_what_is_wrong_before_it_counts(digits: Digits, tmp_path: Path) -> None:
    Library.open(tmp_path / "a.sqlite3").close()
    there = ("library", "stats", "--library", tmp_path / "a.sqlite3")
    for name in ("a.gif", "a.svg"):
        assert_failed(digits(*there, "-o", tmp_path / name), name, ".png")
    assert_failed(digits(*there, "-o", tmp_path / "none" / "a.png"), "none")
    (tmp_path / "file").write_text("")
    assert_failed(digits(*there, "--csv", tmp_path / "file" / "x"), "file")
    assert_failed(digits("library", "stats", "--library", tmp_path / "no.sqlite3"), "no.sqlite3")


def test_ink_that_was_really_drawn_is_seen(tmp_path: Path, examples: dict[str, Drawing]) -> None:
    entries = [
        Entry(d.ink, label=d.label, text="3", confidence=0.99, made=NOON) for d in examples.values()
    ]
    stats = counted(tmp_path, entries)
    with Library.open(tmp_path / "library.sqlite3") as library:
        entries = {one.id: one for one in library.get(pictured(stats)) if one.id is not None}
    without, drawn = (page(stats, shown, "Drawings", ChartSurface) for shown in ({}, entries))
    assert entries and ink_pixels(drawn) > ink_pixels(without) + 100 * len(entries)


def ink_pixels(surface: ChartSurface) -> int:
    counts = {colour: n for n, colour in surface.image(2).getcolors(2**24) or []}
    return counts[rgb(surface.colours.ink)]


def test_a_caption_in_the_gallery_is_readable() -> None:
    from digit_recognizer.app.library.captions import caption

    with_power = Summary(1, "", True, "2^{10}", "2^{16}", 0.5, False, "mine.h5", "", NOON, "window")
    assert caption(with_power).title == "2¹⁰"
    assert caption(with_power).detail == "read 2¹⁶ · 50 %"
