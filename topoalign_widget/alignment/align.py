"""From representations, or ready-made graphs, to an Alignment."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence

from topoalign_widget.alignment.aligned_graphs import AlignmentError
from topoalign_widget.alignment.alignment import Alignment
from topoalign_widget.alignment.layout import check_coupling, check_seed
from topoalign_widget.alignment.positions import Positions
from topoalign_widget.alignment.remarks import (
    ResolutionWarning,
    SharedLensWarning,
    resolution_remark,
    shared_lens_remark,
)
from topoalign_widget.frozen import FrozenDict
from topoalign_widget.keywords import checked_keywords
from topoalign_widget.mapper.estimator import Built, Mapper, build_graphs
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.mapper.selection import to_choose
from topoalign_widget.representations import Representation, as_representations, named


@checked_keywords
def align(
    representations: object,
    *,
    mapper: Mapper | Mapping[str, Mapper] | None = None,
    metadata: object = None,
    label: str | None = None,
    coupling: float = 1.0,
    seed: int = 0,
) -> Alignment:
    """Build the Mapper graph of each representation, to compare and to lay out together.

    Nodes get their positions when these are first asked for, or shown.

    Parameters
    ----------
    representations : mapping of str to array-like of shape (n_inputs, n_features)
        What each model makes of the same inputs, row for row; n_features may differ. A list of arrays or
        an array of shape (n_layers, n_inputs, n_features) works too. A :class:`MapperGraph` is taken as it is.
    mapper : Mapper or mapping of str to Mapper, optional
        How graphs are built: one for all (a lens is always computed from each representation alone), or one by
        name. What is "auto" in one for all is chosen so that all graphs are equally fine. Default: ``Mapper()``.
    metadata : DataFrame, mapping or table of n_inputs rows, optional
        What is known of the inputs; regions get their labels from it.
    label : str, optional
        A column of classes. Whole numbers count as categories.
    coupling : float >= 0, default 1.0
        How strongly nodes of different graphs that hold the same inputs attract each other.
    seed : int, default 0
        The same seed gives the same positions.

    Returns
    -------
    Alignment

    Raises
    ------
    RepresentationError
        If the representations are not finite numbers for the same inputs, or a name is no string or given twice.
    AlignmentError
        If graphs are of different numbers of inputs, or ``mapper`` lacks a name.
    MetadataError
        If the metadata have another number of rows, or lack ``label``.
    LayoutError
        If ``coupling`` is negative or not finite, or ``seed`` is no whole number from 0 up.

    Warns
    -----
    ResolutionWarning
        If one graph tells inputs apart more than twice as finely as another; see ``MapperGraph.resolution``.
    SharedLensWarning
        If graphs have the same lens values: nearly everything matches then.
    """
    check_coupling(coupling)
    check_seed(seed)
    graphs, arrays, together = ready_made(representations), None, False
    if graphs is None:
        arrays = as_representations(representations)
        graphs = {name: each.graph for name, each in built_graphs(arrays, mapper).items()}
        together = chosen_together(mapper)
    return aligned(graphs, coupling, seed, arrays, together).with_metadata(metadata, label)


def aligned(
    graphs: Mapping[str, MapperGraph],
    coupling: float,
    seed: int,
    arrays: Mapping[str, Representation] | None = None,
    together: bool = False,
) -> Alignment:
    """Align graphs of the same inputs; warn if they do not compare.

    ``together``: how fine they are was chosen for all of them, not by the caller; see :func:`chosen_together`.
    """
    if remark := resolution_remark(graphs):
        warnings.warn(f"{remark} {_advice(together, len(graphs))}", ResolutionWarning, stacklevel=4)
    if remark := shared_lens_remark(graphs):
        warnings.warn(f"{remark} Give each model a lens of its own.", SharedLensWarning, stacklevel=4)
    kept = None if arrays is None else FrozenDict(arrays)
    fixed = FrozenDict(graphs)
    return Alignment(fixed, Positions(fixed, coupling, seed), coupling, seed, representations=kept)


def chosen_together(mapper: Mapper | Mapping[str, Mapper] | None) -> bool:
    """Tell whether :func:`built_graphs` chooses what sets how fine graphs are, for all of them together."""
    if isinstance(mapper, Mapping):
        return False
    chosen = to_choose((mapper or Mapper()).how()["parameters"])
    return "n_intervals" in chosen or "clusterer" in chosen


def _advice(together: bool, n_graphs: int) -> str:
    if not together:
        return "Change n_intervals or eps of one of them."
    fewer = "compare these two alone, or " if n_graphs > 2 else ""
    return (
        "Their parameters were chosen to make them as equally fine as these representations allow. Read regions and "
        f"measures of the two with care; {fewer}give each a Mapper with n_intervals: mapper={{name: Mapper(...)}}."
    )


def ready_made(given: object) -> dict[str, MapperGraph] | None:
    """Check graphs that were given in place of representations; None where there are none.

    Raises
    ------
    AlignmentError
        If only some are graphs, or they are of different inputs.
    RepresentationError
        If a name is no string or given twice.
    """
    graphs = named(given) if isinstance(given, Mapping | Sequence) else {}
    if not any(isinstance(graph, MapperGraph) for graph in graphs.values()):
        return None
    for name, graph in graphs.items():
        if not isinstance(graph, MapperGraph):
            raise AlignmentError(
                f"Graphs and representations cannot be mixed: {name!r} is a {type(graph).__name__}. "
                "Turn it into a graph with Mapper().fit(X).graph_ first."
            )
    counts = {name: graph.n_inputs for name, graph in graphs.items()}
    if len(set(counts.values())) > 1:
        raise AlignmentError(f"Graphs must be of the same inputs; they have {counts}.")
    return graphs


def built_graphs(
    arrays: Mapping[str, Representation], mapper: Mapper | Mapping[str, Mapper] | None
) -> dict[str, Built]:
    """Build the graph of each checked representation; one Mapper for all chooses what is "auto" for all together.

    Raises
    ------
    AlignmentError
        If ``mapper`` is a mapping that lacks a name.
    TypeError
        If ``mapper`` is, or holds, no Mapper.
    """
    mapper = Mapper() if mapper is None else mapper
    for given in mapper.values() if isinstance(mapper, Mapping) else [mapper]:
        if not isinstance(given, Mapper):
            raise TypeError(
                f"mapper must be a Mapper, such as Mapper(lens='pca'), or one by name; got {given!r}."
            )
    if not isinstance(mapper, Mapping):
        return build_graphs(arrays, **mapper.how())
    missing = [name for name in arrays if name not in mapper]
    if missing:
        raise AlignmentError(
            f"mapper has no entry for {missing[0]!r}; it has {', '.join(map(repr, mapper))}."
        )
    return {name: build_graphs({name: x}, **mapper[name].how())[name] for name, x in arrays.items()}
