"""What the nodes can be coloured by: columns of the metadata, and what the alignment itself tells.

- "lens percentile": rank of each input's lens value within each graph.
- "node size": inputs of a node.
- "region": the matching region that holds an input, of more than two graphs the family of regions; where several do,
  the first. One colour in all graphs. The first 36; what is in others only counts as being in none.
- "kept neighbours": share of each input's nearest that are the same in both of two representations.
- "place in <graph>": rank of each input along the longest axis of that graph's layout. In the other graphs it shows
  whether the order is kept.
- "survival": share of other parameters under which a node or edge is there again.

A column of the metadata with one of these names stands in its place. Columns are coloured by that hold numbers, dates
or durations, or at most 64 categories.

The view gets one value per input and makes pies (categories) or means (numbers) of them itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topoalign_widget.alignment.alignment import Alignment
from topoalign_widget.alignment.sensitivity import Sensitivity
from topoalign_widget.columns import (
    MOST_CATEGORIES,
    categories_of,
    category_name,
    is_categorical,
    is_common,
    is_instants,
    is_time,
    numbers_of,
)
from topoalign_widget.keywords import closest
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.widget.region_list import name_of
from topoalign_widget.widget.selection import one_name
from topoalign_widget.widget.wire import CategoricalScale, ColorScale, ContinuousScale, Filter, SizeScale

LENS = "lens percentile"
SIZE = "node size"
SURVIVAL = "survival"
REGION = "region"
KEPT = "kept neighbours"
PLACE = "place in {}"

# All that has a colour is shown.
NO_FILTER: Filter = {"column": "", "categories": None, "range": None}

# What is worked out when it is first asked for, and takes longer than a reader would call at once.
SLOW = frozenset({REGION, KEPT})
# Categories beyond these would repeat colours (DISTINCT in js/src/palette.ts), and two regions would look like one.
MOST_REGIONS = 36
NEIGHBOURS = 10


class ColorError(ValueError):
    """The nodes cannot be coloured by what was asked for."""


@dataclass(frozen=True)
class Coloring:
    """One column, ready for the view.

    Attributes
    ----------
    scale : ColorScale
    values : bytes
        int32 category codes (-1: missing) or float32 values (NaN: missing), one per input, or what else the scale
        says; nothing for sizes, which the view knows.
    """

    scale: ColorScale
    values: bytes


def color_columns(alignment: Alignment, sensitivity: Sensitivity | None = None) -> list[str]:
    """List what nodes can be coloured by; the label comes first."""
    metadata, label = alignment.metadata, alignment.label
    every = {} if metadata is None else {str(name): metadata[name] for name in metadata}
    columns = [name for name, values in every.items() if is_common(values) and name != label]
    # A column of the metadata has its name for itself, even one that nothing can be coloured by.
    built_in = [name for name in _built_in(alignment, sensitivity) if name not in every]
    return [*([label] if label is not None else []), *columns, *built_in]


def color(column: str, alignment: Alignment, sensitivity: Sensitivity | None = None) -> Coloring:
    """Encode one column for the view.

    Raises
    ------
    ColorError
        If the column is not one of :func:`color_columns`.
    """
    checked(column, alignment, sensitivity)
    if alignment.metadata is not None and column in alignment.metadata:
        values = alignment.metadata[column]
        is_label = column == alignment.label
        return _categorical(values) if is_categorical(values, is_label) else _continuous(values)
    return _built_in(alignment, sensitivity)[column]()


def checked(column: str, alignment: Alignment, sensitivity: Sensitivity | None = None) -> str:
    """Check that nodes can be coloured by something.

    Raises
    ------
    ColorError
        If it is not one of :func:`color_columns`.
    """
    known = color_columns(alignment, sensitivity)
    if column not in known:
        if alignment.metadata is not None and column in alignment.metadata:
            raise ColorError(
                f"color_by={column!r} has more than {MOST_CATEGORIES} categories, or values that are none, such as "
                "lists: no colours tell these apart. Group them in a column of their own, or name it as the label."
            )
        raise ColorError(
            f"color_by={column!r} is not a column to colour by.{closest(str(column), known)} "
            f"There are {', '.join(map(repr, known))}."
        )
    return column


def checked_filter(value: Any) -> Filter:
    """Bring a filter into canonical form.

    Raises
    ------
    ColorError
        If it is not ``{"column": name, "categories": None or numbers, "range": None or (low, high)}``.
    """
    if not isinstance(value, Mapping) or not set(value) <= set(NO_FILTER):
        raise ColorError(f"filter is a dict with 'column', and 'categories' or 'range'; got {value!r}.")
    categories, bounds = value.get("categories"), value.get("range")
    if categories is not None:
        if isinstance(categories, str) or not all(isinstance(c, (int, np.integer)) for c in categories):
            raise ColorError(
                f"categories are numbers of categories of the scale, or None; got {categories!r}."
            )
        categories = sorted({int(c) for c in categories})
    if bounds is not None:
        try:
            low, high = (float(bound) for bound in bounds)
        except (TypeError, ValueError):
            raise ColorError(f"range is None or a lowest and a highest number; got {bounds!r}.") from None
        if not (low <= high and np.isfinite([low, high]).all()):
            raise ColorError(
                f"range runs from the lowest to the highest number, both finite; got {bounds!r}."
            )
        bounds = [low, high]
    column = str(value.get("column", ""))
    return {"column": column, "categories": categories, "range": bounds}  # type: ignore[typeddict-item]


def _built_in(alignment: Alignment, sensitivity: Sensitivity | None) -> dict[str, Callable[[], Coloring]]:
    graphs = alignment.graphs
    known: dict[str, Callable[[], Coloring]] = {
        LENS: partial(_lens_percentiles, graphs),
        SIZE: partial(_sizes, graphs),
    }
    if len(graphs) > 1:
        known[REGION] = partial(_regions, alignment)
        if len(graphs) == 2 and alignment.representations is not None:
            known[KEPT] = partial(_kept_neighbours, alignment)
        known |= {
            PLACE.format(name): partial(_places, alignment, name) for name, g in graphs.items() if g.n_nodes
        }
    if sensitivity is not None:
        known[SURVIVAL] = partial(_survival, sensitivity, graphs)
    return known


def _categorical(values: pd.Series[Any]) -> Coloring:
    codes, categories = categories_of(values)
    scale = CategoricalScale(
        kind="categorical",
        column=str(values.name),
        categories=[category_name(c) for c in categories],
        missing="missing",
    )
    return Coloring(scale, codes.astype("<i4").tobytes())


def _continuous(values: pd.Series[Any]) -> Coloring:
    if is_instants(values):
        return _instants(values)
    numbers = _single(numbers_of(values))
    finite = numbers[np.isfinite(numbers)]
    domain = [float(finite.min()), float(finite.max())] if finite.size else [0.0, 1.0]
    diverging = domain[0] < 0 < domain[1]
    if diverging:  # what is as far from 0 on either side is as strong a colour
        domain = [-max(-domain[0], domain[1]), max(-domain[0], domain[1])]
    about = "In seconds." if is_time(values) else ""
    return Coloring(_scale(str(values.name), domain, about, diverging=diverging), numbers.tobytes())


def _instants(values: pd.Series[Any]) -> Coloring:
    """Count from the earliest: as float32, seconds since 1970 would be two minutes apart."""
    seconds = numbers_of(values)
    known = seconds[np.isfinite(seconds)]
    start = float(known.min()) if known.size else 0.0
    since = _single(seconds - start)
    domain = [0.0, float(np.nanmax(since)) if known.size else 1.0]
    about = "Times are in UTC." if isinstance(values.dtype, pd.DatetimeTZDtype) else ""
    return Coloring(_scale(str(values.name), domain, about, start=start), since.tobytes())


def _single(numbers: NDArray[np.float64]) -> NDArray[np.float32]:
    """Round to what the view takes; NaN where that is too large a number for it."""
    with np.errstate(over="ignore"):
        single = numbers.astype("<f4")
    return np.where(np.isfinite(single), single, np.float32(np.nan))


def _scale(
    column: str,
    domain: list[float],
    about: str = "",
    per: Literal["input", "input and graph", "node and edge"] = "input",
    diverging: bool = False,
    start: float | None = None,
) -> ContinuousScale:
    return ContinuousScale(
        kind="continuous",
        column=column,
        domain=domain,
        diverging=diverging,
        start=start,
        per=per,
        about=about,
    )


def _lens_percentiles(graphs: Mapping[str, MapperGraph]) -> Coloring:
    # Lenses of different models have different units: what compares is an input's rank within its model.
    ranks = [pd.Series(g.lens[:, 0]).rank(pct=True).to_numpy(dtype="<f4") * 100 for g in graphs.values()]
    about = "How many percent of the inputs have at most this lens value, in each graph by itself."
    scale = _scale(LENS, [0.0, 100.0], about, per="input and graph")
    return Coloring(scale, np.concatenate(ranks).astype("<f4").tobytes())


def _regions(alignment: Alignment) -> Coloring:
    """Give each input the smallest family of regions that holds it: a region has one colour in all graphs.

    What is several regions of two graphs may be one of two others: the smaller ones tell more.
    """
    shown = alignment.families[:MOST_REGIONS]
    codes = np.full(alignment.n_inputs, -1, dtype="<i4")
    for family in sorted(shown, key=lambda family: -len(family.inputs)):
        codes[family.inputs] = family.number
    labels = [name_of(family, one_name(alignment)) for family in shown]
    names = [
        label if labels.count(label) == 1 else f"R{number}: {label}" for number, label in enumerate(labels)
    ]
    more = len(alignment.families) > len(shown)
    scale = CategoricalScale(
        kind="categorical",
        column=REGION,
        categories=names,
        missing=f"in none of the first {len(shown)}" if more else "in no region",
    )
    return Coloring(scale, codes.tobytes())


def _kept_neighbours(alignment: Alignment) -> Coloring:
    a, b = alignment.graphs
    shares = alignment.kept_neighbours(a, b, k=NEIGHBOURS)
    about = f"Share of an input's {NEIGHBOURS} nearest that are the same in both representations."
    return Coloring(_scale(KEPT, [0.0, 1.0], about), shares.astype("<f4").tobytes())


def _places(alignment: Alignment, name: str) -> Coloring:
    """Place each input along the longest axis of a graph's layout, by rank: mean over the nodes that hold it."""
    membership = alignment.graphs[name].membership
    at = alignment.positions[name].astype(np.float64)
    at -= at.mean(axis=0)
    axis = np.linalg.svd(at, full_matrices=False)[2][0]
    axis *= np.sign(axis[np.abs(axis).argmax()])  # from left to right, or from bottom to top
    held = np.bincount(membership.indices, minlength=alignment.n_inputs)
    with np.errstate(invalid="ignore"):
        along = (membership.T @ (at @ axis)) / held
    # An island far away would leave all others one colour: what counts is the order.
    ranks = pd.Series(along).rank(pct=True).to_numpy(dtype="<f4")
    about = f"Where an input is along the longest axis of {name}, by rank: 0 and 1 are its ends."
    return Coloring(_scale(PLACE.format(name), [0.0, 1.0], about), ranks.tobytes())


def _survival(sensitivity: Sensitivity, graphs: Mapping[str, MapperGraph]) -> Coloring:
    both = [(sensitivity.node_survival[name], sensitivity.edge_survival[name]) for name in graphs]
    about = "Share of other parameters under which a node or an edge is there again."
    survival = np.concatenate([values for pair in both for values in pair])
    return Coloring(
        _scale(SURVIVAL, [0.0, 1.0], about, per="node and edge"), survival.astype("<f4").tobytes()
    )


def _sizes(graphs: Mapping[str, MapperGraph]) -> Coloring:
    largest = max((int(g.node_sizes.max(initial=1)) for g in graphs.values()), default=1)
    return Coloring(SizeScale(kind="size", column=SIZE, domain=[1, largest]), b"")
