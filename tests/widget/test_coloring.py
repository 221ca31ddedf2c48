import numpy as np
import pandas as pd
import pytest

from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.widget.coloring import LENS, SIZE, ColorError, color, color_columns

GRAPHS = {
    "a": MapperGraph.from_nodes([[0, 1], [1, 2]], n_inputs=3, lens=np.array([[30.0], [10.0], [20.0]])),
    "b": MapperGraph.from_nodes([[0, 1, 2]], n_inputs=3, lens=np.array([[0.1], [0.2], [0.3]])),
}


def colored(values, label=None):
    return color("c", pd.DataFrame({"c": values}), label, GRAPHS)


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
    assert coloring.scale == {"kind": "continuous", "column": "c", "domain": [0.5, 2.5], "per": "input"}
    np.testing.assert_array_equal(np.frombuffer(coloring.values, "<f4"), np.float32([0.5, np.nan, 2.5]))


def test_a_column_of_missing_numbers_still_has_a_domain():
    assert colored(np.array([np.nan, np.nan, 0.5]) * np.nan).scale["kind"] in ("continuous", "categorical")


def test_many_whole_numbers_are_a_quantity_unless_they_are_the_label():
    graphs = {"a": MapperGraph.from_nodes([list(range(40))], n_inputs=40)}
    frame = pd.DataFrame({"c": range(40)})
    assert color("c", frame, None, graphs).scale["kind"] == "continuous"
    assert color("c", frame, "c", graphs).scale["kind"] == "categorical"


def test_lens_is_ranked_within_each_graph():
    coloring = color(LENS, None, None, GRAPHS)
    assert coloring.scale["per"] == "input and graph"
    ranks = np.frombuffer(coloring.values, "<f4")
    np.testing.assert_allclose(ranks, np.array([3, 1, 2, 1, 2, 3]) / 3 * 100, rtol=1e-6)


def test_size_is_left_to_the_view():
    assert color(SIZE, None, None, GRAPHS).scale == {"kind": "size", "column": SIZE, "domain": [1, 3]}
    assert color(SIZE, None, None, GRAPHS).values == b""


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
    assert color_columns(frame, "topic") == ["topic", "length", LENS, SIZE]
    assert color_columns(None, None) == [LENS, SIZE]


def test_unknown_column_is_named_with_its_neighbour():
    with pytest.raises(ColorError, match="Did you mean 'topic'"):
        color("topci", pd.DataFrame({"topic": ["x", "y", "x"]}), None, GRAPHS)
