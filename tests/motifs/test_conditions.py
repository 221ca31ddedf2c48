"""What nodes of a match are asked to be like."""

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tests.motifs.graphs import aligned, found
from topoalign_widget import motifs
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.motifs import MotifError
from topoalign_widget.representations import MetadataError

# Five nodes, none joined to another, of 1 to 5 inputs: every node is a component.
NODES = [[0], [1, 2], [3, 4, 5], [6, 7, 8, 9], [10, 11, 12, 13, 14]]
N = 16
LENS = np.stack([np.arange(N), -np.arange(N)], axis=1)
FRAME = pd.DataFrame(
    {
        "topic": ["art", "art", "law", "law", "law", "art", *["art"] * 4, *["sport"] * 3, None, "art", "law"],
        "year": [2000, 2001, 2003, 2005, np.nan, 2005, *[np.nan] * 4, *range(2010, 2016)],
        "text": [f"text {i}" for i in range(N)],
    }
)


@pytest.fixture(scope="module")
def alignment():
    return aligned(MapperGraph.from_nodes(NODES, N, lens=LENS), metadata=FRAME, label="topic")


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, [0, 1, 2, 3, 4]),
        ({"size": (2, 4)}, [1, 2, 3]),
        ({"size": (None, 1)}, [0]),
        ({"label": "art"}, [0, 1, 3]),  # of two classes that are as many, the first
        ({"label": ["law", "sport"]}, [2, 4]),
        ({"purity": 0.6}, [0, 2, 3, 4]),
        ({"purity": 0.61, "label": "sport"}, []),
        ({"lens": (4, 8)}, [2, 3]),
        ({"lens": {1: (-1.5, 0)}}, [0, 1]),
        ({"lens": {"0": (1, None), "1": (-5, None)}}, [1, 2]),
        ({"columns": {"year": (2002, 2005)}}, [1, 2]),  # a missing year does not count, a node without is out
        ({"columns": {"year": (None, None)}}, [0, 1, 2, 3, 4]),
        ({"size": (2, None), "label": "art", "lens": (None, 5)}, [1]),
    ],
)
def test_nodes_that_meet_conditions(alignment, asked, expected):
    assert sorted(found(alignment, motifs.component().where(**asked))) == [[node] for node in expected]


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({"label": "spor"}, MotifError, "no class 'spor' in 'topic'. Did you mean 'sport'"),
        ({"lens": {2: (0, 1)}}, MotifError, "dimensions 0 to 1; got 2"),
        ({"columns": {"yeer": (0, 1)}}, MetadataError, "Did you mean 'year'"),
        ({"columns": {"text": (0, 1)}}, MotifError, "no column of numbers"),
        ({"matched": "b"}, MotifError, "no graph 'b' to be matched with"),
    ],
)
def test_conditions_that_make_no_sense_here(alignment, asked, error, said):
    with pytest.raises(error) as raised:
        alignment.find(motifs.component().where(**asked))
    assert said in str(raised.value)


def test_what_must_be_known():
    unknown = aligned(MapperGraph.from_nodes(NODES, N))
    for asked, error in (
        ({"label": "art"}, MetadataError),
        ({"purity": 0.5}, MetadataError),
        ({"columns": {"year": (0, 1)}}, MetadataError),
        ({"lens": (0, 1)}, MotifError),
    ):
        with pytest.raises(error):
            unknown.find(motifs.component().where(**asked))


def test_a_class_may_be_a_number():
    numbered = aligned(MapperGraph.from_nodes(NODES, N), metadata={"k": np.arange(N) // 3}, label="k")
    assert found(numbered, motifs.component().where(label=0)) == [[1], [0]]


def test_shape_is_of_the_graph_not_of_such_nodes():
    """The rim of a wheel is no loop, though its nodes alone would be one."""
    wheel = nx.wheel_graph(9)
    small = motifs.loop().where(size=(None, 4))
    assert found(aligned(wheel), small) == []
    assert found(aligned(nx.cycle_graph(8)), small) == [list(range(8))]


def test_share_of_nodes():
    ring = nx.cycle_graph(8)
    ring.add_edge(0, 8)  # makes node 0 larger than the others
    small = motifs.loop().where(size=(None, 3))
    assert found(aligned(ring), small) == []
    assert found(aligned(ring), small.where(share=7 / 8)) == [list(range(8))]


def test_cliques_are_of_such_nodes():
    clique = nx.complete_graph(5)
    clique.add_edge(0, 5)
    assert found(aligned(clique), motifs.clique().where(size=(None, 5))) == [[1, 2, 3, 4]]


def test_matched():
    """Two blocks of ten inputs are a node in both graphs, a third one only in the first."""
    blocks = np.arange(120).reshape(4, 30)
    one = MapperGraph.from_nodes(list(blocks[:3]), 120)
    other = MapperGraph.from_nodes([blocks[0], blocks[1], np.r_[blocks[2, ::2], blocks[3, ::2]]], 120)
    alignment = aligned(one, other)
    inside = sorted({int(node) for region in alignment.regions for node in region.nodes["a"]})
    assert 0 < len(inside) < 3
    component = motifs.component()
    assert sorted(found(alignment, component.where(matched=True), graph="a")) == [[i] for i in inside]
    assert found(alignment, component.where(matched="a"), graph="b")
    assert found(alignment, component.where(matched="a"), graph="a") == []
    unmatched = found(alignment, component.where(matched=False), graph="a")
    assert sorted([*unmatched, *([node] for node in inside)]) == [[0], [1], [2]]
