"""What a frame costs in a browser, next to peers on the same graphs: ``python -m benchmarks.frames``.

Two graphs of 2,000 nodes and 6,000 edges in headless Chromium, whose canvas the processor draws. Real pointer and
wheel events pan, zoom and point; frames follow each other as fast as they can.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
import networkx as nx
import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import Page, sync_playwright
from scipy.spatial import Delaunay

import topoalign_widget as ta
from benchmarks.report import table
from tools.chromium import FLAGS, require
from tools.lab import Lab, Notebook
from tools.page import page_of
from topoalign_widget.widget.bundle import ESM
from topoalign_widget.widget.wire import RegionEntry

N_NODES, N_INPUTS, N_REGIONS = 2000, 40_000, 12
# Nodes of which more than this share is in a region have its bubble around them.
WITHIN = 0.8
WIDTH, HEIGHT = 1100, 460
# Events of each gesture; the first fifth of what comes of them only warms up.
EVENTS = 150
PROBE = Path(__file__).with_suffix(".js")
# Frames as fast as they come. ipysigma draws with WebGL: without a graphics card, SwiftShader does.
UNLIMITED = ["--disable-frame-rate-limit", "--disable-gpu-vsync"]
WEBGL = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist"]

KERNEL = {"kernelspec": {"name": "python3", "language": "python", "display_name": "Python 3"}}

Floats = NDArray[np.float64]
Times = list[float]


@dataclass
class Measured:
    """Milliseconds: of frames and of the drawing in them; until what is pointed at, and the start, can be seen."""

    pan: Times
    zoom: Times
    draws: Times
    hover: Times
    first: float
    kilobytes: float


# The graphs.


def patches(at: Floats, sites: Floats) -> ta.MapperGraph:
    """Make a node of the triangles around each site; inputs outside of all triangles are noise."""
    mesh = Delaunay(sites)
    triangle = mesh.find_simplex(at)
    inside = np.flatnonzero(triangle >= 0)
    corners = mesh.simplices[triangle[inside]].ravel()
    order = np.argsort(corners, kind="stable")
    ends = np.flatnonzero(np.diff(corners[order])) + 1
    return ta.MapperGraph.from_nodes(np.split(np.repeat(inside, 3)[order], ends), len(at))


@cache
def shown() -> tuple[ta.TopoAlignWidget, list[RegionEntry]]:
    """Make the widget that is measured, and regions to draw around nodes of one colour in it."""
    rng = np.random.default_rng(0)
    at = rng.random((N_INPUTS, 2))
    graphs = {
        name: patches(at + 0.01 * rng.normal(size=at.shape), rng.random((N_NODES, 2)))
        for name in ("first", "second")
    }
    centres = rng.random((N_REGIONS, 2))
    region = np.linalg.norm(at[:, None] - centres, axis=2).argmin(axis=1)
    names = [f"region {i + 1:02}" for i in range(N_REGIONS)]
    inside = region[:, None] == np.arange(N_REGIONS)
    shares = {name: g.membership.astype(int) @ inside / g.node_sizes[:, None] for name, g in graphs.items()}
    entries = [
        RegionEntry(
            name=name,
            kinds=["match"],
            nodes={graph: np.flatnonzero(own[:, i] > WITHIN).tolist() for graph, own in shares.items()},
            n_inputs=int(inside[:, i].sum()),
            content=0.9,
            structure=0.9,
            p_value=0.01,
        )
        for i, name in enumerate(names)
    ]
    metadata = {"region": np.array(names)[region]}
    widget = ta.TopoAlignWidget(
        ta.align(graphs), metadata=metadata, label="region", height=HEIGHT, theme="light"
    )
    return widget, entries


def joined() -> tuple[nx.Graph, Floats]:
    """Put both graphs beside each other into one, for peers that show one; with positions in pixels."""
    alignment = shown()[0].alignment
    graphs = [nx.from_edgelist(g.edges, nx.empty_graph(g.n_nodes)) for g in alignment.graphs.values()]
    first, second = (at.astype(float) for at in alignment.positions.values())
    scale = (HEIGHT - 90) / np.ptp(np.concatenate([first, second]), axis=0).max()
    at = np.concatenate([first * scale, second * scale + [WIDTH / 2, 0]])
    return nx.disjoint_union_all(graphs), at * [1, -1]


# Driving.


def measured(page: Page, selector: str, first: float, size: int) -> Measured:
    """Pan, zoom and point in what a selector finds."""
    page.wait_for_timeout(1000)
    box = page.locator(selector).first.bounding_box()
    assert box is not None
    mouse = page.mouse
    x, y = box["x"] + box["width"] / 4, box["y"] + box["height"] / 2

    def pan() -> None:
        # In a corner there are no nodes that a drag could move.
        mouse.move(box["x"] + 20, box["y"] + box["height"] - 20)
        mouse.down()
        for step in range(EVENTS):
            angle = 4 * np.pi * step / EVENTS
            mouse.move(x + 60 * np.sin(angle), y + 40 * np.cos(angle))
        mouse.up()

    def zoom() -> None:
        mouse.move(x, y)
        for step in range(EVENTS):
            mouse.wheel(0, -50 if step % 8 < 4 else 50)

    def point() -> None:
        # One by one: what is asked for is how long one takes.
        for dx, dy in np.random.default_rng(0).uniform(-1, 1, (EVENTS, 2)):
            mouse.move(x + 0.15 * box["width"] * dx, y + 0.3 * box["height"] * dy)
            page.wait_for_timeout(60)

    def noted(drive: Callable[[], None], *what: str) -> list[Times]:
        page.evaluate("probe.reset()")
        drive()
        times = [page.evaluate(f"probe.{name}") for name in what]
        page.wait_for_timeout(1000)
        return [own[len(own) // 5 :] for own in times]

    (pointed,) = noted(point, "latencies")
    panned, drawing = noted(pan, "frames", "draws")
    (zoomed,) = noted(zoom, "frames")
    return Measured(panned, zoomed, drawing, pointed, first, size / 1000)


@contextmanager
def page_with(*flags: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=require(), args=[*FLAGS, *UNLIMITED, *flags])
        try:
            page = browser.new_page(viewport={"width": WIDTH + 460, "height": HEIGHT + 440})
            page.add_init_script(path=PROBE)
            yield page
        finally:
            browser.close()


def opened(page: Page, html: str) -> None:
    """Load a page from a file, as a reader would."""
    with tempfile.NamedTemporaryFile("w", suffix=".html") as file:
        file.write(html)
        file.flush()
        page.goto(Path(file.name).as_uri())


def ours() -> Measured:
    with page_with() as page:
        widget, regions = shown()
        drawn = {"_regions": regions, "regions": list(range(N_REGIONS))}
        opened(page, page_of(widget, width=WIDTH, instead=drawn))
        page.wait_for_function("'show' in window")
        first = page.evaluate("probe.untilDrawn(window.show)")
        return measured(page, ".ta-stage canvas", first, Path(ESM).stat().st_size)


def pyvis() -> Measured:
    from pyvis.network import Network

    graph, at = joined()
    network = Network(height=f"{HEIGHT}px", width=f"{WIDTH}px", cdn_resources="in_line")
    for node, (x, y) in enumerate(at):
        network.add_node(node, label=None, size=2, x=float(x), y=float(y), shape="dot", physics=False)
    network.add_edges(list(graph.edges))
    network.toggle_physics(False)
    network.options.interaction.hover = True
    html = network.generate_html()
    # What it would fetch from elsewhere is decoration.
    html = re.sub(r"<(link|script)[^>]*https://[^>]*>", "", html)
    with page_with() as page:
        opened(page, html)
        first = page.evaluate("probe.untilDrawn(drawGraph)")
        empty = Network(cdn_resources="in_line").generate_html()
        return measured(page, "#mynetwork canvas", first, len(empty.encode()))


def ipysigma() -> Measured:
    """Measure in JupyterLab: it has no page of its own that needs no network."""
    graph, at = joined()
    state = {"edges": [list(map(int, edge)) for edge in graph.edges], "at": at.tolist()}
    cell = f"""
import json, networkx as nx
from ipysigma import Sigma
state = json.loads({json.dumps(json.dumps(state))})
graph = nx.Graph(state["edges"])
layout = {{node: {{"x": x, "y": -y}} for node, (x, y) in enumerate(state["at"])}}
Sigma(graph, layout=layout, height={HEIGHT}, default_node_size=2, hide_info_panel=True, hide_search=True)
"""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)], metadata=KERNEL)
    static = Path(sys.prefix, "share/jupyter/labextensions/ipysigma/static")
    size = sum(path.stat().st_size for path in static.glob("*.js"))
    with tempfile.TemporaryDirectory() as scratch:
        folder, state_folder = Path(scratch, "notebooks"), Path(scratch, "state")
        folder.mkdir()
        state_folder.mkdir()
        nbformat.write(notebook, folder / "peer.ipynb")
        with Lab(folder, state_folder) as lab, page_with(*WEBGL) as page:
            opened_notebook = Notebook(page, lab.url("peer.ipynb"))
            opened_notebook.run_all()
            page.wait_for_selector("canvas.sigma-mouse", timeout=60_000)
            page.wait_for_timeout(3000)
            return measured(page, "canvas.sigma-mouse", float("nan"), size)


def cell(times: Times, ours: Times) -> str:
    """Write median and 95th percentile, and how many times ours the median is."""
    median, late = np.percentile(times, [50, 95])
    ratio = "" if times is ours else f", {median / np.median(ours):.1f}x"
    return f"{median:.1f} ({late:.1f}) ms{ratio}"


def main() -> None:
    rows = []
    first = ours()
    for name, found in (("topoalign_widget", first), ("pyvis", pyvis()), ("ipysigma", ipysigma())):
        gestures = [
            cell(getattr(found, key), getattr(first, key)) for key in ("pan", "draws", "zoom", "hover")
        ]
        start = "" if np.isnan(found.first) else f"{found.first:.0f} ms"
        rows.append([name, *gestures, start, f"{found.kilobytes:.0f} kB"])
    graphs = shown()[0].alignment.graphs.values()
    sizes = [
        " + ".join(f"{n:,}" for n in own)
        for own in zip(*((g.n_nodes, g.n_edges) for g in graphs), strict=True)
    ]
    header = [
        "",
        "a frame of panning",
        "of it drawing",
        "of zooming",
        "hover to drawn",
        "first paint",
        "script",
    ]
    table(f"Frames: {sizes[0]} nodes, {sizes[1]} edges; median (95th percentile)", header, rows)


if __name__ == "__main__":
    main()
