"""What the nodes can be coloured by: metadata columns, the lens, the node's size.

The view gets one value per input and makes pies (categories) or means (numbers) of them itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from topoalign_widget.alignment.sensitivity import Sensitivity
from topoalign_widget.columns import categories_of, category_name, is_categorical, is_common
from topoalign_widget.keywords import closest
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.widget.wire import CategoricalScale, ColorScale, ContinuousScale, SizeScale

LENS = "lens percentile"
SIZE = "node size"
SURVIVAL = "survival"


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


def color_columns(
    metadata: pd.DataFrame | None, label: str | None, sensitivity: Sensitivity | None = None
) -> list[str]:
    """List what nodes can be coloured by; the label comes first."""
    columns = (
        [] if metadata is None else [c for c in map(str, metadata) if is_common(metadata[c]) and c != label]
    )
    known = (LENS, SIZE) if sensitivity is None else (LENS, SIZE, SURVIVAL)
    built_in = [name for name in known if name not in columns and name != label]
    return [*([label] if label is not None else []), *columns, *built_in]


def color(
    column: str,
    metadata: pd.DataFrame | None,
    label: str | None,
    graphs: Mapping[str, MapperGraph],
    sensitivity: Sensitivity | None = None,
) -> Coloring:
    """Encode one column for the view.

    Raises
    ------
    ColorError
        If the column is not one of :func:`color_columns`.
    """
    known = color_columns(metadata, label, sensitivity)
    if column not in known:
        raise ColorError(
            f"color_by={column!r} is not a column to colour by.{closest(str(column), known)} "
            f"There are {', '.join(map(repr, known))}."
        )
    if metadata is not None and column in metadata:
        values = metadata[column]
        return _categorical(values) if is_categorical(values, column == label) else _continuous(values)
    if column == SURVIVAL and sensitivity is not None:
        return _survival(sensitivity, graphs)
    return _lens_percentiles(graphs) if column == LENS else _sizes(graphs)


def _categorical(values: pd.Series[Any]) -> Coloring:
    codes, categories = categories_of(values)
    scale = CategoricalScale(
        kind="categorical", column=str(values.name), categories=[category_name(c) for c in categories]
    )
    return Coloring(scale, codes.astype("<i4").tobytes())


def _continuous(values: pd.Series[Any]) -> Coloring:
    numbers = values.to_numpy(dtype="<f4", na_value=np.nan)
    numbers = np.where(np.isfinite(numbers), numbers, np.float32(np.nan))
    finite = numbers[np.isfinite(numbers)]
    domain = [float(finite.min()), float(finite.max())] if finite.size else [0.0, 1.0]
    scale = ContinuousScale(kind="continuous", column=str(values.name), domain=domain, per="input")
    return Coloring(scale, numbers.tobytes())


def _lens_percentiles(graphs: Mapping[str, MapperGraph]) -> Coloring:
    # Lenses of different models have different units: what compares is an input's rank within its model.
    ranks = [pd.Series(g.lens[:, 0]).rank(pct=True).to_numpy(dtype="<f4") * 100 for g in graphs.values()]
    scale = ContinuousScale(kind="continuous", column=LENS, domain=[0.0, 100.0], per="input and graph")
    return Coloring(scale, np.concatenate(ranks).astype("<f4").tobytes())


def _survival(sensitivity: Sensitivity, graphs: Mapping[str, MapperGraph]) -> Coloring:
    both = [(sensitivity.node_survival[name], sensitivity.edge_survival[name]) for name in graphs]
    scale = ContinuousScale(kind="continuous", column=SURVIVAL, domain=[0.0, 1.0], per="node and edge")
    return Coloring(
        scale, np.concatenate([values for pair in both for values in pair]).astype("<f4").tobytes()
    )


def _sizes(graphs: Mapping[str, MapperGraph]) -> Coloring:
    largest = max((int(g.node_sizes.max(initial=1)) for g in graphs.values()), default=1)
    return Coloring(SizeScale(kind="size", column=SIZE, domain=[1, largest]), b"")
