"""The process in which somebody else's network runs: this module, run by ``python -m``.

Purpose: read a network, or a Keras file and translate it, from standard input; find out how it wants its
glyphs (``adapted``); then run it as often as it is asked.
Contract: the process has the limits of ``limited``. All of opening may take :data:`MAX_CPU_SECONDS` of
computing, and so may each run. Weights in other files are refused. What ONNX Runtime prints goes
nowhere. The process ends with standard input.
Not here: who asks (``foreign``).
"""

import contextlib
import re
import sys
from typing import Any, cast

import numpy as np

from digit_recognizer.classifier.adapted import adapted
from digit_recognizer.classifier.foreign import MAX_CPU_SECONDS
from digit_recognizer.classifier.session import Session, new_session, reason_of
from digit_recognizer.errors import ModelError
from digit_recognizer.limited.limits import answers_only, limit_time
from digit_recognizer.limited.messages import (
    MAX_MESSAGE_BYTES,
    read_exactly,
    read_message,
    write_message,
)

# The key of a tensor's file in protobuf: its length, 8, as a varint of any form, and its letters.
EXTERNAL_DATA = re.compile(rb"(?:\x08|\x88\x80{0,8}\x00)location")


def main() -> None:
    """Serve until standard input ends."""
    answers = answers_only()
    header, _ = read_message(sys.stdin.buffer)
    given = read_exactly(sys.stdin.buffer, header["size"])
    try:
        limit_time(MAX_CPU_SECONDS)
        session, translated = _opened(given, str(header["name"]), is_keras=header["is_keras"])
        del given
        described = {
            "inputs": [(value.name, value.type, value.shape) for value in session.get_inputs()],
            "outputs": [(value.name, value.type, value.shape) for value in session.get_outputs()],
            "metadata": session.get_modelmeta().custom_metadata_map,
        }
    except ModelError as error:
        write_message(answers, {"sentence": str(error)})
        return
    except Exception as error:  # ONNX Runtime raises its own classes, which share no base
        write_message(answers, {"error": reason_of(error)})
        return
    write_message(answers, {**described, "size": len(translated)})
    answers.write(translated)
    answers.flush()
    del translated
    while True:
        header, feeds = read_message(sys.stdin.buffer)
        try:
            limit_time(MAX_CPU_SECONDS)
            values = session.run(header["outputs"], cast(dict[str, Any], feeds))
            found = dict(zip(header["outputs"], map(np.asarray, values), strict=True))
            if any(4 * value.size > MAX_MESSAGE_BYTES for value in found.values()):
                raise ValueError("it answers with far too many numbers")
        except Exception as error:  # as above
            write_message(answers, {"error": reason_of(error)})
        else:
            write_message(answers, {}, found)


def _opened(given: bytes, name: str, *, is_keras: bool) -> tuple[Session, bytes]:
    """Return a session for the file ``given``, and what a Keras file is translated to."""
    network = given
    if is_keras:
        from digit_recognizer.classifier.keras_files.export import export_keras

        network = export_keras(given, name)
    elif EXTERNAL_DATA.search(network):
        raise ValueError("it keeps its weights in other files, which are not read")
    return adapted(new_session(network), network, name), network if is_keras else b""


if __name__ == "__main__":
    with contextlib.suppress(EOFError, BrokenPipeError):
        main()
