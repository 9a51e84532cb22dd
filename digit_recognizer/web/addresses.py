"""Where the page is: addresses on the LAN, QR codes.

Purpose: what a person types or scans to come in.
Contract: an address carries its key in the fragment, which browsers don't send.
Not here: keys (``keys``), which hosts come in (``gate``).
"""

import base64
import io
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import segno

if TYPE_CHECKING:
    from digit_recognizer.web.running import ServeOptions

PROBED_ADDRESSES = ("192.168.255.254", "10.255.255.254", "172.31.255.254", "203.0.113.1")
"""Somewhere in each kind of network: the system says from which own address it would be reached."""
FIREWALL_SENTENCE = (
    "If nothing opens there: allow port {port} in this machine's firewall, and check that the network "
    "lets its devices see each other."
)


@dataclass(frozen=True, slots=True)
class Joining:
    """``own``: the address for this machine; ``sentences``: for the terminal.

    ``values``: the address for others and its QR code, for pages; None where there are no others.
    """

    own: str
    sentences: tuple[str, ...]
    values: dict[str, str] | None


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
    fragment = f"/#k={options.keys.board}"
    here = f"{scheme}://127.0.0.1:{port}"
    own = f"{here}/class#k={options.keys.teacher}" if options.is_class else here + fragment
    what = "The teacher's page" if options.is_class else "The page"
    sentences = [f"{what} is at {own}"]
    hosts = [*options.names, *own_addresses()] if options.is_lan else []
    others = [f"{scheme}://{host}:{port}{fragment}" for host in hosts]
    if options.is_class and not others:
        others = [here + fragment]
    code = segno.make(others[0], error="m") if others else None
    who = "Pupils open" if options.is_class else "Others open"
    sentences += [f"{who} {address}" for address in others]
    if options.is_lan and not hosts:
        sentences.append("This machine has no address on a network: others cannot reach it.")
    elif code and options.is_lan:
        drawn = io.StringIO()
        code.terminal(drawn, compact=True)
        sentences += [drawn.getvalue(), FIREWALL_SENTENCE.format(port=port)]
    sentences.append("Ctrl-C ends it.")
    values = {"address": others[0], "code": _picture_of(code)} if code else None
    return Joining(own, tuple(sentences), values)


def _picture_of(code: segno.QRCode) -> str:
    """Return a QR code as an SVG in a ``data:`` address."""
    file = io.BytesIO()
    code.save(file, kind="svg", border=2, xmldecl=False, svgclass=None)
    return "data:image/svg+xml;base64," + base64.b64encode(file.getvalue()).decode()
