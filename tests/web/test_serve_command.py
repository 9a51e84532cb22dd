"""``digits serve``: what it says, what is missing, where the page is, when it is up."""

import importlib.util
import json
import logging
import os
import shutil
import socket
import stat
import subprocess
from pathlib import Path

import pytest
from serving import RunningServer, free_port
from support import Digits, assert_failed, changed_network, run_python

from digit_recognizer.classifier import Classifier
from digit_recognizer.web.keys import Keys, kept_keys
from digit_recognizer.web.running import ServeOptions, joining, own_addresses

KEYS = Keys("b" * 22, "t" * 22)


@pytest.mark.parametrize("package", ["starlette", "uvicorn", "websockets", "segno"])
def test_a_missing_package_is_one_sentence(
    digits: Digits, monkeypatch: pytest.MonkeyPatch, package: str
) -> None:
    find = importlib.util.find_spec
    monkeypatch.setattr(
        "digit_recognizer.cli.serve.find_spec", lambda name: None if name == package else find(name)
    )
    assert_failed(digits("serve"), package, "pip install '.[serve]'")


def test_a_port_that_is_taken_is_one_sentence(digits: Digits) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert_failed(digits("serve", "--no-browser", "--port", str(port)), port, "--port")


def test_what_does_not_fit_together_is_one_sentence(digits: Digits, tmp_path: Path) -> None:
    none = tmp_path / "none.pem"
    none.write_text("no certificate")
    for options in (
        ["--collect", str(tmp_path / "a.sqlite3")],
        ["--keyfile", str(none)],
        ["--certfile", str(tmp_path / "absent.pem")],
        ["--certfile", str(none)],
        ["--class", "--collect", str(none)],
    ):
        assert_failed(digits("serve", "--no-browser", "--port", "0", *options))
    code, _, said = digits("serve", "--no-browser", "--port", "0", "--model", none)
    assert code == 2  # said once the networks are looked at, when the page may be open already
    assert "none.pem is no model" in said.splitlines()[-1]


class KeptHandler(logging.NullHandler):
    """A handler of somebody else's logs."""

    is_closed = False

    def close(self) -> None:
        self.is_closed = True
        super().close()


def test_the_server_leaves_the_logs_of_others_alone(digits: Digits, tmp_path: Path) -> None:
    none, handler = tmp_path / "none.h5", KeptHandler()
    none.write_text("no model")
    digits("serve", "--no-browser", "--port", "0", "--model", none)
    assert not handler.is_closed
    assert logging.getLogger("uvicorn").handlers == []


def test_a_model_that_reads_no_digits_is_told_on_the_terminal_and_to_the_page(
    tmp_path: Path,
) -> None:
    remark = Classifier.open(changed_network(tmp_path / "theirs.onnx", scale=1e9)).remark
    assert remark is not None
    with RunningServer("--model", str(tmp_path / "theirs.onnx")) as running:
        with running.page() as page, running.page(language="de") as german:
            assert page.welcome["remark"] == remark
            assert "theirs.onnx" in german.welcome["remark"] != remark
        assert running.said.count(remark) == 1


def test_the_command_loads_nothing_of_the_server_before_it_runs() -> None:
    program = (
        "import sys, digit_recognizer.cli.main as m; m.build_parser('digits')\n"
        "print([n for n in ('starlette', 'uvicorn', 'segno', 'numpy') if n in sys.modules])"
    )
    assert run_python("-c", program).stdout == "[]\n"


def test_the_server_itself_has_neither_numpy_nor_tk() -> None:
    program = (
        "import sys, digit_recognizer.web.running\n"
        "print([n for n in ('numpy', 'PIL', 'onnxruntime', 'tkinter') if n in sys.modules])"
    )
    assert run_python("-c", program).stdout == "[]\n"


def test_keys_are_kept_readable_by_nobody_else_and_renewed(tmp_path: Path) -> None:
    first = kept_keys(folder=tmp_path / "data")
    path = tmp_path / "data" / "serve-keys.json"
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert kept_keys(folder=tmp_path / "data") == first
    assert first.board != first.teacher
    second = kept_keys(renew=True, folder=tmp_path / "data")
    assert {second.board, second.teacher}.isdisjoint({first.board, first.teacher})
    for damaged in (
        "",
        "{}",
        "[]",
        '{"board": "short", "teacher": 7}',
        json.dumps({"board": "b" * 22}),
    ):
        path.write_text(damaged)
        assert len(kept_keys(folder=tmp_path / "data").board) == 22


def test_addresses_for_others_have_the_key_and_a_code() -> None:
    join = joining(ServeOptions(KEYS, 8765, is_lan=True, names=("laptop.local",)), 8765)
    assert join.values is not None
    assert join.values["address"] == f"http://laptop.local:8765/#k={KEYS.board}"
    assert join.values["code"].startswith("data:image/svg+xml;base64,")
    said = "\n".join(join.sentences)
    assert "0.0.0.0" not in said
    assert KEYS.teacher not in said
    for address in own_addresses():
        assert f"http://{address}:8765/#k={KEYS.board}" in said


def test_the_teachers_address_is_not_the_pupils() -> None:
    join = joining(ServeOptions(KEYS, 1, is_class=True), 1)
    assert join.own == f"http://127.0.0.1:1/class#k={KEYS.teacher}"
    assert join.values is not None
    assert KEYS.teacher not in join.values["address"]
    assert joining(ServeOptions(KEYS, 1), 1).values is None


def test_it_listens_on_this_machine_alone_unless_told() -> None:
    addresses = [each for each in own_addresses() if not each.startswith("127.")]
    port = free_port()
    with RunningServer(port=port) as server:
        assert server.said.startswith(f"The page is at http://127.0.0.1:{port}/#k=")
        for address in addresses:
            with pytest.raises(OSError, match="refused"):
                socket.create_connection((address, port), 5).close()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="a certificate is made with openssl")
def test_it_serves_https(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    names = ["-keyout", key, "-out", certificate, "-subj", "/CN=localhost"]
    subprocess.run([*make, *names], capture_output=True, check=True)
    port = free_port()
    options = ("--certfile", str(certificate), "--keyfile", str(key))
    with RunningServer(*options, port=port, scheme="https") as server:
        assert f"https://127.0.0.1:{port}/#k=" in server.said
        assert b"<html" in server.get("/").lower()
