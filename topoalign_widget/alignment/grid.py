"""The other parameters that are tried: a list of settings for each graph, and which of them go together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import kmapper
import numpy as np
from sklearn.cluster import DBSCAN

from topoalign_widget.keywords import closest

# Around the parameters of each graph, where no grid is given.
INTERVAL_FACTORS = (2**-0.5, 1.0, 2**0.5)
OVERLAP_STEPS = (-0.1, 0.0, 0.1)
EPS_FACTORS = (1 / 1.2, 1.0, 1.2)

PARAMETERS = ("lens", "cover", "n_intervals", "overlap", "eps", "min_samples")

Setting = Mapping[str, Any]


class GridError(ValueError):
    """The grid of parameters cannot be used."""


@dataclass(frozen=True, eq=False)
class Grid:
    """The settings that are tried for one graph.

    Attributes
    ----------
    settings : list of mapping
        What each changes in the parameters of the graph. None is the graph's own, and no two are the same.
    steps : mapping of str to int
        How many values each parameter has.
    numbers : mapping of tuple of int to int or None
        Number of the setting of each combination of steps; None: the graph's own.
    """

    settings: list[Setting]
    steps: Mapping[str, int]
    numbers: Mapping[tuple[int, ...], int | None]

    @classmethod
    def of(cls, parameters: Mapping[str, Any], grid: Mapping[str, Sequence[Any]] | None) -> Grid:
        """List the settings of a grid, or those around the parameters of a graph.

        Raises
        ------
        GridError
            If there is no setting but the graph's own, or a radius for a clusterer that has none.
        """
        changes = _around(parameters) if grid is None else _for_clusterer(grid, parameters)
        own = flat(parameters)
        settings: list[Setting] = []
        known: dict[tuple[int, ...], int | None] = {}
        numbers = {}
        firsts = {name: _first_equal(values) for name, values in changes.items()}
        for steps in product(*(range(len(values)) for values in changes.values())):
            # Of few intervals, a step down may be none.
            first = tuple(firsts[name][step] for name, step in zip(changes, steps, strict=True))
            if first not in known:
                setting = {name: changes[name][step] for name, step in zip(changes, first, strict=True)}
                is_own = all(same(own[name], value) for name, value in setting.items())
                known[first] = None if is_own else len(settings)
                settings += [] if is_own else [setting]
            numbers[steps] = known[first]
        if not settings:
            raise GridError(
                "The grid has no setting but the graph's own. Give more values, such as n_intervals=[10, 20]."
            )
        return cls(settings, {name: len(values) for name, values in changes.items()}, numbers)

    def number(self, steps: Mapping[str, int]) -> int | None:
        """Find the setting of these steps; a parameter that the graph lacks does not count."""
        return self.numbers[tuple(steps[name] for name in self.steps)]


Together = tuple[int | None, int | None]


def settings_together(grids: Mapping[str, Grid]) -> dict[tuple[str, str], list[Together]]:
    """Pair the settings of each two graphs: those that are the same steps from the graphs' own.

    With a grid, they have the same values. None stands for a graph's own setting; both of a pair are never that, and
    none comes twice.
    """
    steps: dict[str, int] = {}
    for grid in grids.values():
        steps |= grid.steps
    every = [dict(zip(steps, own, strict=True)) for own in product(*map(range, steps.values()))]
    pairs = {
        (a, b): [(grids[a].number(own), grids[b].number(own)) for own in every]
        for a, b in combinations(grids, 2)
    }
    return {
        pair: [both for both in dict.fromkeys(own) if both != (None, None)] for pair, own in pairs.items()
    }


def flat(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Name the parameters of a graph as a grid does."""
    clusterer = parameters["clusterer"]
    known = {name: getattr(clusterer, name, None) for name in ("eps", "min_samples")}
    return {**{name: parameters[name] for name in ("lens", "cover", "n_intervals", "overlap")}, **known}


def same(a: Any, b: Any) -> bool:
    """Compare two values of a parameter, which may be arrays."""
    return bool(np.array_equal(a, b)) if np.ndim(a) or np.ndim(b) else bool(a == b)


def _first_equal(values: Sequence[Any]) -> list[int]:
    return [next(j for j, other in enumerate(values) if same(other, value)) for value in values]


def _around(parameters: Mapping[str, Any]) -> dict[str, Sequence[Any]]:
    changes: dict[str, Sequence[Any]] = {}
    if not isinstance(parameters["cover"], kmapper.Cover):
        n, overlap = np.asarray(parameters["n_intervals"]), np.asarray(parameters["overlap"])
        counts = [np.maximum(1, np.round(n * f).astype(int)) for f in INTERVAL_FACTORS]
        changes["n_intervals"] = [c.tolist() for c in counts]
        shares = [np.round(np.clip(overlap + step, 0, 0.9), 6) for step in OVERLAP_STEPS]
        changes["overlap"] = [s.tolist() for s in shares]
    if isinstance(parameters["clusterer"], DBSCAN):
        changes["eps"] = [parameters["clusterer"].eps * f for f in EPS_FACTORS]
    return changes


def check_grid(grid: Any) -> None:
    """Check the names and lists of a grid.

    Raises
    ------
    GridError
        If there is an unknown name or an empty list.
    """
    if not isinstance(grid, Mapping):
        raise GridError(f"grid must be a mapping such as {{'n_intervals': [10, 20]}}; got {grid!r}.")
    for name, values in grid.items():
        if name not in PARAMETERS:
            raise GridError(
                f"grid has no parameter {name!r}.{closest(str(name), list(PARAMETERS))} "
                f"It takes {', '.join(PARAMETERS)}."
            )
        if isinstance(values, str) or not hasattr(values, "__len__") or not len(values):
            raise GridError(f"grid[{name!r}] must be a list of at least one value; got {values!r}.")


def _for_clusterer(
    grid: Mapping[str, Sequence[Any]], parameters: Mapping[str, Any]
) -> dict[str, Sequence[Any]]:
    wanted = {"eps", "min_samples"} & set(grid)
    if wanted and not isinstance(parameters["clusterer"], DBSCAN):
        raise GridError(
            f"grid has {' and '.join(sorted(wanted))}, but the clusterer is {parameters['clusterer']!r}, not DBSCAN."
        )
    return dict(grid)
