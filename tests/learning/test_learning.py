"""Learning a hand: a made writer whose 1 the network takes for a 7, and everyone else."""

import gzip
import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_writer import odd_one, symbols_of, usual
from support import hand_drawn

from digit_recognizer.alphabet import ARITHMETIC, DIGITS
from digit_recognizer.classifier import Classifier, Profile, ProfileError
from digit_recognizer.classifier.profile import combined, gains, grouped, vectors_of
from digit_recognizer.datasets.held_out import is_held_out
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.ink import Ink, read_inkml
from digit_recognizer.learning import (
    AcceptanceTest,
    Comparison,
    Drawings,
    LearntProfile,
    OtherWriters,
    labelled_symbols,
    learn,
    learn_from,
    store_profile,
    stored_profiles,
)
from digit_recognizer.learning.fit import MAX_PROTOTYPES, fit
from digit_recognizer.learning.other_writers import held_out_writers
from digit_recognizer.learning.style_questions import starting_profile
from digit_recognizer.library import Entry, Library
from digit_recognizer.reader import Reader
from digit_recognizer.resources import example_drawings


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


def others_of(classifier: Classifier) -> OtherWriters:
    made = hand_drawn(130, 4)
    return OtherWriters.answered_by("others", made.glyphs, made.labels, classifier)


def test_three_drawings_of_each_digit_teach_an_odd_one(reader: Reader) -> None:
    classifier = reader.classifier
    learnt = learn(
        classifier,
        Drawings.of(symbols_of(3, 1), MAX_PROTOTYPES),
        [others_of(classifier)],
        writer="Anna",
    )
    assert learnt.acceptance.own.before <= 27 < learnt.acceptance.own.after
    assert learnt.acceptance.is_offered and learnt.acceptance.forgets < 0.1
    random = np.random.default_rng(2)
    adapted = reader.with_profiles([learnt.profile])
    new = [odd_one(random) for _ in range(10)]
    assert {reader.read_ink(ink, "digit").text for ink in new} == {"7"}
    assert sum(adapted.read_ink(ink, "digit").text == "1" for ink in new) >= 8
    assert adapted.read_ink(usual(random, "7"), "digit").text == "7"
    assert reader.with_profiles([]).read_ink(new[0]).text == "7"


def test_how_far_a_profile_speaks_is_chosen_by_no_test_set(reader: Reader) -> None:
    """Sevens that look like this writer's 1: among those chosen by they narrow it, elsewhere not."""
    classifier = reader.classifier
    random = np.random.default_rng(8)
    odd = [(odd_one(random), 7) for _ in range(40)]
    made = Drawings.of([*odd, *symbols_of(4, 9)], 0)
    hurt = OtherWriters.answered_by("sevens", made.glyphs, made.columns, classifier)
    plain = others_of(classifier)
    drawings = Drawings.of(symbols_of(3, 1), MAX_PROTOTYPES)
    widest = fit(classifier, drawings).profile.radii
    proven = learn(classifier, drawings, [hurt], held_out=[plain])
    assert np.array_equal(proven.profile.radii, widest) and not proven.acceptance.is_offered
    assert proven.acceptance.others[0].n == len(hurt.labels)
    narrow = fit(classifier, drawings, radius_factor=0.1).profile
    assert (narrow.radii < widest).all()
    chosen = learn(classifier, drawings, [plain], held_out=[hurt])
    assert np.array_equal(chosen.profile.radii, widest)  # none of them forgets little: the first


def test_what_is_chosen_by_is_of_no_test_set(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (own,) = held_out_writers(reader.classifier, tmp_path)
    assert own.name == "the project's own drawings"
    held = [f"w{n}" for n in range(100) if is_held_out(f"w{n}")]
    other = [f"w{n}" for n in range(100) if not is_held_out(f"w{n}")]
    for name, writers in (("unipen_train", [*held, *other]), ("unipen_test", held)):
        lines = [
            json.dumps({"label": "1", "writer": writer, "strokes": [[[0, 0], [1, 9 + n]]]})
            for n, writer in enumerate(writers)
        ]
        path = tmp_path / "ink" / f"{name}.jsonl.gz"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(gzip.compress("\n".join(lines).encode()))
    (some,) = held_out_writers(reader.classifier, tmp_path)
    assert (some.name, len(some.labels)) == ("held-out-unipen_train", len(held))


def test_what_resembles_no_drawing_is_left_exactly_as_it_was(reader: Reader) -> None:
    classifier = reader.classifier
    profile = fit(classifier, Drawings.of(symbols_of(3, 1), MAX_PROTOTYPES)).profile
    noise = np.random.default_rng(3).random((20, 28, 28)).astype(np.float32)
    plain, doubts = classifier.classify(noise)
    adapted, same_doubts = classifier.with_profile(profile).classify(noise)
    assert np.array_equal(plain, adapted) and np.array_equal(doubts, same_doubts)


def test_a_batch_is_answered_as_its_glyphs_one_by_one(reader: Reader) -> None:
    profile = fit(reader.classifier, Drawings.of(symbols_of(3, 1), MAX_PROTOTYPES)).profile
    adapted = reader.classifier.with_profile(profile)
    glyphs = hand_drawn(70, 6).glyphs
    alone = np.concatenate([adapted.log_probs(glyph[None]) for glyph in glyphs])
    assert np.allclose(adapted.log_probs(glyphs), alone, atol=1e-4)
    assert np.allclose(adapted.log_probs_and_features(glyphs)[0], alone, atol=1e-4)


def test_a_drawing_left_out_is_not_read_by_itself(reader: Reader) -> None:
    """One single odd 1 can't be known from the other drawings."""
    random = np.random.default_rng(5)
    symbols = [(usual(random, str(digit)), digit) for digit in (0, 2, 3, 4, 5, 6, 8, 9) * 2]
    drawings = Drawings.of([*symbols, (odd_one(random), 1)], MAX_PROTOTYPES)
    fitted = fit(reader.classifier, drawings)
    assert fitted.after[-1].argmax() == fitted.before[-1].argmax() == 7
    assert np.array_equal(fitted.after[-1], fitted.before[-1])
    own, _ = fitted.profile.classify(
        fitted.before, np.asarray(reader.classifier.run(drawings.glyphs, features=True).features)[:17],
        drawings.glyphs[:17],
    )  # fmt: skip
    assert own[-1].argmax() == 1


@given(st.integers(0, 2**32 - 1))
def test_answers_stay_probabilities_and_no_symbol_keeps_its_share(seed: int) -> None:
    random = np.random.default_rng(seed)
    rows = random.normal(0, 5, (6, len(ARITHMETIC)))
    log_probs = (rows - np.logaddexp.reduce(rows, axis=1, keepdims=True)).astype(np.float32)
    columns = np.sort(random.integers(0, len(ARITHMETIC) - 1, 9))
    squared = random.uniform(0, 2, (6, 9)).astype(np.float32)
    radii = np.full(len(ARITHMETIC), 0.7, np.float32)
    changed = combined(
        log_probs, gains(squared, grouped(columns), radii, 8.0, ARITHMETIC), ARITHMETIC
    )
    assert np.allclose(np.exp(changed).sum(axis=1), 1, atol=1e-4)
    assert np.allclose(changed[:, -1], log_probs[:, -1], atol=1e-4)
    far = combined(
        log_probs, gains(squared + 2, grouped(columns), radii, 8.0, ARITHMETIC), ARITHMETIC
    )
    assert np.array_equal(far, log_probs)


def test_a_gain_is_what_the_nearest_prototype_gives() -> None:
    columns, radii = np.array([1, 1, 7]), np.full(10, 0.5, np.float32)
    squared = np.array([[0.2, 0.125, 0.0], [0.3, 0.25, 0.26]], np.float32)
    gained = gains(squared, grouped(columns), radii, 10.0, DIGITS)
    assert np.allclose(gained[0, [1, 7]], [5, 10]) and not gained[1].any()


def made_profile() -> Profile:
    vectors = np.eye(3, 324, dtype=np.float32)
    radii = np.full(10, 0.5, np.float32)
    return Profile(
        DIGITS, "ab" * 32, vectors, np.array([1, 1, 7]), radii, 12.0, "Änne", "2026-11-22", 3
    )


def test_a_profile_survives_being_written(reader: Reader) -> None:
    profile = fit(
        reader.classifier, Drawings.of(symbols_of(3, 1), MAX_PROTOTYPES), writer="Änne"
    ).profile
    again = Profile.from_bytes(profile.to_bytes())
    assert (again.writer, again.drawings, again.alphabet) == ("Änne", 30, DIGITS)
    assert np.abs(again.vectors - profile.vectors).max() < 1e-3
    assert np.array_equal(again.columns, profile.columns)
    glyphs = hand_drawn(30, 7).glyphs
    first = reader.classifier.with_profile(profile).log_probs(glyphs)
    assert np.abs(first - reader.classifier.with_profile(again).log_probs(glyphs)).max() < 0.1
    assert again.to_bytes() == Profile.from_bytes(again.to_bytes()).to_bytes()


def changed(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return change


NAN = np.full(3 * 324, np.nan, "<f2")


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda data: data[: len(data) // 2],
        lambda data: b"",
        lambda data: b"\xff\xfe\x00",
        lambda data: b"[" * 100_000,
        lambda data: b"[]",
        lambda data: b'{"format": "digit-recognizer profile 1"}',
        changed(b"profile 1", b"profile 9"),
        changed(b'"strength": 12.0', b'"strength": NaN'),
        changed(b'"strength": 12.0', b'"strength": 1e9'),
        changed(b'"size": 324', b'"size": 325'),
        changed(b'"size": 324', b'"size": -324'),
        changed(b'"size": 324', b'"size": true'),
        changed(b'"drawings": 3', b'"drawings": 1e999'),
        changed(b"0.5", b"NaN"),
        changed(b"0.5", b"-1"),
        changed(b"0.5", b'"0.5"'),
        changed(b"  7\n", b"  10\n"),
        changed(b"  7\n", b"  0\n"),
        changed(b"  7\n", b"  1e3\n"),
        changed(b'"0 1 2', b'"0 0 2'),
    ],
)  # fmt: skip
def test_a_bad_profile_is_one_sentence(spoilt: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ProfileError) as failure:
        Profile.from_bytes(spoilt(made_profile().to_bytes()), "anna.json")
    assert_named(failure.value, "anna.json")


def test_vectors_that_are_no_numbers_are_refused() -> None:
    profile = replace(made_profile(), vectors=NAN.reshape(3, 324).astype(np.float32))
    with pytest.raises(ProfileError):
        Profile.from_bytes(profile.to_bytes())
    with pytest.raises(ProfileError):
        Profile.from_bytes(replace(profile, vectors=np.full((3, 324), 1e4, np.float32)).to_bytes())


def assert_named(error: Exception, name: str) -> None:
    text = str(error)
    assert text.startswith(name) and text.count(". ") == 0 and text.endswith(".")


def test_a_profile_of_another_network_is_refused(reader: Reader) -> None:
    with pytest.raises(ProfileError, match="another network"):
        reader.with_profiles([made_profile()])
    with pytest.raises(ProfileError, match="other symbols"):
        reader.classifier.with_profile(replace(made_profile(), alphabet=ARITHMETIC))
    own = replace(made_profile(), model=reader.bundle.source_sha256)
    short = replace(own, vectors=own.vectors[:, :300])
    with pytest.raises(ProfileError, match="features"):
        reader.with_profiles([short])


def compared(n: int, before: int, after: int, surer: float = 0.0) -> Comparison:
    return Comparison("", n, before, after, max(0, after - before), max(0, before - after), surer)


@pytest.mark.parametrize(
    ("own", "others", "offered"),
    [
        (compared(30, 28, 30), compared(1000, 990, 990), True),
        (compared(30, 28, 30), compared(1000, 990, 989), False),  # forgets 0.1 points
        (compared(30, 28, 30), compared(1001, 990, 989), True),
        (compared(30, 30, 30), compared(1000, 990, 990), False),
        (compared(30, 30, 30, 0.1), compared(1000, 990, 990), True),
        (compared(30, 29, 28, 5.0), compared(1000, 990, 1000), False),
    ],
)
def test_only_what_is_better_and_forgets_little_is_offered(
    own: Comparison, others: Comparison, offered: bool
) -> None:
    proof = AcceptanceTest(own, (others,))
    assert proof.is_offered is offered
    assert proof.as_dict()["offered"] is offered
    assert all(proof.sentences())


def test_the_three_questions(reader: Reader) -> None:
    classifier = reader.classifier
    assert starting_profile(classifier, ["plain-1", "plain-0"]) is None
    assert starting_profile(classifier, []) is None
    with pytest.raises(DigitRecognizerError, match="choose from"):
        starting_profile(classifier, ["slashed-1"])
    profile = starting_profile(classifier, ["flagged-1", "slashed-0"], writer="B")
    assert profile is not None and profile.questions == ("flagged-1", "slashed-0")
    flagged = [(0.0, 0.42), (0.33, 0.0), (0.30, 1.0)]
    path = [np.linspace(a, b, 12) for a, b in itertools.pairwise(flagged)]
    ink = Ink.from_xy([(100 * np.concatenate(path)).tolist()])
    adapted = reader.with_profiles([profile]).read_ink(ink, "digit")
    before = {h.text: h.confidence for h in reader.read_ink(ink, "digit").hypotheses}
    assert {h.text: h.confidence for h in adapted.hypotheses}["1"] >= before["1"]
    assert adapted.text == "1"


def test_lines_are_taken_apart(reader: Reader) -> None:
    drawing = read_inkml(Path(example_drawings()[0]).parents[1] / "expressions" / "number.inkml")
    label = drawing.label or ""
    entries = [Entry(drawing.ink, label=label), Entry(drawing.ink, label=f"{label}9")]
    found = list(labelled_symbols(entries, DIGITS, reader))
    assert [DIGITS[column] for _, column in found] == list(label.replace(".", ""))
    assert list(labelled_symbols(entries, DIGITS)) == []


def library_with(tmp_path: Path, each: int) -> Library:
    library = Library.open(tmp_path / "drawings.sqlite3")
    library.add(Entry(ink, label=str(digit), writer="Anna") for ink, digit in symbols_of(each, 1))
    return library


def test_learning_from_a_library(reader: Reader, tmp_path: Path) -> None:
    said: list[str] = []
    with library_with(tmp_path, 3) as library:
        learnt = learn_from(
            library, "Anna", reader, data=tmp_path, tell=lambda what, *_: said.append(what)
        )
        assert isinstance(learnt, LearntProfile) and learnt.acceptance.is_offered
        assert learnt.acceptance.others[0].name == "the project's own drawings" and said
        assert library.profiles() == []  # nothing is kept that nobody asked for
        store_profile(library, learnt.profile)
        (profile,), sentences = stored_profiles(library, "Anna", reader)
        assert profile.drawings == 30 and sentences == []
        assert stored_profiles(library, "Bert", reader) == ([], [])
        library.save_profile("Anna", "arithmetic", b"nothing")
        profiles, sentences = stored_profiles(library, "Anna", reader)
        assert len(profiles) == 1 and len(sentences) == 1
        with pytest.raises(DigitRecognizerError, match="holds 0 labelled drawings"):
            learn_from(library, "Bert", reader, data=tmp_path)


def test_who_stops_it_loses_nothing(reader: Reader, tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(what: str, *_: int) -> None:
        if what == "comparing with everyone else":
            raise Stopped

    with library_with(tmp_path, 3) as library:
        with pytest.raises(Stopped):
            learn_from(library, "Anna", reader, data=tmp_path, tell=stop)
        assert library.profiles() == [] and library.count() == 30


def test_signs_are_learnt_too(reader: Reader, tmp_path: Path) -> None:
    with library_with(tmp_path, 3) as library:
        learnt = learn_from(library, "Anna", reader, "arithmetic", data=tmp_path)
        assert learnt.profile.alphabet == ARITHMETIC
        adapted = reader.with_profiles([learnt.profile])
        assert adapted.symbols is not None and adapted.symbols.profile is learnt.profile
        assert adapted.classifier.profile is None


def test_drawings_know_which_they_vary() -> None:
    rows = symbols_of(1, 1)
    drawings = Drawings.of(rows, 50)
    assert len(drawings) == 10 and len(drawings.glyphs) == 50
    assert np.array_equal(drawings.columns, drawings.columns[:10][drawings.numbers])
    assert len(Drawings.of(rows, 10).glyphs) == 10 and len(Drawings.of([], 10)) == 0


def test_vectors_are_of_length_one_at_most() -> None:
    glyphs = hand_drawn(5, 1).glyphs
    vectors = vectors_of(np.ones((5, 7), np.float32), glyphs)
    assert vectors.shape == (5, 7 + 196)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert np.allclose(vectors_of(np.zeros((1, 7), np.float32), 0 * glyphs[:1]), 0)
