"""A verdict: what became of a pattern, a set of inputs, in another graph, and how that is said."""

from __future__ import annotations

from dataclasses import dataclass, field

from topoalign_widget.alignment.extent import Floats, Ints, Nodes

KEPT, OPENED, SPLIT, MERGED, DISSOLVED = KINDS = ("kept", "opened", "split", "merged", "dissolved")
# The p-value above which chance gives as much.
SIGNIFICANT = 0.05
# Of what its counterpart holds, a pattern that is not merged is so much at least. Two equal parts that have merged
# are a half each, give or take strays: a limit of one half would be a coin toss.
PURE = 0.6
# Pieces of a split whose shares a sentence names.
MOST_NAMED = 3


@dataclass(frozen=True, eq=False)
class Verdict:
    """What became of a pattern in another graph. Made by :func:`verdict_of`.

    Attributes
    ----------
    kind : {"kept", "opened", "split", "merged", "dissolved"}
        See :func:`verdict_of`.
    nodes : array of int32
        The counterpart: nodes of the other graph that hold the pattern best, sorted.
    inputs : array of int64
        Inputs of the pattern that these nodes hold, sorted.
    share : float
        Of the pattern's inputs that the nodes hold, in [0, 1].
    content : float
        Jaccard index of the pattern's inputs and the nodes' inputs, in [0, 1].
    purity : float
        Share of the nodes' inputs that are the pattern's, in [0, 1]; 0 without nodes.
    parts : list of array of int32
        The nodes in connected pieces, each sorted; the piece that holds most of the pattern first.
    part_shares : array of float64, shape (n_parts,)
        Share of the pattern's inputs that each piece holds; they add up to ``share``.
    pieces, pieces_here : int
        Pieces that hold at least a quarter of what the largest does, of the nodes and of the pattern's own.
    loops, loops_here : int
        Holes with triangles filled (beta_1) of the nodes and of the pattern's own, around which a shortest cycle has
        five nodes or more and holds a quarter of the pattern's inputs or more.
    gap : int
        Steps between neighbours on the pattern's largest loop in the main piece there, where they are farthest apart.
        Nodes of the loop count that have a place there: one node and what is next to it hold most of their inputs. 0
        without a loop.
    p_value : float
        Share of random sets of as many inputs for which some nodes gain as much, itself counted, in (0, 1];
        NaN where there were none.
    """

    kind: str
    nodes: Nodes
    inputs: Ints = field(repr=False)
    share: float
    content: float
    purity: float
    parts: list[Nodes] = field(repr=False)
    part_shares: Floats = field(repr=False)
    pieces: int
    pieces_here: int
    loops: int
    loops_here: int
    gap: int
    p_value: float

    def sentence(self) -> str:
        """Tell the verdict and its evidence in one sentence."""
        return f"{self.kind}{_EVIDENCE[self.kind](self)}"

    def __str__(self) -> str:
        return self.sentence()


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _kept(verdict: Verdict) -> str:
    told = f": {_percent(verdict.share)} of its inputs, which are {_percent(verdict.purity)} of all there"
    if verdict.p_value > SIGNIFICANT:
        told += f" (any so many inputs would be: p = {verdict.p_value:.2f})"
    return told + _about_loops(verdict)


def _about_loops(verdict: Verdict) -> str:
    if not verdict.loops_here:
        return "; there is a loop in it there" if verdict.loops else ""
    if not verdict.loops:
        return "; its loop lies flat there, or in another order"
    missing = verdict.loops < verdict.loops_here
    return f"; {verdict.loops} of its {verdict.loops_here} loops are there" if missing else ""


def _opened(verdict: Verdict) -> str:
    return f": neighbours on its loop are {verdict.gap} steps apart there; {_percent(verdict.share)} of its inputs"


def _split(verdict: Verdict) -> str:
    shares = verdict.part_shares[: verdict.pieces]
    *first, last = [*map(_percent, shares[:MOST_NAMED]), *["less"] * (len(shares) > MOST_NAMED)]
    elsewhere = _percent(max(1 - shares.sum(), 0.0))
    return f" into {verdict.pieces}: {', '.join(first)} and {last} of its inputs, {elsewhere} elsewhere"


def _merged(verdict: Verdict) -> str:
    held = _percent(verdict.share)
    if verdict.purity < PURE:
        return f": {held} of its inputs, among others that are {_percent(1 - verdict.purity)} of all there"
    pieces = verdict.pieces if verdict.pieces > 1 else "one"
    return f": its {verdict.pieces_here} pieces are {pieces} there, with {held} of its inputs"


def _dissolved(verdict: Verdict) -> str:
    if not len(verdict.nodes):
        return ": no node there holds more of it than all inputs do"
    if verdict.p_value > SIGNIFICANT:
        return f": no nodes hold it more than chance gives (p = {verdict.p_value:.2f})"
    pieces = f"in {verdict.pieces} pieces" if verdict.pieces > 1 else "in one piece"
    others = _percent(1 - verdict.purity)
    among = "by themselves" if others == _percent(0) else f"among others that are {others} of all there"
    return f": at best {_percent(verdict.share)} of its inputs {pieces}, {among}"


_EVIDENCE = {KEPT: _kept, OPENED: _opened, SPLIT: _split, MERGED: _merged, DISSOLVED: _dissolved}
