"""Looking for motifs from the view and from Python: the query as JSON, and its matches as the view lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from topoalign_widget.alignment.alignment import Alignment
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.mapper.progress import with_progress
from topoalign_widget.motifs import Match, Matches, Motif, MotifError, from_spec
from topoalign_widget.widget.nearest import nearest
from topoalign_widget.widget.selection import SelectionError, of_nodes
from topoalign_widget.widget.wire import MatchEntry, MatchVerdict, Query


def canonical(value: Any, graphs: Mapping[str, MapperGraph]) -> Query | None:
    """Bring a query into canonical form: from a motif, or from ``{"motif": spec, "graph": name or None}``.

    Raises
    ------
    MotifError
        If there is no such motif.
    SelectionError
        If there is no such graph.
    """
    if value is None:
        return None
    if isinstance(value, Motif):
        value = {"motif": value, "graph": None}
    if not isinstance(value, Mapping) or "motif" not in value or not set(value) <= {"motif", "graph"}:
        raise MotifError(
            f"motif is one of topoalign_widget.motifs, such as motifs.loop(), or None; got {value!r}."
        )
    motif, graph = value["motif"], value.get("graph")
    if graph is not None:
        of_nodes({graph: []}, graphs)
    return Query(motif=(motif if isinstance(motif, Motif) else from_spec(motif)).spec(), graph=graph)


def query_of(matches: Matches) -> Query:
    """Tell what was looked for."""
    return Query(motif=matches.motif.spec(), graph=matches.graph)


def check_of(matches: Matches, graphs: Mapping[str, MapperGraph]) -> None:
    """Check that matches are of these graphs.

    Raises
    ------
    MotifError
        If they are of others.
    """
    for match in matches:
        graph = graphs.get(match.graph)
        if graph is None or match.nodes.max(initial=0) >= graph.n_nodes:
            raise MotifError(
                f"The matches are of a graph {match.graph!r} that this widget does not show. "
                "Find them with widget.alignment.find(motif)."
            )


def still_asked(query: Query | None) -> Query | None:
    """Keep a query that means the same in other graphs: an example is nodes of one graph."""
    return None if query is None or query["motif"]["kind"] == "like" else query


def searched(query: Query, alignment: Alignment) -> Matches:
    """Look for the motif of a query."""
    return alignment.find(from_spec(query["motif"]), graph=query["graph"])


def encode_matches(matches: Matches, followed_in: Alignment | None = None) -> dict[str, Any]:
    """Write matches for the view; as :class:`~topoalign_widget.widget.wire.MatchList`.

    Parameters
    ----------
    matches : Matches
    followed_in : Alignment, optional
        Where it is looked up what became of them, or what comes nearest. Default: nothing of that is told, as it
        takes longer than the search.
    """
    is_followed = followed_in is not None
    # Whoever asks for other matches must not wait for the verdicts on all of these.
    listed = with_progress(matches, len(matches), "following matches") if is_followed else matches
    return {
        "motif": str(matches.motif),
        "cut": matches.cut or "",
        "nearest": "" if followed_in is None else nearest(matches, followed_in),
        "entries": [dict(_entry(match, is_followed)) for match in listed],
    }


def _entry(match: Match, with_verdicts: bool) -> MatchEntry:
    return MatchEntry(
        graph=match.graph,
        nodes=match.nodes.tolist(),
        edges=match.edges.ravel().tolist(),
        n_inputs=len(match.inputs),
        score=float(match.score),
        verdicts=dict(_verdicts(match)) if with_verdicts else {},
    )


def _verdicts(match: Match) -> Iterator[tuple[str, MatchVerdict]]:
    for other, verdict in match.verdicts.items():
        yield (
            other,
            MatchVerdict(kind=verdict.kind, pieces=verdict.pieces, said=verdict.sentence()),  # type: ignore[typeddict-item]
        )


def checked_match(value: Any, found: Matches | None) -> int | None:
    """Check the number of one of the matches that were found.

    Raises
    ------
    SelectionError
        If there is no such match.
    """
    if value is None:
        return None
    count = 0 if found is None else len(found)
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or not 0 <= value < count:
        told = f"run from 0 to {count - 1}" if count else "are none"
        raise SelectionError(f"match is the number of a match, and those {told}; got {value!r}.")
    return int(value)
