"""What reaches a terminal: no control characters, whatever a file, a sum or a field is called."""

import pytest
from support import Digits

TITLE = "\x1b]0;owned\x07"


@pytest.mark.parametrize(
    "words",
    [
        ("read", f"a{TITLE}.png"),
        ("read", f"a\n{TITLE}.inkml"),
        ("read", "--lines", f"a{TITLE}.png"),
        ("read", f"{TITLE}*.png"),
        ("calc", f"1{TITLE}+1"),
        ("calc", "--latex", f"1{TITLE}+1"),
        ("model", f"a{TITLE}.h5"),
        ("library", "import", f"a{TITLE}.zip"),
        ("evaluate", f"a{TITLE}.npz"),
        ("explain", f"a{TITLE}.png"),
    ],
    ids=range(10),
)
def test_control_characters_never_reach_the_terminal(
    digits: Digits, words: tuple[str, ...]
) -> None:
    _, out, err = digits(*words)
    assert out + err
    assert not {"\x1b", "\x07", "\r"} & set(out + err)
    assert len(err.splitlines()) <= 1
