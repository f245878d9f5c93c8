"""A mapping laid over another: reads fall through, writes stay in the layer."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

_GONE = object()


class Layer(MutableMapping[Any, Any]):
    """A copy of a mapping that costs nothing until it is written.

    Cost: a read is one or two look-ups; iterating walks the base once.
    """

    __slots__ = ("base", "own")

    def __init__(self, base: MutableMapping[Any, Any]) -> None:
        """Lay an empty layer over `base`, which must not change while this is used."""
        self.base = base
        self.own: dict[Any, Any] = {}

    def get(self, key: Any, default: Any = None) -> Any:
        """Read without raising."""
        found = self.own.get(key, self)
        if found is self:
            return self.base.get(key, default)
        return default if found is _GONE else found

    def __getitem__(self, key: Any) -> Any:
        found = self.own.get(key, self)
        if found is self:
            return self.base[key]
        if found is _GONE:
            raise KeyError(key)
        return found

    def __setitem__(self, key: Any, value: Any) -> None:
        self.own[key] = value

    def __delitem__(self, key: Any) -> None:
        if key not in self:
            raise KeyError(key)
        self.own[key] = _GONE

    def __contains__(self, key: object) -> bool:
        found = self.own.get(key, self)
        return key in self.base if found is self else found is not _GONE

    def __iter__(self) -> Iterator[Any]:
        own = self.own
        for key in self.base:
            if own.get(key) is not _GONE:
                yield key
        for key, value in own.items():
            if value is not _GONE and key not in self.base:
                yield key

    def __len__(self) -> int:
        gone = sum(1 for value in self.own.values() if value is _GONE)
        added = sum(1 for key in self.own if key not in self.base)
        # A key that was added and then deleted in the layer counts in both sums.
        return len(self.base) + added - gone
