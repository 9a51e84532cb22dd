"""A server of files on this machine, that can break off, for tests of downloads."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar


class Mirror(BaseHTTPRequestHandler):
    """Serves ``files`` with Range; ``cut`` breaks off that many bytes into each answer."""

    files: ClassVar[dict[str, bytes]] = {}
    cut: ClassVar[int | None] = None
    requests: ClassVar[list[tuple[str, str | None]]] = []

    def do_GET(self) -> None:
        asked = self.headers.get("Range")
        self.requests.append((self.path, asked))
        data = self.files.get(self.path.lstrip("/"))
        begin = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        if data is None or begin >= len(data):
            self.send_error(404 if data is None else 416)
            return
        self.send_response(206 if asked else 200)
        self.send_header("Content-Length", str(len(data) - begin))
        self.end_headers()
        self.wfile.write(data[begin : None if self.cut is None else begin + self.cut])

    def log_message(self, format: str, *args: Any) -> None:
        """Keep stderr quiet."""


@contextmanager
def mirror(
    files: dict[str, bytes], cut: int | None = None, handler: type[Mirror] | None = None
) -> Iterator[tuple[str, type[Mirror]]]:
    """Serve ``files`` on a port of this machine; yield its address and what it was asked."""
    fields = {"files": files, "cut": cut, "requests": []}
    handler = type("Handler", (handler or Mirror,), fields)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", handler
        finally:
            server.shutdown()
            thread.join()
