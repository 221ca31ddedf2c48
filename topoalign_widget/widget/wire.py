"""The shapes of what crosses the wire as JSON; the view's TypeScript types are generated from them.

Buffers (``Bytes`` traits) are described where they are written: encoding.py and coloring.py.
"""

from __future__ import annotations

from typing import Literal, TypedDict

VERSION = 1


class Slices(TypedDict):
    """Where a graph's arrays lie in the topology buffer: offset in bytes, length in items."""

    edges: tuple[int, int]
    edge_weights: tuple[int, int]
    indptr: tuple[int, int]
    inputs: tuple[int, int]


class GraphEntry(TypedDict):
    """One graph of the manifest."""

    name: str
    n_nodes: int
    n_edges: int
    slices: Slices


class Manifest(TypedDict):
    """What the topology buffer holds."""

    version: int
    n_inputs: int
    graphs: list[GraphEntry]


class CategoricalScale(TypedDict):
    """Colours stand for categories; the buffer has an int32 code for each input, -1 where missing.

    ``missing`` is what the view calls those.
    """

    kind: Literal["categorical"]
    column: str
    categories: list[str]
    missing: str


class ContinuousScale(TypedDict):
    """Colours stand for numbers; the buffer has a float32 for each of what ``per`` says, NaN: missing.

    "input and graph": all inputs for the first graph, then for the next; "node and edge": the nodes of the first
    graph, its edges, then those of the next. ``about``: a sentence on what the number is, or nothing.
    """

    kind: Literal["continuous"]
    column: str
    domain: list[float]
    per: Literal["input", "input and graph", "node and edge"]
    about: str


class SizeScale(TypedDict):
    """Colours stand for the number of inputs of a node; the buffer is empty."""

    kind: Literal["size"]
    column: str
    domain: list[float]


class Samples(TypedDict):
    """Sample inputs of each node by graph, and their texts by input number."""

    column: str | None
    nodes: dict[str, list[list[int]]]
    texts: dict[str, str]


class Selection(TypedDict):
    """Picked nodes by graph, and the selected inputs; see selection.py for the canonical form."""

    nodes: dict[str, list[int]]
    inputs: list[int]


class Hovered(TypedDict):
    """A node that Python lights up."""

    graph: str
    node: int


class View(TypedDict):
    """Cameras by graph as [x, y, zoom]: what lies at the panel's centre, and 1 where everything fits."""

    linked: bool
    cameras: dict[str, tuple[float, float, float]]


class GraphParameters(TypedDict):
    """What a graph was built with; one number, or one for each dimension of the lens. No radius: no DBSCAN."""

    lens: str
    cover: str
    n_intervals: list[int]
    overlap: list[float]
    eps: float | None
    min_samples: int | None


class ParameterTable(TypedDict):
    """What the panel of parameters shows: each graph's, and the lenses and covers to choose from."""

    lenses: list[str]
    covers: list[str]
    graphs: dict[str, GraphParameters]


class Status(TypedDict):
    """A message under the canvas: work in progress or what went wrong."""

    kind: Literal["ready", "busy", "error"]
    message: str
    fraction: float | None


ColorScale = CategoricalScale | ContinuousScale | SizeScale
