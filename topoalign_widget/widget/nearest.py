"""What comes nearest where a motif has no match: in another graph, of other nodes, or smaller than was asked for."""

from __future__ import annotations

from dataclasses import replace

from topoalign_widget.alignment.alignment import Alignment
from topoalign_widget.motifs import Match, Matches, Motif, from_spec
from topoalign_widget.motifs.conditions import Conditions

# Nobody has asked for these searches: seconds that each may take.
PATIENCE = 2.0
# The least that can be asked for, and what is then said of the size of the largest; a fork has two numbers.
_LEAST: dict[str, tuple[dict[str, int], str]] = {
    "path": ({"min_length": 2}, "is {} level sets long"),
    "flare": ({"min_length": 1}, "is {} level sets long"),
    "fork": ({"arms": 3, "min_length": 1}, ""),
    "loop": ({"min_length": 4}, "has {} nodes"),
    "star": ({"leaves": 2}, "has {} leaves"),
    "bridge": ({"min_inputs": 1}, "has {} inputs on its smaller side"),
    "cut_node": ({"min_inputs": 1}, "leaves {} inputs in its second part"),
    "clique": ({"k": 2}, "has {} nodes"),
    "component": ({"min_nodes": 1}, "has {} nodes"),
    "tree": ({"min_nodes": 1}, "has {} nodes"),
}


def nearest(matches: Matches, alignment: Alignment) -> str:
    """Say what there is instead, in a sentence; nothing where there are matches or the search was given up.

    Parameters
    ----------
    matches : Matches
        What was found.
    alignment : Alignment
        Where.
    """
    if matches or matches.cut:
        return ""
    motif, graph = matches.motif, matches.graph
    if graph is not None and (elsewhere := _found(alignment, motif, None)):
        return f"{_there_are(elsewhere)} in {_names(elsewhere)}."
    bare = replace(motif, conditions=Conditions())
    if bare != motif:
        others = _found(alignment, bare, graph)
        if others:
            return f"{_there_are(others)} of other nodes: ask for less of the nodes."
    return _smaller(alignment, bare, graph)


def _smaller(alignment: Alignment, motif: Motif, graph: str | None) -> str:
    if motif.kind not in _LEAST:
        return ""
    least, said = _LEAST[motif.kind]
    smaller = _found(alignment, from_spec({**motif.spec(), **least}), graph)
    if not smaller:
        return ""
    if not said:
        asked = ", ".join(f"{name}={value}" for name, value in least.items())
        return f"{_there_are(smaller)} with {asked}, in {_names(smaller)}."
    largest = max(smaller, key=_size)
    which = "One" if smaller.cut else "The largest"  # there may be a larger one that was not come to
    return f"{which}, in {largest.graph!r}, {said.format(f'{_size(largest):,.0f}')}."


def _found(alignment: Alignment, motif: Motif, graph: str | None) -> Matches:
    return alignment.find(motif, graph=graph, timeout=PATIENCE)


def _size(match: Match) -> float:
    """Tell what was asked for: components are sorted by their inputs, and asked for by their nodes."""
    return len(match.nodes) if match.motif.kind == "component" else match.score


def _there_are(matches: Matches) -> str:
    if matches.cut:
        return f"There are {len(matches):,} or more"
    return "There is one" if len(matches) == 1 else f"There are {len(matches):,}"


def _names(matches: Matches) -> str:
    return ", ".join(dict.fromkeys(repr(match.graph) for match in matches))
