"""Many names on the command line, the progress bar on a real terminal, files that may not be read."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from support import ROOT, Digits, assert_sentence

from digit_recognizer.batch import Setup, fields_of, read_many
from digit_recognizer.cli import read
from digit_recognizer.ink import Drawing
from digit_recognizer.raster import glyph_from_ink


@pytest.fixture
def crop(tmp_path: Path, examples: dict[str, Drawing]) -> Path:
    """A picture of a 3."""
    glyph = glyph_from_ink(examples["three"].ink)
    assert glyph is not None
    path = tmp_path / "three.png"
    Image.fromarray(np.asarray(255 - 255 * glyph, np.uint8)).save(path)
    return path


@pytest.mark.parametrize("form", [[], ["--json"]])
def test_a_long_list_of_names_is_shared_and_says_the_same(
    digits: Digits, tmp_path: Path, crop: Path, form: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken.png").write_bytes(b"")
    names = [crop, tmp_path / "broken.png", crop, tmp_path / "none.png", crop]
    alone = digits("read", *names, "--expect", "digit", *form)
    assert alone[0] == 2 and alone[2].count("\n") == 2
    monkeypatch.setattr(read, "MAX_DIGITS_HERE", 4)
    monkeypatch.setattr(read, "FILES_PER_CHUNK", 2)
    shared = digits("read", *names, "--expect", "digit", *form)
    if form:
        without_times = [re.sub(r'"milliseconds": [\d.]+', "", each[1]) for each in (alone, shared)]
        assert without_times[0] == without_times[1]
        assert [json.loads(line)["file"] for line in shared[1].splitlines()] == list(
            map(str, names)
        )
    else:
        assert shared[1] == alone[1]
    assert (shared[0], shared[2]) == (alone[0], alone[2])


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
def test_on_a_terminal_a_bar_shows_rate_and_remaining_time(tmp_path: Path, crop: Path) -> None:
    import pty

    folder = tmp_path / "crops"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number}.png").write_bytes(crop.read_bytes())
    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "digit_recognizer", "read", str(folder), "--expect", "digit"]
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "100"}
    with subprocess.Popen(
        [*command, "-o", str(tmp_path / "rows.csv")], cwd=ROOT, env=environment,
        stdout=subprocess.PIPE, stderr=follower,
    ) as process:  # fmt: skip
        os.close(follower)
        shown = b""
        while True:
            try:
                data = os.read(leader, 65_536)
            except OSError:  # what Linux says when the other end is closed
                break
            if not data:
                break
            shown += data
        assert process.stdout is not None and process.stdout.read() == b""
        assert process.wait() == 0
    os.close(leader)
    text = re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", shown).decode()
    assert "reading" in text and "40/40" in text
    assert re.search(r"\d a second", text) and re.search(r"0:00:0\d", text)
    assert (tmp_path / "rows.csv").read_text("utf-8-sig").count("\n") == 41


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything"
)
def test_what_may_not_be_read_is_a_row(tmp_path: Path, crop: Path) -> None:
    folder = tmp_path / "crops"
    closed = folder / "closed"
    closed.mkdir(parents=True)
    (folder / "a.png").write_bytes(crop.read_bytes())
    (folder / "b.png").write_bytes(crop.read_bytes())
    (folder / "a.png").chmod(0)
    closed.chmod(0)
    try:
        rows = [
            row
            for rows in read_many(fields_of([str(folder)]), Setup(expect="digit"))
            for row in rows
        ]
    finally:
        closed.chmod(0o700)
    assert [Path(row.file).name for row in rows] == ["a.png", "b.png", "closed"]
    assert [bool(row.error) for row in rows] == [True, False, True]
    assert_sentence(rows[0].error, "a.png")
    assert_sentence(rows[2].error, "closed")


def test_pictures_in_folders_are_known_by_ending_or_content_and_others_counted(
    digits: Digits, tmp_path: Path, crop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digit_recognizer.files.has_heif", lambda: False)
    folder = tmp_path / "scans"
    folder.mkdir()
    picture = Image.open(crop).convert("L")
    for name, form in (
        ("a.jfif", "JPEG"), ("b.JPE", "JPEG"), ("c", "PNG"), ("d.dat", "WEBP"), ("e.scan", "TIFF"),
        ("f.001", "GIF"), ("g.jpg", "JPEG"),
    ):  # fmt: skip
        picture.save(folder / name, form)
    for name in ("photo.heic", "notes.txt", "more.txt", "README"):
        (folder / name).write_bytes(b"\0\0\0\x20ftypheic")
    (folder / "loop").symlink_to(folder / "loop")
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "pipe")
    code, out, err = digits("read", folder, "--expect", "digit", "--json")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0 and [row["value"] for row in rows] == [3] * 7
    assert err == (
        "digits: 6 files of other kinds were left alone (.txt, .heic).\n"
        "digits: HEIC photos need pi-heif: run pip install '.[heic]' in the program's folder.\n"
    )
