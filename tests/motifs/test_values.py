"""Motifs are values: equal, readable, written and read."""

import json

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import topoalign_widget as ta
from topoalign_widget import motifs
from topoalign_widget.motifs import MotifError, from_spec

EVERY = [
    motifs.path(4),
    motifs.fork(4, min_length=3),
    motifs.flare(),
    motifs.loop(7),
    motifs.star(5),
    motifs.bridge(20),
    motifs.cut_node(),
    motifs.clique(3),
    motifs.component(2),
    motifs.tree(),
    motifs.pattern(nx.Graph([(0, 1), (1, 2)])),
    motifs.like("a", [5, 3, 4]),
]

bounds = st.tuples(st.none() | st.integers(-5, 0), st.none() | st.floats(0, 9))
conditions = st.fixed_dictionaries(
    {},
    optional={
        "size": bounds,
        "label": st.text(min_size=1) | st.lists(st.integers(0, 9), min_size=1),
        "purity": st.floats(0.1, 1),
        "lens": bounds | st.dictionaries(st.integers(0, 3), bounds, min_size=1),
        "matched": st.booleans() | st.sampled_from("ab"),
        "columns": st.dictionaries(st.text(), bounds, min_size=1),
        "share": st.floats(0.1, 1),
    },
)


def test_every_kind_is_written_and_read():
    assert [motif.kind for motif in EVERY] == list(motifs.KINDS)
    for motif in EVERY:
        assert from_spec(json.loads(json.dumps(motif.spec()))) == motif


@given(st.sampled_from(EVERY), conditions)
def test_conditions_are_written_and_read(motif, asked):
    narrowed = motif.where(**asked)
    again = from_spec(json.loads(json.dumps(narrowed.spec())))
    assert again == narrowed
    assert hash(again) == hash(narrowed)
    assert again.where() == again


def test_equal_by_value():
    assert motifs.loop(5) == motifs.loop() == motifs.cycle(min_length=np.int64(5))
    assert motifs.loop() != motifs.loop(6)
    assert motifs.loop() != motifs.loop().where(size=(2, None))
    assert motifs.like("a", [2, 1, 2]) == motifs.like("a", np.array([1, 2]))
    assert len({motifs.loop(), motifs.loop(5), motifs.tree()}) == 2


def test_conditions_add_up_until_given_anew():
    motif = motifs.loop().where(label="sport").where(purity=0.5).where(label=["art", "law"])
    assert motif == motifs.loop().where(purity=0.5, label=("law", "art"))


def test_readable():
    assert repr(motifs.loop(6)) == "loop(min_length=6)"
    assert repr(motifs.path().where(label="sport", size=(3, None))) == (
        "path(min_length=5).where(size=[3, None], label=['sport'])"
    )
    assert str(motifs.like("a", [1, 2])) == "like(graph='a', nodes=(1, 2))"


def test_what_is_left_out_has_its_default():
    assert from_spec({"kind": "cycle"}) == motifs.loop()
    assert from_spec({"kind": "path", "where": None}) == motifs.path()


def test_name_in_the_package():
    assert ta.motifs is motifs


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ("loop", "written as a dictionary"),
        ({}, "no motif of the kind None"),
        ({"kind": "lop"}, "Did you mean 'loop'"),
        ({"kind": ["loop"]}, "no motif of the kind"),
        ({"kind": "loop", "length": 4}, "loop does not take 'length'. Did you mean 'min_length'"),
        ({"kind": "loop", "conditions": {}}, "does not take 'conditions'"),
        ({"kind": "loop", "min_length": "4"}, "min_length must be a whole number of at least 4; got '4'"),
        ({"kind": "loop", "min_length": 3}, "at least 4"),
        ({"kind": "fork", "arms": True}, "arms must be a whole number"),
        ({"kind": "like", "graph": "a"}, "like needs nodes"),
        ({"kind": "like", "graph": 3, "nodes": [1]}, "graph must be the name"),
        ({"kind": "like", "graph": "a", "nodes": []}, "nodes must be numbers"),
        ({"kind": "like", "graph": "a", "nodes": [0.5]}, "nodes must be numbers"),
        ({"kind": "like", "graph": "a", "nodes": list(range(51))}, "up to 50 nodes; got 51"),
        ({"kind": "pattern", "nodes": [{}], "edges": [[0, 1]]}, "there is no node 1"),
        ({"kind": "pattern", "nodes": [3], "edges": []}, "a list of conditions"),
        ({"kind": "pattern", "nodes": [{"siz": 3}], "edges": []}, "Did you mean 'size'"),
        ({"kind": "pattern", "nodes": [{"share": 0.5}], "edges": []}, "share is no condition on one node"),
        ({"kind": "pattern", "nodes": [], "edges": []}, "1 to 30 nodes"),
        ({"kind": "pattern", "node": []}, "does not take 'node'"),
        ({"kind": "loop", "where": [1]}, "where must be conditions by name"),
        ({"kind": "loop", "where": {"purity": 1.5}}, "purity must be a share"),
        ({"kind": "loop", "where": {"share": 0}}, "share must be a share"),
        ({"kind": "loop", "where": {"size": 3}}, "size must be (least, greatest)"),
        ({"kind": "loop", "where": {"size": [3, 2]}}, "size must be (least, greatest)"),
        ({"kind": "loop", "where": {"size": [3, float("inf")]}}, "Bounds of size must be finite numbers"),
        ({"kind": "loop", "where": {"size": ["3", None]}}, "Bounds of size must be finite numbers"),
        ({"kind": "loop", "where": {"label": []}}, "name a class at least"),
        ({"kind": "loop", "where": {"lens": {"x": [0, 1]}}}, "dimension of the lens must be a whole number"),
        ({"kind": "loop", "where": {"matched": 1}}, "matched must be True, False or the name"),
        ({"kind": "loop", "where": {"columns": ["year"]}}, "columns must be ranges by name"),
        ({"kind": "loop", "where": {"labels": "x"}}, "Did you mean 'label'"),
    ],
)
def test_what_cannot_be_read_is_said(spec, said):
    with pytest.raises(MotifError) as error:
        from_spec(spec)
    assert said in str(error.value)


def test_patterns_are_plain_graphs():
    for graph in (nx.DiGraph([(0, 1)]), nx.MultiGraph([(0, 1)]), nx.Graph([(0, 0)]), {0: [1]}):
        with pytest.raises(MotifError):
            motifs.pattern(graph)


def test_misspelt_keyword():
    with pytest.raises(TypeError, match="Did you mean 'label'"):
        motifs.loop().where(lable="sport")
