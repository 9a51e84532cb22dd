"""``digits learn`` and ``digits train --with-library`` on the command line, with a made writer."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from made_writer import symbols_of
from support import Digits, assert_failed, assert_sentence

from digit_recognizer.alphabet import Alphabet
from digit_recognizer.ink import Drawing, write_inkml
from digit_recognizer.library import Entry, Library
from digit_recognizer.metrics import measure
from digit_recognizer.resources import default_model


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A library with three drawings of each digit by Anna, and two drawings of nobody's."""
    path = tmp_path / "drawings.sqlite3"
    with Library.open(path) as library:
        rows = symbols_of(3, 1)
        library.add(Entry(ink, label=str(digit), writer="Anna") for ink, digit in rows)
        library.add(Entry(ink, label=str(digit)) for ink, digit in symbols_of(1, 2)[:2])
    return path


def profiles(digits: Digits, path: Path) -> list[dict[str, object]]:
    code, out, err = digits("learn", "--library", path, "--list", "--json")
    assert (code, err) == (0, "")
    found: list[dict[str, object]] = json.loads(out)["profiles"]
    return found


def test_a_hand_is_learnt_and_kept_with_its_proof(digits: Digits, path: Path) -> None:
    code, out, err = digits("learn", "--library", path, "--writer", "Anna", "--json")
    assert (code, err) == (0, "")
    values = json.loads(out)
    assert values["kept"] and values["offered"] and values["drawings"] == 30
    own = values["own"]
    assert own["accuracy_before"] <= 0.9 < own["accuracy_after"] and own["n"] == 30
    low, high = own["interval_95_after"]
    assert low < own["accuracy_after"] <= high
    assert values["others"][0]["name"] == "the project's own drawings"
    (profile,) = profiles(digits, path)
    assert (profile["writer"], profile["alphabet"], profile["in_use"]) == ("Anna", "digits", True)
    code, out, err = digits("learn", "--library", path, "--writer", "Anna")
    assert code == 0 and "30 drawings of Anna" in out and "95 %" in out


def test_profiles_are_switched_exported_deleted_and_imported(
    digits: Digits, path: Path, tmp_path: Path
) -> None:
    library = ("learn", "--library", path)
    assert digits(*library, "--writer", "Anna")[0] == 0
    assert digits(*library, "--writer", "Anna", "--stop")[0] == 0
    assert profiles(digits, path)[0]["in_use"] is False
    assert digits(*library, "--writer", "Anna", "--use")[0] == 0
    assert profiles(digits, path)[0]["in_use"] is True
    file = tmp_path / "anna.json"
    assert digits(*library, "--writer", "Anna", "--export", file)[0] == 0
    assert_failed(digits(*library, "--writer", "Anna", "--export", file), file)
    assert_failed(digits(*library, "--import", file), "Anna")  # there already
    assert digits(*library, "--import", file, "--writer", "Bert")[0] == 0
    assert digits(*library, "--writer", "Anna", "--delete")[0] == 0
    assert [profile["writer"] for profile in profiles(digits, path)] == ["Bert"]
    for option in ("--delete", "--use", "--stop"):
        assert_failed(digits(*library, "--writer", "Anna", option), "Anna")
    assert_failed(digits(*library, "--writer", "Anna", "--export", tmp_path / "x"), "Anna")
    file.write_bytes(file.read_bytes()[:1000])
    assert_failed(digits(*library, "--import", file), file)
    assert_failed(digits(*library, "--import", tmp_path / "none.json"), "none.json")


def test_too_few_drawings_are_a_sentence(digits: Digits, path: Path, tmp_path: Path) -> None:
    assert_failed(digits("learn", "--library", path), "2 labelled drawings")
    assert_failed(digits("learn", "--library", path, "--writer", "Zoe"), "Zoe")
    assert_failed(digits("learn", "--library", tmp_path / "none", "--list"), "none")
    assert_failed(digits("learn", "--library", path, "--model", tmp_path / "x.h5"), "x.h5")


def test_what_is_no_better_is_not_kept(digits: Digits, tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite3"
    random = np.random.default_rng(1)
    with Library.open(path) as library:  # labels that make no sense
        rows = symbols_of(3, 1)
        library.add(Entry(ink, label=str(random.integers(10))) for ink, _ in rows)
    code, out, err = digits("learn", "--library", path)
    assert code == 1 and err == "" and "nothing was changed" in out
    assert profiles(digits, path) == []


def test_three_questions_are_a_beginning(digits: Digits, path: Path) -> None:
    library = ("learn", "--library", path, "--writer", "Anna")
    assert_failed(digits(*library, "--questions", "flagged-2"), "flagged-2")
    assert digits(*library, "--questions", "flagged-1,slashed-0")[0] == 0
    (profile,) = profiles(digits, path)
    assert (profile["questions"], profile["drawings"]) == (["flagged-1", "slashed-0"], 0)
    assert digits(*library)[0] == 0  # what is learnt remembers the answers
    (profile,) = profiles(digits, path)
    assert (profile["questions"], profile["drawings"]) == (["flagged-1", "slashed-0"], 30)
    assert digits(*library, "--stop")[0] == 0
    code, said, _ = digits(*library, "--questions", "plain-1")
    assert code == 0 and "30 drawings stays" in said
    (profile,) = profiles(digits, path)  # as in the window: both are kept
    assert (profile["questions"], profile["drawings"]) == (["plain-1"], 30)
    assert not profile["in_use"]
    other = ("learn", "--library", path, "--writer", "Bert")
    assert digits(*other, "--questions", "crossed-7")[0] == 0
    assert digits(*other, "--questions", "plain-7, plain-1")[0] == 0
    assert digits(*other, "--questions", "plain-1")[0] == 0
    assert len(profiles(digits, path)) == 1 or profiles(digits, path)[1]["questions"] != [
        "crossed-7"
    ]


@pytest.mark.training
def test_fine_tuning_with_the_library(
    tiny_mnist: Path, path: Path, tmp_path: Path, digits: Digits, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run itself is that of every training: here it leaves the network as it was."""
    pytest.importorskip("tensorflow")
    pytest.importorskip("tf2onnx")
    from digit_recognizer.training.data.mixture import Mixture
    from digit_recognizer.training.glyph_run import GlyphRun
    from digit_recognizer.training.run import Outcome

    output = tmp_path / "mine.h5"
    seen: list[Mixture] = []

    def train(run: GlyphRun) -> Outcome:
        seen.append(run.stages[0].mixture)
        assert run.output == output and run.start == default_model()
        for suffix in (".h5", ".onnx"):
            shutil.copy(default_model().with_suffix(suffix), output.with_suffix(suffix))
        alphabet = Alphabet(tuple("0123456789"))
        rows = np.eye(10, dtype=np.float32)[run.test.labels]
        figures = measure(rows, np.zeros(len(rows), np.bool_), run.test.labels, alphabet)
        return Outcome(output, tmp_path, figures, 1.0)

    monkeypatch.setattr(GlyphRun, "train", train)
    options = ("--quick", "--any-data", "--data", tiny_mnist, "--with-library", path, "-o", output)
    code, out, _ = digits("train", *options, "--writer", "Anna", "--json")
    proof = json.loads(out)["proof"]
    assert code == 1 and not proof["offered"] and proof["forgets_points"] == 0  # it is the same
    source = seen[0].sources[-1]
    assert source.name == "library" and source.weight == 30
    assert len(source.labels) + proof["own"]["n"] == 30 and proof["own"]["n"] > 0
    code, out, _ = digits("train", *options, "--writer", "Anna")
    assert code == 1 and "go on with the network before" in out


@pytest.mark.training
def test_fine_tuning_wants_drawings(digits: Digits, path: Path) -> None:
    pytest.importorskip("tensorflow")
    pytest.importorskip("tf2onnx")
    assert_failed(digits("train", "--writer", "Anna"), "--with-library")
    code, out, err = digits("train", "--with-library", path, "--writer", "Bert", "--any-data")
    assert (code, out) == (2, "")
    assert_sentence(err.splitlines()[-1], path)


def test_the_writer_of_a_drawing_is_whom_it_is_learnt_from(digits: Digits, tmp_path: Path) -> None:
    """From files to a profile by commands alone."""
    files = []
    for number, (ink, digit) in enumerate(symbols_of(3, 4)):
        files.append(tmp_path / f"{number}.inkml")
        write_inkml(files[-1], Drawing(ink, str(digit), "Carl"))
    path = tmp_path / "new.sqlite3"
    assert digits("library", "--library", path, "add", *files)[0] == 0
    assert digits("learn", "--library", path, "--writer", "Carl")[0] == 0
    assert profiles(digits, path)[0]["drawings"] == 30
    (name, *_), said = [str(files[3])], [digits("read", files[3])[1]]  # the first of the odd 1s
    said.append(digits("read", "--library", path, "--writer", "Carl", files[3])[1])
    assert [text.removeprefix(f"{name}: ")[0] for text in said] == ["7", "1"]
    assert_failed(digits("read", "--library", path, "--writer", "Zoe", files[3]), "Zoe")
