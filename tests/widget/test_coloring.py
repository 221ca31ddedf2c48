from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import topoalign_widget as ta
from topoalign_widget.alignment.region import Region
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.widget import coloring as colorings
from topoalign_widget.widget.coloring import KEPT, LENS, REGION, SIZE, ColorError, color, color_columns

GRAPHS = {
    "a": MapperGraph.from_nodes([[0, 1], [1, 2]], n_inputs=3, lens=np.array([[30.0], [10.0], [20.0]])),
    "b": MapperGraph.from_nodes([[0, 1, 2]], n_inputs=3, lens=np.array([[0.1], [0.2], [0.3]])),
}


def alignment_of(graphs=GRAPHS, frame=None, label=None, positions=None):
    if positions is None:
        positions = {
            name: np.arange(2 * g.n_nodes, dtype=np.float32).reshape(-1, 2) for name, g in graphs.items()
        }
    return ta.Alignment(graphs, positions, 1.0, 0, metadata=frame, label=label)


def with_regions(graphs, regions):
    """An alignment whose regions are known."""
    alignment = alignment_of(graphs)
    vars(alignment)["_unlabelled"] = regions
    return alignment


def region(a, b, inputs, label=None, names="ab"):
    nodes = {name: np.array(own, dtype=np.int32) for name, own in zip(names, (a, b), strict=True)}
    ones = dict.fromkeys(names, 1)
    nan = float("nan")
    return Region(nodes, np.array(inputs), "match", 1.0, ones, nan, nan, nan, 1.0, ones, ones, label)


def colored(values, label=None):
    return color("c", alignment_of(frame=pd.DataFrame({"c": values}), label=label))


@pytest.mark.parametrize(
    ("values", "categories", "codes"),
    [
        (["y", None, "x"], ["x", "y"], [1, -1, 0]),
        ([3, 1, 3], ["1", "3"], [1, 0, 1]),
        ([3.0, np.nan, 10.0], ["3", "10"], [0, -1, 1]),
        ([True, False, True], ["False", "True"], [1, 0, 1]),
        (pd.Categorical(["lo", "hi", "lo"], categories=["lo", "hi", "top"]), ["lo", "hi", "top"], [0, 1, 0]),
        (["x", 2, None], ["2", "x"], [1, 0, -1]),
        (pd.array([2, None, 1], dtype="Int64"), ["1", "2"], [1, -1, 0]),
    ],
)
def test_categories(values, categories, codes):
    coloring = colored(values)
    assert coloring.scale["kind"] == "categorical"
    assert coloring.scale["categories"] == categories
    assert np.frombuffer(coloring.values, "<i4").tolist() == codes


def test_numbers_are_continuous_and_what_is_not_finite_is_missing():
    coloring = colored([0.5, np.inf, 2.5])
    assert coloring.scale == {
        "kind": "continuous",
        "column": "c",
        "domain": [0.5, 2.5],
        "diverging": False,
        "start": None,
        "per": "input",
        "about": "",
    }
    np.testing.assert_array_equal(np.frombuffer(coloring.values, "<f4"), np.float32([0.5, np.nan, 2.5]))


def test_numbers_on_both_sides_of_zero_have_it_in_the_middle():
    scale = colored([-0.5, 0.25, 2.0]).scale
    assert scale["diverging"]
    assert scale["domain"] == [-2.0, 2.0]


def test_a_column_of_missing_numbers_still_has_a_domain():
    assert colored(np.array([np.nan, np.nan, 0.5]) * np.nan).scale["kind"] in ("continuous", "categorical")


def test_many_whole_numbers_are_a_quantity_unless_they_are_the_label():
    graphs = {"a": MapperGraph.from_nodes([list(range(40))], n_inputs=40)}
    frame = pd.DataFrame({"c": range(40)})
    assert color("c", alignment_of(graphs, frame)).scale["kind"] == "continuous"
    assert color("c", alignment_of(graphs, frame, "c")).scale["kind"] == "categorical"


def test_lens_is_ranked_within_each_graph():
    coloring = color(LENS, alignment_of())
    assert coloring.scale["per"] == "input and graph"
    ranks = np.frombuffer(coloring.values, "<f4")
    np.testing.assert_allclose(ranks, np.array([3, 1, 2, 1, 2, 3]) / 3 * 100, rtol=1e-6)


def test_size_is_left_to_the_view():
    coloring = color(SIZE, alignment_of())
    assert coloring.scale == {"kind": "size", "column": SIZE, "domain": [1, 3]}
    assert coloring.values == b""


def test_columns_that_group_nothing_are_not_offered():
    n = 100
    frame = pd.DataFrame(
        {
            "text": [f"sentence {i}" for i in range(n)],
            "topic": ["x", "y"] * (n // 2),
            "when": pd.date_range("2020-01-01", periods=n),
            "pixels": [[0, 1]] * n,
            "length": np.arange(n) / 7,
        }
    )
    graphs = {"a": MapperGraph.from_nodes([list(range(n))], n_inputs=n)}
    assert color_columns(alignment_of(graphs, frame, "topic")) == ["topic", "when", "length", LENS, SIZE]
    with pytest.raises(ColorError, match="'text' has more than 64 categories"):
        color("text", alignment_of(graphs, frame))
    assert color_columns(alignment_of(graphs)) == [LENS, SIZE]


@pytest.mark.parametrize("zone", [None, "Europe/Berlin"])
def test_dates_are_counted_from_the_earliest(zone):
    when = pd.Series(pd.to_datetime(["2024-05-01 12:00:01", "2024-05-01 12:00:00", None])).dt.tz_localize(
        zone
    )
    coloring = color("when", alignment_of(frame=pd.DataFrame({"when": when})))
    np.testing.assert_array_equal(np.frombuffer(coloring.values, "<f4"), np.float32([1, 0, np.nan]))
    assert coloring.scale["domain"] == [0, 1]
    assert coloring.scale["start"] == when.min().timestamp()
    assert coloring.scale["about"] == ("Times are in UTC." if zone else "")


def test_durations_are_in_seconds_and_numbers_have_no_start():
    frame = pd.DataFrame({"took": pd.to_timedelta(["1min", None, "1h"]), "score": [1.5, 2.0, 3.0]})
    coloring = color("took", alignment_of(frame=frame))
    assert (coloring.scale["domain"], coloring.scale["about"]) == ([60, 3600], "In seconds.")
    for column in frame:
        assert color(column, alignment_of(frame=frame)).scale["start"] is None


def test_unknown_column_is_named_with_its_neighbour():
    with pytest.raises(ColorError, match="Did you mean 'topic'"):
        color("topci", alignment_of(frame=pd.DataFrame({"topic": ["x", "y", "x"]})))


def test_what_two_graphs_can_be_coloured_by():
    assert color_columns(alignment_of()) == [LENS, SIZE, REGION, "place in a", "place in b"]
    known = replace(alignment_of(), representations={name: np.eye(3) for name in "ab"})
    assert KEPT in color_columns(known)
    three = {**GRAPHS, "c": GRAPHS["b"]}
    assert KEPT not in color_columns(
        replace(alignment_of(three), representations={n: np.eye(3) for n in "abc"})
    )
    none = {**GRAPHS, "b": MapperGraph.from_nodes([], n_inputs=3)}
    assert "place in b" not in color_columns(alignment_of(none))


def test_metadata_have_their_names_for_themselves():
    frame = pd.DataFrame({REGION: ["n", "s", "n"], SIZE: [[1], [2], [3]]})
    alignment = alignment_of(frame=frame)
    assert color_columns(alignment) == [REGION, LENS, "place in a", "place in b"]
    assert color(REGION, alignment).scale["categories"] == ["n", "s"]
    with pytest.raises(ColorError):
        color(SIZE, alignment)


def test_inputs_have_the_smallest_region_that_holds_them():
    graphs = {name: MapperGraph.from_nodes([[0, 1, 2], [2, 3], [4, 5]], n_inputs=7) for name in "ab"}
    regions = [
        region([0], [0], [0, 1, 2], "topic: sport"),
        region([1], [1], [2, 3]),
        region([2], [2], [4, 5], "news"),
    ]
    coloring = color(REGION, with_regions(graphs, regions))
    assert coloring.scale == {
        "kind": "categorical",
        "column": REGION,
        "categories": ["topic: sport", "region 1", "news"],
        "missing": "in no region",
    }
    assert np.frombuffer(coloring.values, "<i4").tolist() == [0, 0, 1, 1, 2, 2, -1]


def test_regions_of_one_label_are_told_apart_and_those_beyond_the_palette_left_out(monkeypatch):
    monkeypatch.setattr(colorings, "MOST_REGIONS", 2)
    graphs = {name: MapperGraph.from_nodes([[i] for i in range(4)], n_inputs=4) for name in "ab"}
    regions = [region([i], [i], [i], "news") for i in range(4)]
    coloring = color(REGION, with_regions(graphs, regions))
    assert coloring.scale["categories"] == ["R0: news", "R1: news"]
    assert coloring.scale["missing"] == "in none of the first 2"
    assert np.frombuffer(coloring.values, "<i4").tolist() == [0, 1, -1, -1]


def test_regions_of_three_graphs_are_coloured_by_family():
    graphs = {name: MapperGraph.from_nodes([[0, 1], [2, 3]], n_inputs=5) for name in "abc"}
    regions = [
        region([side], [side], [2 * side, 2 * side + 1], names=names)
        for names in ("ab", "ac", "bc")
        for side in (0, 1)
    ]
    coloring = color(REGION, with_regions(graphs, regions))
    assert coloring.scale["categories"] == ["family 0", "family 1"]
    assert np.frombuffer(coloring.values, "<i4").tolist() == [0, 0, 1, 1, -1]


def test_no_region():
    coloring = color(REGION, with_regions(GRAPHS, []))
    assert (coloring.scale["categories"], coloring.scale["missing"]) == ([], "in no region")
    assert np.frombuffer(coloring.values, "<i4").tolist() == [-1, -1, -1]


def test_place_is_the_rank_along_the_longest_axis():
    graphs = {
        "a": MapperGraph.from_nodes([[0, 1], [1, 2], [3]], n_inputs=5),
        "b": MapperGraph.from_nodes([[0, 1, 2, 3, 4]], n_inputs=5),
    }
    # From left to right, and an island far away.
    positions = {"a": np.float32([[0, 0], [1, 0.1], [90, 0]]), "b": np.float32([[3, 3]])}
    alignment = alignment_of(graphs, positions=positions)
    coloring = color("place in a", alignment)
    assert (coloring.scale["column"], coloring.scale["domain"]) == ("place in a", [0.0, 1.0])
    assert "longest axis of a" in coloring.scale["about"]
    ranks = np.frombuffer(coloring.values, "<f4")
    np.testing.assert_allclose(ranks, [0.25, 0.5, 0.75, 1.0, np.nan])
    of_one_node = np.frombuffer(color("place in b", alignment).values, "<f4")
    assert len(set(of_one_node.tolist())) == 1


def test_kept_neighbours():
    rng = np.random.default_rng(0)
    x = rng.normal(size=(60, 5))
    arrays = {"a": x, "b": np.where(np.arange(60)[:, None] < 30, x, rng.normal(size=(60, 5)))}
    graphs = {name: MapperGraph.from_nodes([list(range(60))], n_inputs=60) for name in arrays}
    alignment = replace(alignment_of(graphs), representations=arrays)
    coloring = color(KEPT, alignment)
    assert coloring.scale["domain"] == [0.0, 1.0]
    np.testing.assert_allclose(
        np.frombuffer(coloring.values, "<f4"), alignment.kept_neighbours("a", "b"), rtol=1e-6
    )
