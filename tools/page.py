"""A widget on a page of its own, without a notebook and a kernel: for pictures and measurements of the view."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from topoalign_widget.widget.bundle import CSS, ESM
from topoalign_widget.widget.traits import SharedTraits
from topoalign_widget.widget.widget import TopoAlignWidget

BUNDLE = ("_esm", "_css")
# Values that are set are heard by the view as if they came from a kernel; messages to it go nowhere.
MODEL = """
const state = STATE;
for (const name of ["_topology", "_positions", "_colors"]) {
  state[name] = new DataView(Uint8Array.from(atob(state[name]), (c) => c.charCodeAt(0)).buffer);
}
const heard = new Map();
const model = {
  get: (name) => state[name],
  set: (name, value) => {
    state[name] = value;
    for (const listener of heard.get(`change:${name}`) ?? []) listener();
  },
  on: (event, listener) => { heard.set(event, [...(heard.get(event) ?? []), listener]); },
  off: (event, listener) => { heard.set(event, (heard.get(event) ?? []).filter((f) => f !== listener)); },
  save_changes: () => {},
  send: () => {},
};
"""


def page_of(
    widget: TopoAlignWidget,
    background: str = "#ffffff",
    width: int | None = None,
    instead: Mapping[str, Any] = MappingProxyType({}),
) -> str:
    """Write a page that shows a widget when ``window.show()`` is called.

    Parameters
    ----------
    widget : TopoAlignWidget
        As it is now.
    background : str, default white
        A CSS colour behind it.
    width : int, optional
        In pixels. Default: that of the page.
    instead : mapping of str to value, optional
        Values of traits in place of the widget's.

    Returns
    -------
    str
        HTML. ``window.model`` is what the view gets its values from.
    """
    shared = [name for name in vars(SharedTraits) if name in widget.traits(sync=True) and name not in BUNDLE]
    state = {**widget.get_state(shared, drop_defaults=False), **instead}
    style = "" if width is None else f' style="width:{width}px"'
    text = json.dumps(state, default=lambda buffer: base64.b64encode(buffer).decode())
    script = MODEL.replace("STATE", text.replace("</", "<\\/"))
    source = base64.b64encode(Path(ESM).read_bytes()).decode()
    return f"""<!doctype html><meta charset="utf-8"><style>{Path(CSS).read_text()}</style>
<body style="margin:0;background:{background}"><div id="cell"{style}></div><script type="module">
import view from "data:text/javascript;base64,{source}";
{script}
window.model = model;
window.show = () => {{ view.render({{ model, el: document.querySelector("#cell") }}); }};
</script>"""
