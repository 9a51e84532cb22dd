"""Where the page is: keys, addresses on the LAN, QR codes.

Purpose: what a person types or scans to come in.
Contract: a key has 128 bits. Keys are kept in the user's folder, readable by nobody else, so that open
pages come back after a start; ``renew`` makes others. An address carries its key in the fragment, which
browsers don't send.
Not here: checking keys (``hub``) and hosts (``gate``).
"""

import base64
import io
import json
import secrets
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import segno
from platformdirs import user_data_path

from digit_recognizer.errors import FileError
from digit_recognizer.files import make_folder, read_limited, write_atomically

if TYPE_CHECKING:
    from digit_recognizer.web.running import ServeOptions

KEY_BYTES = 16
KEY_LENGTH = 22  # characters of base64 for so many bytes
PROBED_ADDRESSES = ("192.168.255.254", "10.255.255.254", "172.31.255.254", "203.0.113.1")
"""Somewhere in each kind of network: the system says from which own address it would be reached."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What opens a board, and what opens the teacher's page."""

    board: str
    teacher: str


@dataclass(frozen=True, slots=True)
class Joining:
    """``own``: the address for this machine; ``sentences``: for the terminal; ``values``: for pages."""

    own: str
    sentences: tuple[str, ...]
    values: dict[str, str]


def kept_keys(*, renew: bool = False, folder: Path | None = None) -> Keys:
    """Return the keys in ``folder``, the user's unless given; new ones where there are none.

    Raises FileError where they cannot be kept.
    """
    path = (folder or user_data_path("digit-recognizer", False)) / "serve-keys.json"
    if not renew:
        try:
            found = json.loads(read_limited(path, 2**12, "keys"))
            keys = Keys(found["board"], found["teacher"])
            if all(
                isinstance(key, str) and len(key) == KEY_LENGTH
                for key in (keys.board, keys.teacher)
            ):
                return keys
        except (FileError, ValueError, TypeError, KeyError):
            pass
    keys = Keys(secrets.token_urlsafe(KEY_BYTES), secrets.token_urlsafe(KEY_BYTES))
    make_folder(path.parent, "choose another folder")
    if not path.exists():
        path.touch(mode=0o600)  # what replaces it has its permissions
    data = json.dumps({"board": keys.board, "teacher": keys.teacher}).encode()
    write_atomically(path, data)
    return keys


def own_addresses() -> list[str]:
    """Return the IPv4 addresses by which others on the LAN may reach this machine, likeliest first."""
    found = dict.fromkeys(_own_addresses())
    return [each for each in found if not each.startswith(("127.", "0."))]


def _own_addresses() -> Iterator[str]:
    for there in PROBED_ADDRESSES:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect((there, 9))  # sends nothing
                yield probe.getsockname()[0]
            except OSError:
                continue
    try:
        infos = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except OSError:
        return
    yield from (str(info[4][0]) for info in infos)


def joining(options: "ServeOptions", port: int) -> Joining:
    """Return where the page is, for the terminal and for pages."""
    scheme = "https" if options.certificate else "http"
    fragment = f"#k={options.keys.board}"
    own = f"{scheme}://127.0.0.1:{port}/{fragment}"
    if not options.is_lan:
        return Joining(own, (f"The page is at {own}", "Ctrl-C ends it."), {})
    hosts = [*options.names, *own_addresses()]
    if not hosts:
        sentence = "This machine has no address on a network: others cannot reach it."
        return Joining(own, (f"The page is at {own}", sentence, "Ctrl-C ends it."), {})
    addresses = [f"{scheme}://{host}:{port}/{fragment}" for host in hosts]
    drawn = io.StringIO()
    segno.make(addresses[0], error="m").terminal(drawn, compact=True)
    sentences = (
        f"Here the page is at {own}",
        *(f"On the network it is at {address}" for address in addresses),
        drawn.getvalue(),
        f"If nothing opens there, allow port {port} in this machine's firewall, and check that the "
        "network lets its devices see each other.",
        "Ctrl-C ends it.",
    )
    return Joining(own, sentences, {"address": addresses[0], "code": code_picture(addresses[0])})


def code_picture(address: str) -> str:
    """Return the QR code of ``address`` as an SVG in a ``data:`` address."""
    file = io.BytesIO()
    segno.make(address, error="m").save(file, kind="svg", border=2, xmldecl=False, svgclass=None)
    return "data:image/svg+xml;base64," + base64.b64encode(file.getvalue()).decode()
