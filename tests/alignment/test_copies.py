"""What goes to another process, or to a file of joblib's, or is copied, is what it was."""

import copy
import pickle

import numpy as np
import pandas as pd
import pytest

import topoalign_widget as ta
from topoalign_widget import motifs

WAYS = {
    "pickle": lambda given: pickle.loads(pickle.dumps(given)),
    "old pickle": lambda given: pickle.loads(pickle.dumps(given, protocol=2)),
    "copy": copy.copy,
    "deep copy": copy.deepcopy,
}
copied = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())


@pytest.fixture(scope="module")
def alignment():
    rng = np.random.default_rng(0)
    kinds = rng.integers(0, 4, 160)
    x = np.array([[0, 0, 0], [9, 0, 0], [0, 9, 0], [9, 9, 9]])[kinds] + rng.normal(size=(160, 3))
    y = np.tanh(x @ rng.normal(size=(3, 5)) / 9)
    mapper = ta.Mapper("pca", "uniform", n_intervals=6, overlap=0.5)
    return ta.align({"x": x, "y": y}, mapper=mapper, metadata={"kind": kinds.astype(str)}, label="kind")


@pytest.fixture
def unasked(alignment):
    return ta.align(dict(alignment.graphs), metadata=alignment.metadata, label="kind")


def told(alignment):
    """All that is computed from an alignment."""
    tables = [
        alignment.regions_frame(),
        alignment.measures(n_permutations=9),
        alignment.information(n_permutations=9),
        alignment.match_summary(),
        alignment.find(motifs.component()).frame(),
    ]
    return tables, dict(alignment.positions), [family.nodes["x"] for family in alignment.families]


def assert_same(one, other):
    for expected, found in zip(one[0], other[0], strict=True):
        pd.testing.assert_frame_equal(found, expected, check_exact=True)
    for name, expected in one[1].items():
        np.testing.assert_array_equal(other[1][name], expected)
    for expected, found in zip(one[2], other[2], strict=True):
        np.testing.assert_array_equal(found, expected)


@copied
def test_a_copy_of_an_alignment_gives_the_same(alignment, way):
    known = told(alignment)
    assert len(alignment.regions) > 1
    assert_same(known, told(way(alignment)))


def test_a_copy_computes_the_same(unasked):
    other = pickle.loads(pickle.dumps(unasked))
    assert_same(told(unasked), told(other))


def test_what_nobody_asked_for_is_not_computed_for_a_copy(unasked):
    other = pickle.loads(pickle.dumps(unasked))
    for each in (unasked, other):
        assert not vars(each).keys() & {"regions", "_unlabelled", "_chance", "families"}
        assert "_laid_out" not in vars(each.positions)


def test_what_is_known_goes_with_the_copy(alignment):
    regions = alignment.regions
    other = pickle.loads(pickle.dumps(alignment))
    assert {"regions", "_chance"} <= vars(other).keys()
    assert [region.label for region in other.regions] == [region.label for region in regions]


@copied
def test_what_an_alignment_gives_can_be_copied(alignment, way):
    found = alignment.find(motifs.component().where(label="1"))
    assert repr(way(found)) == repr(found)
    assert [way(match).verdicts["y"].sentence() for match in found if match.graph == "x"] == [
        match.verdicts["y"].sentence() for match in found if match.graph == "x"
    ]
    for given in (*alignment.regions, *alignment.families):
        other = way(given)
        assert repr(other) == repr(given)
        np.testing.assert_array_equal(other.inputs, given.inputs)
    verdict = alignment.verdict("x", [0, 1], "y")
    assert way(verdict).sentence() == verdict.sentence()
    with pytest.raises(TypeError):
        way(alignment.regions[0]).nodes["x"] = None


@copied
def test_a_graph_is_read_only_however_it_came(alignment, way):
    other = way(alignment.graphs["x"])
    assert other == alignment.graphs["x"]
    for array in (other.edges, other.lens, other.membership.data, other.membership.indices):
        assert not array.flags.writeable


@copied
def test_a_fitted_mapper_can_be_copied(alignment, way):
    mapper = ta.Mapper("pca").fit(alignment.representations["x"])
    other = way(mapper)
    assert other.graph_ == mapper.graph_
    assert repr(other.suggestion_) == repr(mapper.suggestion_)
