import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from topoalign_widget.alignment.families import CLASSES, accounts, families, kind_from, unmatched
from topoalign_widget.alignment.lineage import lineage
from topoalign_widget.alignment.region import KINDS, Region
from topoalign_widget.mapper.graph import MapperGraph

N = 12


def region(graphs, kind="match", gain=1.0, label=None, **nodes):
    (a, own), (b, theirs) = nodes.items()
    inputs = np.intersect1d(graphs[a].inputs_of(own), graphs[b].inputs_of(theirs))
    return Region(
        nodes={name: np.array(sorted(numbers), dtype=np.int32) for name, numbers in nodes.items()},
        inputs=inputs,
        kind=kind,
        content=1.0,
        coverage={},
        structure=np.nan,
        p_value=np.nan,
        p_structure=np.nan,
        gain=gain,
        pieces={},
        loops={},
        label=label,
    )


def graphs_of(n_inputs=N, **nodes):
    return {name: MapperGraph.from_nodes(held, n_inputs) for name, held in nodes.items()}


LAYERS = graphs_of(
    30,
    # 0 to 9 are together in l0 and l1, in two pieces in l2, and in no region of l3.
    l0=[range(6), range(4, 10), range(20, 25)],
    l1=[range(10), range(20, 26)],
    l2=[range(5), range(5, 9), range(20, 25), range(10, 16)],
    l3=[range(0, 30, 5), range(10, 16)],
)
ORDER = ["l0", "l1", "l2", "l3"]


@pytest.fixture(scope="module")
def layered():
    return [
        region(LAYERS, gain=9, label="sport", l0=[0, 1], l1=[0]),
        region(LAYERS, "split", 8, l1=[0], l2=[0, 1]),
        region(LAYERS, gain=4, l2=[3], l3=[1]),
        region(LAYERS, "rearranged", 2, l0=[2], l1=[1]),
        region(LAYERS, gain=1, l1=[1], l2=[2]),
    ]


def test_families_of_layers(layered):
    found = families(layered, LAYERS)
    assert [family.regions for family in found] == [(0, 1), (2,), (3, 4)]
    assert [family.number for family in found] == [0, 1, 2]
    first = found[0]
    assert {name: nodes.tolist() for name, nodes in first.nodes.items()} == {
        "l0": [0, 1],
        "l1": [0],
        "l2": [0, 1],
    }
    assert first.nodes["l0"].dtype == np.int32
    assert first.inputs.tolist() == list(range(10))
    assert first.core.tolist() == list(range(9))
    assert [family.label for family in found] == ["sport", None, None]


def test_a_region_is_kept_splits_and_dies(layered):
    found = lineage(families(layered, LAYERS), layered, ORDER, LAYERS)
    told = found.groupby("family")[["before", "event"]].agg(list)
    assert told.loc[0].tolist() == [["l0", "l1", "l2"], ["kept", "split", "dies"]]
    assert told.loc[1].tolist() == [["l1", "l2"], ["born", "kept"]]
    assert told.loc[2].tolist() == [["l0", "l1", "l2"], ["rearranged", "kept", "dies"]]
    first = found[found["family"] == 0]
    assert first[["shared", "lost", "gained"]].to_numpy().tolist() == [[10, 0, 0], [9, 1, 0], [0, 9, 0]]
    assert first["label"].tolist() == ["sport"] * 3
    assert set(found["others"]) == {()}


def test_backwards_a_split_is_a_merger(layered):
    found = lineage(families(layered, LAYERS), layered, ORDER[::-1], LAYERS)
    first = found[found["family"] == 0]
    assert first["event"].tolist() == ["born", "merged", "kept"]
    assert first[["shared", "lost", "gained"]].to_numpy().tolist() == [[0, 0, 9], [9, 0, 1], [10, 0, 0]]


def test_only_regions_between_neighbours_tell(layered):
    found = lineage(families(layered, LAYERS), layered, ["l0", "l2", "l3"], LAYERS)
    assert found[["family", "event"]].to_numpy().tolist() == [[1, "born"], [1, "kept"]]


def test_halves_that_were_matched_one_by_one_come_from_the_whole():
    graphs = graphs_of(a=[range(10)], b=[range(4), range(4, 10)], c=[range(4), range(4, 10)])
    given_regions = [
        region(graphs, "split", 9, a=[0], b=[0, 1]),
        region(graphs, gain=6, b=[1], c=[1]),
        region(graphs, gain=4, b=[0], c=[0]),
    ]
    found = families(given_regions, graphs)
    # The larger half is more than half of the whole; the smaller is not.
    assert [family.regions for family in found] == [(0, 1), (2,)]
    told = lineage(found, given_regions, ["a", "b", "c"], graphs)
    assert told[["family", "before", "event", "others", "shared"]].to_numpy().tolist() == [
        [0, "a", "split", (), 10],
        [0, "b", "kept", (), 6],
        [1, "a", "split", (0,), 4],
        [1, "b", "kept", (), 4],
    ]
    back = lineage(found, given_regions, ["c", "b", "a"], graphs)
    assert back[back["family"] == 1][["before", "event", "others"]].to_numpy().tolist() == [
        ["c", "kept", ()],
        ["b", "merged", (0,)],
    ]


def test_two_parts_that_merge_into_one_family():
    graphs = graphs_of(a=[range(5), range(5, 10)], b=[range(5), range(5, 10)], c=[range(10)])
    given_regions = [
        region(graphs, gain=4, a=[0], b=[0]),
        region(graphs, gain=4, a=[1], b=[1]),
        region(graphs, "merged", 9, b=[0, 1], c=[0]),
    ]
    found = families(given_regions, graphs)
    # Both halves have an index of .5 with the whole; it goes on with the first, and not with both.
    assert [family.regions for family in found] == [(0, 2), (1,)]
    told = lineage(found, given_regions, ["a", "b", "c"], graphs)
    assert told[["family", "event", "others"]].to_numpy().tolist() == [
        [0, "kept", ()],
        [0, "merged", ()],
        [1, "kept", ()],
        [1, "merged", (0,)],
    ]


def test_a_family_that_dies_and_is_born_again_at_once():
    graphs = graphs_of(a=[range(6)], b=[range(6)], c=[range(6)], d=[range(6)])
    given_regions = [
        region(graphs, a=[0], b=[0]),
        region(graphs, c=[0], d=[0]),
        region(graphs, b=[0], d=[0]),
    ]
    found = families(given_regions, graphs)
    assert [family.regions for family in found] == [(0, 1, 2)]
    told = lineage(found, given_regions, list("abcd"), graphs)
    assert told[["before", "event"]].to_numpy().tolist() == [
        ["a", "kept"],
        ["b", "dies"],
        ["b", "born"],
        ["c", "kept"],
    ]


def test_links_do_not_chain():
    """A concept drifts by a third of its inputs, so far that the last graph answers to another part of the first."""
    graphs = graphs_of(a=[range(6), range(6, 12)], b=[range(6)], c=[range(2, 8), range(4, 10)])
    drift = [
        region(graphs, gain=3, a=[0], b=[0]),
        region(graphs, gain=2, b=[0], c=[0]),
        region(graphs, gain=1, a=[1], c=[1]),
    ]
    # The third agrees with the second in c, but in a it is elsewhere than the first.
    assert [family.regions for family in families(drift, graphs)] == [(0, 1), (2,)]


def test_regions_of_two_graphs_stay_apart():
    graphs = graphs_of(a=[range(6), range(6)], b=[range(6), range(6)])
    alike = [region(graphs, gain=1, a=[0], b=[0]), region(graphs, gain=2, a=[1], b=[1])]
    assert [family.regions for family in families(alike, graphs)] == [(1,), (0,)]
    assert families([], graphs) == []
    assert lineage([], [], ["a", "b"], graphs).empty


def test_accounts_by_hand(layered):
    found = accounts(layered, LAYERS)
    assert found.columns.tolist() == list(CLASSES)
    assert len(found) == 4 * 3
    assert (found.sum(axis=1) == 30).all()
    assert found.loc[("l1", "l2")].tolist() == [5, 0, 9, 0, 2, 0, 14]
    assert found.loc[("l2", "l1")].tolist() == [5, 0, 0, 9, 0, 6, 10]
    assert found.loc[("l0", "l3")].tolist() == [0, 0, 0, 0, 0, 15, 15]
    assert accounts([], graphs_of(a=[[0]])).empty


def test_an_input_that_several_regions_hold_counts_for_the_first():
    graphs = graphs_of(a=[range(6), range(4, 10)], b=[range(6), range(4, 10)])
    both = [region(graphs, "rearranged", a=[0], b=[0]), region(graphs, a=[1], b=[1])]
    assert accounts(both, graphs).loc[("a", "b"), ["match", "rearranged"]].tolist() == [4, 6]
    assert accounts(both[::-1], graphs).loc[("a", "b"), ["match", "rearranged"]].tolist() == [6, 4]


def test_kinds_from_either_side(layered):
    assert [kind_from(layered[1], name) for name in ("l1", "l2")] == ["split", "merged"]
    assert [kind_from(layered[3], name) for name in ("l0", "l1")] == ["rearranged"] * 2


def test_what_is_in_no_region(layered):
    parts = unmatched("l2", "l3", layered, LAYERS)
    assert [part.tolist() for part in parts] == [[0], [2], [1]]
    assert parts[0].dtype == np.int32
    assert [part.tolist() for part in unmatched("l0", "l3", layered, LAYERS)] == [[0, 1], [2]]
    assert unmatched("l1", "l0", layered, LAYERS) == []


nodes = st.lists(st.lists(st.integers(0, N - 1), min_size=1, unique=True), min_size=1, max_size=8)


@st.composite
def compared(draw):
    """Three random graphs, with regions whose nodes are disjoint and whose sides have inputs in common."""
    graphs = graphs_of(**{name: draw(nodes) for name in "abc"})
    regions = []
    for a, b in ("ab", "bc", "ac"):
        owner = {name: draw(st.lists(st.integers(0, 3), min_size=8, max_size=8)) for name in (a, b)}
        for number in range(3):
            own = {
                name: [i for i in range(graphs[name].n_nodes) if owner[name][i] == number] for name in (a, b)
            }
            if all(own.values()):
                found = region(
                    graphs, draw(st.sampled_from(KINDS)), gain=draw(st.floats(0, 9)), label=f"{a}{b}", **own
                )
                regions += [found] if len(found.inputs) else []
    return graphs, regions


@given(compared())
@settings(max_examples=100)
def test_accounts_add_up(case):
    graphs, regions = case
    found = accounts(regions, graphs)
    assert (found.sum(axis=1) == N).all()
    for (name, other), row in found.iterrows():
        between = [r for r in regions if set(r.nodes) == {name, other}]
        common = set().union(*(r.inputs.tolist() for r in between))
        assert row[list(KINDS)].sum() == len(common)
        assert N - row["in no node"] == len(graphs[name].inputs_of(range(graphs[name].n_nodes)))
        free = [node for part in unmatched(name, other, regions, graphs) for node in part.tolist()]
        taken = [node for r in between for node in r.nodes[name].tolist()]
        assert sorted(free + taken) == list(range(graphs[name].n_nodes))
        rest = set(graphs[name].inputs_of(free).tolist()) - set(graphs[name].inputs_of(taken).tolist())
        assert row["only here"] == len(rest)
        assert found.loc[(other, name), list(KINDS)].sum() == len(common)


@given(compared())
@settings(max_examples=100)
def test_families_are_a_partition_that_agrees(case):
    graphs, regions = case
    found = families(regions, graphs)
    assert sorted(i for family in found for i in family.regions) == list(range(len(regions)))
    for family in found:
        own = [regions[i] for i in family.regions]
        assert len({frozenset(r.nodes) for r in own}) == len(own)
        assert set(family.core) <= set(family.inputs)
        for name, nodes in family.nodes.items():
            sides = [graphs[name].inputs_of(r.nodes[name]) for r in own if name in r.nodes]
            assert set(nodes) == set().union(*(r.nodes[name].tolist() for r in own if name in r.nodes))
            assert set(family.core) <= set(graphs[name].inputs_of(nodes))
            for i, side in enumerate(sides):
                for other in sides[:i]:
                    assert len(np.intersect1d(side, other)) >= 0.5 * len(np.union1d(side, other))
    told = lineage(found, regions, ["a", "b", "c"], graphs)
    assert (told[["shared", "lost", "gained"]].to_numpy() >= 0).all()
    assert set(told["event"]) <= {"born", "kept", "rearranged", "split", "merged", "dies"}
