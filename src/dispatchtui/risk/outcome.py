"""What becomes of one leg, whichever engine followed it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from msgspec import Struct

from dispatchtui.risk.legs import Leg


class Moment(Protocol):
    """A moment that is not known yet."""

    def after(self, at_s: float) -> float:
        """How likely it comes after an instant."""
        ...

    def quantiles(self, levels: Sequence[float]) -> list[float]:
        """The instants by which it has come with such probabilities."""
        ...


M_co = TypeVar("M_co", bound=Moment, covariant=True)


class Outcome(Struct, Generic[M_co], frozen=True):
    """When a stop is reached, begun, done if somebody opens, and left."""

    leg: Leg
    arrival: M_co
    start: M_co
    worked: M_co
    end: M_co
