"""Matched regions as the view lists and draws them; of more than two graphs, families of regions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from topoalign_widget.alignment.alignment import Alignment
from topoalign_widget.alignment.families import Family
from topoalign_widget.alignment.region import Region
from topoalign_widget.widget.selection import SelectionError, check_region, one_name
from topoalign_widget.widget.wire import RegionEntry

# More bubbles than this at once hide one another; the others are a click away.
SHOWN_AT_FIRST = 12
# What is as likely to come from chance is listed, but not drawn until it is asked for.
LARGEST_P = 0.05


def name_of(family: Family, one: str) -> str:
    """Name a family by its label; several may have the same, and are told apart by their numbers."""
    return family.label or f"{one} {family.number}"


def encode_regions(alignment: Alignment) -> list[dict[str, Any]]:
    """List the families of regions, best first; they are searched for if they are not known.

    Returns
    -------
    list of dict
        As :class:`~topoalign_widget.widget.wire.RegionEntry`.
    """
    one = one_name(alignment)
    return [
        dict(_entry(family, one, [alignment.regions[i] for i in family.regions]))
        for family in alignment.families
    ]


def _entry(family: Family, one: str, regions: Sequence[Region]) -> RegionEntry:
    return RegionEntry(
        name=name_of(family, one),
        kinds=list(dict.fromkeys(region.kind for region in regions)),  # type: ignore[misc]
        nodes={graph: nodes.tolist() for graph, nodes in family.nodes.items()},
        n_inputs=len(family.inputs),
        content=float(np.mean([region.content for region in regions])),
        structure=_known(np.mean, [region.structure for region in regions]),
        p_value=_known(np.max, [region.p_value for region in regions]),
    )


def _known(summary: Any, values: Iterable[float]) -> float | None:
    known = [value for value in values if not np.isnan(value)]
    return float(summary(known)) if known else None


def listed(
    alignment: Alignment, known: list[dict[str, Any]] | None, shown: list[int] | None
) -> tuple[list[dict[str, Any]], list[int]]:
    """List the regions and say which are drawn, as a view has it that has waited for the search.

    Parameters
    ----------
    alignment : Alignment
    known : list of dict, or None
        What was found; None: nobody has looked yet.
    shown : list of int, or None
        The regions that were chosen to be drawn; None: nobody has chosen.
    """
    if known is None:
        known = encode_regions(alignment) if len(alignment.graphs) > 1 else []
    return known, shown_at_first(known) if shown is None else shown


def shown_at_first(entries: Sequence[dict[str, Any]]) -> list[int]:
    """Choose the regions that are drawn until somebody asks for others: the best that chance does not explain."""
    good = [i for i, entry in enumerate(entries) if entry["p_value"] is None or entry["p_value"] <= LARGEST_P]
    return good[:SHOWN_AT_FIRST]


def canonical(numbers: Any, alignment: Alignment, entries: Sequence[Any] | None) -> list[int]:
    """Check numbers of regions, of more than two graphs of families; sorted, each once.

    ``entries`` are those that are listed; None: they are searched for.

    Raises
    ------
    SelectionError
        If there is no such region.
    """
    if isinstance(numbers, str) or not isinstance(numbers, Iterable):
        raise SelectionError(f"regions are numbers, such as [0, 1]; got {numbers!r}.")
    asked = list(numbers)
    if not asked:
        return []
    count = len(alignment.families if entries is None else entries)
    return sorted({check_region(number, count, one_name(alignment)) for number in asked})
