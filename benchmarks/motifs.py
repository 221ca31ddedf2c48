"""Are planted loops, forks and paths found, and nothing in blobs? ``python -m benchmarks.motifs``.

Prints, for each motif, a table of planted data by lens and resolution. A cell is

    recall      share of the planted parts of its shape that one match holds half of at least
    precision   share of the matches of which most inputs are in such a part
    in blobs    matches of which most inputs are in a blob, for each data set: 0 is right

with the representation known, and from the graph alone. Then what a search takes, next to networkx and igraph. Names
of cases narrow it down: ``python -m benchmarks.motifs --seeds 3 alone pca2``, ``python -m benchmarks.motifs times``.

alone       each shape is a data set of its own
separate    eleven concepts, none of them near another; chained: with lines of inputs strewn between them
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

import igraph
import networkx as nx
import numpy as np
from networkx.algorithms.isomorphism import GraphMatcher
from numpy.typing import NDArray

import topoalign_widget as ta
from benchmarks.peers import dbscan
from benchmarks.planted import KEPT, Pair, make_pair
from benchmarks.report import asked, best, table
from topoalign_widget import motifs

Ints = NDArray[np.int64]

LENSES = {"pca2": (10, 15, 20, 30), "pca": (20, 40), "l2norm": (20, 40)}
DATA = ("alone", "separate", "chained")
LINE = "line"
# Inputs of a shape that is a data set of its own.
ALONE = 1000

# Shapes that are looked for, those in which a match is right, and those in which there is one to be found.
ASKED = {
    "loop": (motifs.loop(), {"loop"}, {"loop"}),
    "fork": (motifs.fork(), {"fork"}, {"fork"}),  # and where a line meets a segment
    "path": (motifs.path(), {"segment", LINE, "fork"}, {"segment", LINE}),
    "flare": (motifs.flare(), {"fork", "segment", LINE}, {"fork"}),
}


class Planted(NamedTuple):
    """Inputs, and the number and shape of the part that each is of."""

    x: NDArray[np.float32]
    part: Ints
    shape: list[str]


class Score(NamedTuple):
    """Planted parts, those found, matches, those that are right, those in blobs, and data sets."""

    planted: int
    recalled: int
    found: int
    right: int
    in_blobs: int
    sets: int

    def __add__(self, other: Score) -> Score:  # type: ignore[override]
        return Score(*(a + b for a, b in zip(self, other, strict=True)))

    def cell(self) -> str:
        """Write recall, precision and matches in blobs."""
        recall = f"{self.recalled / self.planted:.2f}" if self.planted else "–"
        precision = f"{self.right / self.found:.2f}" if self.found else "–"
        return f"{recall} / {precision} / {self.in_blobs / self.sets:.1f}"


NOTHING = Score(0, 0, 0, 0, 0, 0)


def planted_sets(data: str, seed: int) -> Iterator[Planted]:
    if data == "alone":
        for shape in KEPT:
            yield _planted(make_pair(seed, ALONE, strewn=0, concepts=((shape, "preserved"),)), 0)
    else:
        strewn = 120 if data == "chained" else 0
        yield _planted(make_pair(seed, strewn=strewn), strewn)


def _planted(pair: Pair, strewn: int) -> Planted:
    """Give the lines that are strewn between concepts numbers of their own: each is a path."""
    part, shape = pair.concept.copy(), list(pair.shape)
    lines = np.flatnonzero(part < 0)
    if len(lines):
        part[lines] = len(shape) + np.arange(len(lines)) // strewn
        shape += [LINE] * (len(lines) // strewn)
    return Planted(pair.a, part, shape)


def score(matches: motifs.Matches, planted: Planted, right: set[str], to_find: set[str]) -> Score:
    shape = np.array(planted.shape)
    mostly = {
        name: [_share(match, planted, shape == name) > 0.5 for match in matches]
        for name in set(planted.shape)
    }
    is_right = [_share(match, planted, np.isin(shape, list(right))) > 0.5 for match in matches]
    held = np.zeros(len(planted.part), dtype=bool)
    for match, counts in zip(matches, is_right, strict=True):
        held[match.inputs] |= counts
    parts = [part for part, name in enumerate(planted.shape) if name in to_find]
    return Score(
        planted=len(parts),
        recalled=sum(held[planted.part == part].mean() >= 0.5 for part in parts),
        found=len(matches),
        right=sum(is_right),
        in_blobs=sum(mostly.get("blob", [])),
        sets=1,
    )


def _share(match: motifs.Match, planted: Planted, parts: NDArray[np.bool_]) -> float:
    return float(parts[planted.part[match.inputs]].mean())


def case(data: str, lens: str, n_intervals: int, seeds: int) -> dict[tuple[str, bool], Score]:
    """Search every data set with the representation known and not."""
    total = {(name, known): NOTHING for name in ASKED for known in (True, False)}
    for seed in range(seeds):
        for planted in planted_sets(data, seed):
            mapper = ta.Mapper(lens, "uniform", n_intervals, 0.5, dbscan(planted.x))
            known = ta.align({"x": planted.x}, mapper=mapper)
            for with_rows, alignment in ((True, known), (False, ta.align(known.graphs))):
                for name, (motif, right, to_find) in ASKED.items():
                    right = right | {"segment", LINE} if name == "fork" and data == "chained" else right
                    own = score(alignment.find(motif, timeout=60.0), planted, right, to_find)
                    total[name, with_rows] += own
    return total


def planted_tables(seeds: int, wanted: Callable[[str], bool]) -> None:
    rows: dict[str, list[list[str]]] = {name: [] for name in ASKED}
    for data in filter(wanted, DATA):
        for lens in filter(wanted, LENSES):
            for n_intervals in LENSES[lens]:
                total = case(data, lens, n_intervals, seeds)
                for name, own in rows.items():
                    cells = [total[name, known].cell() for known in (True, False)]
                    own.append([data, f"{lens} {n_intervals}", *cells])
    for name, own in rows.items():
        header = ["data", "lens", "representation known", "graph alone"]
        table(f"{ASKED[name][0]!r}, {seeds} seeds: recall / precision / in blobs", header, own)


def sized(n_per_concept: int, n_intervals: int) -> ta.Alignment:
    x = make_pair(1, n_per_concept, strewn=n_per_concept // 4).a
    return ta.align({"x": x}, mapper=ta.Mapper("pca2", "uniform", n_intervals, 0.5, dbscan(x)))


def induced(graph: nx.Graph, pattern: nx.Graph) -> int:
    return len({frozenset(found) for found in GraphMatcher(graph, pattern).subgraph_isomorphisms_iter()})


# What a user would write today, on the networkx graph, for those motifs that have an equivalent.
SQUARE = nx.cycle_graph(4)
PEERS: dict[str, Callable[[nx.Graph], object]] = {
    "bridge": lambda graph: list(nx.bridges(graph)),
    "cut_node": lambda graph: list(nx.articulation_points(graph)),
    "clique": lambda graph: list(nx.find_cliques(graph)),
    "component": lambda graph: list(nx.connected_components(graph)),
    "pattern": lambda graph: induced(graph, SQUARE),
}


def time_table(title: str, alignment: ta.Alignment, every_cycle: bool) -> None:
    graph = alignment.graphs["x"]
    plain = nx.Graph(graph.edges.tolist())
    example = list(nx.bfs_tree(plain, 0))[:8]
    asked = [motifs.from_spec({"kind": kind}) for kind in motifs.KINDS[:-2]]
    rows = []
    for motif in (*asked, motifs.pattern(SQUARE), motifs.like("x", example)):
        own, matches = best(lambda motif=motif: alignment.find(motif, limit=100_000, timeout=60.0))
        row = [motif.kind, str(len(matches)), f"{own * 1000:.0f} ms"]
        if motif.kind in PEERS:
            theirs, _ = best(lambda motif=motif: PEERS[motif.kind](plain))
            row += [f"{theirs * 1000:.0f} ms", f"{theirs / own:.1f}"]
        elif motif.kind == "loop":
            whole = igraph.Graph(graph.n_nodes, graph.edges.tolist())
            theirs, _ = best(whole.minimum_cycle_basis)
            row += [f"igraph, every cycle: {theirs * 1000:.0f} ms", f"{theirs / own:.1f}"]
            if every_cycle:
                slow, _ = best(lambda: nx.minimum_cycle_basis(plain), 1)
                row[-2] += f"; networkx: {slow:.1f} s"
                row[-1] += f"; {slow / own:.0f}"
        rows.append(row + ["", ""][: 5 - len(row)])
    header = ["motif", "matches", "alignment.find", "networkx", "times as long"]
    table(f"{title}: {graph.n_nodes} nodes, {graph.n_edges} edges", header, rows)


def time_tables() -> None:
    time_table("Small", sized(600, 12), every_cycle=True)
    time_table("Medium", sized(600, 42), every_cycle=False)
    time_table("Large", sized(1500, 65), every_cycle=False)


def main() -> None:
    given, wanted = asked("benchmarks.motifs", (DATA, LENSES), 5, "data sets of each kind", more=["times"])

    if given.cases != ["times"]:
        planted_tables(given.seeds, wanted)
    if not given.cases or "times" in given.cases:
        time_tables()


if __name__ == "__main__":
    main()
