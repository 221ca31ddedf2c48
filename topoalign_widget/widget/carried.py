"""What a saved page carries: all that its view may ask for, worked out ahead, in one buffer.

The buffer starts with the length of a header in bytes (uint32); then come the header (JSON) and the arrays that it
points into, each as ``[offset in bytes, length in bytes]`` from where they begin. All is little-endian.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api import types

from topoalign_widget.alignment.alignment import Alignment
from topoalign_widget.alignment.typical import typical_first
from topoalign_widget.alignment.verdicts import Chance
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.mapper.progress import with_progress
from topoalign_widget.motifs import Match, Matches
from topoalign_widget.representations import column
from topoalign_widget.widget import patterns, queries, region_list
from topoalign_widget.widget.coloring import NO_FILTER, Coloring, color_columns
from topoalign_widget.widget.inspector import columns_of, ranks_of, written
from topoalign_widget.widget.selection import numbered, of_inputs, of_nodes
from topoalign_widget.widget.thumbnails import Images
from topoalign_widget.widget.traits import SharedTraits
from topoalign_widget.widget.wire import Selection

if TYPE_CHECKING:
    from topoalign_widget.widget.widget import TopoAlignWidget

Place = tuple[int, int]

# What is carried unless the caller chooses: a reader looks at fewer columns, and each takes room.
MOST_COLUMNS = 40
LARGEST_PICTURES = 16_000_000
# Regions, matches and values of the label that are followed into every graph, of each the first.
MOST_FOLLOWED = 100
# Verdicts on single nodes; those of the largest nodes, where there would be more.
MOST_NODE_VERDICTS = 4000

_BUNDLE = ("_esm", "_css")
_WIDTH = 8


class Carried(NamedTuple):
    """What a page carries, what it does not, and where its bytes are.

    Attributes
    ----------
    buffer : bytes
    left_out : list of str
        Sentences for the reader of the page.
    sizes : dict of str to int
        Bytes by what they are for.
    """

    buffer: bytes
    left_out: list[str]
    sizes: dict[str, int]


def carried(widget: TopoAlignWidget, columns: Sequence[str] | None = None) -> Carried:
    """Work out what a page shows and answers; the widget stays as it is.

    Parameters
    ----------
    widget : TopoAlignWidget
    columns : sequence of str, optional
        Columns of the metadata to carry. Default: the label, the text and the others in their order, 40 in all.

    Raises
    ------
    MetadataError
        If there is no such column.
    """
    alignment: Alignment = widget.alignment
    regions = numbered(alignment)[0] if len(alignment.graphs) > 1 else []
    found = _matches(widget)
    kept, dropped = _chosen(widget, columns)
    label = alignment.label if alignment.label in kept else None
    pack = _Pack()
    colorings = _colorings(widget, kept)
    state = _state(widget, kept, found, [coloring.scale["column"] for coloring in colorings])
    for name in ("_topology", "_positions"):
        state[name] = pack.put("graphs", getattr(widget, name))
    pictures = _pictures(widget._images, alignment.n_inputs)
    nodes = _largest_nodes(alignment.graphs)
    known = _selections(widget, regions, found or [], colorings, nodes)
    chance = Chance()
    text = state["_inspectable"]["text"]
    if pictures is None:
        state["_inspectable"]["image"] = None
    header = {
        "state": state,
        "label": label,
        "colorings": [{"scale": own.scale, "values": pack.put("colours", own.values)} for own in colorings],
        "regions": [pack.put("regions", own.inputs.astype("<i4")) for own in regions],
        "text": None if text is None else _column(column(alignment.metadata, text), pack, "texts"),
        "columns": [
            _column(column(alignment.metadata, name), pack, "columns")
            for name in state["_inspectable"]["columns"]
        ],
        "pictures": pictures and [pack.put("pictures", own) for own in pictures],
        "known": [
            _known(each, alignment, chance, pack)
            for each in with_progress(known, len(known), "following patterns")
        ],
    }
    misses = widget._images is not None and pictures is None
    left_out = [*_left_out(label, dropped, misses, nodes, alignment.graphs)]
    return Carried(pack.closed(header), left_out, pack.sizes)


class _Pack:
    """Arrays one after another, and where each is."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._end = 0
        self.sizes: dict[str, int] = {}

    def put(self, purpose: str, data: bytes | NDArray[Any]) -> Place:
        content = data if isinstance(data, bytes) else data.tobytes()
        place = self._end, len(content)
        self._chunks += [content, bytes(-len(content) % _WIDTH)]
        self._end += len(content) + len(self._chunks[-1])
        self.sizes[purpose] = self.sizes.get(purpose, 0) + len(content)
        return place

    def closed(self, header: Mapping[str, Any]) -> bytes:
        """Put a header in front."""
        text = json.dumps(header, separators=(",", ":"), allow_nan=False).encode()
        text += b" " * (-(len(text) + 4) % _WIDTH)
        self.sizes["header"] = len(text)
        return b"".join([len(text).to_bytes(4, "little"), text, *self._chunks])


def _chosen(widget: TopoAlignWidget, columns: Sequence[str] | None) -> tuple[list[str], list[str]]:
    """Choose columns of the metadata to carry; the others are left out."""
    metadata = widget.metadata
    if columns is not None:
        # To Python one name is a sequence, too: of letters.
        columns = list(dict.fromkeys([columns] if isinstance(columns, str) else columns))
        for name in columns:
            column(metadata, name)
    if metadata is None:
        return [], []
    every = [str(name) for name in metadata]
    if columns is None:
        inspectable = widget._inspectable
        elsewhere = inspectable["image"] if widget._images is not None else None
        first = [name for name in (widget.alignment.label, inspectable["text"]) if name is not None]
        rest = [name for name in every if name not in first and name != elsewhere]
        kept = [*first, *rest][:MOST_COLUMNS]
        return kept, [name for name in every if name not in kept and name != elsewhere]
    return columns, [name for name in every if name not in columns]


def _colorings(widget: TopoAlignWidget, kept: Sequence[str]) -> list[Coloring]:
    alignment = widget.alignment
    every = [] if alignment.metadata is None else [str(name) for name in alignment.metadata]
    names = [
        name for name in color_columns(alignment, widget._sensitivity) if name in kept or name not in every
    ]
    return [widget._colored(name) for name in with_progress(names, len(names), "colouring")]


def _state(
    widget: TopoAlignWidget, kept: Sequence[str], found: Matches | None, colors: list[str]
) -> dict[str, Any]:
    """Say every trait as a view without a kernel finds it; buffers come later."""
    alignment = widget.alignment
    entries, shown = region_list.listed(alignment, widget._regions, widget.regions)
    names = [name for name in vars(SharedTraits) if name in widget.traits(sync=True) and name not in _BUNDLE]
    state = widget.get_state(names, drop_defaults=False)
    for name in ("_topology", "_positions", "_colors", "_color_scale", "_patterns"):
        del state[name]
    text = widget._inspectable["text"] if widget._inspectable["text"] in kept else None
    return state | {
        "_regions": entries,
        "regions": shown,
        "_matches": None if found is None else queries.encode_matches(found, alignment),
        "_undoable": {"undo": False, "redo": False},
        "_samples": widget._samples if text is not None else {**widget._samples, "column": None, "texts": {}},
        "_inspectable": {
            "columns": [
                name for name in columns_of(alignment, widget._texts, widget._images) if name in kept
            ],
            "text": text,
            "image": widget._inspectable["image"],
        },
        "color_columns": colors,
        "color_by": widget.color_by if widget.color_by in colors else colors[0],
        "filter": widget.filter if widget.filter["column"] in colors else dict(NO_FILTER),
        "_still": "",
        "hovered": None,
        "parameters": None,
        # Readers have a system of their own.
        "theme": "auto",
        "status": {"kind": "ready", "message": " ".join(alignment.remarks), "fraction": None},
    }


def _matches(widget: TopoAlignWidget) -> Matches | None:
    """Take what was found, or find it now: the search may be under way."""
    if widget.motif is None or widget.matches is not None:
        return widget.matches
    return queries.searched(widget.motif, widget.alignment)


def _column(values: pd.Series[Any], pack: _Pack, purpose: str) -> dict[str, Any]:
    """Write a column: numbers, or each different value once, in the order that it is sorted by, and their places."""
    if types.is_float_dtype(values):
        numbers = values.to_numpy(dtype="<f8", na_value=np.nan)
        return {"name": str(values.name), "numbers": pack.put(purpose, numbers)}
    ranks = ranks_of(values)
    texts = written(values, np.arange(len(values)), sys.maxsize)
    pairs = [
        (np.isnan(rank), 0.0 if np.isnan(rank) else rank, text)
        for rank, text in zip(ranks, texts, strict=True)
    ]
    ordered = sorted(set(pairs))
    place = {pair: i for i, pair in enumerate(ordered)}
    codes = np.array([place[pair] for pair in pairs], dtype="<i4")
    missing = sum(bool(pair[0]) for pair in ordered)
    return {
        "name": str(values.name),
        "values": [text for _, _, text in ordered],
        "missing": missing,
        "codes": pack.put(purpose, codes),
    }


def _pictures(images: Images | None, n_inputs: int) -> tuple[bytes, NDArray[np.int32]] | None:
    """Put the files of all pictures one after another, and say where each ends; None: they take too much room."""
    if images is None:
        return None
    files: list[bytes] = []
    total = 0
    for number in with_progress(range(n_inputs), n_inputs, "shrinking pictures"):
        files.append(images.thumbnail(number) or b"")
        total += len(files[-1])
        if total > LARGEST_PICTURES:
            return None
    return b"".join(files), np.cumsum([len(file) for file in files]).astype("<i4")


def _selections(
    widget: TopoAlignWidget,
    regions: Sequence[Any],
    matches: Iterable[Match],
    colorings: Sequence[Coloring],
    nodes: Iterable[tuple[str, int]],
) -> list[Selection]:
    """List the selections that are followed ahead, each once."""
    graphs = widget.alignment.graphs
    shown: list[Selection] = [
        {"nodes": own["nodes"], "inputs": own["inputs"]} for own in (widget.selection, *widget.membranes)
    ]
    every = chain(
        shown,
        (of_nodes({own.graph: own.nodes}, graphs) for own in islice(matches, MOST_FOLLOWED)),
        (of_inputs(own.inputs, graphs) for own in regions[:MOST_FOLLOWED]),
        (of_inputs(own, graphs) for own in _values(widget.alignment.label, colorings)),
        (of_nodes({name: [node]}, graphs) for name, node in nodes),
    )
    different = {(repr(own["nodes"]), tuple(own["inputs"])): own for own in every if own["inputs"]}
    return list(different.values())


def _largest_nodes(graphs: Mapping[str, MapperGraph]) -> list[tuple[str, int]]:
    most = MOST_NODE_VERDICTS // max(len(graphs) - 1, 1)
    every = [(int(size), name, node) for name, g in graphs.items() for node, size in enumerate(g.node_sizes)]
    return [(name, node) for _, name, node in sorted(every, key=lambda each: -each[0])[:most]]


def _values(label: str | None, colorings: Iterable[Coloring]) -> Iterator[NDArray[np.int64]]:
    """Yield the inputs of each value of the label, as a click on it in the legend selects them."""
    codes = next(
        (np.frombuffer(own.values, "<i4") for own in colorings if own.scale["column"] == label), None
    )
    if codes is not None:
        for code in np.unique(codes)[:MOST_FOLLOWED]:
            yield np.flatnonzero(codes == code)


def _known(selection: Selection, alignment: Alignment, chance: Chance, pack: _Pack) -> dict[str, Any]:
    """Follow a selection into every graph, and put its inputs in order."""
    nothing: Selection = {"nodes": {}, "inputs": []}
    wrapped = {"name": patterns.SELECTION, **selection}
    ((_, pattern),) = patterns.followed(nothing, [wrapped], alignment.graphs, alignment.seed, chance=chance)
    # Both are told by the graphs themselves.
    parts = {
        name: {key: value for key, value in part.items() if key not in ("shares", "held")}
        for name, part in pattern["parts"].items()
    }
    inputs = np.array(selection["inputs"], dtype=np.int64)
    return {
        "nodes": selection["nodes"],
        "typical": pack.put("verdicts", typical_first(inputs, alignment).astype("<i4")),
        "parts": parts,
    }


def _left_out(
    label: str | None,
    dropped: Sequence[str],
    misses_pictures: bool,
    nodes: Sequence[object],
    graphs: Mapping[str, MapperGraph],
) -> Iterator[str]:
    """Tell the reader of the page what is not in it."""
    if dropped:
        yield f"Columns that this file does not carry: {', '.join(dropped)}."
    if misses_pictures:
        yield f"Pictures of the inputs take more than {LARGEST_PICTURES // 10**6} MB and are not carried."
    n_nodes = sum(graph.n_nodes for graph in graphs.values())
    single = "single nodes" if len(nodes) == n_nodes else f"the {len(nodes):,} largest nodes, one at a time"
    values = "" if label is None else f"values of {label}, "
    yield (
        f"Regions, matches, kept membranes, {values}and {single} were followed into every graph when the file was "
        "written, and have a membrane and a verdict. Other selections light up and are listed."
    )
