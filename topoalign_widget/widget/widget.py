"""The notebook widget: an Alignment as traits, user state both ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import anywidget
import numpy as np
import pandas as pd
import traitlets as t
from numpy.typing import ArrayLike, NDArray

from topoalign_widget.alignment.alignment import Alignment
from topoalign_widget.alignment.layout import check_coupling
from topoalign_widget.alignment.sensitivity import Sensitivity
from topoalign_widget.keywords import checked_keywords
from topoalign_widget.mapper.estimator import Mapper
from topoalign_widget.representations import column
from topoalign_widget.widget import selection as selections
from topoalign_widget.widget import wire
from topoalign_widget.widget.bundle import CSS, ESM
from topoalign_widget.widget.coloring import REGION, SIZE, ColorError, Coloring, checked, color_columns
from topoalign_widget.widget.encoding import encode_positions, encode_topology
from topoalign_widget.widget.rebuild import ParameterError, Rebuilder, RebuildError, Source
from topoalign_widget.widget.recoloring import Recolorer
from topoalign_widget.widget.samples import encode_samples


class TopoAlignWidget(anywidget.AnyWidget):
    """Aligned Mapper graphs side by side, linked with the notebook both ways.

    Parameters
    ----------
    alignment : Alignment
        The graphs and their joint layout, from :func:`topoalign_widget.align`.
    metadata : DataFrame, mapping or table of n_inputs rows, optional
        What is known of the inputs; its columns can colour the nodes, and regions get their labels from it.
        Default: that of the alignment, with its label.
    label : str, optional
        The column that nodes are first drawn as pies of. Whole numbers count as categories.
    text : str, optional
        The column that shows what an input is.
    source : Source, optional
        What the graphs are built from; with it, the view has a panel to change parameters. :func:`compare` gives it.
    sensitivity : Sensitivity, optional
        What survives other parameters, from :func:`topoalign_widget.sensitivity`; nodes and edges can be coloured by
        it. Its ``alignment`` must be the one that is shown.
    height : int, default 460
        Height of the canvas, in CSS pixels.
    theme : {"auto", "light", "dark"}, default "auto"
        "auto" follows the notebook.

    Attributes
    ----------
    selection : dict
        ``{"nodes": {graph: [node, ...]}, "inputs": [input, ...]}``; settable. See :meth:`select`.
    hovered : dict or None
        ``{"graph": name, "node": number}`` lights up a node from Python.
    color_by : str
        What the nodes are coloured by, one of ``color_columns``; :mod:`topoalign_widget.widget.coloring` tells what
        there is beside the metadata. What takes long is worked out beside the kernel's main thread.
    coupling : float
        How strongly nodes of different graphs that hold the same inputs attract each other. Setting it
        lays the graphs out again; the nodes set out from where they are.
    view : dict
        ``{"linked": bool, "cameras": {graph: [x, y, zoom]}}``.
    tool : {"pan", "lasso"}
        What dragging the mouse does.
    parameters : dict or None
        Parameters of each graph, as the panel shows them; None where graphs cannot be built again. To change them
        from Python, see :meth:`rebuild`.

    Raises
    ------
    MetadataError
        If the metadata have another number of rows, or lack ``label`` or ``text``.
    TypeError
        For an unknown keyword, or an ``alignment`` that is none.

    Examples
    --------
    >>> widget = TopoAlignWidget(alignment, metadata=frame, label="topic")  # doctest: +SKIP
    >>> widget.select(where="topic == 'sport'")  # doctest: +SKIP
    >>> widget.selected_frame()  # doctest: +SKIP
    """

    _esm = ESM
    _css = CSS

    # Each Dict is tagged with its shape, from which the view's types are generated.
    _manifest = t.Dict().tag(sync=True, shape=wire.Manifest)
    _topology = t.Bytes().tag(sync=True)
    _positions = t.Bytes().tag(sync=True)
    _colors = t.Bytes().tag(sync=True)
    _color_scale = t.Dict().tag(sync=True, shape=wire.ColorScale)
    _samples = t.Dict().tag(sync=True, shape=wire.Samples)

    selection = t.Dict().tag(sync=True, shape=wire.Selection)
    hovered = t.Dict(allow_none=True, default_value=None).tag(sync=True, shape=wire.Hovered)
    color_columns = t.List(t.Unicode(), read_only=True).tag(sync=True)
    color_by = t.Unicode().tag(sync=True)
    coupling = t.Float(1.0).tag(sync=True)
    tool = t.Enum(["pan", "lasso"], default_value="pan").tag(sync=True)
    view = t.Dict(default_value={"linked": True, "cameras": {}}).tag(sync=True, shape=wire.View)
    theme = t.Enum(["auto", "light", "dark"], default_value="auto").tag(sync=True)
    height = t.Int(460, min=120, max=4000).tag(sync=True)
    status = t.Dict().tag(sync=True, shape=wire.Status)
    parameters = t.Dict(allow_none=True, default_value=None).tag(sync=True, shape=wire.ParameterTable)

    # Made when first asked for: a widget whose arguments were refused is closed, too.
    _rebuilder = t.Instance(Rebuilder)
    _recolorer = t.Instance(Recolorer)

    @checked_keywords
    def __init__(
        self,
        alignment: Alignment,
        *,
        metadata: object = None,
        label: str | None = None,
        text: str | None = None,
        source: Source | None = None,
        sensitivity: Sensitivity | None = None,
        height: int = 460,
        theme: str = "auto",
    ) -> None:
        if not isinstance(alignment, Alignment):
            raise TypeError(
                f"TopoAlignWidget takes an Alignment, got {type(alignment).__name__}. "
                "Make one with topoalign_widget.align(...), or use topoalign_widget.compare(...)."
            )
        if sensitivity is not None and sensitivity.alignment is not alignment:
            raise ColorError(
                "sensitivity is of other graphs than are shown. Show its own: "
                "TopoAlignWidget(sensitivity.alignment, sensitivity=sensitivity)."
            )
        if metadata is not None or label is not None:
            known = alignment.metadata if metadata is None else metadata
            alignment = alignment.with_metadata(known, label)
        self._sensitivity = sensitivity
        self._source = source
        self._alignment = alignment
        self._texts = None if text is None else column(alignment.metadata, text)
        color_by = alignment.label or SIZE
        first = self._colored(color_by)
        super().__init__(
            **self._encoded(),
            _colors=first.values,
            _color_scale=first.scale,
            selection=selections.of_inputs([], alignment.graphs),
            color_by=color_by,
            coupling=alignment.coupling,
            status=self._ready(),
            parameters=None if source is None else dict(source.table()),
            height=height,
            theme=theme,
        )
        self.on_msg(self._requested)
        self.set_trait("color_columns", color_columns(alignment, sensitivity))

    @property
    def alignment(self) -> Alignment:
        """The alignment that is shown."""
        return self._alignment

    @property
    def metadata(self) -> pd.DataFrame | None:
        """What is known of the inputs, a row each."""
        return self._alignment.metadata

    @property
    def selected_inputs(self) -> NDArray[np.int64]:
        """Numbers of the selected inputs, sorted; empty where nothing is selected."""
        return np.array(self.selection["inputs"], dtype=np.int64)

    @property
    def selected_nodes(self) -> dict[str, NDArray[np.int64]]:
        """Numbers of the picked nodes by graph; empty where inputs were selected without picking nodes."""
        return {name: np.array(nodes, dtype=np.int64) for name, nodes in self.selection["nodes"].items()}

    def selected_frame(self) -> pd.DataFrame:
        """Return the metadata of the selected inputs, indexed by input number.

        Returns
        -------
        DataFrame of ``len(selected_inputs)`` rows
            Without metadata it has an index and no columns.
        """
        index = pd.Index(self.selected_inputs, name="input")
        if self.metadata is None:
            return pd.DataFrame(index=index)
        return self.metadata.iloc[index].set_axis(index, axis=0)

    @checked_keywords
    def select(
        self,
        *,
        inputs: ArrayLike | None = None,
        nodes: Mapping[str, ArrayLike] | None = None,
        region: int | None = None,
        where: str | ArrayLike | None = None,
    ) -> None:
        """Select inputs by exactly one of four ways; the view follows.

        Parameters
        ----------
        inputs : array-like of int, optional
            Numbers of inputs. An empty list clears the selection.
        nodes : mapping of graph name to node numbers, optional
            Nodes to pick; the inputs that they hold are selected.
        region : int, optional
            Number of one of ``alignment.regions``: the inputs that both its sides hold are selected. To pick its
            nodes, with all that they hold: ``select(nodes=alignment.regions[i].nodes)``.
        where : str or array-like of bool, shape (n_inputs,), optional
            An expression of metadata columns (``"digit == 3"``) or a mask.

        Raises
        ------
        SelectionError
            If a graph, node, region or input does not exist, or the expression cannot be evaluated.
        TypeError
            Unless exactly one way is given.
        """
        ways = {"inputs": inputs, "nodes": nodes, "region": region, "where": where}
        self.selection = dict(selections.chosen(ways, self._alignment))

    def on_selection(self, function: Callable[[NDArray[np.int64]], Any]) -> Callable[[], None]:
        """Call a function with the selected inputs after every change, wherever it was made.

        Parameters
        ----------
        function : callable
            Takes the array of selected input numbers.

        Returns
        -------
        callable
            Call it to stop.
        """

        def changed(_: t.Bunch) -> None:
            function(self.selected_inputs)

        self.observe(changed, "selection")
        return lambda: self.unobserve(changed, "selection")

    @checked_keywords
    def rebuild(self, mapper: Mapper | Mapping[str, Mapper] | None = None) -> None:
        """Build the graphs again, as the panel of parameters does; nodes set out from where their inputs are.

        The selection stays by its inputs, and with it everything else that does not depend on the graphs.

        Parameters
        ----------
        mapper : Mapper or mapping of str to Mapper, optional
            As in :func:`topoalign_widget.align`. Default: all parameters are chosen anew.

        Raises
        ------
        RebuildError
            If the widget does not know the representations.
        RepresentationError, LensError, CoverError, ClustererError
            As in :func:`topoalign_widget.align`; nothing is changed then.
        """
        if self._source is None:
            raise RebuildError(
                "This widget was made of graphs, so it cannot build them again. "
                "Make it with topoalign_widget.compare(representations)."
            )
        self._cancel()
        self._show(self._source.built_with(mapper, self._alignment))

    def close(self) -> None:
        """Free what the kernel and the page keep of this widget; every view of it disappears."""
        self._rebuilder.cancel()
        self._recolorer.cancel()
        self.layout.close()  # ipywidgets gives each widget one and leaves it behind
        super().close()

    def __repr__(self) -> str:
        return f"TopoAlignWidget({self._alignment!r})"

    @t.validate("selection")
    def _check_selection(self, proposal: t.Bunch) -> wire.Selection:
        return selections.canonical(proposal["value"], self._alignment.graphs)

    @t.validate("hovered")
    def _check_hovered(self, proposal: t.Bunch) -> dict[str, Any] | None:
        return selections.hovered(proposal["value"], self._alignment.graphs)

    @t.validate("color_by")
    def _check_color_by(self, proposal: t.Bunch) -> str:
        return checked(str(proposal["value"]), self._alignment, self._sensitivity)

    @t.observe("color_by")
    def _recolor(self, _: object = None) -> None:
        self._recolorer.start(self.color_by, self._alignment, self._sensitivity)

    def _paint(self, coloring: Coloring) -> None:
        with self.hold_sync():
            self._color_scale, self._colors = dict(coloring.scale), coloring.values

    def _stay_colored(self, error: Exception | None = None) -> None:
        """Keep the colours that are shown: others were given up, or went wrong."""
        self.color_by = self._color_scale["column"]
        if error is not None:
            self._failed(error)

    @t.default("_recolorer")
    def _no_colors(self) -> Recolorer:
        return Recolorer(self._paint, self._stay_colored, self._report, self._be_ready)

    @t.default("_rebuilder")
    def _idle(self) -> Rebuilder:
        return Rebuilder(self._report)

    def _encoded(self) -> dict[str, Any]:
        manifest, topology = encode_topology(self._alignment.graphs)
        return {
            "_manifest": manifest,
            "_topology": topology,
            "_positions": encode_positions(self._alignment.positions.values()),
            "_samples": encode_samples(self._alignment.graphs, self._texts),
        }

    def _ready(self) -> dict[str, Any]:
        return {"kind": "ready", "message": " ".join(self._alignment.remarks), "fraction": None}

    def _requested(self, _: object, content: dict[str, Any], buffers: object) -> None:
        """Answer a message of the view; those that it does not know are left alone."""
        kind, source, alignment = content.get("kind"), self._source, self._alignment
        if kind == "cancel":
            self._stay_colored()
            self._cancel()
        elif source is not None and kind in ("rebuild", "suggest"):
            try:
                wanted = source.suggested() if kind == "suggest" else source.changed(content["graphs"])
            except (ParameterError, KeyError) as error:
                # The last request counts, even if nothing can come of it.
                self._rebuilder.cancel()
                self._failed(error)
                return
            work = partial(wanted.rebuilt, alignment, source, self.color_by == REGION)
            self._rebuilder.start(work, self._show, self._failed)

    def _cancel(self) -> None:
        self._rebuilder.cancel()
        self._be_ready()

    def _be_ready(self) -> None:
        self.status = self._ready()

    def _report(self, what: str, share: float) -> None:
        self.status = {"kind": "busy", "message": what, "fraction": share}

    def _failed(self, error: Exception) -> None:
        self.status = {"kind": "error", "message": str(error) or type(error).__name__, "fraction": None}

    def _show(self, rebuilt: tuple[Alignment, Source]) -> None:
        """Take over other graphs of the same inputs, in one message."""
        alignment, source = rebuilt
        # It may have been changed while graphs were built.
        moved = alignment.coupling != self.coupling
        self._alignment = alignment.relaid(self.coupling) if moved else alignment
        self._source = source
        self._sensitivity = None
        self._recolorer.other_graphs()
        columns = color_columns(self._alignment)
        color_by = self.color_by if self.color_by in columns else self._alignment.label or SIZE
        coloring = self._colored(color_by)
        with self.hold_sync():
            self.set_trait("hovered", None)
            self.selection = dict(selections.of_inputs(self.selection["inputs"], self._alignment.graphs))
            for name, value in self._encoded().items():
                self.set_trait(name, value)
            self.set_trait("color_columns", columns)
            self._color_scale, self._colors = dict(coloring.scale), coloring.values
            self.color_by = color_by
            self.parameters = dict(self._source.table())
            self.status = self._ready()

    def _colored(self, column: str) -> Coloring:
        return self._recolorer.now(column, self._alignment, self._sensitivity)

    @t.validate("coupling")
    def _check_coupling(self, proposal: t.Bunch) -> float:
        return check_coupling(proposal["value"])

    @t.observe("coupling")
    def _relay(self, change: t.Bunch) -> None:
        if change["new"] != self._alignment.coupling:
            self._alignment = self._alignment.relaid(coupling=change["new"])
            with self.hold_sync():
                self._positions = encode_positions(self._alignment.positions.values())
                self._recolor()  # places have changed
