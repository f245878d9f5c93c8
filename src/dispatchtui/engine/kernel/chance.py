"""Seeded chance: 64 bits at the head of a plan, the same on every machine.

Source: Vigna, splitmix64.
"""

from __future__ import annotations

from dispatchtui.engine.kernel import columns as c
from dispatchtui.engine.kernel.compiled import Wide, compiled

GOLDEN = 0x9E3779B97F4A7C15 - (1 << 64)
FIRST_MIX = 0xBF58476D1CE4E5B9 - (1 << 64)
SECOND_MIX = 0x94D049BB133111EB - (1 << 64)


@compiled
def share(s: Wide) -> float:
    """A number from 0 to below 1, the next by lot."""
    z = s[c.CHANCE] + GOLDEN
    s[c.CHANCE] = z
    z = (z ^ ((z >> 30) & 0x3FFFFFFFF)) * FIRST_MIX
    z = (z ^ ((z >> 27) & 0x1FFFFFFFFF)) * SECOND_MIX
    z ^= (z >> 31) & 0x1FFFFFFFF
    return ((z >> 11) & 0x1FFFFFFFFFFFFF) * (1.0 / 9007199254740992.0)


@compiled
def below(s: Wide, bound: int) -> int:
    """A whole number from 0 to below a bound."""
    return int(share(s) * bound)
