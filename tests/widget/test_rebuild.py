import asyncio
import threading
from itertools import pairwise

import numpy as np
import pytest
from sklearn.cluster import DBSCAN, KMeans

import topoalign_widget as ta
from tests.widget.waits import SECONDS, at_rest, until
from topoalign_widget.mapper.cover import CoverError
from topoalign_widget.widget import background, rebuild
from topoalign_widget.widget.rebuild import RebuildError

MAPPER = ta.Mapper("pca", "uniform", 8, 0.4, DBSCAN(eps=1.0, min_samples=3))


@pytest.fixture
def widget(arrays):
    w = ta.compare(arrays, metadata={"side": [0] * 80 + [1] * 80}, label="side", mapper=MAPPER)
    yield w
    w.close()


def ask(widget, kind="rebuild", **changes):
    """Send what the panel sends: the whole table, with changes to all graphs."""
    graphs = {name: {**own, **changes} for name, own in widget.parameters["graphs"].items()}
    widget._requested(widget, {"id": 1, "kind": kind, "graphs": graphs}, [])


@pytest.fixture
def held_up(monkeypatch):
    """Make building wait: events for that it has started, and that it may go on."""
    started, go = threading.Event(), threading.Event()
    original = rebuild.Source.rebuilt

    def slow(self, *arguments):
        started.set()
        assert go.wait(SECONDS)
        return original(self, *arguments)

    monkeypatch.setattr(rebuild.Source, "rebuilt", slow)
    return started, go


def test_the_table_tells_what_the_graphs_were_built_with(widget):
    assert widget.parameters["graphs"]["one"] == {
        "lens": "pca",
        "cover": "uniform",
        "n_intervals": [8],
        "overlap": [0.4],
        "eps": 1.0,
        "min_samples": 3,
    }
    assert {"l2norm", "pca2", "density"} <= set(widget.parameters["lenses"])


def test_a_change_gives_the_graph_that_mapper_gives(widget, arrays):
    ask(widget, lens="l2norm", n_intervals=[5], eps=1.5)
    expected = ta.Mapper("l2norm", "uniform", 5, 0.4, DBSCAN(eps=1.5, min_samples=3))
    for name, x in arrays.items():
        assert widget.alignment.graphs[name] == expected.fit(x).graph_
    assert [g["n_nodes"] for g in widget._manifest["graphs"]] == [
        g.n_nodes for g in widget.alignment.graphs.values()
    ]
    assert widget.parameters["graphs"]["two"]["eps"] == 1.5
    assert widget.status["kind"] == "ready"


def test_the_selection_stays_by_its_inputs(widget):
    widget.select(nodes={"one": [0, 1]})
    inputs = widget.selected_inputs
    heard = []
    widget.on_selection(heard.append)
    ask(widget, n_intervals=[15])
    assert widget.selection == {"nodes": {}, "inputs": inputs.tolist()}
    np.testing.assert_array_equal(widget.selected_inputs, inputs)
    assert widget.color_by == "side"


def test_only_what_changed_is_built(widget, monkeypatch):
    before = dict(widget.alignment.graphs)
    graphs = {name: dict(own) for name, own in widget.parameters["graphs"].items()}
    graphs["two"]["overlap"] = [0.2]
    monkeypatch.setattr("topoalign_widget.mapper.estimator.apply_lens", kept_values)
    widget._requested(widget, {"id": 1, "kind": "rebuild", "graphs": graphs}, [])
    assert widget.alignment.graphs["one"] is before["one"]
    assert widget.alignment.graphs["two"].parameters["overlap"] == 0.2
    assert widget.alignment.graphs["two"].parameters["lens"] == "pca"


def kept_values(lens, x):
    assert isinstance(lens, np.ndarray), "the lens was computed again"
    return lens


def test_nodes_set_out_from_where_their_inputs_are(widget):
    before = widget.alignment
    ask(widget, n_intervals=[9])
    apart, spread = [], []
    for name in before.graphs:
        old, new = (inputs_at(a, name) for a in (before, widget.alignment))
        apart.append(np.nanmean(np.linalg.norm(old - new, axis=1)))
        spread.append(np.linalg.norm(widget.alignment.positions[name], axis=1).mean())
    assert np.mean(apart) < 0.35 * np.mean(spread)


def inputs_at(alignment, name):
    """Mean place of the nodes that hold an input; NaN for noise."""
    held = alignment.graphs[name].membership.toarray()
    places = [alignment.positions[name][held[:, i]] for i in range(held.shape[1])]
    return np.array([own.mean(axis=0) if len(own) else [np.nan, np.nan] for own in places])


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"lens": "l3norm"}, "Did you mean 'l2norm'"),
        ({"n_intervals": [0]}, "at least 1"),
        ({"n_intervals": [3, 4]}, "2 values"),
        ({"n_intervals": "many"}, "must be one number"),
        ({"overlap": [1.5]}, "less than 1"),
        ({"eps": -1.0}, "eps"),
        ({"lens": 3}, "must be a name"),
        ({"bandwidth": 3}, "no parameter 'bandwidth'"),
    ],
)
def test_what_cannot_be_built_is_said_and_changes_nothing(widget, changes, says):
    state = {name: widget.get_state()[name] for name in ("_manifest", "_topology", "parameters", "selection")}
    ask(widget, **changes)
    assert widget.status["kind"] == "error"
    assert says in widget.status["message"]
    assert {name: widget.get_state()[name] for name in state} == state


def test_unknown_messages_are_left_alone(widget):
    status = widget.status
    for content in ({"kind": "drop tables"}, {}, {"kind": None}):
        widget._requested(widget, content, [])
    assert widget.status == status
    widget._requested(widget, {"kind": "rebuild"}, [])
    assert widget.status["kind"] == "error"


def test_parameters_chosen_anew(widget, arrays):
    ask(widget, "suggest")
    suggestion = ta.suggest(arrays)
    for name, own in widget.parameters["graphs"].items():
        assert own["lens"] == suggestion[name].lens
        assert own["eps"] == suggestion[name].clusterer.eps


def test_the_last_request_wins_and_none_blocks(widget, held_up):
    started, go = held_up

    async def session():
        ask(widget, n_intervals=[4])
        assert await asyncio.to_thread(started.wait, SECONDS)
        assert widget.parameters["graphs"]["one"]["n_intervals"] == [8]
        ask(widget, n_intervals=[5])
        ask(widget, n_intervals=[6])
        go.set()
        await until(lambda: widget.parameters["graphs"]["one"]["n_intervals"] != [8])
        await at_rest()

    asyncio.run(session())
    assert widget.parameters["graphs"]["one"]["n_intervals"] == [6]
    assert widget.alignment.graphs["one"].parameters["n_intervals"] == 6


def test_coupling_that_was_changed_meanwhile_holds(widget, held_up):
    started, go = held_up

    async def session():
        ask(widget, n_intervals=[4])
        assert await asyncio.to_thread(started.wait, SECONDS)
        widget.coupling = 3.0
        go.set()
        await until(lambda: widget.parameters["graphs"]["one"]["n_intervals"] == [4])

    asyncio.run(session())
    assert widget.alignment.coupling == widget.coupling == 3.0


def test_one_word_for_all_that_suggesting_does(widget, monkeypatch):
    said = []
    monkeypatch.setattr(background, "PAUSE", 0.0)
    monkeypatch.setattr(widget, "_report", lambda what, share: said.append((what, share)))
    ask(widget, "suggest")
    assert {what for what, _ in said} == {
        "starting",
        "trying parameters",
        "clustering pullbacks",
        "laying out",
    }
    shares = [share for what, share in said if what == "trying parameters"]
    assert 0 <= min(shares) < max(shares) <= 1
    assert sum(b < a for a, b in pairwise(shares)) <= 2


def test_cancelling(widget, monkeypatch):
    started = threading.Event()
    original = rebuild.Source.rebuilt

    def endless(self, *arguments):
        started.set()
        while True:
            original(self, *arguments)

    async def session():
        monkeypatch.setattr(rebuild.Source, "rebuilt", endless)
        ask(widget, n_intervals=[4])
        assert await asyncio.to_thread(started.wait, SECONDS)
        await until(lambda: widget.status["kind"] == "busy")
        widget._requested(widget, {"id": 2, "kind": "cancel"}, [])
        await at_rest()

    asyncio.run(session())
    assert widget.status["kind"] == "ready"
    assert widget.parameters["graphs"]["one"]["n_intervals"] == [8]


def test_closed_while_graphs_are_built(arrays, held_up):
    started, go = held_up

    async def session():
        w = ta.compare(arrays, mapper=MAPPER)
        before, status = w.alignment, w.status
        ask(w, n_intervals=[4])
        assert await asyncio.to_thread(started.wait, SECONDS)
        w.close()
        go.set()
        await at_rest()
        assert w.alignment is before
        return status, w.status

    before, after = asyncio.run(session())
    assert after["kind"] in (before["kind"], "busy")


def test_an_error_of_the_users_own_code_is_said_and_changes_nothing(widget, monkeypatch):
    def breaks(*_):
        raise ZeroDivisionError

    async def session():
        monkeypatch.setitem(rebuild.NAMED, "eccentricity", breaks)
        ask(widget, lens="eccentricity")
        await until(lambda: widget.status["kind"] == "error")

    before = widget.alignment
    asyncio.run(session())
    assert widget.status["message"] == "ZeroDivisionError"
    assert widget.alignment is before
    ask(widget, n_intervals=[6])
    assert widget.status["kind"] == "ready"


def test_what_cannot_be_built_from_python_ends_what_was_being_built(widget, held_up):
    started, go = held_up

    async def session():
        ask(widget, n_intervals=[4])
        assert await asyncio.to_thread(started.wait, SECONDS)
        await until(lambda: widget.status["kind"] == "busy")
        with pytest.raises(CoverError):
            widget.rebuild(ta.Mapper("pca", n_intervals=0, overlap=0.3))
        assert widget.status["kind"] == "ready"
        ask(widget, n_intervals="many")
        assert widget.status["kind"] == "error"
        go.set()
        await at_rest()

    before = widget.alignment
    asyncio.run(session())
    assert widget.status["kind"] == "error"
    assert widget.alignment is before
    with pytest.raises(TypeError, match="must be a Mapper"):
        widget.rebuild(3)


def test_from_python(widget, arrays):
    widget.select(inputs=[1, 2])
    widget.rebuild(ta.Mapper("pca2", "uniform", 5, 0.3, KMeans(2, n_init=1, random_state=0)))
    assert widget.parameters["graphs"]["one"]["eps"] is None
    assert widget.selected_inputs.tolist() == [1, 2]
    ask(widget, eps=1.0)
    assert "no radius" in widget.status["message"]
    ask(widget, n_intervals=[4])
    expected = ta.Mapper("pca2", "uniform", 4, 0.3, KMeans(2, n_init=1, random_state=0)).fit(arrays["one"])
    assert widget.alignment.graphs["one"] == expected.graph_


def test_without_representations_there_is_no_panel(widget):
    plain = ta.TopoAlignWidget(widget.alignment)
    assert plain.parameters is None
    plain._requested(plain, {"id": 1, "kind": "suggest"}, [])
    assert plain.status["kind"] == "ready"
    with pytest.raises(RebuildError, match="compare"):
        plain.rebuild()
