import asyncio
import threading

import pytest

import topoalign_widget as ta
from tests.widget.test_rebuild import MAPPER, ask
from tests.widget.waits import SECONDS, until
from topoalign_widget.alignment import regions
from topoalign_widget.widget.coloring import color


@pytest.fixture
def widget(arrays):
    w = ta.compare(arrays, metadata={"side": [0] * 80 + [1] * 80}, label="side", mapper=MAPPER)
    yield w
    w.close()


def test_regions_are_looked_for_beside_the_kernel(widget, monkeypatch):
    started, go = threading.Event(), threading.Event()
    original = regions.tested_regions

    def slow(*arguments, **keywords):
        started.set()
        assert go.wait(SECONDS)
        return original(*arguments, **keywords)

    async def session():
        monkeypatch.setattr(regions, "tested_regions", slow)
        shown = widget._color_scale
        widget.color_by = "region"
        assert await asyncio.to_thread(started.wait, SECONDS)
        await until(lambda: widget.status["kind"] == "busy")
        assert widget._color_scale == shown
        go.set()
        await until(lambda: widget._color_scale["column"] == "region")

    asyncio.run(session())
    assert widget.status["kind"] == "ready"
    assert widget.color_by == "region"


def test_colouring_that_is_cancelled_or_breaks_leaves_the_colours(widget, monkeypatch):
    started, go = threading.Event(), threading.Event()

    def breaks(*_, **__):
        started.set()
        assert go.wait(SECONDS)
        raise ZeroDivisionError

    async def session():
        monkeypatch.setattr(regions, "tested_regions", breaks)
        widget.color_by = "region"
        assert await asyncio.to_thread(started.wait, SECONDS)
        await until(lambda: widget.status["kind"] == "busy")
        widget._requested(widget, {"id": 2, "kind": "cancel"}, [])
        assert (widget.color_by, widget.status["kind"]) == ("side", "ready")
        go.set()
        widget.color_by = "region"
        await until(lambda: widget.status["kind"] == "error")

    asyncio.run(session())
    assert widget.status["message"] == "ZeroDivisionError"
    assert (widget.color_by, widget._color_scale["column"]) == ("side", "side")


def test_other_graphs_come_with_their_regions(widget, monkeypatch):
    searched = []
    original = regions.tested_regions

    def heard(*arguments, **keywords):
        searched.append(threading.current_thread())
        return original(*arguments, **keywords)

    async def session():
        widget.color_by = "region"
        await until(lambda: widget._color_scale["column"] == "region")
        monkeypatch.setattr(regions, "tested_regions", heard)
        ask(widget, n_intervals=[5])
        await until(lambda: widget.parameters["graphs"]["one"]["n_intervals"] == [5])

    asyncio.run(session())
    assert len(searched) == 1
    assert searched[0] is not threading.main_thread()
    assert widget._colors == color("region", widget.alignment).values
