"""Regions, motifs, patterns, membranes, undo and saved states, without a browser."""

import asyncio
import json

import numpy as np
import pytest

import topoalign_widget as ta
from tests.widget.waits import at_rest, until
from topoalign_widget import motifs
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.motifs import MotifError
from topoalign_widget.widget import finding, patterns, region_list
from topoalign_widget.widget.coloring import ColorError
from topoalign_widget.widget.selection import SelectionError
from topoalign_widget.widget.session import StateError

STEP, N_RING, N_BLOB = 10, 8, 40
RING = [[(STEP * i + j) % (STEP * N_RING) for j in range(STEP + 3)] for i in range(N_RING)]
BLOB = [[STEP * N_RING + i for i in range(start, start + 25)] for start in (0, 15)]
N_INPUTS = STEP * N_RING + N_BLOB


@pytest.fixture(scope="module")
def alignment():
    """A ring and a blob; in the second graph the ring is open between its last and its first node."""
    arc = [[i for i in node if not (at == N_RING - 1 and i < STEP)] for at, node in enumerate(RING)]
    graphs = {"ring": [*RING, *BLOB], "arc": [*arc, *BLOB]}
    return ta.align({name: MapperGraph.from_nodes(nodes, N_INPUTS) for name, nodes in graphs.items()})


@pytest.fixture
def widget(alignment):
    topic = ["ring"] * (STEP * N_RING) + ["blob"] * N_BLOB
    return ta.TopoAlignWidget(alignment, metadata={"topic": topic}, label="topic")


def ask(widget, kind, **content):
    sent = []
    widget.send = lambda answer, buffers=None: sent.append(answer)
    widget._handle_custom_msg({"id": "q1", "kind": kind, **content}, [])
    return sent[0] if sent else None


def in_notebook(alignment, scenario):
    """Run a scenario where an event loop runs, as in a notebook: searches are in threads there."""

    async def notebook():
        widget = ta.TopoAlignWidget(alignment)
        await scenario(widget)
        await at_rest()
        return widget

    return asyncio.run(notebook())


def test_regions_are_searched_for_when_the_view_asks(widget):
    assert widget._regions is None
    assert widget.regions is None
    ask(widget, "regions")
    found = widget.alignment.regions
    assert [entry["n_inputs"] for entry in widget._regions] == [len(region.inputs) for region in found]
    assert widget.regions == list(range(len(found)))
    first = widget._regions[0]
    assert first["nodes"] == {name: nodes.tolist() for name, nodes in found[0].nodes.items()}
    assert first["content"] == found[0].content
    assert first["kinds"] == [found[0].kind]
    json.dumps(widget._regions, allow_nan=False)


def test_shown_regions_can_be_set_and_are_checked(widget):
    widget.regions = (1, 0, 1)
    assert widget.regions == [0, 1]
    assert widget._regions is not None
    for bad in ([99], ["first"], "01", [True]):
        with pytest.raises(SelectionError):
            widget.regions = bad
    assert widget.regions == [0, 1]


def test_who_wants_no_region_before_any_is_known_gets_none(widget):
    widget.regions = []
    ask(widget, "regions")
    assert widget._regions
    assert widget.regions == []
    # Before that nobody had said anything: the best are drawn.
    widget.undo()
    assert widget.regions == region_list.shown_at_first(widget._regions) != []
    widget.redo()
    assert widget.regions == []
    widget.regions = None
    assert widget.regions == region_list.shown_at_first(widget._regions)


def test_no_region_stays_none_in_a_saved_state(widget, alignment):
    widget.regions = []
    other = ta.TopoAlignWidget(alignment, metadata=widget.metadata, label="topic")
    other.state = json.loads(json.dumps(widget.state))
    ask(other, "regions")
    assert other.regions == []


def test_a_region_of_many_graphs_is_a_family_wherever_it_has_a_number(alignment):
    graphs = {**alignment.graphs, "again": alignment.graphs["ring"]}
    widget = ta.TopoAlignWidget(ta.align(graphs))
    ask(widget, "regions")
    family = widget.alignment.families[1]
    assert widget._regions[1]["n_inputs"] == len(family.inputs)
    ask(widget, "region", number=1)
    assert widget.selected_inputs.tolist() == family.inputs.tolist()
    widget.select(region=0)
    assert widget.selected_inputs.tolist() == widget.alignment.families[0].inputs.tolist()
    with pytest.raises(SelectionError, match="Families run from 0"):
        widget.select(region=len(widget.alignment.families))
    ask(widget, "region", number="first")
    assert widget.status["kind"] == "error"


def test_one_graph_has_no_regions():
    alone = ta.TopoAlignWidget(ta.align({"one": MapperGraph.from_nodes(RING, N_INPUTS)}))
    ask(alone, "regions")
    assert alone._regions == []


def test_a_selection_is_a_pattern_in_every_graph(widget):
    widget.select(nodes={"ring": range(N_RING)})
    (pattern,) = widget._patterns
    here, there = pattern["parts"]["ring"], pattern["parts"]["arc"]
    assert (here["kind"], here["nodes"], here["pieces"], here["loops"]) == ("origin", list(range(8)), 1, 1)
    assert (there["kind"], there["nodes"], there["pieces"], there["loops"]) == (
        "opened",
        list(range(8)),
        1,
        0,
    )
    assert there["share"] == 1.0
    assert there["p_value"] <= 0.05
    assert sum(there["held"]) >= 1
    assert there["shares"] == [1.0] * 8
    assert "opened" in there["said"]
    widget.select(inputs=[])
    assert widget._patterns == []


def test_kept_membranes_follow_the_selection_in_the_list(widget):
    widget.wrap("the blob", where="topic == 'blob'")
    widget.select(nodes={"ring": [0]})
    assert [pattern["name"] for pattern in widget._patterns] == ["selection", "the blob"]
    blob = widget._patterns[1]
    assert blob["n_inputs"] == N_BLOB
    assert {part["kind"] for part in blob["parts"].values()} == {"kept"}
    widget.wrap("the blob", inputs=[80, 81])
    assert [pattern["n_inputs"] for pattern in widget._patterns] == [13, 2]


def test_only_what_is_new_is_followed(widget, monkeypatch):
    asked = []
    original = patterns.verdicts_of

    def noted(inputs, others, **how):
        for verdict in original(inputs, others, **how):
            asked.append(len(inputs))
            yield verdict

    monkeypatch.setattr(patterns, "verdicts_of", noted)
    widget.wrap("two", inputs=[80, 81])
    widget.select(inputs=[1, 2, 3])
    assert asked == [2, 2, 3, 3]  # once in each graph
    widget.undo()
    assert len(asked) == 4


@pytest.mark.parametrize(
    ("membranes", "told"),
    [
        ([{"inputs": [1]}], "has a 'name'"),
        ([{"name": "x", "inputs": [1]}, {"name": "x", "inputs": [2]}], "two membranes 'x'"),
        ([{"name": "selection", "inputs": [1]}], "the selection's own"),
        ([{"name": "x", "inputs": []}], "would hold no input"),
        ([{"name": "x", "nodes": {"nope": [1]}}], "no graph 'nope'"),
        ("x", "list of dicts"),
    ],
)
def test_bad_membranes_change_nothing(widget, membranes, told):
    widget.membranes = [{"name": "good", "inputs": [3]}]
    with pytest.raises(SelectionError, match=told):
        widget.membranes = membranes
    assert widget.membranes == [{"name": "good", "nodes": {}, "inputs": [3]}]


def test_a_motif_is_found_from_python(widget):
    found = widget.find(motifs.loop())
    assert widget.matches is found
    assert [match.graph for match in found] == ["ring"]
    assert widget.motif == {"motif": motifs.loop().spec(), "graph": None}
    (entry,) = widget._matches["entries"]
    assert sorted(entry["nodes"]) == list(range(N_RING))
    assert entry["verdicts"]["arc"]["kind"] == "opened"
    assert widget.selection["inputs"] == []


def test_a_motif_is_found_from_the_view(widget):
    widget.set_state({"motif": {"motif": {"kind": "loop", "min_length": 6}, "graph": "ring"}})
    assert len(widget.matches) == 1
    widget.set_state({"match": 0})
    assert widget.selected_nodes["ring"].tolist() == list(range(N_RING))
    assert widget._patterns[0]["parts"]["arc"]["kind"] == "opened"
    widget.select(inputs=[1])
    assert widget.match is None
    widget.motif = None
    assert widget.matches is None
    assert widget._matches is None


def test_a_search_in_the_notebook_does_not_block_it(alignment):
    async def notebook():
        widget = ta.TopoAlignWidget(alignment)
        widget.motif = motifs.loop()
        at_once = widget.matches
        await until(lambda: widget._matches is not None and widget._matches["entries"][0]["verdicts"])
        return at_once, widget

    at_once, widget = asyncio.run(notebook())
    assert at_once is None
    assert len(widget.matches) == 1
    assert widget.status["kind"] == "ready"


def test_undo_while_a_motif_is_looked_for_ends_the_search(alignment):
    async def scenario(widget):
        widget.find(motifs.loop())
        widget.motif = motifs.component()
        widget.undo()

    widget = in_notebook(alignment, scenario)
    assert widget.motif == {"motif": motifs.loop().spec(), "graph": None}
    assert widget.matches.motif == motifs.loop()
    assert widget._matches["entries"][0]["verdicts"]


def test_undo_brings_back_matches_that_came_later_than_the_next_step(alignment):
    async def scenario(widget):
        widget.find(motifs.loop())
        widget.motif = motifs.component()
        widget.select(inputs=[1])
        await at_rest()
        widget.undo()

    widget = in_notebook(alignment, scenario)
    assert widget.selected_inputs.tolist() == []
    assert widget.matches.motif == motifs.component()
    assert len(widget._matches["entries"]) == len(widget.matches)


@pytest.mark.parametrize(
    ("give_up", "is_step"), [(lambda w: setattr(w, "motif", None), True), (lambda w: ask(w, "cancel"), False)]
)
def test_a_search_that_is_given_up_leaves_nothing_behind(alignment, give_up, is_step):
    async def scenario(widget):
        widget.find(motifs.loop())
        await at_rest()
        widget.motif = motifs.component()
        widget._report("searching", 0.5)
        give_up(widget)

    widget = in_notebook(alignment, scenario)
    assert (widget.motif, widget.matches, widget._matches) == (None, None, None)
    assert widget.status["kind"] == "ready"
    widget.undo()
    assert widget.matches.motif == (motifs.component() if is_step else motifs.loop())


def test_matches_of_other_graphs_change_nothing(widget):
    for graph, found in (("other", ()), (None, widget.alignment.find(motifs.loop()).found)):
        foreign = ta.TopoAlignWidget(ta.align({"one": MapperGraph.from_nodes(BLOB, N_INPUTS)}))
        with pytest.raises((SelectionError, MotifError)):
            foreign.matches = motifs.Matches(motifs.loop(), graph, found)
        assert (foreign.motif, foreign.matches, foreign._matches) == (None, None, None)


def test_bad_queries_change_nothing(widget):
    widget.find(motifs.component())
    before = widget.motif, widget.matches
    for bad in ({"kind": "loop"}, {"motif": {"kind": "spiral"}}, "loop"):
        with pytest.raises(MotifError):
            widget.motif = bad
    with pytest.raises(SelectionError):
        widget.motif = {"motif": {"kind": "loop"}, "graph": "nope"}
    with pytest.raises(SelectionError):
        widget.match = len(widget.matches)
    with pytest.raises(MotifError):
        widget.matches = [1]
    assert (widget.motif, widget.matches) == before


def test_undo_takes_a_gesture_back_with_what_followed_from_it(widget):
    widget.find(motifs.component(), graph="ring")
    widget.match = 1
    widget.color_by = "node size"
    assert widget._undoable == {"undo": True, "redo": False}
    widget.undo()
    assert widget.color_by == "topic"
    assert widget.match == 1
    widget.undo()
    assert widget.match is None
    assert widget.selection["inputs"] == []
    assert len(widget.matches) == 2
    widget.undo()
    assert widget.matches is None
    assert widget._undoable == {"undo": False, "redo": True}
    for _ in range(3):
        ask(widget, "redo")
    assert (widget.match, widget.color_by) == (1, "node size")
    assert widget.selected_nodes["ring"].tolist() == widget.matches[1].nodes.tolist()
    assert len(widget.history) == 4


def test_a_step_can_be_undone_though_a_function_of_the_user_fails(widget):
    stop = widget.on_selection(lambda inputs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        widget.select(inputs=[1])
    stop()
    widget.select(inputs=[2])
    widget.undo()
    assert widget.selected_inputs.tolist() == [1]


def test_regions_that_arrive_are_no_step(widget):
    widget.select(inputs=[1])
    ask(widget, "regions")
    shown = widget.regions
    assert shown
    widget.undo()
    assert widget.selected_inputs.tolist() == []
    assert widget.regions == shown


def test_regions_that_arrive_are_not_searched_for_again(alignment):
    shown = ta.TopoAlignWidget(ta.align(alignment.graphs))
    shown._take_regions(region_list.encode_regions(alignment))
    assert shown.regions
    assert "_unlabelled" not in vars(shown.alignment)


def test_a_colour_that_is_given_up_for_another_leaves_the_widget_ready(alignment):
    async def scenario(widget):
        widget.color_by = "region"
        widget._report("matching", 0.5)
        widget.color_by = "lens percentile"

    assert in_notebook(ta.align(alignment.graphs), scenario).status["kind"] == "ready"


def test_the_state_is_saved_and_restored_as_json(widget, alignment):
    widget.find(motifs.component(), graph="arc")
    widget.match = 0
    widget.wrap("blob", where="topic == 'blob'")
    widget.color_by = "node size"
    widget.filter = {"column": "node size", "range": [2, 9]}
    widget.regions = [0]
    state = json.loads(json.dumps(widget.state))
    topic = widget.metadata
    other = ta.TopoAlignWidget(alignment, metadata=topic, label="topic")
    other.state = state
    assert other.state == widget.state
    assert len(other.matches) == len(widget.matches)
    other.undo()
    assert other.state["match"] is None
    assert other.state["membranes"] == []


def test_a_bad_state_changes_nothing(widget, alignment):
    good = widget.state
    for bad, error in [
        ({**good, "selection": {"inputs": [1], "nodes": {}}, "color_by": "nope"}, ColorError),
        ({**good, "color_by": "node size", "match": 3}, SelectionError),
        ({**good, "version": 99}, StateError),
        ({**good, "colour": 1}, StateError),
        ({**good, "graphs": {"ring": [1, 2, 3]}}, StateError),
        ([], StateError),
    ]:
        with pytest.raises(error):
            widget.state = bad
        assert widget.state == good


def test_a_state_may_say_nothing_of_some_values(widget):
    widget.find(motifs.component())
    widget.match = 1
    before = widget.state
    widget.state = {"version": before["version"], "theme": "dark"}
    assert widget.state == {**before, "theme": "dark"}


def test_a_name_is_given_on_request_only(widget):
    widget.select(inputs=[3, 5])
    assert widget.exports == {}
    answer = ask(widget, "name", name="hits", what="selection")
    assert answer["id"] == "q1"
    assert "hits" in answer["message"]
    np.testing.assert_array_equal(widget.exports["hits"], [3, 5])
    assert "error" in ask(widget, "name", name="not a name", what="selection")
    assert "error" in ask(widget, "name", name="hits", what="kernel")
    assert ask(widget, "unknown") is None


def test_a_filter_is_checked(widget):
    widget.filter = {"column": "topic", "categories": [1, 0, 1]}
    assert widget.filter == {"column": "topic", "categories": [0, 1], "range": None}
    endless = {"range": [0, np.inf]}  # no JSON
    for bad in ({"categories": "01"}, {"range": [2, 1]}, {"range": [1]}, endless, {"colour": 1}):
        with pytest.raises(ColorError):
            widget.filter = bad
    assert widget.filter["categories"] == [0, 1]


def test_a_large_selection_does_not_block_the_kernel(alignment, monkeypatch):
    monkeypatch.setattr(finding, "MANY", 1)

    async def notebook():
        widget = ta.TopoAlignWidget(alignment)
        widget.wrap("kept", inputs=[1, 2])
        widget.select(inputs=range(80))
        at_once = [pattern["name"] for pattern in widget._patterns]
        await until(lambda: len(widget._patterns) == 2)
        return at_once, widget

    at_once, widget = asyncio.run(notebook())
    assert "selection" not in at_once
    assert [pattern["name"] for pattern in widget._patterns] == ["selection", "kept"]
    assert widget._patterns[0]["n_inputs"] == 80
    assert widget.status["kind"] == "ready"
