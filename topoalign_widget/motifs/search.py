"""The search for a motif in the graphs of an alignment, within a limit and a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from topoalign_widget.mapper.shared import ONE_BLAS_THREAD
from topoalign_widget.motifs.conditions import MotifError
from topoalign_widget.motifs.ground import Deadline, Ground, TimeUpError
from topoalign_widget.motifs.judging import nodes_meeting
from topoalign_widget.motifs.match import Match, Matches
from topoalign_widget.motifs.motif import Found, Motif
from topoalign_widget.whole import whole_number

if TYPE_CHECKING:
    from topoalign_widget.alignment.alignment import Alignment


def find(alignment: Alignment, motif: Motif, graph: str | None, limit: int, timeout: float) -> Matches:
    """Look for a motif in a graph, or in all; see :meth:`Alignment.find`."""
    _check(motif, limit, timeout)
    names = list(alignment.graphs) if graph is None else [graph]
    meeting = {name: nodes_meeting(motif.conditions, alignment, name) for name in names}
    whole = Deadline(timeout)
    found: list[tuple[str, Found]] = []
    remarks: list[str] = []
    with ONE_BLAS_THREAD:
        for turn, name in enumerate(names):
            # What a graph leaves of its share of the time, the next ones may use.
            share = Deadline(whole.left / (len(names) - turn))
            allowed = meeting[name] if motif.conditions.share == 1 else np.ones_like(meeting[name])
            own, remark = _search(Ground(alignment, name, allowed, share), motif, meeting[name], limit)
            found += [(name, each) for each in own]
            remarks += [remark] if remark else []
    found.sort(key=lambda each: -each[1].score)
    if len(found) > limit:
        remarks.append(f"The best {limit} of {len(found)} matches are here (the limit).")
    matches = tuple(_match(alignment, motif, name, each) for name, each in found[:limit])
    return Matches(motif, graph, matches, " ".join(remarks) or None)


def _check(motif: Motif, limit: int, timeout: float) -> None:
    if not isinstance(motif, Motif):
        raise MotifError(f"Give a motif to find, such as topoalign_widget.motifs.loop(); got {motif!r}.")
    whole_number(limit, "limit", 1, MotifError)
    if isinstance(timeout, bool) or not isinstance(timeout, int | float) or not timeout > 0:
        raise MotifError(f"timeout must be a number of seconds above 0; got {timeout!r}.")


def _search(
    ground: Ground, motif: Motif, meeting: NDArray[np.bool_], limit: int
) -> tuple[list[Found], str | None]:
    """Collect matches in one graph, and say where that was cut short."""
    found: list[Found] = []
    try:
        for each in motif.search(ground):
            if meeting[each.nodes].mean() < motif.conditions.share:
                continue
            if motif.endless and len(found) == limit:
                return (
                    found,
                    f"Graph {ground.name!r} has more than the first {limit} matches found (the limit).",
                )
            found.append(each)
    except TimeUpError:
        return found, f"Time was up in graph {ground.name!r}: it may have more matches, and better ones."
    return found, None


def _match(alignment: Alignment, motif: Motif, name: str, found: Found) -> Match:
    nodes = np.asarray(found.nodes, dtype=np.int32)
    edges = np.asarray(found.edges, dtype=np.int32).reshape(-1, 2)
    inputs = alignment.graphs[name].inputs_of(nodes)
    return Match(motif, name, nodes, edges, inputs, float(found.score), alignment)
