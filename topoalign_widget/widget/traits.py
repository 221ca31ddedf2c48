"""Every value that the widget and its view share, and what may be written into it.

Data go one way, from Python to the view; their names start with an underscore. User state goes both ways, in
canonical form: what is equal looks equal, so that an echo is recognised by its value.
"""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets as t

from topoalign_widget.alignment.alignment import Alignment
from topoalign_widget.alignment.layout import check_coupling
from topoalign_widget.alignment.sensitivity import Sensitivity
from topoalign_widget.motifs import Matches
from topoalign_widget.widget import patterns, queries, region_list, wire
from topoalign_widget.widget import selection as selections
from topoalign_widget.widget.bundle import CSS, ESM
from topoalign_widget.widget.coloring import NO_FILTER, checked, checked_filter


class SharedTraits(anywidget.AnyWidget):
    """The traits of :class:`TopoAlignWidget`, which says what they mean."""

    _esm = ESM
    _css = CSS

    # Each Dict is tagged with its shape, from which the view's types are generated.
    _manifest = t.Dict().tag(sync=True, shape=wire.Manifest)
    _topology = t.Bytes().tag(sync=True)
    _positions = t.Bytes().tag(sync=True)
    _colors = t.Bytes().tag(sync=True)
    _color_scale = t.Dict().tag(sync=True, shape=wire.ColorScale)
    _samples = t.Dict().tag(sync=True, shape=wire.Samples)
    # None until somebody wants to see them: they take a search.
    _regions = t.Any(None, allow_none=True).tag(sync=True, shape=list[wire.RegionEntry])
    _patterns = t.List(t.Dict()).tag(sync=True, shape=list[wire.Pattern])
    _matches = t.Any(None, allow_none=True).tag(sync=True, shape=wire.MatchList)
    _undoable = t.Dict(default_value={"undo": False, "redo": False}).tag(sync=True, shape=wire.Undoable)
    _inspectable = t.Dict().tag(sync=True, shape=wire.Inspectable)
    # What the notebook calls the output that keeps the last picture; nothing where there is none.
    _still = t.Unicode("").tag(sync=True)

    selection = t.Dict().tag(sync=True, shape=wire.Selection)
    hovered = t.Dict(allow_none=True, default_value=None).tag(sync=True, shape=wire.Hovered)
    color_columns = t.List(t.Unicode(), read_only=True).tag(sync=True)
    color_by = t.Unicode().tag(sync=True)
    filter = t.Dict(default_value=dict(NO_FILTER)).tag(sync=True, shape=wire.Filter)
    # None until they are found, unless somebody has said which are drawn: an empty list says none.
    regions = t.Any(None, allow_none=True).tag(sync=True, shape=list[int])
    selection_membrane = t.Bool(True).tag(sync=True)
    membranes = t.Any([]).tag(sync=True, shape=list[wire.Membrane])
    motif = t.Any(None, allow_none=True).tag(sync=True, shape=wire.Query)
    match = t.Int(allow_none=True, default_value=None).tag(sync=True)
    coupling = t.Float(1.0).tag(sync=True)
    tool = t.Enum(["pan", "lasso"], default_value="pan").tag(sync=True)
    view = t.Dict(default_value={"linked": True, "cameras": {}}).tag(sync=True, shape=wire.View)
    theme = t.Enum(["auto", "light", "dark"], default_value="auto").tag(sync=True)
    height = t.Int(520, min=120, max=4000).tag(sync=True)
    status = t.Dict().tag(sync=True, shape=wire.Status)
    parameters = t.Dict(allow_none=True, default_value=None).tag(sync=True, shape=wire.ParameterTable)

    # What is shown; set before anything is checked against it.
    _alignment: Alignment
    _sensitivity: Sensitivity | None
    # The matches of ``motif``; None while they are looked for.
    _found: Matches | None = None

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take over what the view says, in one step and message; all of it, or nothing."""
        traits = self.traits(sync=True)
        told = {name: value for name, value in sync_data.items() if name in traits}
        try:
            for name, value in told.items():
                traits[name]._validate(self, value)
        except Exception as error:
            self.send_state(list(told))  # the view shows already what is refused
            self._failed(error)
            raise
        with self.hold_sync():
            super().set_state(sync_data)

    def _be_ready(self) -> None:
        self.status = {"kind": "ready", "message": " ".join(self._alignment.remarks), "fraction": None}

    def _report(self, what: str, share: float) -> None:
        self.status = {"kind": "busy", "message": what, "fraction": share}

    def _failed(self, error: Exception) -> None:
        self.status = {"kind": "error", "message": str(error) or type(error).__name__, "fraction": None}

    @t.validate("selection")
    def _check_selection(self, proposal: t.Bunch) -> wire.Selection:
        return selections.canonical(proposal["value"], self._alignment.graphs)

    @t.validate("hovered")
    def _check_hovered(self, proposal: t.Bunch) -> dict[str, Any] | None:
        return selections.hovered(proposal["value"], self._alignment.graphs)

    @t.validate("color_by")
    def _check_color_by(self, proposal: t.Bunch) -> str:
        return checked(str(proposal["value"]), self._alignment, self._sensitivity)

    @t.validate("filter")
    def _check_filter(self, proposal: t.Bunch) -> wire.Filter:
        return checked_filter(proposal["value"])

    @t.validate("regions")
    def _check_regions(self, proposal: t.Bunch) -> list[int]:
        return region_list.canonical(proposal["value"], self._alignment, self._regions)

    @t.validate("membranes")
    def _check_membranes(self, proposal: t.Bunch) -> list[wire.Membrane]:
        return patterns.canonical(proposal["value"], self._alignment.graphs)

    @t.validate("motif")
    def _check_motif(self, proposal: t.Bunch) -> wire.Query | None:
        return queries.canonical(proposal["value"], self._alignment.graphs)

    @t.validate("match")
    def _check_match(self, proposal: t.Bunch) -> int | None:
        return queries.checked_match(proposal["value"], self._found)

    @t.validate("coupling")
    def _check_coupling(self, proposal: t.Bunch) -> float:
        return check_coupling(proposal["value"])
