"""What the user set, as JSON: saved from one widget, restored in another of the same graphs."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from topoalign_widget.keywords import closest
from topoalign_widget.mapper.graph import MapperGraph

VERSION = 1
# In this order they can be restored: a match is one of a query's, a selection may be that of a match.
SAVED = (
    "theme",
    "height",
    "tool",
    "view",
    "coupling",
    "color_by",
    "filter",
    "regions",
    "selection_membrane",
    "membranes",
    "motif",
    "match",
    "selection",
)


class StateError(ValueError):
    """What is to be restored is no state of a widget of these graphs."""


def saved(widget: Any, graphs: Mapping[str, MapperGraph]) -> dict[str, Any]:
    """Copy what the user set."""
    values = {name: copy.deepcopy(getattr(widget, name)) for name in SAVED}
    return {"version": VERSION, "graphs": _told(graphs), **values}


def checked(state: Any, graphs: Mapping[str, MapperGraph]) -> dict[str, Any]:
    """Check that a state is one of these graphs; return the values to set, in order.

    Raises
    ------
    StateError
        If it was saved from other graphs, or is no saved state.
    """
    if not isinstance(state, Mapping) or "version" not in state:
        raise StateError(f"A state is what widget.state gave, a dict with 'version'; got {_short(state)}.")
    if state["version"] != VERSION:
        raise StateError(f"The state has version {state['version']!r}, and this package reads {VERSION}.")
    known = ("version", "graphs", *SAVED)
    for key in state:
        if key not in known:
            raise StateError(f"A state has no {key!r}.{closest(str(key), list(known))}")
    if "graphs" in state and state["graphs"] != _told(graphs):
        raise StateError(
            f"The state was saved from the graphs {_listed(state['graphs'])}, and this widget shows "
            f"{_listed(_told(graphs))}. Build the same graphs, then restore it."
        )
    return {name: state[name] for name in SAVED if name in state}


def _told(graphs: Mapping[str, MapperGraph]) -> dict[str, Any]:
    """Tell graphs apart from others by their sizes."""
    return {name: [graph.n_nodes, graph.n_edges, graph.n_inputs] for name, graph in graphs.items()}


def _listed(told: Any) -> str:
    if not isinstance(told, Mapping):
        return _short(told)
    return ", ".join(f"{name!r} ({sizes[0]} nodes, {sizes[1]} edges)" for name, sizes in told.items())


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 80 else f"{text[:79]}…"
