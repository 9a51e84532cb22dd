"""Running the server: addresses, QR codes, certificate, the sentences on the terminal.

Purpose: from the options of ``digits serve`` to a server that runs until Ctrl-C.
Contract: raises a sentence where a package is missing, the port is taken or a file cannot be used.
Nothing is logged of who asks. An address carries its key in the fragment, which browsers don't send.
The only module beside those it imports that knows uvicorn.
Not here: what is served (``server``).
"""

import base64
import contextlib
import io
import logging
import os
import socket
import ssl
import sys
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import segno
import uvicorn
from uvicorn.logging import DefaultFormatter

from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.files import reason
from digit_recognizer.resources import usable_cores
from digit_recognizer.web.hub import Hub
from digit_recognizer.web.keys import Keys
from digit_recognizer.web.lessons.classroom import Classroom
from digit_recognizer.web.lessons.collecting import Collector
from digit_recognizer.web.parameters import SOCKET_LIMITS
from digit_recognizer.web.reading.picture_desk import PictureDesk
from digit_recognizer.web.reading.pool import ReadingPool
from digit_recognizer.web.server import application

PROBED_ADDRESSES = ("192.168.255.254", "10.255.255.254", "172.31.255.254", "203.0.113.1")
"""Somewhere in each kind of network: the system says from which own address it would be reached."""
FIREWALL_SENTENCE = (
    "If nothing opens there: allow port {port} in this machine's firewall, and check that the network "
    "lets its devices see each other."
)


@dataclass(frozen=True, slots=True)
class ServeOptions:
    """What ``digits serve`` was asked; ``names``: of this machine, ``collection``: a library for ink."""

    keys: Keys
    port: int
    is_lan: bool = False
    names: tuple[str, ...] = ()
    certificate: Path | None = None
    private_key: Path | None = None
    model: Path | None = None
    is_class: bool = False
    collection: Path | None = None
    opens_browser: bool = True


def serve(options: ServeOptions, say: Callable[[str], None]) -> None:
    """Serve until Ctrl-C; ``say`` takes what belongs on the terminal. Raises DigitRecognizerError."""
    require_certificate(options)
    collector = None
    if options.collection is not None:
        collector = Collector(options.collection, say)
        collector.check()
    with listening(options) as listener, _warnings_on_terminal():
        failures = _run(listener, options, collector, say)
    if failures:
        raise failures[0]


def _run(
    listener: socket.socket,
    options: ServeOptions,
    collector: Collector | None,
    say: Callable[[str], None],
) -> list[DigitRecognizerError]:
    """Serve on ``listener`` until Ctrl-C; return why it ended, if for another reason."""
    join = joining(options, listener.getsockname()[1])
    failures: list[DigitRecognizerError] = []

    def make_hub() -> Hub:
        return Hub(
            ReadingPool(options.model, usable_cores()),
            PictureDesk(options.model),
            options.keys,
            join.values,
            Classroom() if options.is_class else None,
            collector,
        )

    def fail(error: DigitRecognizerError) -> None:
        failures.append(error)
        server.should_exit = True

    app = application(
        make_hub, names=options.names, is_lan=options.is_lan, say=say, on_failure=fail
    )
    server = uvicorn.Server(
        uvicorn.Config(
            app, ws="websockets-sansio", ws_max_size=SOCKET_LIMITS.message_bytes, ws_max_queue=8,
            ws_per_message_deflate=False, access_log=False, log_level="warning", log_config=None,
            server_header=False, ssl_certfile=options.certificate, ssl_keyfile=options.private_key,
            timeout_graceful_shutdown=2, limit_concurrency=SOCKET_LIMITS.connections,
        )
    )  # fmt: skip
    for sentence in join.sentences:
        say(sentence)
    if options.opens_browser and can_show_pages():
        with contextlib.suppress(webbrowser.Error):
            webbrowser.open(join.own)
    server.run(sockets=[listener])
    return failures


@contextlib.contextmanager
def _warnings_on_terminal() -> Iterator[None]:
    """Write what uvicorn warns of to stderr; its own way to do so closes everybody else's handlers."""
    logger, handler = logging.getLogger("uvicorn"), logging.StreamHandler()
    handler.setFormatter(DefaultFormatter("%(levelprefix)s %(message)s"))
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = True


def listening(options: ServeOptions) -> socket.socket:
    """Return a socket that listens; raises DigitRecognizerError where the port can't be had."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    if hasattr(socket, "SO_REUSEPORT"):  # not on Windows, where it would share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("0.0.0.0" if options.is_lan else "127.0.0.1", options.port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise DigitRecognizerError(
            f"port {options.port} cannot be used: {reason(error).lower()}; choose another one with "
            "--port, or 0 for any."
        ) from error
    return listener


def require_certificate(options: ServeOptions) -> None:
    """Raise DigitRecognizerError where the certificate can't be used."""
    if options.certificate is None:
        return
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(options.certificate, options.private_key, lambda: "")
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise DigitRecognizerError(
            f"{options.certificate} is no certificate that can be used: give a PEM file, and its key, "
            "without a password, in it or with --keyfile."
        ) from error


def can_show_pages() -> bool:
    """Whether there is a screen: without one, a browser would take over the terminal."""
    has_display = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return sys.platform in {"win32", "darwin"} or bool(has_display)


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


def joining(options: ServeOptions, port: int) -> Joining:
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
