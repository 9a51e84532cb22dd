"""The socket: every drawing is read as by the reader; corrections, scratch-out, errors, limits."""

from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest
from serving import ONE_OR_SEVEN, PATIENCE, Page, RunningServer, stroke_as_sent, strokes_as_sent
from support import zigzag
from websockets.exceptions import ConnectionClosed

from digit_recognizer.app.language import speaking, tr
from digit_recognizer.ink import Ink, Stroke, read_inkml
from digit_recognizer.reader import Reader
from digit_recognizer.reading_values import reading_values
from digit_recognizer.resources import example_drawings, example_expressions
from digit_recognizer.web.parameters import INK_LIMITS, SOCKET_LIMITS

EXAMPLES = {path.stem: path for path in (*example_drawings(), *example_expressions())}
SEVEN, SUM = read_inkml(EXAMPLES["seven"]).ink, read_inkml(EXAMPLES["sum"]).ink


def without_time(reading: dict[str, Any]) -> dict[str, Any]:
    """Return a reading without how long it took."""
    return {name: value for name, value in reading.items() if name != "milliseconds"}


def zigzag_over(ink: Ink, id_: int) -> dict[str, Any]:
    """Return a zigzag over all of ``ink``, as a page sends it."""
    left, top, right, bottom = ink.box
    return stroke_as_sent(zigzag((left - 8, top - 8, right + 8, bottom + 8), 9), id_)


def closed(page: Page) -> dict[str, Any]:
    """Return the error with which the server closes ``page``."""
    error: dict[str, Any] = {}
    with pytest.raises(ConnectionClosed):
        while True:
            message = page.next()
            error = message if message["t"] == "error" else error
    return error


@pytest.mark.parametrize("path", EXAMPLES.values(), ids=lambda path: path.stem)
def test_every_example_is_read_as_by_the_reader(
    server: RunningServer, reader: Reader, path: Path
) -> None:
    ink = read_inkml(path).ink
    with server.page() as page:
        for number in range(1, len(ink) + 1):  # stroke by stroke, as it was written
            rev = page.ink(add=strokes_as_sent(ink)[number - 1 : number], pen=number - 1)
        said = page.until("reading", rev)
    expected = reader.read_ink(ink)
    assert said["reading"]["text"] == expected.text
    if not said["reading"]["doubtful"]:  # verdicts that may not be told yet are doubtful
        assert without_time(said["reading"]) == without_time(reading_values(expected))


def test_a_symbol_is_corrected_and_the_result_follows(server: RunningServer) -> None:
    with server.page() as page:
        read = page.read(add=strokes_as_sent(SUM))
        assert [result["text"] for result in read["results"]] == ["46"]
        assert read["title"] == "12+34=46"
        ids = read["symbols"][0]["ids"]
        corrected = page.read(known=[{"ids": ids, "is": "7"}])
        assert corrected["reading"]["text"] == "72+34="
        assert corrected["symbols"][0]["certainty"] == "corrected"
        assert [result["text"] for result in corrected["results"]] == ["106"]
        assert page.read()["reading"]["text"] == "12+34="  # what is said no longer is taken back


def test_a_row_that_is_offered_can_be_chosen_as_it_is(server: RunningServer) -> None:
    offered = 0
    for ink in (*(read_inkml(path).ink for path in example_expressions()), ONE_OR_SEVEN):
        with server.page() as page:
            read = page.read(add=strokes_as_sent(ink))
            for line in read["lines"]:
                for offer in line["offers"]:
                    chosen = page.read(known=offer["known"], rows=offer["rows"])
                    assert offer["text"] in [each["text"] for each in chosen["lines"]]
                    offered += 1
    assert offered


def test_what_is_read_can_be_confirmed(server: RunningServer) -> None:
    with server.page() as page:
        read = page.read(add=strokes_as_sent(SUM))
        confirmed = page.read(known=read["lines"][0]["confirm"])
        assert {symbol["certainty"] for symbol in confirmed["symbols"]} == {"corrected"}
        assert confirmed["reading"]["text"] == read["reading"]["text"]


def test_a_zigzag_scratches_out_and_undo_brings_back(server: RunningServer) -> None:
    with server.page() as page:
        page.read(add=strokes_as_sent(SEVEN), pen=len(SEVEN) - 1)
        gone = page.read(add=[zigzag_over(SEVEN, 50)], pen=50)
        assert sorted(gone["scratched"]) == [*range(len(SEVEN)), 50]
        assert gone["reading"]["text"] == ""
        back = page.read(add=strokes_as_sent(SEVEN))
        assert (back["reading"]["text"], back["scratched"]) == ("7", [])


def test_a_zigzag_that_was_not_drawn_just_now_stays(server: RunningServer) -> None:
    with server.page() as page:
        read = page.read(add=[*strokes_as_sent(SEVEN), zigzag_over(SEVEN, 50)])
        assert read["scratched"] == []


def test_what_is_watched_comes_with_the_reading(server: RunningServer) -> None:
    with server.page() as page:
        page.send({"t": "watch", "what": ["network", "steps", "why"], "side": 64})
        rev = page.ink(add=strokes_as_sent(SEVEN))
        network = page.until("network", rev)
        assert network["answer"] == "7"
        assert [each["text"] for each in network["shares"]] == list("0123456789")
        assert sum(each["confidence"] for each in network["shares"]) == pytest.approx(1, abs=1e-4)
        assert network["maps"]
        assert page.until("why", rev)["cards"][0]["png"].startswith("data:image/png;base64,")
        rev = page.ink(all=True, add=strokes_as_sent(SUM))
        steps = page.until("steps", rev)
        best = steps["rows"][0]
        assert best["text"] == "12+34="
        read = [steps["groups"][number]["ids"] for number in best["groups"]]
        assert sorted(id_ for ids in read for id_ in ids) == list(range(len(SUM)))
        assert [steps["groups"][n]["best"][0]["text"] for n in best["groups"]] == list("12+34=")
        assert all([a, b] in steps["links"] for a, b in zip(best["groups"], best["groups"][1:]))  # noqa: B905


def test_why_speaks_the_language_of_the_page(server: RunningServer) -> None:
    with server.page(language="de") as page:
        page.send({"t": "watch", "what": ["why"], "side": 64})
        said = page.until("why", page.ink(add=strokes_as_sent(SEVEN)))["sentences"]
    with speaking("de"):
        begins = tr("Read as {answer}; the runner-up is {other}.").partition("{")[0]
    assert said[0].startswith(begins)
    assert not any(word in " ".join(said).split() for word in ("ink", "the", "without"))


def test_watching_begins_with_what_is_there(server: RunningServer) -> None:
    with server.page() as page:
        page.read(add=strokes_as_sent(SEVEN))
        page.send({"t": "watch", "what": ["network"]})
        assert page.until("network")["answer"] == "7"


def test_too_much_ink_is_refused_and_all_of_it_is_awaited(server: RunningServer) -> None:
    dot = {"p": [[0, 0, 0]]}
    with server.page() as page:
        rev = page.ink(add=[{"id": n, **dot} for n in range(INK_LIMITS.strokes + 1)])
        error = page.until("error")
        assert (error["code"], error["fatal"], error["rev"]) == ("too-much-ink", False, rev)
        page.ink(add=strokes_as_sent(SEVEN))  # nobody knows what it would belong to
        assert page.read(all=True, add=strokes_as_sent(SEVEN))["rev"] == 3
        long = [[n % 7, 0, n] for n in range(INK_LIMITS.points_a_stroke)]
        count = INK_LIMITS.points // len(long) + 1
        for number in range(count):
            page.ink(all=number == 0, add=[{"id": number, "p": long}])
        assert page.until("error")["code"] == "too-much-ink"


def test_what_makes_no_sense_is_named_and_too_much_of_it_ends(server: RunningServer) -> None:
    with server.page(language="de") as page:
        page.send({"t": "ink", "rev": "1"})
        error = page.until("error")
        assert (error["code"], error["fatal"]) == ("message", False)
        assert "ergibt keinen Sinn: rev" in error["say"]
        page.socket.send(b"binary")
        assert page.until("error")["code"] == "message"
        assert page.read(all=True, add=strokes_as_sent(SEVEN))["title"] == "7"
        for _ in range(SOCKET_LIMITS.bad_messages):
            page.socket.send("?")
        assert closed(page)["code"] == "messages"


@pytest.mark.parametrize(
    ("hello", "code"),
    [
        ({"key": "c" * 22}, "key"),
        ({"key": ""}, "key"),
        ({"v": 9}, "version"),
        ({"t": "ink"}, "hello"),
    ],
)
def test_who_does_not_say_hello_rightly_is_refused(
    server: RunningServer, hello: dict[str, Any], code: str
) -> None:
    with server.page(**hello) as page:
        assert page.welcome["code"] == code
        assert page.welcome["fatal"]
        with pytest.raises(ConnectionClosed):
            page.next()


@pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
def test_a_page_of_another_origin_gets_no_socket(server: RunningServer, origin: str) -> None:
    own = f"127.0.0.1:{server.port}"
    headers = {
        "Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }  # fmt: skip
    for host in (own, "evil.example"):
        connection = HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        connection.request("GET", "/socket", headers={**headers, "Host": host, "Origin": origin})
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 403
        answer.close()
        connection.close()


def test_a_message_that_is_too_long_closes_the_socket(server: RunningServer) -> None:
    with server.page() as page:
        page.socket.send("x" * (SOCKET_LIMITS.message_bytes + 1))
        with pytest.raises(ConnectionClosed) as caught:
            page.next()
        assert caught.value.rcvd is not None
        assert caught.value.rcvd.code == 1009


def test_a_full_house_says_so(server: RunningServer) -> None:
    pages: list[Page] = []
    try:
        while len(pages) < SOCKET_LIMITS.boards:
            pages.append(server.page().__enter__())
            assert pages[-1].welcome["t"] == "welcome"
        with server.page(language="fr") as late:
            assert late.welcome["code"] == "full"
            assert "64 places" in late.welcome["say"]
        assert pages[0].read(add=strokes_as_sent(SEVEN))["title"] == "7"
        pages.pop().__exit__()
        server.wait_for(lambda: _comes_in(server))
    finally:
        for page in pages:
            page.__exit__()


def _comes_in(server: RunningServer) -> bool:
    with server.page() as page:
        return bool(page.welcome["t"] == "welcome")


def test_boards_do_not_see_each_others_ink(server: RunningServer) -> None:
    with server.page() as one, server.page() as two:
        one.read(add=strokes_as_sent(SUM))
        assert two.read(add=strokes_as_sent(SEVEN))["title"] == "7"
        assert one.read()["title"] == "12+34=46"


def test_the_same_ink_moved_far_away_is_read_the_same(server: RunningServer) -> None:
    far = Ink(tuple(Stroke(s.points, s.start) for s in SUM)).moved(5000.25, -3000.5)
    with server.page() as page:
        assert page.read(add=strokes_as_sent(far))["title"] == "12+34=46"


def test_limits_are_told(server: RunningServer) -> None:
    with server.page() as page:
        assert page.welcome["limits"]["strokes"] == INK_LIMITS.strokes
        assert page.welcome["join"] is None
        assert page.welcome["role"] == "board"
        assert {"text": "×", "shown": "×"}.items() <= next(
            each for each in page.welcome["symbols"] if each["text"] == "×"
        ).items()
