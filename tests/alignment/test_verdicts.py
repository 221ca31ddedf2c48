from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import mutual_info_score

import topoalign_widget as ta
from topoalign_widget.alignment.verdict_kernels import chance_gains
from topoalign_widget.alignment.verdicts import Chance, PatternError, members_of, verdict_of, verdicts_of
from topoalign_widget.mapper.graph import GraphError, MapperGraph

N = 500
PATTERN = np.arange(100)
OTHERS = np.arange(100, N)
seeds = st.integers(0, 2**32 - 1)


def windows(order, closed=False, size=20):
    """Nodes along a sequence of inputs; each shares half of its inputs with the next."""
    order = np.asarray(order)
    starts = range(0, len(order) if closed else len(order) - size // 2, size // 2)
    return [order[np.arange(start, start + size) % len(order)] for start in starts]


def graph(*strands):
    return MapperGraph.from_nodes([node for strand in strands for node in strand], N)


def mixed(*parts):
    return np.random.default_rng(0).permutation(np.concatenate(parts))


HERE = graph(windows(PATTERN, closed=True), windows(OTHERS))
RING = np.arange(10)


def told(other, here=HERE, nodes=RING, **how):
    return verdict_of(here.inputs_of(nodes), other, here=here, nodes=nodes, **how)


def test_a_loop_that_is_cut_otherwise_is_kept():
    verdict = told(graph(windows(OTHERS), windows(np.roll(PATTERN, 5), closed=True)))
    assert (verdict.kind, verdict.pieces, verdict.loops, verdict.loops_here) == ("kept", 1, 1, 1)
    assert verdict.nodes.tolist() == list(range(39, 49))
    assert (verdict.share, verdict.purity, verdict.content, verdict.p_value) == (1, 1, 1, 0.01)
    assert str(verdict) == "kept: 100 % of its inputs, which are 100 % of all there"


def test_a_loop_that_is_an_arc_is_opened():
    verdict = told(graph(windows(OTHERS), windows(np.roll(PATTERN, 33))))
    assert (verdict.kind, verdict.loops, verdict.gap) == ("opened", 0, 8)
    assert str(verdict) == "opened: neighbours on its loop are 8 steps apart there; 100 % of its inputs"


def test_random_sets_serve_all_patterns_that_they_are_random_for(monkeypatch):
    drawn = []

    def counted(m, n_draws, pool, *rest):
        drawn.append((m, len(pool)))
        return chance_gains(m, n_draws, pool, *rest)

    others = [graph(windows(OTHERS), windows(mixed(PATTERN))), graph(windows(np.arange(N)))]
    patterns = [
        {"inputs": HERE.inputs_of(nodes), "here": HERE, "nodes": nodes} for nodes in ([0], [1], [0, 1])
    ]
    alone = [
        list(map(repr, verdicts_of(others=others, **each))) for each in [*patterns, {"inputs": [0, 450]}]
    ]
    monkeypatch.setattr("topoalign_widget.alignment.verdict_kernels.chance_gains", counted)
    chance = Chance()
    together = [
        list(map(repr, verdicts_of(others=others, chance=chance, **each)))
        for each in [*patterns, {"inputs": [0, 450]}]
    ]
    assert together == alone
    assert sorted(drawn) == [(2, N), (2, N), (20, N), (20, N), (30, N), (30, N)]  # once for each graph


def test_a_value_has_no_loop_to_open():
    assert verdict_of(PATTERN, graph(windows(OTHERS), windows(PATTERN))).kind == "kept"


@pytest.mark.parametrize(
    "order",
    [np.column_stack([PATTERN[:50], PATTERN[:49:-1]]).ravel(), mixed(PATTERN)],
    ids=["laid flat", "in another order"],
)
def test_a_loop_that_is_not_cut_is_not_opened(order):
    verdict = told(graph(windows(OTHERS), windows(order)))
    assert (verdict.kind, verdict.loops) == ("kept", 0)
    assert str(verdict).endswith("its loop lies flat there, or in another order")


def test_a_loop_that_is_cut_but_closes_elsewhere_is_not_opened():
    verdict = told(graph(windows(OTHERS), windows(PATTERN[:70], closed=True), windows(PATTERN[60:])))
    assert (verdict.kind, verdict.loops) == ("kept", 1)
    assert verdict.gap >= 4


@pytest.mark.parametrize(("cuts", "shares"), [([60], [0.6, 0.4]), ([50, 80], [0.5, 0.3, 0.2])])
def test_far_pieces_are_a_split(cuts, shares):
    verdict = told(graph(windows(OTHERS), *map(windows, np.split(PATTERN, cuts))))
    assert (verdict.kind, verdict.pieces) == ("split", len(shares))
    np.testing.assert_allclose(verdict.part_shares, shares)


def test_a_split_tells_its_shares():
    first, second, rest = PATTERN[:50], PATTERN[50:80], PATTERN[80:]
    verdict = told(graph(windows(mixed(OTHERS, rest)), windows(first), windows(second)))
    assert str(verdict) == "split into 2: 50 % and 30 % of its inputs, 20 % elsewhere"


def test_of_many_pieces_three_are_named():
    verdict = told(graph(windows(OTHERS), np.split(PATTERN, 5)))
    assert str(verdict) == "split into 5: 20 %, 20 %, 20 % and less of its inputs, 0 % elsewhere"


def test_what_falls_off_at_the_edge_is_no_split():
    verdict = told(graph(windows(OTHERS), windows(PATTERN[:90]), windows(PATTERN[90:], size=10)))
    assert (verdict.kind, verdict.pieces, len(verdict.parts)) == ("opened", 1, 2)


def test_among_twice_as_many_others_it_is_merged():
    blob = mixed(PATTERN, OTHERS[:200])
    verdict = told(graph(windows(OTHERS[200:]), windows(blob, size=60)))
    assert verdict.kind == "merged"
    held = np.unique(np.concatenate(windows(blob, size=60)))
    assert len(np.intersect1d(held, verdict.inputs)) == len(verdict.inputs) >= 90
    assert str(verdict) == "merged: 100 % of its inputs, among others that are 67 % of all there"


@pytest.mark.parametrize(("others", "kind"), [(40, "kept"), (90, "merged"), (110, "merged")])
def test_two_of_one_size_that_merge_are_merged_whichever_has_a_few_more(others, kind):
    blob = mixed(PATTERN, OTHERS[:others])
    assert told(graph(windows(OTHERS[others:]), [blob])).kind == kind


def test_what_is_pure_and_less_than_half_is_dissolved_by_itself():
    verdict = told(graph([PATTERN[:45]], [OTHERS]), n_shuffles=99)
    assert str(verdict) == "dissolved: at best 45 % of its inputs in one piece, by themselves"


def test_two_pieces_that_are_one_elsewhere_are_merged():
    here = graph(windows(PATTERN[:50]), windows(PATTERN[50:]), windows(OTHERS))
    verdict = told(graph(windows(PATTERN), windows(OTHERS)), here, range(8))
    assert (verdict.kind, verdict.pieces_here, verdict.pieces) == ("merged", 2, 1)
    assert str(verdict) == "merged: its 2 pieces are one there, with 100 % of its inputs"
    assert told(here, here, range(8)).kind == "kept"
    assert verdict_of(PATTERN, here).kind == "split"


def test_spread_over_everything_it_is_dissolved():
    verdict = told(graph(windows(mixed(PATTERN, OTHERS))))
    assert verdict.kind == "dissolved"


def test_less_than_half_of_it_is_too_little():
    verdict = told(graph(windows(PATTERN[:40]), windows(mixed(PATTERN[40:], OTHERS))))
    assert verdict.share == pytest.approx(0.4, abs=0.08)
    assert (verdict.kind, verdict.p_value) == ("dissolved", 0.01)
    assert str(verdict).startswith("dissolved: at best 4")


def among_others(*parts):
    """Each part of the pattern in a blob with 1.3 times as many others; the rest along a path."""
    ends = np.cumsum([0, *(13 * len(part) // 10 for part in parts)])
    others = [OTHERS[start:end] for start, end in pairwise(ends)]
    blobs = [windows(mixed(part, own), size=30) for part, own in zip(parts, others, strict=True)]
    return graph(windows(OTHERS[ends[-1] :]), *blobs)


def test_in_pieces_among_others_it_is_dissolved_but_for_a_main_piece():
    here = graph(windows(PATTERN), windows(OTHERS))
    halves = told(among_others(PATTERN[:50], PATTERN[50:]), here, range(9))
    assert (halves.kind, halves.pieces) == ("dissolved", 2)
    assert "of its inputs in 2 pieces, among others that are 5" in str(halves)
    main = told(among_others(PATTERN[:78], PATTERN[78:]), here, range(9))
    assert (main.kind, main.pieces) == ("merged", 2)


def test_two_pieces_among_others_are_merged():
    here = graph(windows(PATTERN[:50]), windows(PATTERN[50:]), windows(OTHERS))
    verdict = told(among_others(PATTERN[:50], PATTERN[50:]), here, range(8))
    assert (verdict.kind, verdict.pieces_here, verdict.pieces) == ("merged", 2, 2)


def test_in_no_node_it_is_dissolved():
    verdict = told(graph(windows(OTHERS)))
    assert (verdict.kind, verdict.share, verdict.purity, verdict.p_value) == ("dissolved", 0, 0, 1)
    assert (verdict.parts, verdict.nodes.tolist(), verdict.inputs.tolist()) == ([], [], [])
    assert str(verdict) == "dissolved: no node there holds more of it than all inputs do"


def test_a_graph_without_nodes_holds_nothing():
    assert told(graph()).kind == "dissolved"


def test_a_loop_without_a_place_elsewhere_has_no_gap():
    verdict = told(graph([PATTERN], windows(OTHERS)))
    assert (verdict.kind, verdict.gap) == ("kept", 0)
    # Nodes of one input hold any set.
    crumbs = told(graph([[i] for i in range(N)]))
    assert (crumbs.kind, crumbs.share, crumbs.p_value, crumbs.gap) == ("dissolved", 1, 1, 0)


def test_everything_is_kept_though_chance_would_keep_it():
    other = graph(windows(mixed(PATTERN, OTHERS)))
    verdict = verdict_of(np.arange(N), other)
    assert (verdict.kind, verdict.content, verdict.p_value) == ("kept", 1, 1)
    assert "any so many inputs would be: p = 1.00" in str(verdict)


def test_a_few_inputs_in_a_large_node_are_merged_and_in_their_own_are_kept():
    few = PATTERN[:5]
    here = graph([few], windows(PATTERN[5:]), windows(OTHERS))
    assert told(here, here, [0]).kind == "kept"
    large = graph([PATTERN[:40]], windows(PATTERN[40:]), windows(OTHERS))
    verdict = told(large, here, [0])
    assert (verdict.kind, verdict.nodes.tolist()) == ("merged", [0])


@pytest.mark.parametrize(("strangers", "kind"), [(10, "kept"), (30, "split")])
def test_pieces_hang_together_by_a_node_that_is_mostly_the_patterns(strangers, kind):
    bridge = np.r_[PATTERN[40:60], OTHERS[:strangers]]
    other = graph([bridge], windows(OTHERS), windows(PATTERN[:50]), windows(PATTERN[50:]))
    assert verdict_of(PATTERN, other).kind == kind
    assert (0 in members_of(PATTERN, other)) == (kind == "kept")


def test_chance_draws_from_what_the_graph_has_in_nodes():
    noise = OTHERS[:300]
    covered = np.setdiff1d(np.arange(N), noise)
    here = graph(windows(mixed(covered)))
    # The same inputs are in nodes of both graphs, and that is all that they have in common.
    verdict = told(graph([covered]), here, range(10))
    assert verdict.p_value == 1
    assert verdict_of(here.inputs_of(range(10)), graph([covered])).p_value < 0.05


def test_chance_is_seldom_told_from_chance():
    rng = np.random.default_rng(0)
    other = graph(windows(PATTERN, closed=True), windows(mixed(OTHERS), size=40))
    p = [verdict_of(rng.choice(N, 60, replace=False), other, seed=i).p_value for i in range(200)]
    # 10 are expected, with a standard deviation of 3.
    assert 1 <= np.sum(np.array(p) <= 0.05) <= 20
    assert 0.4 <= np.mean(p) <= 0.6


@st.composite
def cases(draw):
    rng = np.random.default_rng(draw(seeds))
    n_inputs = draw(st.integers(6, 60))
    sizes = rng.integers(1, max(2, n_inputs // 2), draw(st.integers(1, 12)))
    nodes = [rng.choice(n_inputs, size, replace=False) for size in sizes]
    pattern = rng.choice(n_inputs, draw(st.integers(1, n_inputs)), replace=False)
    return nodes, n_inputs, pattern, rng


@settings(max_examples=150)
@given(cases())
def test_the_figures_agree_with_the_nodes(case):
    nodes, n_inputs, pattern, _ = case
    other = MapperGraph.from_nodes(nodes, n_inputs)
    verdict = verdict_of(pattern, other)
    held = other.inputs_of(verdict.nodes)
    common = np.intersect1d(held, pattern)
    assert np.array_equal(verdict.inputs, common)
    assert verdict.share == len(common) / len(pattern)
    assert verdict.purity == (len(common) / len(held) if len(held) else 0)
    assert verdict.content == len(common) / len(np.union1d(held, pattern))
    assert np.array_equal(np.sort(np.concatenate([*verdict.parts, np.empty(0, int)])), verdict.nodes)
    assert np.all(np.diff(verdict.part_shares) <= 0)
    assert verdict.part_shares.sum() == pytest.approx(verdict.share)
    assert (verdict.pieces > 0) == (len(verdict.nodes) > 0)
    assert 0 < verdict.p_value <= 1
    assert verdict.sentence().startswith(verdict.kind)


@settings(max_examples=100)
@given(cases())
def test_numbers_of_nodes_and_inputs_do_not_matter(case):
    nodes, n_inputs, pattern, rng = case
    verdict = verdict_of(pattern, MapperGraph.from_nodes(nodes, n_inputs))
    order = rng.permutation(len(nodes))
    moved = verdict_of(pattern, MapperGraph.from_nodes([nodes[i] for i in order], n_inputs))
    assert set(order[moved.nodes]) == set(verdict.nodes)
    assert (moved.kind, moved.share, moved.pieces, moved.p_value) == (
        *(verdict.kind, verdict.share, verdict.pieces, verdict.p_value),
    )
    number = rng.permutation(n_inputs)
    renamed = members_of(number[pattern], MapperGraph.from_nodes([number[node] for node in nodes], n_inputs))
    assert np.array_equal(renamed, verdict.nodes)


@settings(max_examples=100)
@given(cases())
def test_no_level_gains_more(case):
    nodes, n_inputs, pattern, _ = case
    inside = np.isin(np.arange(n_inputs), pattern)
    share = np.array([inside[node].mean() for node in nodes])

    def gain(taken):
        held = np.isin(np.arange(n_inputs), np.concatenate([nodes[i] for i in taken]))
        both, expected = (held & inside).sum(), held.sum() * inside.sum() / n_inputs
        told = mutual_info_score(held, inside) * n_inputs if both > expected else 0
        return told * both / (held | inside).sum()

    levels = [level for level in np.unique(share) if level >= inside.mean()]
    gains = [gain(np.flatnonzero(share >= level)) for level in levels]
    members = members_of(pattern, MapperGraph.from_nodes(nodes, n_inputs))
    if not levels:
        assert not len(members)
        return
    # Members are the nodes of a level, and those that join pieces of them.
    best = [
        np.flatnonzero(share >= level)
        for level, own in zip(levels, gains, strict=True)
        if own >= max(gains) - 1e-9
    ]
    assert any(set(own) <= set(members) and np.all(share[np.setdiff1d(members, own)] >= 0.5) for own in best)


@settings(max_examples=100)
@given(cases())
def test_in_the_same_graph_what_hangs_together_is_kept(case):
    nodes, n_inputs, _, rng = case
    here = MapperGraph.from_nodes(nodes, n_inputs)
    first = rng.integers(len(nodes))
    own = np.flatnonzero([len(np.intersect1d(nodes[first], node)) > 0 for node in nodes])
    verdict = told(here, here, own)
    assert verdict.content == 1
    assert set(own) <= set(verdict.nodes)
    # Where nearly all inputs are the pattern's, chance gives as much.
    most = len(verdict.inputs) >= 0.9 * len(np.unique(here.membership.indices))
    assert verdict.kind == ("kept" if most or verdict.p_value <= 0.05 else "dissolved")


def test_an_alignment_tells_verdicts_by_name():
    other = graph(windows(OTHERS), windows(PATTERN))
    alignment = ta.align({"a": HERE, "b": other}, seed=3)
    verdict = alignment.verdict("a", RING, "b")
    assert verdict.kind == "opened"
    assert str(verdict) == str(told(other, seed=3))
    assert alignment.verdict("b", verdict.nodes, "a").kind == "kept"


def test_the_same_seed_tells_the_same():
    other = graph(windows(mixed(PATTERN, OTHERS)))
    assert told(other, seed=1).p_value == told(other, seed=1).p_value
    assert len({told(other, seed=seed).p_value for seed in range(5)}) > 1


def test_without_shuffles_nothing_is_tested():
    nodes = RING
    tested, untested = (
        verdict_of(HERE.inputs_of(nodes), HERE, here=HERE, nodes=nodes, n_shuffles=n) for n in (19, 0)
    )
    assert tested.p_value == 0.05
    assert np.isnan(untested.p_value)
    assert untested.sentence() == tested.sentence()
    assert untested.kind == "kept"


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: verdict_of([], HERE), PatternError, "got none"),
        (lambda: members_of([], HERE), PatternError, "got none"),
        (lambda: verdict_of([N], HERE), GraphError, f"run from 0 to {N - 1}; got {N}"),
        (lambda: verdict_of([0.5], HERE), GraphError, "whole numbers"),
        (lambda: verdict_of([0], HERE, n_shuffles=-1), PatternError, "n_shuffles must be a whole number"),
        (
            lambda: verdict_of([0], HERE, n_shuffles=18),
            PatternError,
            "19 or more, .* or 0 for no test; got 18",
        ),
        (lambda: verdict_of([0], HERE, seed=0.5), PatternError, "seed must be a whole number"),
        (lambda: verdict_of([0], HERE, here=HERE), PatternError, "here without nodes"),
        (lambda: verdict_of([0], HERE, nodes=[0]), PatternError, "nodes without here"),
        (lambda: verdict_of([0], HERE, here=HERE, nodes=[]), PatternError, "has nodes there; got none"),
        (lambda: verdict_of([0], HERE, here=HERE, nodes=[99]), GraphError, "Nodes run from"),
        (
            lambda: verdict_of([0], HERE, here=MapperGraph.from_nodes([[0]], 3), nodes=[0]),
            PatternError,
            "they have 3 and 500",
        ),
    ],
)
def test_bad_input_is_told(call, error, message):
    with pytest.raises(error, match=message):
        call()
