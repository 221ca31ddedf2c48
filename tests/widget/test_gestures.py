"""What the user does is one step and one message, and is taken over whole or not at all."""

import pytest

import topoalign_widget as ta
from tests.widget.test_finding import BLOB, N_INPUTS, RING
from topoalign_widget import motifs
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.widget.selection import SelectionError


@pytest.fixture
def widget():
    alignment = ta.align({"ring": MapperGraph.from_nodes([*RING, *BLOB], N_INPUTS)})
    topic = [i % 3 for i in range(N_INPUTS)]
    return ta.TopoAlignWidget(alignment, metadata={"topic": topic}, label="topic")


def messages(widget):
    """Listen to what is sent to the view: a list that grows, of names of values in each message."""
    sent = []
    widget._send = lambda message, buffers=None: sent.append(set(message.get("state", ())))
    return sent


def test_a_gesture_is_one_message_and_one_step(widget):
    sent = messages(widget)
    widget.find(motifs.component())
    assert [name for each in sent for name in each if name == "_undoable"] == ["_undoable"]
    assert len(sent) == 1
    widget.match = 0
    sent.clear()
    widget.undo()
    assert len(sent) == 1
    assert {"selection", "match", "_patterns", "_undoable"} <= sent[0]
    steps = len(widget.history)
    widget.state = widget.state
    assert len(widget.history) == steps


def test_what_the_view_says_is_taken_over_whole_or_not_at_all(widget):
    sent = messages(widget)
    with pytest.raises(SelectionError):
        widget.set_state({"color_by": "node size", "selection": {"nodes": {"ring": [99]}, "inputs": []}})
    assert widget.color_by == "topic"
    assert widget.selection == {"nodes": {}, "inputs": []}
    assert len(widget.history) == 1
    # The view shows already what it asked for.
    assert sent == [{"color_by", "selection"}, {"status"}]
    assert "99" in widget.status["message"]


@pytest.mark.parametrize("deed", [{"kind": "region", "number": 0}, {"kind": "undo"}, {"kind": "redo"}])
def test_the_view_hears_that_what_it_asked_for_is_done_after_what_came_of_it(widget, deed):
    # One graph has no regions: that nothing came of it is told, too.
    widget.select(inputs=[1])
    widget.select(inputs=[2])
    widget.undo()
    told = []
    widget._send = lambda message, buffers=None: told.append(message)
    widget._handle_custom_msg({"id": "q1", **deed}, [])
    *_, last = told
    assert last["method"] == "custom"
    assert last["content"] == {"id": "q1"}
