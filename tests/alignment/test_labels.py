import warnings

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom, mannwhitneyu

import topoalign_widget as ta
from topoalign_widget.alignment.labels import COLUMNS, enrichment, explain, label_of, labelled
from topoalign_widget.alignment.region import Region
from topoalign_widget.alignment.remarks import LabelWarning
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.representations import MetadataError

N = 400


def region(nodes, inputs):
    return Region(
        nodes={name: np.array(own, dtype=np.int32) for name, own in nodes.items()},
        inputs=np.array(inputs),
        kind="match",
        content=1.0,
        coverage={},
        structure=np.nan,
        p_value=np.nan,
        p_structure=np.nan,
        gain=1.0,
        pieces={},
        loops={},
    )


@pytest.fixture(scope="module")
def metadata():
    """Four topics of 100 inputs; the first 50 of each have low lengths."""
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "topic": np.repeat(["sport", "news", "law", "art"], 100),
            "digit": np.repeat(np.arange(8), 50),
            "length": np.tile(np.arange(100), 4) + 0.5,
            "coin": rng.random(N) < 0.5,
            "language": ["en"] * N,
            "text": [f"sentence {i}" for i in range(N)],
            "pixels": [[i] for i in range(N)],
        }
    )


def test_categories_by_hand(metadata):
    inputs = np.r_[0:80, 100:120]
    found = enrichment(inputs, metadata, columns=["topic"])
    assert found.columns.tolist() == list(COLUMNS)
    assert found["value"].tolist() == ["sport"]
    sport = found.iloc[0]
    assert (sport["count"], sport["share"], sport["expected"], sport["lift"]) == (80, 0.8, 0.25, 3.2)
    # Of the four values that were tested, the smallest p is multiplied by four.
    assert sport["p_value"] == pytest.approx(4 * hypergeom.sf(79, N, 100, 100))


def test_numbers_by_ranks():
    rng = np.random.default_rng(1)
    metadata = pd.DataFrame({"ties": rng.integers(0, 30, N) + 0.5})
    inputs = np.flatnonzero(rng.random(N) < metadata["ties"] / 60)
    found = enrichment(inputs, metadata).iloc[0]
    rest = np.setdiff1d(np.arange(N), inputs)
    expected = mannwhitneyu(metadata["ties"][inputs], metadata["ties"][rest], method="asymptotic")
    assert found["p_value"] == pytest.approx(expected.pvalue)
    assert (found["value"], found["test"]) == ("high", "Mann-Whitney")
    ranks = metadata["ties"].rank()
    assert found["count"] == (ranks[inputs] > ranks.mean()).sum()
    assert enrichment(rest, metadata)["value"].tolist() == ["low"]


def test_what_is_typical_and_specific_comes_first(metadata):
    metadata = metadata.assign(
        group=np.where(np.arange(N) < 60, "typical, specific", "other"),
        broad=np.where(np.arange(N) < 250, "typical, not specific", "other"),
        rare=np.where(np.arange(N) < 8, "specific, not typical", "other"),
    )
    found = enrichment(np.arange(60), metadata, columns=["rare", "broad", "group"])
    assert found["column"].tolist() == ["group", "broad", "rare"]
    assert (found["p_value"] < 0.05).all()
    assert label_of(found) == "typical, specific 100 %"


def test_columns_that_name_inputs_or_tell_nothing_apart_are_passed_over(metadata):
    assert set(enrichment(np.arange(50), metadata)["column"]) <= {"topic", "digit", "length", "coin"}
    assert enrichment(np.arange(50), metadata, columns=["text", "pixels", "language"]).empty
    with pytest.raises(MetadataError, match="Did you mean 'topic'"):
        enrichment([0], metadata, columns=["topci"])
    with pytest.raises(MetadataError, match="no column 'lable'"):
        enrichment([0], metadata, label="lable")
    with pytest.raises(MetadataError, match="got 400"):
        enrichment([0, N], metadata)
    with pytest.raises(MetadataError, match="by number"):
        enrichment([0.5], metadata)


def test_a_label_is_categorical_whatever_it_holds():
    metadata = pd.DataFrame({"class": np.repeat(np.arange(100), 4)})
    assert label_of(enrichment(np.arange(16, 20), metadata, label="class")) == "class=4 100 %"
    assert enrichment(np.arange(16, 20), metadata)["test"].tolist() == ["Mann-Whitney"]


def test_a_date_is_a_quantity(metadata):
    when = pd.date_range("2020-01-01", periods=N, tz="UTC")
    dated = metadata.assign(when=when, took=when - when[0])
    found = enrichment(np.arange(50), dated, columns=["when", "took"])
    assert found[["value", "test"]].values.tolist() == [["low", "Mann-Whitney"]] * 2
    assert enrichment(np.arange(50), dated, columns=["when"], label="when")["test"].tolist() == [
        "Mann-Whitney"
    ]


def test_a_label_that_names_inputs_is_warned_of():
    graph = ta.MapperGraph.from_nodes([range(N)], N)
    texts = pd.DataFrame({"text": [f"sentence {i}" for i in range(N)], "pairs": np.arange(N) // 2})
    alignment = ta.align({"one": graph})
    with pytest.warns(LabelWarning, match=rf"label='text' has {N} different values for {N} inputs.*text="):
        alignment.with_metadata(texts, "text")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        alignment.with_metadata(texts, "pairs")
        alignment.with_metadata(texts[:50].assign(text="one class").reindex(range(N)), "text")


def test_nothing_to_compare(metadata):
    for inputs in ([], np.arange(N)):
        found = enrichment(inputs, metadata)
        assert found.empty
        assert found.columns.tolist() == list(COLUMNS)
        assert label_of(found) is None


def test_missing_values_are_no_value(metadata):
    topic = metadata["topic"].where(np.arange(N) % 2 == 0)
    found = enrichment(np.arange(100), pd.DataFrame({"topic": topic})).iloc[0]
    # Half of the inputs are known, all of them as sport, of which a quarter would be.
    assert (found["share"], found["expected"], found["lift"]) == (0.5, 0.125, 4)
    known_in_region_only = pd.DataFrame({"topic": metadata["topic"].where(np.arange(N) < 100)})
    assert enrichment(np.arange(100), known_in_region_only).empty
    numbers = pd.DataFrame({"length": metadata["length"].where(metadata["length"] != 7.5, np.inf)})
    assert enrichment(np.arange(50), numbers)["value"].tolist() == ["low"]


def test_among(metadata):
    found = enrichment(np.arange(50), metadata, among=np.arange(100))
    assert found["column"].tolist()[:2] == ["digit", "length"]
    assert "topic" not in set(found["column"])
    inside = metadata.iloc[:100].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, enrichment(np.arange(50), inside))
    pd.testing.assert_frame_equal(found, enrichment(np.arange(50), metadata, among=np.arange(50, 100)))


@pytest.mark.parametrize(
    ("inputs", "columns", "label"),
    [
        (np.r_[0:92, 100:108], ["topic"], "sport 92 %"),
        (np.r_[0:60, 100:135, 200:205], ["topic"], "sport 60 %, news 35 %"),
        (np.r_[100:160, 0:35, 200:205], ["topic"], "news 60 %, sport 35 %"),
        (np.r_[0:49, 60], ["digit"], "digit=0 98 %"),
        (np.r_[60:100, 160:200], ["length"], "length high"),
        (np.r_[0:400:4], ["topic"], None),
    ],
)
def test_labels(metadata, inputs, columns, label):
    assert label_of(enrichment(inputs, metadata, columns=columns)) == label


def test_what_is_significant_only_by_its_number_is_no_name():
    n = 100_000
    metadata = pd.DataFrame({"sex": np.where(np.arange(n) % 2, "f", "m")})
    inputs = np.r_[0:20_000:2, 1:22_000:2]
    found = enrichment(inputs, metadata)
    assert found["p_value"].max() < 1e-6
    assert label_of(found) is None


def test_regions_get_their_labels(metadata):
    given = [region({"a": [0], "b": [0]}, np.arange(95)), region({"a": [1], "b": [1]}, np.arange(1, N, 4))]
    found = labelled(given, metadata[["topic"]])
    assert [r.label for r in found] == ["sport 100 %", None]
    assert found[0].inputs is given[0].inputs
    assert given[0].label is None


def test_explain_tells_who_left(metadata):
    graphs = {
        "a": MapperGraph.from_nodes([np.arange(0, 60), np.arange(50, 100)], N),
        "b": MapperGraph.from_nodes([np.arange(0, 50), np.arange(100, 110)], N),
    }
    found = explain(region({"a": [0, 1], "b": [0, 1]}, np.arange(50)), graphs, metadata)
    first = found.groupby("part", sort=False).first()
    assert first.index.tolist() == ["common", "only in a", "only in b"]
    assert first["n_inputs"].tolist() == [50, 50, 10]
    assert first["column"].tolist() == ["digit", "digit", "topic"]
    assert first["value"].tolist() == [0, 1, "news"]
    # Against what the side holds, not against all inputs: half of side a.
    assert first.loc["only in a", "expected"] == 0.5


@given(st.randoms(use_true_random=False), st.integers(1, 59))
@settings(max_examples=25)
def test_the_order_of_inputs_does_not_matter(random, count):
    rng = np.random.default_rng(0)
    metadata = pd.DataFrame(
        {
            "kind": pd.Series(rng.choice(["x", "y", "z"], 60)).mask(rng.random(60) < 0.2),
            "n": rng.normal(size=60),
        }
    )
    inputs = rng.choice(60, count, replace=False)
    order = list(range(60))
    random.shuffle(order)
    place = np.argsort(order)
    before = enrichment(inputs, metadata)
    after = enrichment(
        random.sample(place[inputs].tolist(), count), metadata.iloc[order].reset_index(drop=True)
    )
    pd.testing.assert_frame_equal(before, after)
    assert (before["share"] > before["expected"]).all()
    assert before["p_value"].between(0, 1).all()


def test_random_inputs_are_seldom_significant():
    rng = np.random.default_rng(0)
    metadata = pd.DataFrame(
        {
            "many": rng.choice(list("abcdefghij"), 1000),
            "two": rng.choice(["x", "y"], 1000),
            "n": rng.normal(size=1000),
        }
    )
    draws = [rng.choice(1000, 200, replace=False) for _ in range(300)]
    smallest = np.array([enrichment(inputs, metadata)["p_value"].min() for inputs in draws])
    assert (smallest <= 0.05).mean() < 0.08
    alone = np.array([enrichment(inputs, metadata, columns=["n"])["p_value"].min() for inputs in draws])
    for level in (0.05, 0.2, 0.5):
        assert (alone <= level).mean() == pytest.approx(level, abs=0.06)


def test_the_column_of_classes_names_a_region_where_it_fits_nearly_as_well():
    inputs = np.arange(50)
    digit = np.where(np.arange(200) < 48, 0, 1 + np.arange(200) % 4)
    guess = np.where(np.arange(200) < 50, "zero", "other")
    metadata = pd.DataFrame(
        {"guess": guess, "digit": digit, "half": np.where(np.arange(200) < 100, "low", "high")}
    )
    table = enrichment(inputs, metadata, label="digit")
    assert table["column"].iloc[0] == "guess"
    assert label_of(table) == "zero 100 %"
    assert label_of(table, "digit") == "digit=0 96 %"
    assert label_of(table, "half") == "zero 100 %"


@pytest.mark.parametrize(("n_rare", "label"), [(9, None), (10, "book=7 10 %")])
def test_what_few_of_the_inputs_have_is_no_name(n_rare, label):
    """All of a rare value, and nothing else that tells them apart."""
    book = np.arange(1000) % 6
    book[:n_rare] = 7
    assert label_of(enrichment(np.arange(100), pd.DataFrame({"book": book}), label="book")) == label


@pytest.mark.parametrize(
    ("counts", "label"),
    [
        ({"a": 25, "b": 18, "c": 16, "d": 15, "e": 15}, "a 28 %, b 20 %, 3 more"),
        ({"a": 60, "b": 35, "c": 5}, "a 60 %, b 35 %"),
        ({"a": 90, "b": 10}, "a 90 %, 1 more"),
    ],
)
def test_a_label_says_how_many_more_values_there_are(counts, label):
    inside = np.repeat(list(counts), list(counts.values()))
    topic = np.r_[inside, np.repeat("else", 10 * len(inside))]
    table = enrichment(np.arange(len(inside)), pd.DataFrame({"topic": topic}))
    assert label_of(table) == label
