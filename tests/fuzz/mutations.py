"""Damage for files: what a bad disk, a bad program or a bad person makes of good ones.

``python tests/fuzz/mutations.py`` is what ``make fuzz`` runs: as many mutations of each format as one
likes, with a new seed each time, which is printed with what fails.
"""

import argparse
import json
import os
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ODD = (
    b"\0",
    b"\xff",
    b"\x7f\xff\xff\xff",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"-1",
    b"1e999",
    b"NaN",
    b"\x1b[m",
)

CHILD_MUTATIONS = 500  # before a new process takes over

Target = Callable[[bytes, Path], None]
"""Reads what a file holds; raises FileError for what is none, and nothing else."""


def mutated(seed: bytes, lucky: random.Random) -> bytes:
    """Return ``seed`` with one to six faults: bits, bytes, pieces that are gone, doubled or swapped."""
    data = bytearray(seed)
    for _ in range(lucky.randint(1, 6)):
        if not data:
            break
        place, length = lucky.randrange(len(data)), lucky.choice((1, 1, 2, 4, 16, 200))
        match lucky.randrange(6):
            case 0:
                data[place] ^= 1 << lucky.randrange(8)
            case 1:
                data[place] = lucky.randrange(256)
            case 2:
                odd = lucky.choice(ODD)
                data[place : place + len(odd)] = odd
            case 3:
                del data[place : place + length]
            case 4:
                data[place:place] = data[place : place + length] * lucky.choice((1, 1, 3, 50))
            case _:
                other = lucky.randrange(len(data))
                data[place : place + length] = data[other : other + length]
    return bytes(data[: 2 * len(seed) + 10_000])


def peak() -> int:
    """Return how many bytes of memory this process has had at most; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    return 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def fuzz(
    target: Target, seeds: list[bytes], which: Iterable[int], number: int, folder: Path
) -> list[str]:
    """Return what goes wrong with mutations of ``seeds``: tracebacks, over 5 s, over 1 GB."""
    from digit_recognizer.errors import DigitRecognizerError

    wrong = []
    for each in which:
        lucky = random.Random(f"{number}-{each}")
        data = mutated(lucky.choice(seeds), lucky)
        began, before = time.process_time(), peak()
        try:
            target(data, folder)
        except DigitRecognizerError as error:
            sentence = str(error)
            if not sentence.endswith(".") or sentence.endswith("..") or "\n" in sentence:
                wrong.append(f"mutation {number}-{each}: no sentence: {sentence!r}")
        except Exception:
            wrong.append(f"mutation {number}-{each}: {traceback.format_exc(limit=-3)}")
        if (seconds := time.process_time() - began) > 5:
            wrong.append(f"mutation {number}-{each} took {seconds:.1f} s")
        if (more := peak() - before) > 2**30:
            wrong.append(f"mutation {number}-{each} took {more / 2**20:.0f} MB")
    return wrong


def fuzz_in_limits(
    target: Target, seeds: list[bytes], which: Iterable[int], number: int, folder: Path
) -> list[str]:
    """Return what goes wrong in processes with the limits of ``limited``.

    A process that is stopped there is a sentence for who opens such a file.
    """
    from digit_recognizer.classifier.foreign import MAX_CPU_SECONDS
    from digit_recognizer.limited.limits import limit, limit_time

    wrong, waiting = [], list(which)
    while waiting:
        told, tell = os.pipe()
        child = os.fork()
        if child == 0:
            for descriptor in (1, 2):  # ONNX Runtime says much
                os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
            limit()
            for each in waiting[:CHILD_MUTATIONS]:
                limit_time(MAX_CPU_SECONDS)
                found = fuzz(target, seeds, [each], number, folder)
                os.write(tell, json.dumps(found).encode() + b"\n")
            os._exit(0)
        os.close(tell)
        with os.fdopen(told) as answers:
            found = [json.loads(line) for line in answers if line.endswith("\n")]
        _, status = os.waitpid(child, 0)
        wrong += [text for texts in found for text in texts]
        del waiting[: len(found) + bool(status)]
    return wrong


def main() -> int:
    """Fuzz the formats that are named, or all."""
    sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "helpers")]
    from targets import LIMITED, SEEDS, TARGETS

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("formats", nargs="*", help=f"of {', '.join(TARGETS)}")
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=random.randrange(10**9))
    options = parser.parse_args()
    failed = False
    for name in options.formats or TARGETS:
        with tempfile.TemporaryDirectory() as folder:
            began = time.perf_counter()
            run = fuzz_in_limits if name in LIMITED else fuzz
            wrong = run(
                TARGETS[name], SEEDS[name](), range(options.count), options.seed, Path(folder)
            )
            each = options.count / (time.perf_counter() - began)
        print(
            f"{name}: {options.count:,} mutations, {len(wrong)} wrong (seed {options.seed}, "
            f"{each:.0f} a second)",
            flush=True,
        )
        for text in wrong[:10]:
            print(text)
        failed |= bool(wrong)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
