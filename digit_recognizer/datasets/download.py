"""Downloads that resume, are checked, and leave nothing half done.

Purpose: fetch a file from the first mirror that has it, continuing a partial download, and keep it
only if it passes the caller's check of its content.
Contract: the target is written in one step; a partial file stays beside it as ``NAME.part`` for the next
try. Nothing is downloaded unless the user's command asks for data that is not there.
Not here: which files exist, or how progress is shown.
"""

import errno
import http.client
import socket
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

from digit_recognizer.errors import FileError
from digit_recognizer.files import reason

Progress = Callable[[str, int, int], None]
"""Called with the name of the work, how much is done, and how much there is in all (0: unknown)."""

NETWORK_TIMEOUT = 30  # seconds without an answer
DOWNLOAD_CHUNK = 64 * 1024
MAX_DOWNLOAD_BYTES = 2 * 2**30


def download(
    urls: Sequence[str],
    target: Path,
    check: Callable[[Path], None],
    progress: Progress,
    limit: int = MAX_DOWNLOAD_BYTES,
) -> None:
    """Fetch ``target`` from the first of ``urls`` whose file passes ``check``.

    A file of more than ``limit`` bytes is not taken. ``check`` is given the downloaded file under
    its temporary name, and raises FileError. Raises FileError, naming every mirror and what went
    wrong there, if none does, and OfflineError where none of their hosts can be reached at all.
    """
    part = target.with_name(target.name + ".part")
    failures = []
    hosts = []  # that cannot be reached
    for url in urls:
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            # What an earlier try left may be no part of this file: then once more from the start.
            for _ in range(1 + part.exists()):
                _fetch(url, part, progress, limit)
                try:
                    check(part)
                except FileError:
                    part.unlink()
                else:
                    part.replace(target)
                    return
            failures.append(f"{url}: what came is not the expected file")
        except _TooLargeError:
            part.unlink(missing_ok=True)
            failures.append(f"{url}: it is larger than {limit / 2**20:,.0f} MB")
        except urllib.error.HTTPError as error:
            failures.append(f"{url}: HTTP {error.code}")
        except urllib.error.URLError as error:
            failures.append(f"{url}: {error.reason}")
            if _is_unreachable(error.reason):
                hosts.append(urllib.parse.urlsplit(url).hostname or url)
        except http.client.HTTPException as error:
            failures.append(f"{url}: the connection broke ({error or type(error).__name__})")
        except OSError as error:
            failures.append(f"{url}: {reason(error)}")
    if hosts and len(hosts) == len(failures):
        raise OfflineError(target.name, hosts)
    raise FileError(f"{target.name} cannot be downloaded ({'; '.join(failures)}).")


class OfflineError(FileError):
    """What ``what`` names cannot be downloaded, since none of the ``hosts`` can be reached."""

    def __init__(self, what: str, hosts: Sequence[str]) -> None:
        self.hosts = tuple(hosts)
        super().__init__(
            f"{what} cannot be downloaded: this machine has no network, or it does not reach "
            f"{', '.join(hosts)}; connect it and try again."
        )


def _is_unreachable(reason: str | BaseException) -> bool:
    """Whether a connection failed because there is no way to the host, or its name is not known."""
    unreachable = {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN}
    is_known = isinstance(reason, OSError) and reason.errno in unreachable
    return is_known or isinstance(reason, socket.gaierror)


class _TooLargeError(Exception):
    """More comes than any file of ours has."""


def _fetch(url: str, part: Path, progress: Progress, limit: int) -> None:
    """Append what is missing of ``url`` to ``part``; starts over where the server can't resume."""
    have = part.stat().st_size if part.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={have}-"} if have else {})
    try:
        response = urllib.request.urlopen(request, timeout=NETWORK_TIMEOUT)
    except urllib.error.HTTPError as error:
        if error.code == 416:  # nothing is missing: the check of the hash decides
            return
        raise
    with response:
        resumed = response.status == 206
        have = have if resumed else 0
        total = have + int(response.headers.get("Content-Length") or 0)
        if total > limit:
            raise _TooLargeError
        with part.open("ab" if resumed else "wb") as file:
            while chunk := response.read(DOWNLOAD_CHUNK):
                file.write(chunk)
                have += len(chunk)
                if have > limit:
                    raise _TooLargeError
                progress(part.stem, have, total)
    if total and have < total:
        raise http.client.IncompleteRead(b"", total - have)
