import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import topoalign_widget as ta
from benchmarks.planted import make_pair, score_regions, shuffled
from topoalign_widget.alignment import significance
from topoalign_widget.alignment.aligned_graphs import AlignmentError
from topoalign_widget.alignment.families import accounts
from topoalign_widget.alignment.region import KINDS
from topoalign_widget.alignment.regions import RegionError, find_regions, regions_frame
from topoalign_widget.alignment.remarks import SharedLensWarning
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.representations import MetadataError

# Inputs: a ring, three blobs, and what is in no node of interest.
N, ON_RING = 600, np.arange(120)
BLOBS = [np.arange(120 + 60 * i, 180 + 60 * i) for i in range(3)]
REST = np.arange(300, N)


def overlapping(inputs, n_nodes, closed=False):
    """Nodes that overlap along a line or a ring of inputs, in their order."""
    step = len(inputs) // (n_nodes if closed else n_nodes + 1)
    return [inputs[(np.arange(2 * step) + i * step) % len(inputs)] for i in range(n_nodes)]


def graph_of(*parts):
    return MapperGraph.from_nodes([node for part in parts for node in part], N)


def blobs(order=REST):
    """Three blobs, a bridge from the first to the second, and the rest in pieces."""
    bridge = [np.r_[BLOBS[0][:5], BLOBS[1][:5]]]
    return [*(overlapping(blob, 4) for blob in BLOBS), bridge, *([part] for part in np.split(order, 10))]


def rng_order(inputs, seed=0):
    return np.random.default_rng(seed).permutation(inputs)


def covering(regions, inputs):
    """The region that is most of some inputs."""
    [found] = [r for r in regions if np.isin(r.inputs, inputs).mean() > 0.5]
    assert len(np.intersect1d(found.inputs, inputs)) >= 0.9 * len(inputs)
    return found


ROUND = graph_of(overlapping(ON_RING, 12, closed=True), *blobs(rng_order(REST, 1)))


def test_a_ring_that_is_kept_is_a_match():
    turned = np.roll(ON_RING, 5)[::-1]
    other = graph_of(overlapping(turned, 10, closed=True), *blobs())
    ring = covering(find_regions({"a": ROUND, "b": other}), ON_RING)
    assert ring.kind == "match"
    assert ring.content > 0.9
    assert ring.structure > 0.8
    assert ring.p_structure <= 0.05
    assert ring.p_value <= 0.05
    assert dict(ring.loops) == {"a": 1, "b": 1}
    assert dict(ring.pieces) == {"a": 1, "b": 1}


def test_a_ring_in_another_order_is_rearranged():
    other = graph_of(overlapping(rng_order(ON_RING), 12, closed=True), *blobs())
    ring = covering(find_regions({"a": ROUND, "b": other}), ON_RING)
    assert ring.kind == "rearranged"
    assert ring.content > 0.9
    assert abs(ring.structure) < 0.3


def test_one_piece_here_and_two_there_is_a_split_and_from_there_a_merger():
    halves = [overlapping(half, 5) for half in np.split(ON_RING, 2)]
    other = graph_of(*halves, *blobs())
    line = graph_of([ON_RING[:80], ON_RING[40:]], *blobs(rng_order(REST, 1)))
    split = covering(find_regions({"a": line, "b": other}), ON_RING)
    assert split.kind == "split"
    assert dict(split.pieces) == {"a": 1, "b": 2}
    merged = covering(find_regions({"b": other, "a": line}), ON_RING)
    assert merged.kind == "merged"
    assert dict(merged.pieces) == {"b": 2, "a": 1}


def test_shuffled_inputs_match_nothing():
    for seed in range(3):
        order = rng_order(np.arange(N), seed)
        other = MapperGraph.from_nodes([order[ROUND.inputs_of([i])] for i in range(ROUND.n_nodes)], N)
        assert find_regions({"a": ROUND, "b": other}, seed=seed) == []


def test_a_graph_matches_itself_wholly():
    for region in find_regions({"a": ROUND, "b": ROUND}):
        assert region.content == 1
        assert dict(region.coverage) == {"a": 1, "b": 1}
        assert region.kind == "match"
        np.testing.assert_array_equal(*region.nodes.values())
        if not np.isnan(region.structure):
            assert region.structure == pytest.approx(1)


@st.composite
def compared(draw, names="ab", n=80):
    """Graphs of stretches of a line of inputs, some strewn; of the second on, inputs are partly shuffled."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    graphs = {}
    for name in names:
        order = np.argsort(np.arange(n) + rng.normal(size=n) * draw(st.sampled_from([0, 3, 20, n])))
        stretches = [
            order[start : start + rng.integers(3, 25)]
            for start in rng.integers(0, n - 3, draw(st.integers(0, 9)))
        ]
        graphs[name] = MapperGraph.from_nodes(stretches, n, lens=draw(st.sampled_from([None, np.arange(n)])))
    return graphs


def same(regions, others):
    """Whether regions are equal, but for the names of their graphs."""
    keys = ("kind", "content", "gain", "structure", "p_value", "p_structure")
    return len(regions) == len(others) and all(
        all(np.array_equal(x, y) for x, y in zip(r.nodes.values(), o.nodes.values(), strict=True))
        and all(np.array_equal(getattr(r, k), getattr(o, k), equal_nan=k != "kind") for k in keys)
        and np.array_equal(r.typical, o.typical)
        for r, o in zip(regions, others, strict=True)
    )


@given(compared("abc"), st.integers(0, 3))
@settings(max_examples=40)
def test_regions_are_what_they_say(graphs, seed):
    found = find_regions(graphs, least_content=0.2, n_shuffles=0, seed=seed)
    gains = [region.gain for region in found]
    assert gains == sorted(gains, reverse=True)
    taken = {}
    for region in found:
        (a, own), (b, theirs) = region.nodes.items()
        assert list(graphs).index(a) < list(graphs).index(b)
        x, y = set(graphs[a].inputs_of(own).tolist()), set(graphs[b].inputs_of(theirs).tolist())
        assert region.inputs.tolist() == sorted(x & y)
        assert region.content == pytest.approx(len(x & y) / len(x | y))
        assert region.coverage == pytest.approx({a: len(x & y) / len(x), b: len(x & y) / len(y)})
        for name, nodes in region.nodes.items():
            part = graphs[name].to_networkx().subgraph(nodes.tolist())
            assert region.pieces[name] == nx.number_connected_components(part)
            assert nodes.tolist() == sorted(set(nodes.tolist()))
            key = (a, b, name)
            assert not taken.setdefault(key, set()) & set(nodes.tolist())
            taken[key] |= set(nodes.tolist())
        assert min(region.pieces.values()) == 1
        assert region.kind in KINDS
        assert (max(region.pieces.values()) == 1) == (region.kind in ("match", "rearranged"))
        assert set(region.typical.tolist()) <= x & y
        assert np.isnan([region.p_value, region.p_structure]).all()
    assert same(found, find_regions(dict(graphs), least_content=0.2, n_shuffles=0, seed=seed))


@given(compared(), st.integers(0, 3))
@settings(max_examples=15)
def test_tested_regions_are_significant_and_the_same_for_a_seed(graphs, seed):
    found = find_regions(graphs, seed=seed)
    untested = find_regions(graphs, seed=seed, n_shuffles=0)
    assert all(1 / (21 * len(untested)) <= region.p_value <= 0.05 for region in found)
    assert same(found, find_regions(graphs, seed=seed))
    assert same(found, find_regions(dict(zip("xy", graphs.values(), strict=True)), seed=seed))


@given(compared("abc"))
@settings(max_examples=15)
def test_accounts_of_found_regions_add_up(graphs):
    found = find_regions(graphs, n_shuffles=0)
    assert (accounts(found, graphs).sum(axis=1) == 80).all()


def test_the_order_of_two_graphs_does_not_matter_for_what_is_clear():
    """Only single nodes at an edge may: they are tried in the order of their numbers, the first graph's first."""
    other = graph_of(overlapping(np.roll(ON_RING, 5), 10, closed=True), *blobs())
    found, back = (find_regions(g) for g in ({"a": ROUND, "b": other}, {"b": other, "a": ROUND}))
    assert {(tuple(r.nodes["a"]), tuple(r.nodes["b"])) for r in found} == {
        (tuple(r.nodes["a"]), tuple(r.nodes["b"])) for r in back
    }


EMPTY = MapperGraph.from_nodes([], N)
ONE = MapperGraph.from_nodes([ON_RING], N)
ALL = MapperGraph.from_nodes([range(N)], N)
ELSEWHERE = MapperGraph.from_nodes([REST], N)


@pytest.mark.parametrize("other", [EMPTY, ALL, ELSEWHERE])
def test_graphs_that_have_nothing_in_common(other):
    graphs = {"a": MapperGraph.from_nodes(overlapping(ON_RING, 12, closed=True), N), "b": other}
    for pair in (graphs, dict(reversed(graphs.items())), {"a": other, "b": EMPTY}):
        assert find_regions(pair) == []
    assert regions_frame([]).empty


def test_graphs_of_one_node():
    [region] = find_regions({"a": ONE, "b": ONE})
    assert region.content == 1
    assert region.p_value == pytest.approx(1 / 21)
    assert np.isnan(region.structure)


@pytest.mark.parametrize(
    ("graphs", "more", "message"),
    [
        ({"a": ONE}, {}, "got 1 graph"),
        ({"a": ONE, "b": MapperGraph.from_nodes([[0]], 3)}, {}, "same inputs"),
        ({"a": ONE, "b": ONE}, {"least_content": 0}, "least_content"),
        ({"a": ONE, "b": ONE}, {"least_content": np.nan}, "least_content"),
        ({"a": ONE, "b": ONE}, {"n_shuffles": -1}, "n_shuffles must be a whole number of at least 0"),
        ({"a": ONE, "b": ONE}, {"n_shuffles": True}, "n_shuffles"),
        ({"a": ONE, "b": ONE}, {"seed": -1}, "seed must be a whole number of at least 0"),
    ],
)
def test_what_cannot_be_searched_is_said(graphs, more, message):
    with pytest.raises(RegionError, match=message):
        find_regions(graphs, **more)


@pytest.mark.parametrize(("seed", "lens"), [(21, "l2norm"), (22, "pca2")])
def test_planted_concepts_are_found(seed, lens):
    pair = make_pair(seed)
    mapper = ta.Mapper(lens, "uniform", 20, 0.5)
    graphs = {name: mapper.fit(x).graph_ for name, x in (("a", pair.a), ("b", pair.b))}
    score = score_regions([(r.inputs, r.structure) for r in find_regions(graphs)], pair)
    assert score["recall"] == 1
    assert score["mean_jaccard"] >= 0.85
    assert score["false"] == 0
    graphs["b"] = mapper.fit(shuffled(pair, seed).b).graph_
    assert find_regions(graphs) == []


@pytest.fixture(scope="module")
def alignment():
    other = graph_of(overlapping(np.roll(ON_RING, 5), 10, closed=True), *blobs())
    topic = np.full(N, "rest", dtype=object)
    topic[ON_RING] = "ring"
    return ta.align({"one": ROUND, "two": other}, metadata=pd.DataFrame({"topic": topic}), label="topic")


def test_regions_have_labels(alignment):
    ring = covering(alignment.regions, ON_RING)
    assert "ring" in ring.label
    assert all(region.label is None for region in alignment.with_metadata(None).regions)
    frame = alignment.regions_frame()
    assert [each if isinstance(each, str) else None for each in frame["label"]] == [
        region.label for region in alignment.regions
    ]
    assert frame["n_inputs"].tolist() == [len(region.inputs) for region in alignment.regions]
    assert frame.index.name == "region"


def test_summary_of_matches(alignment):
    [row] = alignment.match_summary().to_dict("records")
    assert row["regions"] == len(alignment.regions)
    held = set().union(*(region.inputs.tolist() for region in alignment.regions))
    assert row["matched_share"] == pytest.approx(len(held) / N)
    pieces = [r.inputs for r in alignment.regions if set(r.pieces.values()) == {1}]
    assert row["together"] == pytest.approx(len(np.unique(np.concatenate(pieces))) / N)
    assert row["largest"] == max(len(region.inputs) for region in alignment.regions) / N
    assert row["ceiling"] >= row["matched_share"] >= row["together"]
    assert row["by_chance"] < 1
    assert row["remark"] == ""


def test_a_low_ceiling_is_said():
    crossed = [[np.arange(50) + 50 * i for i in range(12)], [np.arange(i, N, 12) for i in range(12)]]
    alignment = ta.align(
        {name: MapperGraph.from_nodes(nodes, N) for name, nodes in zip("ab", crossed, strict=True)}
    )
    [row] = alignment.match_summary().to_dict("records")
    assert row["ceiling"] == row["matched_share"] == 0
    assert "0% of them could match at most" in row["remark"]


def test_what_chance_gives(alignment):
    null = alignment.null(3)
    assert null[["repetition", "a", "b"]].to_numpy().tolist() == [[i, "one", "two"] for i in range(3)]
    assert (null["largest_content"] < 0.6).all()
    for bad in (0, -1, 1.5, True):
        with pytest.raises(RegionError, match="n must be a whole number of at least 1"):
            alignment.null(bad)
    with pytest.raises(RegionError, match="got 1 graph"):
        ta.align({"one": ROUND}).null()


def test_measures_of_graphs_are_topological(alignment):
    table = alignment.measures(n_permutations=3)
    assert set(table.columns.get_level_values(0)) == {"matched share", "loop agreement"}


def test_measures_without_shuffles_search_no_shuffled_inputs(alignment, monkeypatch):
    searched = []
    monkeypatch.setattr(significance, "find_matches", lambda *given: searched.append(given) or [])
    fresh = ta.align(dict(alignment.graphs))
    table = fresh.measures(n_permutations=0)
    assert searched == []
    untested = ta.find_regions(alignment.graphs, n_shuffles=0)
    held = np.unique(np.concatenate([region.inputs for region in untested]))
    assert table["matched share", "value"].tolist() == [len(held) / N]
    assert table["matched share"][["null", "calibrated", "p_value"]].isna().to_numpy().all()
    fresh.measures(n_permutations=1)
    assert searched


def test_names_of_graphs_and_columns_are_checked(alignment):
    with pytest.raises(AlignmentError, match="no graph 'on'. Did you mean 'one'"):
        alignment.unmatched("on", "two")
    with pytest.raises(MetadataError, match=r"topi"):
        alignment.with_metadata({"topic": ["x"] * N}, label="topi")
    with pytest.raises(MetadataError):
        alignment.with_metadata({"topic": ["x"]})
    with pytest.raises(MetadataError, match="Give metadata"):
        alignment.with_metadata(None).enrichment([0])


def test_a_lens_that_models_share_is_said():
    rng = np.random.default_rng(0)
    models = {"one": rng.normal(size=(80, 3)), "two": rng.normal(size=(80, 3))}
    with pytest.warns(SharedLensWarning, match="'one' and 'two' have the same lens"):
        shared = ta.align(models, mapper=ta.Mapper(rng.normal(size=80), "uniform", 4, 0.5))
    assert sum("have the same lens" in remark for remark in shared.remarks) == 1
    # A low ceiling names no lens that was given as values.
    assert isinstance(shared.match_summary()["remark"].iloc[0], str)
    same_model = {"one": models["one"], "two": models["one"]}
    own_lens = ta.align(same_model, mapper=ta.Mapper("l2norm", "uniform", 4, 0.5))
    assert not any("have the same lens" in remark for remark in own_lens.remarks)
