"""From representations to a widget in one call."""

from __future__ import annotations

from collections.abc import Mapping

from numpy.typing import ArrayLike

from topoalign_widget.alignment.align import align, aligned, built_graphs, chosen_together, ready_made
from topoalign_widget.alignment.layout import check_coupling, check_seed
from topoalign_widget.keywords import checked_keywords
from topoalign_widget.mapper.estimator import Mapper
from topoalign_widget.representations import as_representations
from topoalign_widget.widget.rebuild import Source
from topoalign_widget.widget.widget import TopoAlignWidget


@checked_keywords
def compare(
    representations: object,
    *,
    metadata: object = None,
    label: str | None = None,
    text: str | None = None,
    image: str | ArrayLike | None = None,
    mapper: Mapper | Mapping[str, Mapper] | None = None,
    coupling: float = 1.0,
    seed: int = 0,
    height: int = 520,
    theme: str = "auto",
) -> TopoAlignWidget:
    """Build, align and show the Mapper graphs of several representations of the same inputs.

    Parameters
    ----------
    representations : mapping of str to array-like of shape (n_inputs, n_features), or see :func:`align`
        What each model, layer or training run makes of the inputs; n_features may differ.
    metadata, label, text, image, height, theme
        As in :class:`TopoAlignWidget`.
    mapper, coupling, seed
        As in :func:`topoalign_widget.align`.

    Returns
    -------
    TopoAlignWidget
        Shown by the notebook where it is the last line of a cell. It keeps the representations, so that parameters
        can be changed in it.

    Raises
    ------
    RepresentationError
        If the representations are not finite numbers for the same inputs.
    MetadataError
        If the metadata have another number of rows, or lack ``label``, ``text`` or ``image``.
    ImageError
        If there is not one picture for each input.

    Examples
    --------
    >>> widget = compare({"MiniLM-L6": X1, "MiniLM-L12": X2}, metadata=frame, label="topic")  # doctest: +SKIP
    """
    check_coupling(coupling)
    check_seed(seed)
    if ready_made(representations) is not None:
        alignment, source = align(representations, coupling=coupling, seed=seed), None
    else:
        arrays = as_representations(representations)
        built = built_graphs(arrays, mapper)
        graphs = {name: each.graph for name, each in built.items()}
        alignment = aligned(graphs, coupling, seed, arrays, chosen_together(mapper))
        source = Source.of(arrays, built)
    return TopoAlignWidget(
        alignment,
        metadata=metadata,
        label=label,
        text=text,
        image=image,
        source=source,
        height=height,
        theme=theme,
    )
