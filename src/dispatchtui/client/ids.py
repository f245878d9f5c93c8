"""Identities of requests: made by the asker, sorted by time, never twice.

Source: the ULID layout: 48 bits of milliseconds, 80 bits of chance, in Crockford's base 32.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import blake2b

_DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_CHANCE_BITS = 80


class Ids:
    """Makes identities from a clock and a source of chance that are given.

    Two made in the same millisecond, or after the clock went back, still sort as they were made.
    """

    __slots__ = ("_bits", "_clock", "_last")

    def __init__(self, clock: Callable[[], float], bits: Callable[[int], int]) -> None:
        """Take `clock` (epoch seconds) and `bits` (so many random bits as a number)."""
        self._clock = clock
        self._bits = bits
        self._last = 0

    def next(self) -> str:
        """Make the next identity."""
        moment = int(self._clock() * 1000) << _CHANCE_BITS
        fresh = moment | self._bits(_CHANCE_BITS - 1)
        self._last = fresh if fresh > self._last and moment > self._last else self._last + 1
        return _text(self._last)


def derived(at_s: float, *parts: object) -> str:
    """The identity of an act that is repeated with the same one after a restart.

    The same moment and parts give the same identity, so asking twice is answered once.
    """
    digest = blake2b("\x1f".join(map(str, parts)).encode(), digest_size=_CHANCE_BITS // 8).digest()
    return _text((int(at_s * 1000) << _CHANCE_BITS) | int.from_bytes(digest, "big"))


def _text(number: int) -> str:
    digits = []
    for _ in range(26):
        number, digit = divmod(number, 32)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))
