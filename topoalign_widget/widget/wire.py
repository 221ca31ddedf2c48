"""The shapes of what crosses the wire as JSON; the view's TypeScript types are generated from them.

Buffers (``Bytes`` traits) are described where they are written: encoding.py and coloring.py.
"""

from __future__ import annotations

from typing import Any, Literal, TypedDict

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
    graph, its edges, then those of the next. ``diverging``: values lie on both sides of 0, in the middle of the
    domain. ``start``: of instants, when 0 is, in seconds since 1970 (UTC); the values are seconds since then. None:
    they are numbers. ``about``: a sentence on what the number is, or nothing.
    """

    kind: Literal["continuous"]
    column: str
    domain: list[float]
    diverging: bool
    start: float | None
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


class Filter(TypedDict):
    """What of a column's colours is shown: these categories, or numbers in this range; None: all.

    It holds while nodes are coloured by this column.
    """

    column: str
    categories: list[int] | None
    range: tuple[float, float] | None


class RegionEntry(TypedDict):
    """A matched region, or, of more than two graphs, a family of regions; in the order of their gains.

    ``nodes`` are those of each graph that it is in. Of a family, ``content`` and ``structure`` are means and
    ``p_value`` is the largest of its regions'. None: not tested.
    """

    name: str
    kinds: list[Literal["match", "rearranged", "split", "merged"]]
    nodes: dict[str, list[int]]
    n_inputs: int
    content: float
    structure: float | None
    p_value: float | None


class Membrane(TypedDict):
    """A pattern that keeps its membrane: a selection with a name."""

    name: str
    nodes: dict[str, list[int]]
    inputs: list[int]


class PatternPart(TypedDict):
    """What a graph makes of a pattern: the nodes that are its counterpart, and what became of it.

    For each node, ``shares`` is the share of its inputs that are the pattern's and ``held`` the share of the
    pattern's inputs that it holds. ``share``: of the pattern's inputs that the nodes hold together; ``content``:
    Jaccard index of these inputs; ``p_value``: None where it was not tested; ``said``: the evidence in a sentence.
    """

    nodes: list[int]
    shares: list[float]
    held: list[float]
    share: float
    content: float
    p_value: float | None
    pieces: int
    loops: int
    kind: Literal["origin", "kept", "opened", "split", "merged", "dissolved"]
    said: str


class Pattern(TypedDict):
    """A pattern in every graph: first the selection, if there is one, then the membranes that are kept."""

    name: str
    n_inputs: int
    parts: dict[str, PatternPart]


class Query(TypedDict):
    """A motif that is looked for, as motifs.from_spec takes it, in a graph; None: in all."""

    motif: dict[str, Any]
    graph: str | None


class MatchVerdict(TypedDict):
    """What became of a match in another graph, and how many pieces it has there."""

    kind: Literal["kept", "opened", "split", "merged", "dissolved"]
    pieces: int
    said: str


class MatchEntry(TypedDict):
    """A match of the query; ``edges`` are pairs of nodes, one after another; verdicts by other graph."""

    graph: str
    nodes: list[int]
    edges: list[int]
    n_inputs: int
    score: float
    verdicts: dict[str, MatchVerdict]


class MatchList(TypedDict):
    """The matches of the query, best first; ``cut`` says where the search was given up, or nothing.

    Where there is no match, ``nearest`` says what comes nearest, if anything does and that is known by now.
    """

    motif: str
    cut: str
    nearest: str
    entries: list[MatchEntry]


class Inspectable(TypedDict):
    """What the inspector can show of an input: the columns of its table, whether there are texts and pictures."""

    columns: list[str]
    text: str | None
    image: str | None


class Undoable(TypedDict):
    """Whether there is something to go back to, and to go forward to."""

    undo: bool
    redo: bool


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
