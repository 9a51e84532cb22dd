"""Reading on a Dask cluster: every file once, in order, also where a worker is killed."""

import json
import os
import signal
import socket
import sys
import threading
import time
from pathlib import Path

import pytest
from support import Digits, assert_failed

pytest.importorskip("distributed")
pytestmark = [
    pytest.mark.release,
    pytest.mark.filterwarnings("ignore"),  # those of another package
    pytest.mark.skipif(sys.platform == "win32", reason="kills a process"),
]


def test_a_killed_worker_loses_and_doubles_nothing(digits: Digits, tmp_path: Path) -> None:
    from distributed import LocalCluster
    from PIL import Image

    from digit_recognizer.ink import read_inkml
    from digit_recognizer.raster import page_from_ink
    from digit_recognizer.resources import example_drawings

    drawing = read_inkml(example_drawings()[0])
    box, scale = drawing.ink.box, 44 / drawing.ink.box.size
    ink = drawing.ink.moved(8 - scale * box.left, 8 - scale * box.top, scale)
    page = Image.fromarray(page_from_ink(ink, width=60, height=60, pen_width=4))
    names = [f"{number:04}.png" for number in range(1500)]
    folder = tmp_path / "crops"
    folder.mkdir()
    for name in names:
        page.save(folder / name)
    rows = tmp_path / "rows.jsonl"
    with LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
    ) as cluster:

        def kill() -> None:
            while not rows.exists() or not rows.stat().st_size:
                time.sleep(0.05)
            os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        result = digits(
            "read", folder, "--expect", "digit", "-o", rows, "--dask", cluster.scheduler_address
        )
        killer.join()
    assert result[0] == 0
    read = [json.loads(line) for line in rows.read_text("ascii").splitlines()]
    assert [row["file"] for row in read] == [f"{folder}/{name}" for name in names]
    assert {row["text"] for row in read} == {drawing.label}
    assert not any(row["error"] for row in read)


def test_no_scheduler_is_one_sentence(
    digits: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digit_recognizer.batch.parallel.SCHEDULER_TIMEOUT", 0.2)
    assert_failed(digits("read", tmp_path, "--dask", "tcp://127.0.0.1:9"), "127.0.0.1:9")


def test_without_distributed_one_sentence_says_what_to_install(
    digits: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digit_recognizer.batch.parallel.find_spec", lambda _: None)
    assert_failed(digits("read", tmp_path, "--dask", "tcp://127.0.0.1:9"), "'.[cluster]'")


@pytest.mark.parametrize("greeting", [b"", b"220 mail.example.org ESMTP ready\r\n" * 4])
def test_what_is_no_scheduler_is_one_sentence(
    digits: Digits, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, greeting: bytes
) -> None:
    monkeypatch.setattr("digit_recognizer.batch.parallel.SCHEDULER_TIMEOUT", 1)
    monkeypatch.setattr("digit_recognizer.batch.parallel.PROBE_START", 1)
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            connection, _ = server.accept()
            connection.sendall(greeting)
            connection.recv(1000)

        threading.Thread(target=greet, daemon=True).start()
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        assert_failed(digits("read", tmp_path, "--dask", address), address)
