"""Graphs as files that other programs read."""

import json
import math

import igraph
import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topoalign_widget import MapperGraph
from topoalign_widget.mapper.exchange import GraphFileError
from topoalign_widget.mapper.graph import GraphError
from topoalign_widget.writing import PathError

N = 8
SUFFIXES = (".graphml", ".json")


@pytest.fixture
def graph():
    lens = np.arange(10, dtype=float).reshape(5, 2)
    parameters = {"lens": "pca2", "n_intervals": (3, 4), "eps": 0.5, "<&>": 'a "b" \x01 é'}
    return MapperGraph.from_nodes(
        [[0, 1, 2], [1, 2, 3], [4]], 5, lens=lens, node_interval=[0, 1, 7], parameters=parameters
    )


@pytest.mark.parametrize("suffix", SUFFIXES)
@given(
    nodes=st.lists(st.lists(st.integers(0, N - 1), min_size=1, unique=True), max_size=6),
    lens=st.none() | st.lists(st.floats(-1e300, 1e300) | st.just(math.nan), min_size=N, max_size=N),
)
def test_an_equal_graph_comes_back(tmp_path_factory, suffix, nodes, lens):
    graph = MapperGraph.from_nodes(
        nodes, N, lens=lens, node_interval=range(len(nodes)), parameters={"eps": 0.1}
    )
    path = tmp_path_factory.getbasetemp() / f"graph{suffix}"
    graph.save(path)
    assert MapperGraph.load(path) == graph


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_all_that_is_known_comes_back(graph, tmp_path, suffix):
    graph.save(tmp_path / f"g{suffix.upper()}", positions=np.zeros((3, 2)))
    assert MapperGraph.load(tmp_path / f"g{suffix.upper()}") == graph


def test_json_is_the_node_link_form_of_networkx(graph, tmp_path):
    graph.save(tmp_path / "g.json")
    told = json.loads((tmp_path / "g.json").read_text(), parse_constant=pytest.fail)
    back = nx.node_link_graph(told, edges="edges")
    copy = graph.to_networkx()
    assert dict(back.nodes(data=True)) == dict(copy.nodes(data=True))
    assert dict(back.edges) == dict(copy.edges)
    assert MapperGraph.from_networkx(back, back.graph["n_inputs"]).edges.tolist() == [[0, 1]]


def test_graphml_has_single_values(graph, tmp_path):
    places = np.array([[0, 1], [2, 3], [4, 5.5]], dtype=np.float32)
    graph.save(tmp_path / "g.graphml", positions=places)
    back = nx.read_graphml(tmp_path / "g.graphml", node_type=int)
    first = {"size": 3, "interval": 0, "lens_1": 2.0, "lens_2": 3.0, "inputs": "0 1 2", "x": 0.0, "y": 1.0}
    assert back.nodes[0] == first
    assert back.nodes[2]["y"] == 5.5
    assert dict(back.edges) == {(0, 1): {"weight": 0.5, "shared": 2}}
    assert back.graph["n_inputs"] == 5


def test_igraph_reads_it_too(graph, tmp_path):
    graph.save(tmp_path / "g.graphml")
    back = igraph.Graph.Read_GraphML(str(tmp_path / "g.graphml"))
    assert back.get_edgelist() == [(0, 1)]
    assert back.es["weight"] == [0.5]
    assert back.vs["size"] == [3, 3, 1]


def test_what_is_unknown_is_left_out(tmp_path):
    MapperGraph.from_nodes([[0]], 2).save(tmp_path / "g.graphml")
    MapperGraph.from_nodes([[0]], 2).save(tmp_path / "g.json")
    assert "lens" not in nx.read_graphml(tmp_path / "g.graphml").nodes["0"]
    assert json.loads((tmp_path / "g.json").read_text())["nodes"][0]["lens"] == [None]
    assert math.isnan(MapperGraph.load(tmp_path / "g.graphml").lens[0, 0])


def test_the_same_graph_gives_the_same_bytes(graph, tmp_path):
    for suffix in SUFFIXES:
        graph.save(tmp_path / f"a{suffix}")
        MapperGraph.load(tmp_path / f"a{suffix}").save(tmp_path / f"b{suffix}")
        assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_shared_inputs_are_counted():
    graph = MapperGraph.from_nodes([[0, 1, 2, 3], [1, 2, 3], [3]], 4)
    assert dict(nx.get_edge_attributes(graph.to_networkx(), "shared")) == {(0, 1): 3, (0, 2): 1, (1, 2): 1}


def test_what_cannot_be_written(graph, tmp_path):
    with pytest.raises(PathError, match=r"saved as \.graphml or \.json.*'g\.gexf'"):
        graph.save("g.gexf")
    with pytest.raises(PathError, match="There is no folder"):
        graph.save(tmp_path / "none" / "g.json")
    with pytest.raises(GraphFileError, match=r"shape \(3, 2\).* got \(2, 2\)"):
        graph.save(tmp_path / "g.json", positions=[[0, 0], [1, 1]])
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_there_stays_after_an_error(graph, tmp_path, monkeypatch):
    (tmp_path / "g.graphml").write_text("before")

    def no_space(_, path):
        path.write_text("<graphml")
        raise OSError("full")

    monkeypatch.setattr(nx, "write_graphml_xml", no_space)
    with pytest.raises(OSError, match="full"):
        graph.save(tmp_path / "g.graphml")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["before"]


@pytest.mark.parametrize(
    ("suffix", "content", "says"),
    [
        (".json", "", "is no graph, or only a part of one"),
        (".json", "[]", "is no graph"),
        (".json", "[" * 100_000, "is no graph"),
        (
            ".json",
            '{"graph": {"n_inputs": 1, "lens": [[0]], "parameters": {}}, '
            '"nodes": [{"inputs": [0], "interval": 1180591620717411303424}]}',
            "is no graph",
        ),
        (".json", '{"nodes": [], "edges": []}', r"does not say 'graph'.*\.from_networkx\(graph, n_inputs\)"),
        (".json", '{"graph": {"lens": [], "parameters": {}}, "nodes": []}', "does not say 'n_inputs'"),
        (".graphml", "<graphml", "is no graph, or only a part of one"),
        (".graphml", "", "is no graph"),
    ],
)
def test_what_is_no_graph(tmp_path, suffix, content, says):
    path = tmp_path / f"g{suffix}"
    path.write_text(content)
    with pytest.raises(GraphFileError, match=says):
        MapperGraph.load(path)


def test_a_graph_of_another_program(tmp_path):
    nx.write_graphml(nx.path_graph(3), tmp_path / "path.graphml")
    with pytest.raises(GraphFileError, match="does not say"):
        MapperGraph.load(tmp_path / "path.graphml")
    told = {"n_inputs": 1, "lens": [[0]], "parameters": {}}
    (tmp_path / "g.json").write_text(
        json.dumps({"graph": told, "nodes": [{"inputs": [4], "interval": 0}], "edges": []})
    )
    with pytest.raises(GraphError, match="holds input 4"):
        MapperGraph.load(tmp_path / "g.json")
    with pytest.raises(FileNotFoundError):
        MapperGraph.load(tmp_path / "none.json")
