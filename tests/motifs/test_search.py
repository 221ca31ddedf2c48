"""Limits, time-outs, and what a search returns."""

import time

import networkx as nx
import numpy as np
import pytest

from tests.motifs.graphs import aligned, mapper_graph
from topoalign_widget import motifs
from topoalign_widget.alignment.alignment import Alignment, AlignmentError
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.motifs import MotifError
from topoalign_widget.motifs.ground import Deadline, TimeUpError

# Hard for what looks through many combinations; the second has 3 to the power of 20 maximal cliques.
DENSE = nx.gnp_random_graph(90, 0.5, seed=1)
MANY_CLIQUES = nx.complete_multipartite_graph(*[3] * 20)
GRID = nx.convert_node_labels_to_integers(nx.grid_2d_graph(30, 30))


@pytest.fixture(scope="module")
def pair():
    """Two graphs of the same inputs, the second with its nodes in another order."""
    one = mapper_graph(nx.disjoint_union_all([nx.cycle_graph(n) for n in (8, 6, 10)]))
    nodes = [one.inputs_of([i]) for i in reversed(range(one.n_nodes))]
    return Alignment({"a": one, "b": MapperGraph.from_nodes(nodes, one.n_inputs)}, {}, 1.0, 0)


def test_all_graphs_or_one(pair):
    assert [match.graph for match in pair.find(motifs.loop(8))] == ["a", "b", "a", "b"]
    assert [match.graph for match in pair.find(motifs.loop(8), "b")] == ["b", "b"]
    assert [match.score for match in pair.find(motifs.loop())] == [10, 10, 8, 8, 6, 6]
    with pytest.raises(AlignmentError, match="no graph 'c'"):
        pair.find(motifs.loop(), "c")


def test_a_match(pair):
    matches = pair.find(motifs.loop())
    match = matches[0]
    assert matches.motif == match.motif == motifs.loop()
    assert match.nodes.dtype == match.edges.dtype == np.int32
    assert match.edges.shape == (10, 2)
    assert match.inputs.dtype == np.int64
    assert match.inputs.tolist() == pair.graphs["a"].inputs_of(match.nodes).tolist()
    assert repr(match) == "Match(loop(min_length=5) in 'a': 10 nodes, 20 inputs, score 10)"
    with pytest.raises(AttributeError):
        match.score = 3.0


def test_verdicts_are_told_once(pair):
    match = pair.find(motifs.loop(), "b")[0]
    assert list(match.verdicts) == ["a"]
    assert match.verdicts is match.verdicts
    told, asked = match.verdicts["a"], pair.verdict("b", match.nodes, "a")
    assert str(told) == str(asked)
    assert told.nodes.tolist() == asked.nodes.tolist()


def test_matches_are_a_sequence(pair):
    matches = pair.find(motifs.loop())
    assert len(matches) == 6
    assert matches[-1] is list(matches)[-1]
    assert matches[:2] == (matches[0], matches[1])
    assert matches.cut is None
    assert repr(matches) == "Matches(loop(min_length=5): 6 matches, 3 in 'a', 3 in 'b')"
    assert repr(pair.find(motifs.loop(9), "a")) == "Matches(loop(min_length=9): 1 match, 1 in 'a')"
    assert repr(pair.find(motifs.star())) == "Matches(star(leaves=3): 0 matches)"


def test_table(pair):
    frame = pair.find(motifs.loop()).frame()
    assert frame["graph"].tolist() == ["a", "b"] * 3
    assert frame["n_nodes"].tolist() == [10, 10, 8, 8, 6, 6]
    assert frame["nodes"].map(len).tolist() == frame["n_nodes"].tolist()
    told = frame[["verdict in a", "verdict in b"]].notna()
    assert told["verdict in a"].tolist() == [False, True] * 3
    assert told["verdict in b"].tolist() == [True, False] * 3
    assert frame["share in b"].dropna().between(0, 1).all()
    plain = ["graph", "n_nodes", "n_inputs", "score", "nodes"]
    assert pair.find(motifs.loop()).frame(verdicts=False).columns.tolist() == plain
    assert pair.find(motifs.star()).frame().columns.tolist() == plain


def test_limit_keeps_the_best_and_says_so(pair):
    matches = pair.find(motifs.loop(), limit=3)
    assert [match.score for match in matches] == [10, 10, 8]
    assert matches.cut == "The best 3 of 6 matches are here (the limit)."
    assert matches.cut in repr(matches)
    assert pair.find(motifs.loop(), limit=6).cut is None


def test_a_pattern_stops_at_the_limit():
    matches = aligned(DENSE).find(motifs.pattern(nx.path_graph(6)), limit=20, timeout=60)
    assert len(matches) == 20
    assert matches.cut == "Graph 'a' has more than the first 20 matches found (the limit)."


def test_a_limit_that_is_just_enough_cuts_nothing():
    matches = aligned(nx.path_graph(5)).find(motifs.pattern(nx.path_graph(2)), limit=4)
    assert len(matches) == 4
    assert matches.cut is None


@pytest.mark.parametrize(
    ("graph", "motif"),
    [
        (MANY_CLIQUES, motifs.clique(20)),
        (DENSE, motifs.pattern(nx.complete_graph(20))),
        (DENSE, motifs.like("a", range(30))),
        (GRID, motifs.like("a", range(8))),
    ],
)
def test_time_out_is_real(graph, motif):
    alignment = aligned(graph)
    alignment.find(motifs.loop())  # compiles
    start = time.monotonic()
    matches = alignment.find(motif, timeout=0.1)
    assert time.monotonic() - start < 5
    assert matches.cut.startswith("Time was up in graph 'a': it may have more matches, and better ones.")


@pytest.mark.parametrize(
    "motif", [motifs.path(), motifs.fork(), motifs.flare(), motifs.loop(), motifs.tree()]
)
def test_no_time_at_all(motif):
    matches = aligned(GRID).find(motif, timeout=1e-9)
    assert len(matches) == 0
    assert "Time was up in graph 'a'" in matches.cut


def test_other_graphs_are_searched_when_time_is_up_in_one():
    hard, easy = mapper_graph(MANY_CLIQUES), mapper_graph(nx.complete_graph(25))
    n = max(hard.n_inputs, easy.n_inputs)
    wide = [MapperGraph.from_nodes([g.inputs_of([i]) for i in range(g.n_nodes)], n) for g in (hard, easy)]
    alignment = Alignment(dict(zip(("hard", "easy"), wide, strict=True)), {}, 1.0, 0)
    matches = alignment.find(motifs.clique(20), timeout=0.4)
    assert matches[0].graph == "easy"
    assert "Time was up in graph 'hard'" in matches.cut
    assert "'easy'" not in matches.cut


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"motif": "loop"}, "Give a motif to find"),
        ({"motif": motifs.loop}, "Give a motif to find"),
        ({"limit": 0}, "limit must be a whole number of at least 1"),
        ({"timeout": 0}, "timeout must be a number of seconds above 0"),
        ({"timeout": float("nan")}, "timeout must be"),
        ({"timeout": "5"}, "timeout must be"),
    ],
)
def test_what_makes_no_sense(pair, options, said):
    with pytest.raises(MotifError, match=said):
        pair.find(**{"motif": motifs.loop(), **options})


def test_empty_graphs():
    empty = aligned(MapperGraph.from_nodes([], 5))
    for kind in motifs.KINDS:
        if kind not in ("pattern", "like"):
            assert len(empty.find(motifs.from_spec({"kind": kind}))) == 0
    assert len(empty.find(motifs.pattern(nx.path_graph(2)))) == 0


def test_deadline():
    Deadline(60).check()
    with pytest.raises(TimeUpError):
        Deadline(-1).check()
