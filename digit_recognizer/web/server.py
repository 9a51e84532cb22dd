"""The application of the server: which address answers what.

Purpose: join pages, texts, socket and the rest behind one gate.
Contract: made anew for each server; nothing is global. Files come from the package alone.
Texts in a language are the window's, so that page and window share their translations.
Not here: running it (``running``), what the parts do.
"""

import asyncio
import contextlib
import mimetypes
from collections.abc import AsyncIterator, Callable, Iterable
from functools import lru_cache
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.websockets import WebSocket

from digit_recognizer.app.language import LANGUAGES
from digit_recognizer.app.language.catalogue import entries
from digit_recognizer.app.language.texts import CATALOGUE_FOLDER
from digit_recognizer.errors import DigitRecognizerError
from digit_recognizer.web.gate import Gate
from digit_recognizer.web.hub import Hub
from digit_recognizer.web.reading.pool import Gone
from digit_recognizer.web.rest import rest_routes
from digit_recognizer.web.sockets import serve_socket

STATIC_FOLDER = Path(__file__).parent / "static"


def application(
    make_hub: Callable[[], Hub],
    *,
    names: Iterable[str] = (),
    is_lan: bool = False,
    say: Callable[[str], None] = lambda sentence: None,
    on_failure: Callable[[DigitRecognizerError], None] = lambda error: None,
) -> Starlette:
    """Return the application.

    ``say``: told what its user should know of the network. ``on_failure``: why none could be loaded.
    """
    mimetypes.add_type("text/javascript", ".js")  # some systems say otherwise
    hubs: list[Hub] = []

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        hub = make_hub()
        hubs.append(hub)
        starting = asyncio.create_task(_start(hub, say, on_failure))
        try:
            yield
        finally:
            starting.cancel()
            await asyncio.gather(hub.pool.stop(), hub.pictures.stop())
            if hub.collector is not None:
                hub.collector.close()

    async def page(request: Request) -> Response:
        name = "class.html" if request.url.path == "/class" else "index.html"
        return FileResponse(STATIC_FOLDER / name)

    async def texts(request: Request) -> Response:
        language = request.path_params["language"]
        if language not in {each.code for each in LANGUAGES}:
            raise HTTPException(404)
        return JSONResponse(page_texts(language))

    async def sockets(socket: WebSocket) -> None:
        await serve_socket(hubs[0], socket)

    routes = [
        Route("/", page),
        Route("/class", page),
        Route("/texts/{language}.json", texts),
        WebSocketRoute("/socket", sockets),
        *rest_routes(lambda: hubs[0]),
        Mount("/static", StaticFiles(directory=STATIC_FOLDER)),
    ]
    gate = Middleware(Gate, names=tuple(names), is_lan=is_lan)
    return Starlette(routes=routes, middleware=[gate], lifespan=lifespan)


async def _start(
    hub: Hub, say: Callable[[str], None], on_failure: Callable[[DigitRecognizerError], None]
) -> None:
    try:
        model = await hub.pool.start()
        if model.remark:
            say(model.remark)
        hub.started.set_result(model)
    except DigitRecognizerError as error:
        on_failure(error)
    except Gone:
        on_failure(
            DigitRecognizerError("the processes that read do not start: is there memory left?")
        )


@lru_cache(maxsize=8)
def page_texts(language: str) -> dict[str, str | list[str]]:
    """Return the page's texts in ``language``, of LANGUAGES by its code, by the English ones.

    What is counted has an array of forms. English is in the page itself.
    """
    path = CATALOGUE_FOLDER / f"{language}.po"
    if not path.exists():
        return {}
    found: dict[str, str | list[str]] = {}
    for ids, said in entries(path.read_text("utf-8")):
        text, *is_counted = ids.split("\0")
        found[text] = said.split("\0") if is_counted else said
    del found[""]  # the catalogue's own header
    return found
