import json
import pickle

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.cluster import DBSCAN
from traitlets import TraitError

import topoalign_widget as ta
from tests.widget.write_fixtures import FIXTURES, alignment, encoded, graphs
from topoalign_widget.alignment import regions
from topoalign_widget.alignment.layout import LayoutError
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.representations import MetadataError, RepresentationError
from topoalign_widget.widget.coloring import ColorError, color
from topoalign_widget.widget.selection import SelectionError

EMPTY = {"nodes": {}, "inputs": []}


@pytest.fixture
def frame():
    return pd.DataFrame({"topic": list("xxyyzzxy"), "text": [f"sentence {i}" for i in range(8)]})


@pytest.fixture
def widget(frame):
    return ta.TopoAlignWidget(alignment(graphs()), metadata=frame, label="topic", text="text")


@pytest.fixture
def sent(widget, monkeypatch):
    messages = []
    monkeypatch.setattr(widget.comm, "send", lambda data=None, buffers=None, **_: messages.append(data))
    return messages


def test_fixtures_for_the_view_are_what_python_sends_today():
    fresh = dict(encoded())
    kept = {path.name: path.read_text() for path in FIXTURES.glob("*.json")}
    assert kept == fresh, "run python -m tests.widget.write_fixtures"


def test_buffers_decode_to_the_graphs(widget):
    assert widget._manifest["n_inputs"] == 8
    for entry in widget._manifest["graphs"]:
        graph = widget.alignment.graphs[entry["name"]]
        read = {
            key: np.frombuffer(widget._topology, "<f4" if key == "edge_weights" else "<i4", length, offset)
            for key, (offset, length) in entry["slices"].items()
        }
        assert all(offset % 4 == 0 for offset, _ in entry["slices"].values())
        np.testing.assert_array_equal(read["edges"].reshape(-1, 2), graph.edges)
        np.testing.assert_array_equal(read["edge_weights"], graph.edge_weights)
        np.testing.assert_array_equal(read["indptr"], graph.membership.indptr)
        np.testing.assert_array_equal(read["inputs"], graph.membership.indices)
    positions = np.frombuffer(widget._positions, "<f4").reshape(-1, 2)
    np.testing.assert_array_equal(positions, np.vstack(list(widget.alignment.positions.values())))


def test_nothing_is_selected_at_first(widget):
    assert widget.selection == EMPTY
    assert widget.selected_inputs.dtype == np.int64
    assert len(widget.selected_frame()) == 0


def test_select_from_python_is_sent_to_the_view(widget, sent):
    widget.select(nodes={"a": [1, 0]})
    assert [m["state"]["selection"] for m in sent] == [{"nodes": {"a": [0, 1]}, "inputs": [0, 1, 2, 3]}]
    assert widget.selected_nodes["a"].tolist() == [0, 1]
    assert widget.selected_frame()["topic"].tolist() == ["x", "x", "y", "y"]
    assert widget.selected_frame().index.tolist() == [0, 1, 2, 3]


def test_select_where(widget):
    widget.select(where="topic == 'z'")
    assert widget.selected_inputs.tolist() == [4, 5]
    assert widget.selected_nodes == {}


def test_selection_made_in_the_view_reaches_observers_once(widget):
    heard = []
    stop = widget.on_selection(lambda inputs: heard.append(inputs.tolist()))
    widget.set_state({"selection": {"nodes": {"b": [2]}, "inputs": [5, 6, 7]}})
    widget.set_state({"selection": {"nodes": {"b": [2]}, "inputs": [5, 6, 7]}})
    assert heard == [[5, 6, 7]]
    stop()
    widget.set_state({"selection": EMPTY})
    assert heard == [[5, 6, 7]]


@pytest.mark.parametrize(
    "arguments", [{"nodes": {"c": [0]}}, {"inputs": [8]}, {"where": "nope == 1"}, {"where": [True]}]
)
def test_a_bad_selection_changes_nothing(widget, arguments):
    widget.select(inputs=[3])
    with pytest.raises(SelectionError):
        widget.select(**arguments)
    assert widget.selected_inputs.tolist() == [3]


def test_select_takes_one_way(widget):
    with pytest.raises(TypeError, match=r"exactly one .* got none"):
        widget.select()
    with pytest.raises(TypeError, match="got inputs and where"):
        widget.select(inputs=[0], where="topic == 'x'")


def test_recoloring_sends_scale_and_values_in_one_message(widget, sent):
    widget.color_by = "node size"
    together = [m["state"].keys() for m in sent if "_color_scale" in m["state"]]
    assert len(together) == 1
    assert widget._colors == b""


def test_recoloring_by_an_unknown_column_changes_nothing(widget):
    before = widget._color_scale
    with pytest.raises(ColorError, match="Did you mean 'topic'"):
        widget.color_by = "topci"
    assert (widget.color_by, widget._color_scale) == ("topic", before)


def test_metadata_of_the_alignment(frame):
    told = alignment(graphs()).with_metadata(frame, "topic")
    widget = ta.TopoAlignWidget(told, text="text")
    assert widget.color_by == "topic"
    pd.testing.assert_frame_equal(widget.metadata, frame)
    widget = ta.TopoAlignWidget(alignment(graphs()), metadata=frame, label="topic")
    assert (widget.alignment.label, list(widget.alignment.metadata)) == ("topic", ["topic", "text"])
    widget.coupling = 2.0
    assert widget.alignment.label == "topic"


def test_places_follow_the_layout():
    rng = np.random.default_rng(0)
    nodes = [np.flatnonzero(rng.random(40) < 0.3).tolist() for _ in range(24)]
    pair = {
        name: MapperGraph.from_nodes(own, n_inputs=40) for name, own in (("a", nodes[:12]), ("b", nodes[12:]))
    }
    widget = ta.TopoAlignWidget(alignment(pair))
    widget.color_by = "place in b"
    before = widget._colors
    widget.coupling = 8.0
    assert widget._colors != before
    assert widget._colors == color("place in b", widget.alignment).values


def test_coupling_lays_out_again(widget):
    before = widget._positions
    widget.coupling = 5.0
    assert widget._positions != before
    assert widget.alignment.coupling == 5.0
    for bad in (-1.0, float("nan")):
        with pytest.raises(LayoutError):
            widget.coupling = bad
    assert widget.coupling == 5.0


def test_hovered(widget):
    widget.hovered = {"graph": "a", "node": 2}
    with pytest.raises(SelectionError):
        widget.hovered = {"graph": "a", "node": 9}
    with pytest.raises(SelectionError):
        widget.hovered = {"node": 1}
    assert widget.hovered == {"graph": "a", "node": 2}
    widget.hovered = None


def test_samples_are_members_and_have_their_text(frame):
    frame["text"] = ["long " * 100, *frame["text"][1:]]
    samples = ta.TopoAlignWidget(alignment(graphs()), metadata=frame, text="text")._samples
    assert samples["nodes"]["a"] == [[0, 1, 2], [2, 3], [3, 4, 5], [6]]
    assert samples["texts"]["1"] == "sentence 1"
    assert len(samples["texts"]["0"]) == 160
    json.dumps(samples)


def test_metadata_of_other_kinds(frame):
    for metadata in (
        frame.to_dict("list"),
        pl.DataFrame(frame.to_dict("list")),
        frame.set_index("text", drop=False),
    ):
        widget = ta.TopoAlignWidget(alignment(graphs()), metadata=metadata, label="topic", text="text")
        widget.select(inputs=[7])
        assert widget.selected_frame()["text"].tolist() == ["sentence 7"]


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ({"label": "topic"}, MetadataError, "metadata"),
        ({"metadata": {"topic": [1, 2]}}, MetadataError, "2"),
        ({"metadata": {"topic": range(8)}, "label": "topik"}, MetadataError, "topic"),
        ({"metadata": {"topic": range(8)}, "text": "nope"}, MetadataError, "topic"),
        ({"colour": "topic"}, TypeError, r"does not take 'colour'.*It takes alignment, metadata"),
        ({"theme": "sepia"}, TraitError, "sepia"),
    ],
)
def test_bad_arguments_say_how_to_mend_them(arguments, error, says):
    with pytest.raises(error, match=says):
        ta.TopoAlignWidget(alignment(graphs()), **arguments)


def test_widget_of_something_else():
    with pytest.raises(TypeError, match=r"got dict.*align"):
        ta.TopoAlignWidget({"a": 1})


def test_compare_builds_aligns_and_shows():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(200, 4))
    models = {"one": x, "two": x @ rng.normal(size=(4, 6))}
    widget = ta.compare(models, metadata={"i": np.arange(200) // 2}, label="i")
    assert list(widget.alignment.graphs) == ["one", "two"]
    assert widget.color_by == "i"
    assert "one" in repr(widget)


@pytest.mark.parametrize(
    ("representations", "says"),
    [
        ({"one": np.eye(5), "two": np.eye(6)}, "5.*6"),
        ({}, "one"),
        ({"one": [["a", "b"]]}, "one"),
    ],
)
def test_compare_refuses_what_it_cannot_compare(representations, says):
    with pytest.raises(RepresentationError, match=says):
        ta.compare(representations)


def test_misspelt_keyword_of_compare_names_its_neighbour():
    with pytest.raises(TypeError, match=r"compare\(\) does not take 'lable'. Did you mean 'label'\?"):
        ta.compare({}, lable="topic")


@pytest.fixture
def groups():
    """Three groups in two models, and which each input is in."""
    rng = np.random.default_rng(1)
    group = np.repeat(np.arange(3), 60)
    arrays = {
        name: np.array(centres)[group] + rng.normal(size=(180, 2))
        for name, centres in {"one": [[0, 0], [9, 0], [20, 1]], "two": [[0, 5], [0, 15], [20, 0]]}.items()
    }
    mapper = ta.Mapper("pca", "uniform", 8, 0.4, DBSCAN(eps=1.5, min_samples=3))
    widget = ta.compare(arrays, metadata={"group": group}, label="group", mapper=mapper)
    yield widget
    widget.close()


def test_regions_are_looked_for_when_first_coloured_by(groups, monkeypatch):
    searched = []
    original = regions.tested_regions
    monkeypatch.setattr(regions, "tested_regions", lambda *a, **kw: searched.append(1) or original(*a, **kw))
    groups.coupling = 2.0
    assert not searched
    groups.color_by = "region"
    assert groups._color_scale["categories"] == [family.label for family in groups.alignment.families]
    assert groups._color_scale["categories"]
    assert groups.status["kind"] == "ready"
    groups.coupling = 1.0
    groups.color_by = "group"
    groups.color_by = "region"
    groups.select(region=0)
    assert groups.selected_inputs.tolist() == groups.alignment.regions[0].inputs.tolist()
    assert len(searched) == 1


def test_colours_of_regions_come_with_other_graphs(groups):
    groups.color_by = "region"
    groups.rebuild(ta.Mapper("pca", "uniform", 5, 0.4, DBSCAN(eps=40.0, min_samples=3)))
    assert groups.color_by == "region"
    assert groups._colors == color("region", groups.alignment).values


def test_kept_neighbours_stay_when_other_graphs_come(groups):
    groups.color_by = "kept neighbours"
    before = groups._colors
    np.testing.assert_allclose(
        np.frombuffer(before, "<f4"), groups.alignment.kept_neighbours("one", "two"), rtol=1e-6
    )
    groups.rebuild(ta.Mapper("pca", "uniform", 5, 0.4, DBSCAN(eps=1.5, min_samples=3)))
    assert (groups.color_by, groups._colors) == ("kept neighbours", before)


def test_a_widget_is_not_pickled_and_says_what_can_be():
    widget = ta.TopoAlignWidget(alignment(graphs()))
    with pytest.raises(TypeError, match=r"cannot be pickled. Pickle widget.alignment.*save_html"):
        pickle.dumps(widget)
    assert pickle.loads(pickle.dumps(widget.alignment)).n_inputs == widget.alignment.n_inputs
