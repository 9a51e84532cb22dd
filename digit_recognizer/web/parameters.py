"""The limits of the server, each with its unit and its source.

Purpose: how much one browser may ask, and how long anything may take.
Contract: immutable. What a reading costs was measured on two shared cores (docs/web.md).
Not here: what is doubtful (``doubt``), when results are shown (``app.parameters``).
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InkLimits:
    """Of one board. 300 scribbles take 1.2 s to read, so more would slow the others."""

    strokes: int = 300
    points: int = 20_000  # of all strokes
    points_a_stroke: int = 2000


@dataclass(frozen=True, slots=True)
class SocketLimits:
    """Of one socket, and of all."""

    message_bytes: int = 256 * 1024
    messages_a_second: float = 20.0
    bytes_a_second: float = 256 * 1024
    burst: float = 2.0  # seconds' worth that may come at once
    bad_messages: int = 30  # before the socket is closed
    boards: int = 64
    teachers: int = 4
    connections: int = 300  # open at once, of any kind
    hello: float = 10.0  # seconds until the first message
    idle: float = 900.0  # seconds without a message
    send: float = 5.0  # seconds that sending a message may take
    waiting: int = 512  # messages that wait to be sent, most of them of other boards to a teacher


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """Of the processes that read."""

    patience: float = 5.0  # seconds for one reading, then the process is replaced
    picture_patience: float = 60.0  # seconds for a picture: a large table takes some
    start: float = 60.0  # seconds for loading the networks
    rest: float = 0.1  # seconds: a board whose reading took longer rests as long before the next
    pictures: int = 8  # that wait to be read
    picture_bytes: int = 10 * 2**20
    picture_idle: float = 60.0  # seconds, then the process for pictures ends


@dataclass(frozen=True, slots=True)
class ClassLimits:
    """Of a class."""

    name: int = 40  # characters of a pupil's name
    tasks: int = 100
    task: int = 60  # characters of a task
    largest: int = 10_000  # number in a made task
    pupils: int = 200  # that are remembered, those who left too


INK_LIMITS = InkLimits()
SOCKET_LIMITS = SocketLimits()
READING_LIMITS = ReadingLimits()
CLASS_LIMITS = ClassLimits()
