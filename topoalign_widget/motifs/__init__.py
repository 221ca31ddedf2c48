"""Motifs: shapes to look for in the graphs of an alignment, ``alignment.find(motifs.loop())``.

Each is a value: equal motifs are equal, ``motif.where(...)`` asks for nodes of a kind, and ``motif.spec()`` is a
dictionary for JSON that :func:`from_spec` reads.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from topoalign_widget.keywords import closest
from topoalign_widget.motifs.conditions import Conditions, MotifError
from topoalign_widget.motifs.example import Like
from topoalign_widget.motifs.joints import Bridge, CutNode, Star
from topoalign_widget.motifs.match import Match, Matches
from topoalign_widget.motifs.motif import Motif
from topoalign_widget.motifs.patterns import Pattern, pattern
from topoalign_widget.motifs.shapes import Flare, Fork, Loop, Path
from topoalign_widget.motifs.wholes import Clique, Component, Tree

# The names that queries are written with.
path, fork, flare = Path, Fork, Flare
loop = cycle = Loop
star, bridge, cut_node = Star, Bridge, CutNode
clique, component, tree = Clique, Component, Tree
like = Like

_OF_KIND: dict[object, type[Motif]] = {
    motif.kind: motif
    for motif in (Path, Fork, Flare, Loop, Star, Bridge, CutNode, Clique, Component, Tree, Pattern, Like)
}
KINDS = tuple(map(str, _OF_KIND))

__all__ = [
    "KINDS",
    "Match",
    "Matches",
    "Motif",
    "MotifError",
    "bridge",
    "clique",
    "component",
    "cut_node",
    "cycle",
    "flare",
    "fork",
    "from_spec",
    "like",
    "loop",
    "path",
    "pattern",
    "star",
    "tree",
]


def from_spec(spec: Mapping[str, Any]) -> Motif:
    """Read a motif as :meth:`Motif.spec` writes it.

    Parameters
    ----------
    spec : mapping
        ``kind``, parameters of the motif, and conditions in ``where``; what is left out has its default.

    Raises
    ------
    MotifError
        If there is no such kind, parameter or condition, or one has a value that it cannot have.
    """
    if not isinstance(spec, Mapping):
        raise MotifError(f"A motif is written as a dictionary, such as {{'kind': 'loop'}}; got {spec!r}.")
    kind, where = spec.get("kind"), spec.get("where") or {}
    if kind != "cycle" and kind not in KINDS:
        raise MotifError(
            f"There is no motif of the kind {kind!r}.{closest(str(kind), list(KINDS))} There are {', '.join(KINDS)}."
        )
    if not isinstance(where, Mapping):
        raise MotifError(f"where must be conditions by name, such as {{'size': [10, None]}}; got {where!r}.")
    parameters = {name: value for name, value in spec.items() if name not in ("kind", "where")}
    motif = (Loop if kind == "cycle" else _OF_KIND[kind]).from_parameters(parameters)
    return replace(motif, conditions=Conditions.of(where))
