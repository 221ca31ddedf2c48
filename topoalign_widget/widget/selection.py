"""Selections in canonical form: what is equal looks equal, so that an echo is recognised by its value.

A selection is a set of inputs. Where it was made by picking nodes it remembers them::

    {"nodes": {"MiniLM-L6": [3, 7]}, "inputs": [0, 4, 5, 19]}

Node and input numbers are sorted and unique; graphs without a picked node are left out; picked nodes
always come with exactly the inputs that they hold.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from topoalign_widget.alignment.alignment import Alignment
from topoalign_widget.alignment.families import Family
from topoalign_widget.alignment.region import Region
from topoalign_widget.keywords import closest
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.widget.wire import Selection


class SelectionError(ValueError):
    """What was to be selected does not exist."""


def canonical(selection: Mapping[str, Any], graphs: Mapping[str, MapperGraph]) -> Selection:
    """Bring a selection into canonical form.

    Raises
    ------
    SelectionError
        If it names a graph, node or input that does not exist, or anything but ``nodes`` and ``inputs``.
    """
    for key in selection:
        if key not in ("nodes", "inputs"):
            raise SelectionError(f"A selection has 'nodes' and 'inputs'; {key!r} is neither.")
    if selection.get("nodes"):
        return of_nodes(selection["nodes"], graphs)
    return of_inputs(selection.get("inputs", []), graphs)


def of_nodes(nodes: Mapping[str, ArrayLike], graphs: Mapping[str, MapperGraph]) -> Selection:
    """Select nodes, given as graph name -> node numbers."""
    if not isinstance(nodes, Mapping):
        raise SelectionError(
            f"nodes must map a graph's name to node numbers, such as {{{next(iter(graphs))!r}: [0, 1]}}; "
            f"got {type(nodes).__name__}."
        )
    for name in nodes:
        if name not in graphs:
            raise SelectionError(
                f"There is no graph {name!r}.{closest(str(name), list(graphs))} "
                f"There are {', '.join(map(repr, graphs))}."
            )
    picked = {
        name: _numbers(nodes[name], graphs[name].n_nodes, f"nodes of {name!r}")
        for name in graphs
        if name in nodes
    }
    picked = {name: numbers for name, numbers in picked.items() if numbers.size}
    held = [graphs[name].inputs_of(numbers) for name, numbers in picked.items()]
    inputs = np.unique(np.concatenate(held)) if held else np.empty(0, dtype=np.int64)
    return {"nodes": {name: n.tolist() for name, n in picked.items()}, "inputs": inputs.tolist()}


def of_inputs(inputs: ArrayLike, graphs: Mapping[str, MapperGraph]) -> Selection:
    """Select inputs, given by number."""
    n_inputs = next(iter(graphs.values())).n_inputs
    return {"nodes": {}, "inputs": _numbers(inputs, n_inputs, "inputs").tolist()}


def one_name(alignment: Alignment) -> str:
    """Say what the entries are called: families have other numbers than the regions that they consist of."""
    return "region" if len(alignment.graphs) == 2 else "family"


def numbered(alignment: Alignment) -> tuple[Sequence[Region | Family], str]:
    """List what the numbers of regions mean, of more than two graphs families, and say what one is called."""
    listed = alignment.regions if len(alignment.graphs) == 2 else alignment.families
    return listed, one_name(alignment)


def of_region(
    number: int, regions: Sequence[Region | Family], graphs: Mapping[str, MapperGraph], one: str = "region"
) -> Selection:
    """Select the inputs that both sides of a region hold; of a family, both sides of one of its regions at least.

    Its nodes are not picked: they hold other inputs, too, and would select those.
    """
    checked = check_region(number, len(regions), one)
    return of_inputs(regions[checked].inputs, graphs)


def check_region(number: Any, count: int, one: str) -> int:
    """Check the number of a region or family, of which an alignment has ``count``."""
    if isinstance(number, bool) or not isinstance(number, (int, np.integer)):
        raise SelectionError(f"A {one} is given by its number, such as 0; got {number!r}.")
    if not 0 <= number < count:
        many, see = {"region": ("Regions", "regions_frame()"), "family": ("Families", "families")}[one]
        told = f"{many} run from 0 to {count - 1}" if count else f"No {many.lower()} were found"
        raise SelectionError(f"{told}; got {number}. See alignment.{see}.")
    return int(number)


def chosen(ways: Mapping[str, Any], alignment: Alignment) -> Selection:
    """Select by the one way of :meth:`TopoAlignWidget.select` that is given.

    Raises
    ------
    SelectionError
        If what is to be selected does not exist.
    TypeError
        Unless exactly one way is given.
    """
    given = {name: value for name, value in ways.items() if value is not None}
    if len(given) != 1:
        *names, last = (f"{name}=" for name in ways)
        raise TypeError(
            f"select() takes exactly one of {', '.join(names)} and {last}; got {' and '.join(given) or 'none'}."
        )
    ((way, value),) = given.items()
    graphs = alignment.graphs
    if way == "nodes":
        return of_nodes(value, graphs)
    if way == "region":
        regions, one = numbered(alignment)
        return of_region(value, regions, graphs, one)
    if way == "where":
        value = where(value, alignment.metadata, alignment.n_inputs)
    return of_inputs(value, graphs)


def hovered(value: Any, graphs: Mapping[str, MapperGraph]) -> dict[str, Any] | None:
    """Check a node that is to be lit up."""
    if value is None:
        return None
    if set(value) != {"graph", "node"}:
        raise SelectionError(f"hovered is None or {{'graph': name, 'node': number}}; got {value!r}.")
    of_nodes({value["graph"]: [value["node"]]}, graphs)
    return {"graph": str(value["graph"]), "node": int(value["node"])}


def where(condition: str | ArrayLike, metadata: pd.DataFrame | None, n_inputs: int) -> NDArray[np.int64]:
    """Find the inputs for which a condition holds.

    Parameters
    ----------
    condition : str or array-like of bool, shape (n_inputs,)
        A mask, or an expression of metadata columns such as ``"topic == 'sport' and length > 20"``
        (:meth:`pandas.DataFrame.eval`).
    metadata : DataFrame of n_inputs rows, or None
    n_inputs : int

    Returns
    -------
    array of int64, sorted

    Raises
    ------
    SelectionError
        If the expression cannot be evaluated or the result is not a boolean for each input.
    """
    given = _evaluate(condition, metadata) if isinstance(condition, str) else condition
    if isinstance(getattr(given, "dtype", None), pd.BooleanDtype):  # what is unknown does not hold
        given = pd.Series(given).fillna(False).astype(bool)
    mask = np.asarray(given)
    if mask.dtype != np.bool_ or mask.shape != (n_inputs,):
        raise SelectionError(
            f"where must be true or false for each of the {n_inputs} inputs; "
            f"got {mask.dtype} values of shape {mask.shape}."
        )
    return np.flatnonzero(mask)


def _evaluate(expression: str, metadata: pd.DataFrame | None) -> Any:
    if metadata is None:
        raise SelectionError(
            f"where={expression!r} needs metadata, and there is none: pass metadata=, or a boolean mask."
        )
    try:
        return metadata.eval(expression)
    except Exception as error:  # pandas raises whatever its parser and operators raise
        raise SelectionError(
            f"where={expression!r} cannot be evaluated: {error}. "
            f"The metadata have the columns {', '.join(map(repr, metadata.columns))}."
        ) from error


def _numbers(values: ArrayLike, count: int, what: str) -> NDArray[np.int64]:
    try:
        numbers = np.atleast_1d(np.asarray(values))
    except ValueError:  # rows of unequal length
        raise SelectionError(f"{what} must be whole numbers in one row; got {values!r}.") from None
    if numbers.size == 0:
        return np.empty(0, dtype=np.int64)
    if numbers.ndim != 1 or not np.issubdtype(numbers.dtype, np.integer):
        raise SelectionError(
            f"{what} must be whole numbers in one row; got {numbers.dtype} values of shape {numbers.shape}."
        )
    outside = numbers[(numbers < 0) | (numbers >= count)]
    if outside.size:
        raise SelectionError(f"{what} run from 0 to {count - 1}; got {outside[0]}.")
    return np.unique(numbers).astype(np.int64)
