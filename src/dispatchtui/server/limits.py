"""What one asker may take of the server: bytes, depth, requests a second, log-ins a minute."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping

from dispatchtui.server.problems import Problem, problem

MOST_BUCKETS = 20_000
MEGABYTE = 1024 * 1024


class Buckets:
    """Token buckets by name; a full one is forgotten.

    Units: `rate` per second.
    """

    def __init__(self, rate: float, burst: float) -> None:
        """Every bucket begins full."""
        self.rate = rate
        self.burst = burst
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, name: str, cost: float = 1.0) -> float:
        """Take from a bucket; answer nought, or the seconds until there is enough."""
        now = time.monotonic()
        level, since = self._levels.get(name, (self.burst, now))
        level = min(self.burst, level + (now - since) * self.rate)
        cost = min(cost, self.burst)
        if level >= cost:
            self._levels[name] = (level - cost, now)
            if len(self._levels) > MOST_BUCKETS:
                self._forget(now)
            return 0.0
        self._levels[name] = (level, now)
        return (cost - level) / self.rate

    def _forget(self, now: float) -> None:
        for name, (level, since) in list(self._levels.items()):
            if level + (now - since) * self.rate >= self.burst:
                del self._levels[name]


async def body_of(chunks: AsyncIterator[bytes], headers: Mapping[str, str], most: int) -> bytes | Problem:
    """Read a body of at most `most` bytes; what announces or turns out to be more is not read on."""
    length = headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length) > most:
        return _too_large(most)
    read = bytearray()
    async for chunk in chunks:
        read += chunk
        if len(read) > most:
            return _too_large(most)
    return bytes(read)


def too_deep(raw: bytes, most: int) -> bool:
    """Whether JSON nests deeper than `most`, strings passed over.

    Cost: one pass over the brackets; nothing for a body with few of them.
    """
    if raw.count(b"[") + raw.count(b"{") <= most:
        return False
    depth = 0
    inside = escaped = False
    for byte in raw:
        if inside:
            if escaped:
                escaped = False
            elif byte == 0x5C:
                escaped = True
            elif byte == 0x22:
                inside = False
        elif byte == 0x22:
            inside = True
        elif byte in b"[{":
            depth += 1
            if depth > most:
                return True
        elif byte in b"]}":
            depth -= 1
    return False


def too_many(wait_s: float) -> Problem:
    """Refuse for now, and say for how long."""
    return problem(429, "You ask more than the server grants one asker; wait a little.", retry_after_s=round(wait_s, 3))


def _too_large(most: int) -> Problem:
    size = f"{most // MEGABYTE} MB" if most >= MEGABYTE else f"{most // 1024} KB"
    return problem(413, f"The body is larger than {size}, the most that is read here.")
