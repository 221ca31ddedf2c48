"""A mapping that stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class FrozenDict(Mapping[K, V]):
    """A dictionary that nobody changes. It can be pickled and copied, which ``types.MappingProxyType`` cannot.

    Parameters
    ----------
    given : mapping
        Is copied: what becomes of it does not matter.
    """

    def __init__(self, given: Mapping[K, V]) -> None:
        self._held = dict(given)

    def __getitem__(self, key: K) -> V:
        return self._held[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    def __repr__(self) -> str:
        return f"FrozenDict({self._held!r})"
