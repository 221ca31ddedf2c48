from collections import Counter
from math import log

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics.cluster import contingency_matrix, expected_mutual_information

import topoalign_widget as ta
from topoalign_widget.alignment.information import information_table
from topoalign_widget.alignment.measures import MeasureError
from topoalign_widget.representations import MetadataError

N = 120


def graph_of(groups):
    """A graph whose nodes are the groups."""
    groups = np.asarray(groups)
    return ta.MapperGraph.from_nodes(
        [np.flatnonzero(groups == one) for one in np.unique(groups)], len(groups)
    )


def told(graph, columns, **how):
    return information_table({"g": graph}, None, columns, **how).xs("g", level="graph")


def plainly(nodes, values, known):
    """The share as it is defined, weight by weight; of inputs that are in a node and miss nothing."""
    times = Counter(i for node in nodes for i in node)
    joint, by_node, by_value, by_known = (Counter() for _ in range(4))
    for number, node in enumerate(nodes):
        for i in node:
            v, g = values[i], known[i]
            if v is not None and g is not None:
                for counts, key in (
                    (joint, (v, number, g)),
                    (by_node, (number, g)),
                    (by_value, (v, g)),
                    (by_known, g),
                ):
                    counts[key] += 1 / times[i]
    total = sum(joint.values())

    def entropy(counts):
        return -sum(w / total * log(w / total) for w in counts.values())

    of_all = entropy(by_value) - entropy(by_known)
    return 1 - (entropy(joint) - entropy(by_node)) / of_all if of_all > 1e-9 else float("nan")


@st.composite
def covers(draw):
    """Nodes that overlap and leave inputs out, and two columns with gaps."""
    n = draw(st.integers(2, 14))
    nodes = draw(st.lists(st.sets(st.integers(0, n - 1), min_size=1), min_size=1, max_size=6))
    column = st.lists(st.sampled_from(["a", "b", "c", None]), min_size=n, max_size=n)
    return [sorted(node) for node in nodes], n, draw(column), draw(column)


@given(covers())
@settings(max_examples=150)
def test_the_value_is_the_plain_definition(cover):
    nodes, n, values, known = cover
    graph = ta.MapperGraph.from_nodes(nodes, n)
    found = told(graph, {"v": values, "g": known}, given="g", n_permutations=3)
    assert found.loc["v", "value"] == pytest.approx(plainly(nodes, values, known), abs=1e-9, nan_ok=True)
    # What is given is asked for without.
    nothing = [0] * n
    assert found.loc["g", "value"] == pytest.approx(plainly(nodes, known, nothing), abs=1e-9, nan_ok=True)
    covered = {i for node in nodes for i in node}
    assert found["n_inputs"].tolist() == [
        sum(values[i] is not None and known[i] is not None for i in covered),
        sum(known[i] is not None for i in covered),
    ]


@given(covers(), st.permutations(range(6)), st.permutations("abc"))
def test_names_and_numbers_do_not_matter(cover, order, letters):
    nodes, n, values, _ = cover
    others = [nodes[i] for i in order if i < len(nodes)]
    renamed = [value and letters["abc".index(value)] for value in values]
    # Shuffles move the same inputs in both, whatever their classes are called: all statistics are equal.
    pd.testing.assert_frame_equal(
        told(ta.MapperGraph.from_nodes(nodes, n), {"v": values}, n_permutations=5),
        told(ta.MapperGraph.from_nodes(others, n), {"v": renamed}, n_permutations=5),
    )


def test_an_input_in_two_nodes_counts_half_in_each():
    # Of class a, one input is in the first node and one in both; of b, one is in the second.
    graph = ta.MapperGraph.from_nodes([[0, 1], [1, 2]], 3)
    left = -(1 / 3 * log(1 / 3) + 2 / 3 * log(2 / 3)) * 1.5 / 3
    of_all = -(1 / 3 * log(1 / 3) + 2 / 3 * log(2 / 3))
    assert told(graph, {"v": ["a", "a", "b"]}).loc["v", "value"] == pytest.approx(1 - left / of_all)


def test_nodes_that_are_the_classes_tell_everything_and_others_nothing():
    rng = np.random.default_rng(0)
    classes, dealt = np.arange(N) % 3, rng.permutation(np.arange(N) % 2)
    table = told(graph_of(classes), {"classes": classes, "dealt": dealt})
    assert table.loc["classes", ["value", "adjusted", "p_value"]].tolist() == [1, 1, 0.01]
    assert abs(table.loc["dealt", "adjusted"]) < 0.03
    assert table.loc["dealt", "p_value"] > 0.05


def test_of_fine_nodes_the_null_takes_what_they_tell_by_chance():
    rng = np.random.default_rng(0)
    n = 10 * N
    nodes, dealt = rng.integers(300, size=n), rng.integers(3, size=n)
    row = told(graph_of(nodes), {"dealt": dealt}, n_permutations=50).loc["dealt"]
    assert row["value"] > 0.2
    assert abs(row["adjusted"]) < 0.04
    # Where no input is in two nodes, the expectation is known.
    expected = expected_mutual_information(contingency_matrix(dealt, nodes, sparse=True).astype(np.int64), n)
    p = np.bincount(dealt) / n
    assert row["null"] == pytest.approx(expected / -(p * np.log(p)).sum(), abs=0.01)


def test_what_is_told_only_by_way_of_the_given_is_not_told():
    rng = np.random.default_rng(1)
    topic = np.arange(4 * N) % 4
    tone = np.where(rng.random(len(topic)) < 0.9, topic // 2, 1 - topic // 2)
    columns = {"topic": topic, "tone": tone}
    graph = graph_of(topic)
    alone = told(graph, columns)
    beyond = told(graph, columns, given="topic")
    assert alone.loc["tone", "adjusted"] > 0.4
    assert (beyond.loc["tone", "value"], beyond.loc["tone", "adjusted"], beyond.loc["tone", "p_value"]) == (
        0,
        0,
        1,
    )
    assert beyond["given"].tolist() == ["", "topic"]
    # Nodes that part topics by nothing have the null of classes shuffled within topics.
    finer = told(graph_of(10 * topic + rng.integers(10, size=len(topic))), columns, given="topic").loc["tone"]
    assert abs(finer["adjusted"]) < 0.1
    assert finer["p_value"] > 0.05
    # Nodes that are the tone within a topic tell it beyond the topic.
    assert told(graph_of(2 * topic + tone), columns, given="topic").loc["tone", "adjusted"] == 1


def test_several_columns_are_given_together():
    a, b = np.arange(N) % 2, np.arange(N) // 2 % 2
    columns = {"either": a ^ b, "a": a, "b": b, "label": np.arange(N) // 4 % 2}
    graph = graph_of(a ^ b)
    assert told(graph, columns, given="a").loc["either", "value"] == 1
    table = told(graph, columns, given=["a", "b"])
    assert table.loc["either", ["value", "null", "adjusted", "p_value"]].isna().all()
    assert table["given"].tolist() == ["a, b", "", "", "a, b"]


def test_p_is_uniform_where_nodes_tell_nothing():
    rng = np.random.default_rng(2)
    graph, known = graph_of(np.arange(N) % 8), np.arange(N) // 40
    columns = {f"{i}": rng.integers(2, size=N) for i in range(200)}
    p = told(graph, {**columns, "known": known}, given="known", n_permutations=19)["p_value"][:200]
    assert p.min() >= 0.05
    assert 0.4 < p.mean() < 0.65
    assert (p <= 0.25).mean() < 0.36


@pytest.mark.parametrize("size", [1, 3])
def test_a_class_for_each_input_is_told_no_better_than_by_chance(size):
    graph = ta.MapperGraph.from_nodes([np.arange(i, i + size) for i in range(N - size + 1)], N)
    row = told(graph, {"name": [f"input {i}" for i in range(N)]}).loc["name"]
    assert row["value"] > 0.3
    assert row["null"] == pytest.approx(row["value"])
    assert (row["adjusted"], row["p_value"]) == (pytest.approx(0, abs=1e-9), 1)


@pytest.mark.parametrize(("known", "nothing"), [("same", ["v", "same"]), ("each", ["v", "w", "same"])])
def test_where_there_is_nothing_to_tell_there_is_no_share(known, nothing):
    columns = {
        "v": ["a"] * N,
        "w": np.arange(N) % 5,
        "same": [0] * N,
        "each": [f"input {i}" for i in range(N)],
    }
    table = told(graph_of(np.arange(N) % 3), columns, given=known, n_permutations=9)
    found = table[["value", "null", "adjusted", "p_value"]].isna()
    assert (found.all(axis=1) == table.index.isin(nothing)).all()
    assert (found.any(axis=1) == table.index.isin(nothing)).all()
    assert table["n_inputs"].tolist() == [N] * 4


def test_inputs_in_no_node_count_nowhere():
    graph = ta.MapperGraph.from_nodes([[0, 1], [2, 3]], 6)
    outside = told(graph, {"v": ["a", "a", "b", "b", "c", "d"]}).loc["v"]
    assert (outside["n_inputs"], outside["value"]) == (4, 1)
    none = told(graph, {"v": [None] * 4 + ["a", "b"]}).loc["v"]
    assert none["n_inputs"] == 0
    assert np.isnan(none["value"])


def test_without_shuffles_there_is_a_value_only():
    row = told(graph_of(np.arange(N) % 3), {"v": np.arange(N) % 3}, n_permutations=0).loc["v"]
    assert row["value"] == 1
    assert row[["null", "adjusted", "p_value"]].isna().all()


@pytest.fixture(scope="module")
def alignment():
    rng = np.random.default_rng(0)
    frame = pd.DataFrame(
        {
            "topic": np.repeat(["sport", "law", "art"], N // 3),
            "text": [f"sentence {i}" for i in range(N)],
            "denied": np.arange(N) % 2 == 0,
            "length": rng.normal(size=N),
            "year": pd.Series(np.arange(N) % 7).where(np.arange(N) > 9),
            "pixels": [[i] for i in range(N)],
            "code": np.arange(N) // 4,
        }
    )
    x = 9 * pd.get_dummies(frame["topic"]).to_numpy() + rng.normal(size=(N, 3))
    mapper = ta.Mapper("pca", "uniform", n_intervals=4, overlap=0.3)
    return ta.align({"b": x, "a": rng.normal(size=(N, 3))}, mapper=mapper, metadata=frame)


def test_an_alignment_tells_of_all_columns_with_classes(alignment):
    table = alignment.information()
    assert table.index.names == ["column", "graph"]
    assert table.columns.tolist() == ["given", "n_inputs", "value", "null", "adjusted", "p_value"]
    shares = table["adjusted"].unstack()  # noqa: PD010
    assert shares.index.tolist() == ["topic", "denied", "year"]
    assert shares.columns.tolist() == ["b", "a"]
    assert shares.loc["topic", "b"] > 0.8 > 0.3 > shares.loc["topic", "a"]
    inside = np.diff(alignment.graphs["b"].membership.tocsc().indptr) > 0
    assert table.loc[("topic", "b"), "n_inputs"] == inside.sum()
    assert table.loc[("year", "b"), "n_inputs"] == inside[10:].sum()
    labelled = alignment.with_metadata(alignment.metadata, label="code").information()
    assert labelled.index.unique("column").tolist() == ["topic", "denied", "year", "code"]


def test_a_column_is_asked_for_by_name_or_by_its_values(alignment):
    by_name = alignment.information("topic", n_permutations=9)
    pd.testing.assert_frame_equal(by_name, alignment.information(["topic", "topic"], n_permutations=9))
    values = alignment.metadata["topic"]
    for columns in ({"topic": values}, {"topic": values.to_numpy()}, alignment.metadata[["topic"]]):
        pd.testing.assert_frame_equal(by_name, alignment.information(columns, n_permutations=9))
    quarters = pd.qcut(alignment.metadata["length"], 4)
    both = alignment.information({"quarter": quarters, "topic": quarters}, given="denied", n_permutations=9)
    np.testing.assert_array_equal(both.loc["quarter", "value"], both.loc["topic", "value"])
    # An index of their own does not move values to other inputs.
    moved = alignment.information({"topic": values.set_axis(range(N, 2 * N))}, n_permutations=9)
    pd.testing.assert_frame_equal(by_name, moved)


@pytest.mark.parametrize(
    ("columns", "how", "error", "said"),
    [
        ("length", {}, MetadataError, r"holds quantities \(120 different numbers\).*pd.qcut"),
        ({"day": pd.date_range("2020", periods=N)}, {}, MetadataError, "different dates.*values.dt.year"),
        (
            {"took": pd.to_timedelta(np.arange(N))},
            {},
            MetadataError,
            r"different durations.*for that column\.$",
        ),
        ("topic", {"given": "length"}, MetadataError, "'length' holds quantities"),
        ("pixels", {}, MetadataError, "'pixels' holds values of type list"),
        ({"z": np.arange(N) * 1j}, {}, MetadataError, "'z' holds quantities"),
        ("topics", {}, MetadataError, "no column 'topics'. Did you mean 'topic'?"),
        ("topic", {"given": ["topic", "tense"]}, MetadataError, "no column 'tense'"),
        ([], {}, MetadataError, "No column with classes"),
        ({"dealt": [1, 2, 3]}, {}, MetadataError, "3 rows, but there are 120 inputs"),
        (
            "topic",
            {"n_permutations": -1},
            MeasureError,
            "n_permutations must be a whole number of at least 0; got -1",
        ),
        ("topic", {"n_permutations": 2.5}, MeasureError, "got 2.5"),
        (3, {}, MetadataError, "a name or a list of names; got 3"),
        ("topic", {"given": 3}, MetadataError, "a name or a list of names; got 3"),
        (
            "topic",
            {"permutations": 9},
            TypeError,
            "does not take 'permutations'. Did you mean 'n_permutations'?",
        ),
    ],
)
def test_what_cannot_be_asked_is_said(alignment, columns, how, error, said):
    with pytest.raises(error, match=said):
        alignment.information(columns, **how)


def test_without_metadata_the_values_are_needed(alignment):
    bare = alignment.with_metadata(None)
    with pytest.raises(MetadataError, match="Nothing is known of the inputs"):
        bare.information()
    values = alignment.metadata["topic"]
    assert bare.information({"topic": values}).equals(alignment.information("topic"))
    with pytest.raises(
        MetadataError, match="No column with classes was named or found; metadata have 'length'"
    ):
        alignment.with_metadata(alignment.metadata[["length"]]).information()
