"""``digits train`` and ``digits export`` from end to end, on a few hundred drawn digits."""

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from short_runs import small_glyph_network
from support import ROOT, assert_sentence

from digit_recognizer.classifier import Classifier
from digit_recognizer.cli.main import main
from digit_recognizer.files import sha256
from digit_recognizer.ink import write_inkml
from digit_recognizer.ink.model import Drawing, Ink

pytest.importorskip("tensorflow")
pytest.importorskip("tf2onnx")


pytestmark = [pytest.mark.training, pytest.mark.usefixtures("quick_prototypes")]


def test_training_writes_every_file(trained: Path) -> None:
    report = trained / "new" / "mnist-training"
    assert {path.name for path in (trained / "new").iterdir()} == {
        "mnist.h5", "mnist.onnx", "mnist-training",
    }  # fmt: skip
    assert {path.name for path in report.iterdir()} == {
        "checkpoint.npz", "curves.png", "confusion.png", "mistakes.png", "left-out.png", "report.json",
    }  # fmt: skip
    for picture in report.glob("*.png"):
        with Image.open(picture) as image:
            assert min(image.size) > 100


def test_training_ends_in_one_line_of_json(trained: Path) -> None:
    (line,) = (trained / "out.json").read_text(encoding="utf-8").splitlines()
    values = json.loads(line)
    assert values["model"] == str(trained / "new" / "mnist.h5")
    assert values["n"] == 65
    assert 0 <= values["accuracy"] <= 1
    assert Path(values["report"]).is_file()


def test_the_report_says_where_the_model_comes_from(trained: Path) -> None:
    report = json.loads((trained / "new" / "mnist-training" / "report.json").read_bytes())
    assert report["data"].startswith("tiny-mnist")
    assert report["test"].endswith("n = 65")
    assert report["recipe"]["seed"] == 1
    assert len(report["history"]) == report["recipe"]["epochs"] == 1
    assert report["test_figures"]["accuracy"] == report["test_accuracy"]
    assert {"date", "machine", "python", "tensorflow", "keras", "temperature"} <= set(report)


def test_the_export_belongs_to_the_model_and_carries_the_report(trained: Path) -> None:
    model = trained / "new" / "mnist.h5"
    bundle = Classifier.open(model).bundle
    assert bundle.source_sha256 == sha256(model.read_bytes())
    report = json.loads((trained / "new" / "mnist-training" / "report.json").read_bytes())
    assert bundle.provenance.items() <= report.items()
    assert (bundle.temperature, bundle.doubt_below) == (
        report["temperature"],
        report["doubt_below"],
    )


def test_the_new_model_reads(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    drawing = ROOT / "examples" / "drawings" / "two.inkml"
    model = trained / "new" / "mnist.h5"
    assert main(["read", "--model", str(model), "--json", str(drawing)]) == 0
    reading = json.loads(capsys.readouterr().out)
    assert len(reading["alternatives"]) == 9


def test_a_finished_run_can_be_resumed_and_ends_as_it_was(
    trained: Path, tiny_mnist: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    new = trained / "new"
    before = json.loads((new / "mnist-training" / "report.json").read_bytes())
    options = ["--quick", "--any-data", "--data", str(tiny_mnist), "--resume"]
    assert main(["train", *options, "-o", str(new / "mnist.h5")]) == 0
    out, err = capfd.readouterr()
    assert out.startswith("accuracy on the test split: ") and "(n = 65)" in out
    assert err == "digits: training; progress is shown on a terminal.\n"
    after = json.loads((new / "mnist-training" / "report.json").read_bytes())
    assert after["history"] == before["history"]
    assert after["test_figures"] == before["test_figures"]
    assert main(["train", *options, "--seed", "2", "-o", str(new / "mnist.h5")]) == 2
    assert "other settings" in capfd.readouterr().err


def test_ink_that_is_at_hand_is_trained_on_and_what_is_not_is_named(
    like_mnist: Path,
    tmp_path: Path,
    examples: dict[str, Drawing],
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("digit_recognizer.training.glyph_run.build_network", small_glyph_network)
    (tmp_path / "data" / "ink").mkdir(parents=True)
    (tmp_path / "data" / "mnist").symlink_to(like_mnist)
    rows = [
        {"label": d.label, "writer": f"w{i}", "strokes": [[p[:2] for p in s.points] for s in d.ink]}
        for i in range(12)
        for d in examples.values()
    ]
    ink = tmp_path / "data" / "ink" / "pendigits_train.jsonl.gz"
    ink.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    target = tmp_path / "mnist.h5"
    options = ["--data", str(tmp_path / "data"), "--epochs", "1", "-o", str(target), "--json"]
    assert main(["train", *options]) == 0
    out, err = capfd.readouterr()
    assert json.loads(out)["n"] == 65
    assert "preparing pendigits" in err
    assert "training without: UNIPEN" in err and "Pen-Based" not in err
    provenance = Classifier.open(target).bundle.provenance
    assert provenance["data"].startswith("MNIST (434, 86 held out); scribbles (")
    assert "; pendigits (" in provenance["data"]
    assert set(provenance["validation_by_source"]) == {"MNIST", "pendigits"}


@pytest.fixture
def refused(capfd: pytest.CaptureFixture[str]) -> Iterator[list[str]]:
    """Arguments put into this list must be refused with one sentence, printed as the last line."""
    arguments: list[str] = []
    yield arguments
    assert main(arguments) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert_sentence(err.splitlines()[-1].removeprefix("digits: "))


def test_a_model_is_named_h5(refused: list[str], tiny_mnist: Path, tmp_path: Path) -> None:
    target = str(tmp_path / "mnist.keras")
    refused += ["train", "--any-data", "--data", str(tiny_mnist), "-o", target]


def test_an_output_that_cannot_be_made_is_said_before_training(
    refused: list[str], tiny_mnist: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    target = str(tmp_path / "file" / "mnist.h5")
    refused += ["train", "--any-data", "--data", str(tiny_mnist), "-o", target]


def test_other_data_than_mnist_needs_to_be_allowed(refused: list[str], tiny_mnist: Path) -> None:
    refused += ["train", "--data", str(tiny_mnist)]


def test_data_that_is_not_there_is_said(refused: list[str], tmp_path: Path) -> None:
    refused += ["train", "--any-data", "--data", str(tmp_path / "none")]


def test_there_must_be_a_run_to_resume(
    refused: list[str], tiny_mnist: Path, tmp_path: Path
) -> None:
    target = str(tmp_path / "mnist.h5")
    refused += ["train", "--any-data", "--data", str(tiny_mnist), "--resume", "-o", target]


def test_a_drawing_cannot_be_exported(refused: list[str], tmp_path: Path) -> None:
    write_inkml(tmp_path / "seven.h5", Drawing(Ink.from_xy([[(1, 2)]])))
    refused += ["export", str(tmp_path / "seven.h5")]


def test_a_model_is_exported_beside_itself_or_elsewhere(
    trained: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = tmp_path / "mine.h5"
    model.write_bytes((trained / "new" / "mnist.h5").read_bytes())
    assert main(["export", str(model)]) == 0
    assert capsys.readouterr().out.startswith(f"{tmp_path / 'mine.onnx'}: ")
    assert Classifier.open(tmp_path / "mine.onnx").bundle.source_sha256 == sha256(
        model.read_bytes()
    )
    assert main(["export", str(model), "-o", str(tmp_path / "other.onnx")]) == 0
    assert (tmp_path / "other.onnx").is_file()


@pytest.mark.parametrize("name", ["mine.h5", "link.h5", "./folder/../mine.h5"])
def test_a_model_is_never_replaced_by_its_export(
    trained: Path, tmp_path: Path, refused: list[str], name: str
) -> None:
    model = tmp_path / "mine.h5"
    model.write_bytes((trained / "new" / "mnist.h5").read_bytes())
    (tmp_path / "folder").mkdir()
    (tmp_path / "link.h5").symlink_to(model)
    refused += ["export", str(model), "-o", f"{tmp_path}/{name}"]


def test_an_export_is_not_exported_over_itself(tmp_path: Path, refused: list[str]) -> None:
    export = tmp_path / "mine.onnx"
    export.write_bytes(b"an export")
    refused += ["export", str(export)]
