import numpy as np
import pytest
from sklearn.cluster import DBSCAN

import topoalign_widget as ta
from topoalign_widget.alignment import positions, remarks
from topoalign_widget.alignment.aligned_graphs import AlignmentError
from topoalign_widget.alignment.layout import LayoutError
from topoalign_widget.alignment.remarks import ResolutionWarning
from topoalign_widget.representations import RepresentationError


@pytest.fixture(scope="module")
def pair():
    rng = np.random.default_rng(3)
    x = np.concatenate([rng.normal(size=(60, 3)), rng.normal(size=(60, 3)) + 8])
    return {"one": x, "two": x @ np.linalg.qr(rng.normal(size=(3, 3)))[0] * 2}


@pytest.fixture(scope="module")
def alignment(pair):
    return ta.align(pair, mapper=ta.Mapper("l2norm", "uniform", n_intervals=6, overlap=0.5))


def test_align_gives_each_graph_positions(alignment):
    for name, graph in alignment.graphs.items():
        assert alignment.positions[name].shape == (graph.n_nodes, 2)
        assert alignment.positions[name].dtype == np.float32


def test_a_rotated_and_scaled_model_has_the_same_graph(alignment):
    one, two = alignment.graphs.values()
    assert (one.membership != two.membership).nnz == 0
    np.testing.assert_array_equal(one.edges, two.edges)


def test_overlap_and_jaccard(alignment):
    one, two = (g.membership.toarray().astype(int) for g in alignment.graphs.values())
    shared = one @ two.T
    either = one.sum(1)[:, None] + two.sum(1) - shared
    np.testing.assert_array_equal(alignment.overlap("one", "two").toarray(), shared)
    np.testing.assert_allclose(alignment.jaccard("one", "two").toarray(), shared / either)


def test_counterpart_holds_the_same_inputs_best_first(alignment):
    inputs = alignment.graphs["one"].inputs_of([0, 1])
    found = alignment.counterpart("one", [0, 1], "two")
    assert found.shares.tolist() == sorted(found.shares, reverse=True)
    for node, share in zip(found.nodes, found.shares, strict=True):
        held = alignment.graphs["two"].inputs_of([node])
        assert share == pytest.approx(len(np.intersect1d(held, inputs)) / len(inputs))
    assert found.shares.min() > 0


def test_graphs_can_be_given_ready_made(alignment):
    again = ta.align(dict(alignment.graphs))
    for name in alignment.graphs:
        np.testing.assert_array_equal(again.positions[name], alignment.positions[name])


def test_graphs_get_names_as_representations_do(alignment):
    one, two = alignment.graphs.values()
    assert list(ta.align([one, two]).graphs) == ["model 1", "model 2"]
    assert list(ta.align([("first", one), ("second", two)]).graphs) == ["first", "second"]
    for wrong in (1, None, " "):
        with pytest.raises(RepresentationError, match="name must be a string"):
            ta.align({wrong: one, "two": two})
    with pytest.raises(RepresentationError, match="Two representations are called 'one'"):
        ta.align([("one", one), ("one", two)])
    with pytest.raises(AlignmentError, match="cannot be mixed"):
        ta.align([one, np.zeros((120, 2))])


def test_one_mapper_each(pair):
    together = DBSCAN(eps=100, min_samples=1)
    mappers = {n: ta.Mapper("l2norm", "uniform", i, 0.2, together) for n, i in (("one", 2), ("two", 30))}
    with pytest.warns(ResolutionWarning, match="'two' tells its inputs apart"):
        alignment = ta.align(pair, mapper=mappers)
    assert len(alignment.remarks) == 1
    assert alignment.graphs["one"].n_nodes < alignment.graphs["two"].n_nodes
    with pytest.raises(AlignmentError, match="no entry for 'two'"):
        ta.align(pair, mapper={"one": mappers["one"]})


def test_who_chose_no_parameters_is_not_told_to_change_them(pair, monkeypatch):
    monkeypatch.setattr(remarks, "COMPARABLE", 0)
    with pytest.warns(ResolutionWarning, match="chosen to make them as equally fine.* care; give each"):
        ta.align(pair)
    three = {**pair, "three": pair["one"]}
    with pytest.warns(ResolutionWarning, match="compare these two alone"):
        ta.align(three, mapper=ta.Mapper(lens="l2norm"))
    with pytest.warns(ResolutionWarning, match="Change n_intervals or eps"):
        ta.align(pair, mapper=ta.Mapper(n_intervals=4, clusterer=DBSCAN(eps=100)))


def test_a_graph_of_one_body_is_remarked_on(pair):
    one_body = ta.Mapper("l2norm", "uniform", 1, 0.2, DBSCAN(eps=100, min_samples=1))
    alignment = ta.align(pair, mapper=one_body)
    (remark,) = alignment.remarks
    assert remark.startswith("'one', 'two' hardly tell inputs apart")


def test_dust_is_remarked_on():
    pairs = ta.MapperGraph.from_nodes([[2 * i, 2 * i + 1] for i in range(200)], 400)
    chain = ta.MapperGraph.from_nodes([range(i, i + 9) for i in range(0, 390, 6)], 400)
    assert not any("dust" in remark for remark in ta.align({"a": chain, "b": chain}).remarks)
    with pytest.warns(ResolutionWarning):
        alignment = ta.align({"a": pairs, "b": chain})
    assert alignment.remarks[0].startswith("'a' falls into dust")


def test_the_mapper_given_is_left_alone(pair):
    mapper = ta.Mapper(n_intervals=4)
    ta.align(pair, mapper=mapper)
    assert not hasattr(mapper, "graph_")


def test_nothing_is_laid_out_before_somebody_wants_to_see_it(pair, monkeypatch, tmp_path):
    laid_out = []

    def counted(graphs, **how):
        laid_out.append(how)
        return ta.joint_layout(graphs, **how)

    monkeypatch.setattr(positions, "joint_layout", counted)
    mapper = ta.Mapper("l2norm", "uniform", n_intervals=6, overlap=0.5)
    alignment = ta.align(pair, mapper=mapper, coupling=0.5, seed=2)
    known = alignment.with_metadata({"half": np.arange(120) // 60}, label="half")
    assert known.regions
    assert known.measures(n_permutations=0).shape[0] == len(alignment.measures(n_permutations=2)) == 1
    assert list(alignment.positions) == ["one", "two"]
    assert laid_out == []
    at = {name: known.positions[name] for name in known.graphs}
    assert laid_out == [{"coupling": 0.5, "seed": 2}]
    assert alignment.positions["one"] is at["one"]
    again = ta.Alignment.load(alignment.save(tmp_path / "x.topo"))
    np.testing.assert_array_equal(again.positions["two"], at["two"])
    assert len(laid_out) == 1
    for name, one in ta.joint_layout(alignment.graphs, coupling=0.5, seed=2).items():
        np.testing.assert_array_equal(one, at[name])


@pytest.mark.parametrize("function", [ta.align, ta.compare, ta.sensitivity])
def test_a_coupling_or_seed_that_is_none_is_refused_at_once(function):
    with pytest.raises(LayoutError, match="coupling must be a finite number of at least 0; got -1"):
        function({"no": "array"}, coupling=-1)
    with pytest.raises(LayoutError, match="seed must be a whole number of at least 0; got 1.5"):
        function({"no": "array"}, seed=1.5)


def test_relaid_keeps_the_graphs_and_starts_from_the_positions(alignment):
    looser = alignment.relaid(coupling=0.1)
    assert looser.graphs is alignment.graphs
    assert looser.coupling == 0.1
    moved = np.linalg.norm(looser.positions["one"] - alignment.positions["one"], axis=1)
    assert moved.mean() < 0.5


def test_summary_has_a_row_for_each_graph(alignment):
    summary = alignment.summary()
    assert summary.index.tolist() == ["one", "two"]
    assert summary.loc["one", "nodes"] == alignment.graphs["one"].n_nodes
    assert summary.loc["one", "components"] >= 2
    assert 0 < summary.loc["one", "coverage"] <= 1
    assert "one" in repr(alignment)


def test_what_cannot_be_aligned_is_named(alignment, pair):
    with pytest.raises(AlignmentError, match="no graph 'tow'. Did you mean 'two'"):
        alignment.overlap("one", "tow")
    with pytest.raises(AlignmentError, match="cannot be mixed: 'two'"):
        ta.align({"one": alignment.graphs["one"], "two": pair["two"]})
    other = ta.Mapper(n_intervals=3).fit(pair["one"][:50]).graph_
    with pytest.raises(AlignmentError, match="same inputs"):
        ta.align({"one": alignment.graphs["one"], "other": other})
    with pytest.raises(RepresentationError):
        ta.align({"one": pair["one"], "two": pair["two"][:-1]})
    with pytest.raises(TypeError, match="does not take 'copling'. Did you mean 'coupling'"):
        ta.align(pair, copling=1)
