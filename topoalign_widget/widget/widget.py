"""The notebook widget: an Alignment as traits, user state both ways."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, SupportsIndex

import pandas as pd
import traitlets as t
from numpy.typing import ArrayLike

from topoalign_widget.alignment.alignment import Alignment
from topoalign_widget.alignment.sensitivity import Sensitivity
from topoalign_widget.keywords import checked_keywords
from topoalign_widget.mapper.estimator import Mapper
from topoalign_widget.representations import column
from topoalign_widget.widget import selection as selections
from topoalign_widget.widget.background import Background
from topoalign_widget.widget.coloring import NO_FILTER, REGION, SIZE, ColorError, Coloring, color_columns
from topoalign_widget.widget.encoding import encode_positions, encode_topology
from topoalign_widget.widget.exports import ExportError, Exports
from topoalign_widget.widget.finding import Finding
from topoalign_widget.widget.inspector import Inspector, search
from topoalign_widget.widget.rebuild import ParameterError, RebuildError, Source
from topoalign_widget.widget.recoloring import Recolorer
from topoalign_widget.widget.samples import encode_samples
from topoalign_widget.widget.saving import Saving
from topoalign_widget.widget.selecting import Selecting
from topoalign_widget.widget.still import Still
from topoalign_widget.widget.thumbnails import as_images


class TopoAlignWidget(Finding, Selecting, Saving, Still):
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
    image : str or array of shape (n_inputs, height, width) or (n_inputs, height, width, 3 or 4), optional
        Pictures of the inputs for the inspector: a column of paths to PNG or JPEG files, or the pictures themselves
        (uint8, or floats from 0 to 1).
    source : Source, optional
        What the graphs are built from; with it, the view has a panel to change parameters. :func:`compare` gives it.
    sensitivity : Sensitivity, optional
        What survives other parameters, from :func:`topoalign_widget.sensitivity`; nodes and edges can be coloured by
        it. Its ``alignment`` must be the one that is shown.
    height : int, default 520
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
    filter : dict
        ``{"column": name, "categories": [number, ...] or None, "range": [low, high] or None}``: while nodes are
        coloured by this column, only these categories or numbers count.
    regions : list of int, or None
        Numbers of the regions of ``alignment.regions`` (of more than two graphs: of ``alignment.families``) that are
        drawn; an empty list: none. None, until somebody chooses: once they are found, the best twelve that chance
        does not explain. Setting it to None brings those back.
    motif : dict or None
        What is looked for: ``{"motif": spec, "graph": name or None}``, or set it to a motif. The search runs beside
        the kernel's main thread; see :meth:`find` to wait for it.
    match : int or None
        Which of ``matches`` is shown; its nodes are the selection.
    selection_membrane : bool
        Whether what is selected has a membrane (``W`` in the view).
    membranes : list of dict
        Patterns that keep their membrane, ``{"name": str, "nodes": ..., "inputs": ...}``; see :meth:`wrap`.
    exports : dict
        What was sent to Python from the view, by the names that it was given there; the notebook has variables of
        these names.
    history : list of dict
        What was done; see :meth:`undo`.
    state : dict
        All that the user set, as JSON: save it, and set it to restore it.
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
        If the metadata have another number of rows, or lack ``label``, ``text`` or ``image``.
    ImageError
        If there is not one picture for each input.
    TypeError
        For an unknown keyword, or an ``alignment`` that is none.

    Examples
    --------
    >>> widget = TopoAlignWidget(alignment, metadata=frame, label="topic")  # doctest: +SKIP
    >>> widget.select(where="topic == 'sport'")  # doctest: +SKIP
    >>> widget.selected_frame()  # doctest: +SKIP
    >>> widget.find(motifs.loop(min_length=6)).frame()  # doctest: +SKIP
    """

    # Made when first asked for: a widget whose arguments were refused is closed, too.
    _rebuilder = t.Instance(Background)
    _recolorer = t.Instance(Recolorer)

    @checked_keywords
    def __init__(
        self,
        alignment: Alignment,
        *,
        metadata: object = None,
        label: str | None = None,
        text: str | None = None,
        image: str | ArrayLike | None = None,
        source: Source | None = None,
        sensitivity: Sensitivity | None = None,
        height: int = 520,
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
        self._images = None if image is None else as_images(image, alignment.metadata, alignment.n_inputs)
        self._inspector = Inspector(alignment, self._texts, self._images)
        self.exports = Exports()
        color_by = alignment.label or SIZE
        first = self._colored(color_by)
        super().__init__(
            **self._encoded(),
            _colors=first.values,
            _color_scale=first.scale,
            selection=selections.of_inputs([], alignment.graphs),
            color_by=color_by,
            coupling=alignment.coupling,
            _inspectable=dict(self._inspector.told()),
            parameters=None if source is None else dict(source.table()),
            height=height,
            theme=theme,
        )
        self.set_trait("color_columns", color_columns(alignment, sensitivity))
        self._be_ready()
        self._begin_history()
        self.on_msg(self._requested)

    @property
    def alignment(self) -> Alignment:
        """The alignment that is shown."""
        return self._alignment

    @property
    def metadata(self) -> pd.DataFrame | None:
        """What is known of the inputs, a row each."""
        return self._alignment.metadata

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
        self._rebuilder.cancel()
        self._be_ready()
        self._show(self._source.built_with(mapper, self._alignment))

    def close(self) -> None:
        """Free what the kernel and the page keep of this widget; every view of it disappears."""
        self._rebuilder.cancel()
        self._recolorer.cancel()
        self._stop_finding()
        self.layout.close()  # ipywidgets gives each widget one and leaves it behind
        super().close()

    def __reduce_ex__(self, protocol: SupportsIndex) -> str | tuple[Any, ...]:
        """Refuse to be pickled: what a widget shows is in a notebook's page."""
        raise TypeError(
            "A widget lives in its notebook and cannot be pickled. Pickle widget.alignment, or write it to a file: "
            "widget.alignment.save(path); widget.save_html(path) keeps the picture."
        )

    def __repr__(self) -> str:
        return f"TopoAlignWidget({self._alignment!r})"

    @t.observe("color_by")
    def _recolor(self, _: object = None) -> None:
        self._recolorer.start(self.color_by, self._alignment, self._sensitivity)

    def _paint(self, coloring: Coloring) -> None:
        with self.hold_sync():
            self._color_scale, self._colors = dict(coloring.scale), coloring.values

    def _stay_colored(self, error: Exception | None = None) -> None:
        """Keep the colours that are shown: others were given up, or went wrong."""
        with self._consequence():
            self.color_by = self._color_scale["column"]
        if error is not None:
            self._failed(error)

    @t.default("_recolorer")
    def _no_colors(self) -> Recolorer:
        return Recolorer(self._paint, self._stay_colored, self._report, self._be_ready)

    @t.default("_rebuilder")
    def _idle(self) -> Background:
        return Background(self._report)

    def _encoded(self) -> dict[str, Any]:
        manifest, topology = encode_topology(self._alignment.graphs)
        return {
            "_manifest": manifest,
            "_topology": topology,
            "_positions": encode_positions(self._alignment.positions.values()),
            "_samples": encode_samples(self._alignment.graphs, self._texts),
        }

    def _requested(self, _: object, content: dict[str, Any], buffers: object) -> None:
        """Do what a message of the view asks for, and answer it; those that it does not know are left alone."""
        orders: dict[str, Callable[[], object]] = {
            "cancel": self._give_up,
            "rebuild": lambda: self._build(lambda source: source.changed(content.get("graphs"))),
            "suggest": lambda: self._build(Source.suggested),
            "regions": self._want_regions,
            "region": lambda: self._select_region(content.get("number")),
            "undo": self.undo,
            "redo": self.redo,
            "still": lambda: self._keep_still(content.get("images"), content.get("account")),
        }
        questions: dict[str, Callable[[dict[str, Any]], tuple[dict[str, Any], list[bytes]]]] = {
            "name": self._name,
            "search": self._search_texts,
            "inputs": self._inspect,
        }
        kind = content.get("kind")
        if kind in orders:
            orders[kind]()
            if "id" in content:
                self.send({"id": content["id"]})
        elif kind in questions:
            try:
                answer, blobs = questions[kind](content)
            except (ValueError, TypeError, KeyError) as error:
                answer, blobs = {"error": str(error)}, []
            self.send({"id": content.get("id"), **answer}, blobs)

    def _select_region(self, number: Any) -> None:
        try:
            self.select(region=number)
        except (ValueError, TypeError) as error:
            self._failed(error)

    def _give_up(self) -> None:
        self._rebuilder.cancel()
        self._stay_colored()
        if self.matches is None:
            self._found_nothing()
        self._stop_finding()
        self._be_ready()

    def _build(self, wanted: Callable[[Source], Source]) -> None:
        """Build graphs with the parameters that are wanted."""
        source = self._source
        if source is None:
            return
        try:
            changed = wanted(source)
        except ParameterError as error:
            # The last request counts, even if nothing can come of it.
            self._rebuilder.cancel()
            self._failed(error)
            return
        with_regions = self.color_by == REGION or self._regions is not None
        work = partial(changed.rebuilt, self._alignment, source, with_regions)
        self._rebuilder.start(work, self._show, self._failed)

    def _name(self, content: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        """Name what is selected, found or matched, as the user of the view asked for."""
        what = content.get("what")
        values: dict[Any, Callable[[], Any]] = {
            "selection": lambda: self.selected_inputs,
            "matches": lambda: self.matches,
            "regions": lambda: list(selections.numbered(self._alignment)[0]),
        }
        if what not in values:
            raise ExportError(f"There is no {what!r} to name; there are {', '.join(values)}.")
        name = content.get("name")
        is_variable = self.exports.give(name, values[what]())
        where = str(name) if is_variable else f"widget.exports[{name!r}]"
        return {"message": f"The {what} is {where} now."}, []

    def _search_texts(self, content: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        found = search(str(content.get("text", "")), self._texts)
        if len(found):
            self.select(inputs=found)
        return {"total": len(found)}, []

    def _inspect(self, content: Mapping[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
        return self._inspector.answer(content, self.selected_inputs, self.selected_nodes)

    def _show(self, rebuilt: tuple[Alignment, Source]) -> None:
        """Take over other graphs of the same inputs, in one message."""
        alignment, source = rebuilt
        # It may have been changed while graphs were built.
        moved = alignment.coupling != self.coupling
        self._alignment = alignment.relaid(self.coupling) if moved else alignment
        self._source = source
        self._sensitivity = None
        self._inspector = Inspector(self._alignment, self._texts, self._images)
        self._recolorer.other_graphs()
        columns = color_columns(self._alignment)
        color_by = self.color_by if self.color_by in columns else self._alignment.label or SIZE
        coloring = self._colored(color_by)
        with self._consequence():
            self.set_trait("hovered", None)
            for name, value in self._encoded().items():
                self.set_trait(name, value)
            self.set_trait("color_columns", columns)
            self._color_scale, self._colors = dict(coloring.scale), coloring.values
            self.color_by = color_by
            self.filter = dict(NO_FILTER)
            self.parameters = dict(self._source.table())
            self._be_ready()
            self._rewrite_history(
                lambda step: step if step["color_by"] in columns else {**step, "color_by": color_by}
            )
            self._find_again()

    def _colored(self, column: str) -> Coloring:
        return self._recolorer.now(column, self._alignment, self._sensitivity)

    @t.observe("coupling")
    def _relay(self, change: t.Bunch) -> None:
        if change["new"] != self._alignment.coupling:
            self._alignment = self._alignment.relaid(coupling=change["new"])
            with self.hold_sync():
                self._positions = encode_positions(self._alignment.positions.values())
                self._recolor()  # places have changed
