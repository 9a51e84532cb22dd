"""The digest of parameters."""

from dataclasses import dataclass, replace

from digit_recognizer.files import digest_of


@dataclass(frozen=True)
class _Pen:
    width: float = 2.5
    steps: int = 4


@dataclass(frozen=True)
class _Paper:
    width: float = 2.5


def test_a_digest_is_twelve_hex_digits_and_the_same_for_equal_parameters() -> None:
    digest = digest_of(_Pen())
    assert digest == digest_of(_Pen(2.5, 4)) and len(digest) == 12 and int(digest, 16) >= 0


def test_every_value_counts_and_so_does_whose_it_is() -> None:
    digests = {
        digest_of(each) for each in (_Pen(), _Paper(), replace(_Pen(), width=2.6), _Pen(steps=5))
    }
    assert len(digests | {digest_of(_Pen(), _Paper()), digest_of(_Paper(), _Pen())}) == 6
