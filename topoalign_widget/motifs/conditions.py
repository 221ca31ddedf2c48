"""What the nodes of a match must be like: the conditions of ``motif.where(...)``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from math import isfinite
from numbers import Real
from typing import Any

from topoalign_widget.columns import category_name
from topoalign_widget.keywords import closest
from topoalign_widget.whole import whole_number

# From least to greatest, both included; None leaves a side open.
Range = tuple[float | None, float | None]


class MotifError(ValueError):
    """A motif cannot be looked for as it was asked for."""


@dataclass(frozen=True)
class Conditions:
    """Conditions on nodes, in canonical form; those that are None or empty ask for nothing.

    Attributes
    ----------
    size : (least, greatest) or None
        Inputs of a node.
    label : tuple of str
        Names of classes: the majority of a node's inputs has one of these.
    purity : float or None
        Least share of a node's inputs that its majority label has.
    lens : tuple of (dimension, (least, greatest))
        Mean lens value of a node's inputs.
    matched : bool, str or None
        Whether a node is in a matched region: with any graph, or with the graph of this name.
    columns : tuple of (name, (least, greatest))
        Mean of a column of numbers over a node's inputs.
    share : float
        Share of the nodes of a match that must meet all conditions.
    """

    size: Range | None = None
    label: tuple[str, ...] = ()
    purity: float | None = None
    lens: tuple[tuple[int, Range], ...] = ()
    matched: bool | str | None = None
    columns: tuple[tuple[str, Range], ...] = ()
    share: float = 1.0

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Conditions:
        """Read conditions as users and the view write them.

        Raises
        ------
        MotifError
            If a condition is unknown, or is not written as it must be.
        """
        known = [field.name for field in fields(cls)]
        for name in given:
            if name not in known:
                raise MotifError(
                    f"There is no condition {name!r}.{closest(str(name), known)} There are {', '.join(known)}."
                )
        return cls(**{name: _READERS[name](value) for name, value in given.items() if value is not None})

    def spec(self) -> dict[str, Any]:
        """Write the conditions as a dictionary for JSON; what asks for nothing is left out."""
        written: dict[str, Any] = {
            "size": self.size and list(self.size),
            "label": list(self.label),
            "purity": self.purity,
            "lens": {str(dimension): list(bounds) for dimension, bounds in self.lens},
            "matched": self.matched,
            "columns": {name: list(bounds) for name, bounds in self.columns},
            "share": None if self.share == 1 else self.share,
        }
        return {name: value for name, value in written.items() if value not in (None, [], {})}

    def __repr__(self) -> str:
        return ", ".join(f"{name}={value!r}" for name, value in self.spec().items())


def _range(value: object, name: str) -> Range:
    if isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 2:
        low, high = (_bound(bound, name) for bound in value)
        if low is None or high is None or low <= high:
            return low, high
    raise MotifError(
        f"{name} must be (least, greatest), where None leaves a side open, such as ({name}=(10, None)); "
        f"got {value!r}."
    )


def _bound(value: object, name: str) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, Real) or not isfinite(float(value)):
        raise MotifError(
            f"Bounds of {name} must be finite numbers, or None for a side that is open; got {value!r}."
        )
    number = float(value)
    return int(number) if number.is_integer() else number


def _share(value: object, name: str) -> float:
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 < float(value) <= 1:
        raise MotifError(f"{name} must be a share above 0 and up to 1; got {value!r}.")
    return float(value)


def _labels(value: object) -> tuple[str, ...]:
    several = isinstance(value, Sequence | set | frozenset) and not isinstance(value, str)
    names = [category_name(label) for label in value] if several else [category_name(value)]  # type: ignore[attr-defined]
    if not names:
        raise MotifError("label must name a class at least; got none.")
    return tuple(sorted(set(names)))


def _lens(value: object) -> tuple[tuple[int, Range], ...]:
    ranges = value if isinstance(value, Mapping) else {0: value}
    read = {_dimension(dimension): _range(bounds, "lens") for dimension, bounds in ranges.items()}
    return tuple(sorted(read.items()))


def _dimension(value: object) -> int:
    number = int(value) if isinstance(value, str) and value.isdigit() else value  # keys of JSON are strings
    return whole_number(number, "A dimension of the lens", 0, MotifError)


def _matched(value: object) -> bool | str:
    if not isinstance(value, bool | str):
        raise MotifError(f"matched must be True, False or the name of a graph; got {value!r}.")
    return value


def _columns(value: object) -> tuple[tuple[str, Range], ...]:
    if not isinstance(value, Mapping):
        raise MotifError(f"columns must be ranges by name, such as {{'year': (1990, 2000)}}; got {value!r}.")
    return tuple(sorted((str(name), _range(bounds, f"columns[{name!r}]")) for name, bounds in value.items()))


_READERS: dict[str, Callable[[object], Any]] = {
    "size": lambda value: _range(value, "size"),
    "label": _labels,
    "purity": lambda value: _share(value, "purity"),
    "lens": _lens,
    "matched": _matched,
    "columns": _columns,
    "share": lambda value: _share(value, "share"),
}
