import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

import topoalign_widget as ta
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.widget.inspector import Inspector, InspectorError, search
from topoalign_widget.widget.selection import SelectionError
from topoalign_widget.widget.thumbnails import as_images

GRAPHS = {
    "a": MapperGraph.from_nodes([[0, 1, 2], [2, 3], [3, 4, 5], [6]], n_inputs=8),
    "b": MapperGraph.from_nodes([[0, 1, 2, 3], [3, 4, 5], [5, 6, 7]], n_inputs=8),
}
FRAME = pd.DataFrame(
    {
        "score": [0.5, 1.5, np.nan, 2.0, -1.0, 0.0, 3.25, 1234567.0],
        "topic": ["sport", "sport", "news", None, "news", "art", "sport", "news"],
        "text": [f"sentence {i}" for i in range(8)],
        "kept": pd.array([True, None, False, True, True, True, True, True], dtype="boolean"),
    }
)
REQUEST = {"tab": "all", "here": None, "other": None, "start": 0, "stop": 100, "order": "number"}
NONE: dict[str, np.ndarray] = {}


def alignment(metadata=FRAME, label="topic", graphs=GRAPHS, **representations):
    positions = {name: np.zeros((g.n_nodes, 2), dtype=np.float32) for name, g in graphs.items()}
    arrays = representations or None
    return ta.Alignment(graphs, positions, 1.0, 0, representations=arrays, metadata=metadata, label=label)


@pytest.fixture
def inspector():
    return Inspector(alignment(), FRAME["text"], None)


def asked(inspector, about, nodes=NONE, /, **changes):
    return inspector.answer(REQUEST | changes, np.array(about, dtype=np.int64), nodes)[0]


def listed(*given, **changes):
    return [row["input"] for row in asked(*given, **changes)["rows"]]


def test_says_what_there_is_to_show(inspector):
    assert inspector.told() == {"columns": ["topic", "score", "kept"], "text": "text", "image": None}
    bare = Inspector(alignment(metadata=None, label=None), None, None)
    assert bare.told() == {"columns": [], "text": None, "image": None}
    assert asked(bare, [2])["rows"] == [{"input": 2, "text": None, "cells": [], "image": None}]


def test_rows_are_written_for_the_reader(inspector):
    rows = asked(inspector, [1, 2, 7])["rows"]
    assert rows[0] == {"input": 1, "text": "sentence 1", "cells": ["sport", "1.5", ""], "image": None}
    assert [row["cells"] for row in rows[1:]] == [["news", "", "False"], ["news", "1.23457e+06", "True"]]


def test_what_is_long_is_cut_and_what_is_no_number_is_shown_too():
    metadata = pd.DataFrame(
        {"what": [[1, 2], np.arange(3), "x" * 500, pd.Timestamp(2024, 5, 1), pd.NaT, 3, None, b"q"]}
    )
    rows = asked(Inspector(alignment(metadata=metadata, label=None), metadata["what"], None), range(8))[
        "rows"
    ]
    cells = [row["cells"][0] if row["cells"] else row["text"] for row in rows]
    assert cells[:2] == ["[1, 2]", "[0 1 2]"]
    assert cells[3:] == ["2024-05-01 00:00:00", "", "3", "", "b'q'"]
    assert len(cells[2]) == 400
    assert cells[2].endswith("…")


def test_a_page_is_cut_out_of_the_same_order(inspector):
    by_score = {"order": {"column": "score"}, "descending": True}
    about = [0, 1, 2, 4, 5, 6]
    whole = listed(inspector, about, **by_score)
    pages = [listed(inspector, about, **by_score, start=i, stop=i + 2) for i in (4, 0, 2)]
    assert [*pages[1], *pages[2], *pages[0]] == whole == [6, 1, 0, 5, 4, 2]
    past = asked(inspector, [0, 1], start=50, stop=150)
    assert (past["total"], past["rows"]) == (2, [])


def test_what_is_missing_comes_last_both_ways_and_equals_by_number(inspector):
    assert listed(inspector, range(8), order={"column": "topic"}) == [5, 2, 4, 7, 0, 1, 6, 3]
    assert listed(inspector, range(8), order={"column": "topic"}, descending=True) == [0, 1, 6, 2, 4, 7, 5, 3]
    assert listed(inspector, range(3), order="number", descending=True) == [2, 1, 0]
    assert listed(inspector, [5, 7], order="text", descending=True) == [7, 5]


def test_columns_may_have_the_names_of_orders():
    metadata = pd.DataFrame({"number": range(8, 0, -1)})
    inspector = Inspector(alignment(metadata=metadata, label=None), None, None)
    assert listed(inspector, [1, 2]) == [1, 2]
    assert listed(inspector, [1, 2], order={"column": "number"}) == [2, 1]


def test_tabs_compare_with_the_counterpart(inspector):
    # Of {2, 3, 4, 5} node 1 of b holds {3, 4, 5}: it is the counterpart, and node 0, mostly of others, is not.
    tabs = {
        tab: listed(inspector, [2, 3, 4, 5], tab=tab, other="b") for tab in ("all", "shared", "here", "there")
    }
    assert tabs == {"all": [2, 3, 4, 5], "shared": [3, 4, 5], "here": [2], "there": []}


def test_nodes_picked_on_both_sides_are_compared_with_each_other(inspector):
    nodes = {"a": np.array([0]), "b": np.array([1])}
    about = [0, 1, 2, 3, 4, 5]
    tabs = {
        tab: listed(inspector, about, nodes, tab=tab, here="a", other="b")
        for tab in ("shared", "here", "there")
    }
    assert tabs == {"shared": [], "here": [0, 1, 2], "there": [3, 4, 5]}
    # The same inputs without nodes are another question.
    assert listed(inspector, about, NONE, tab="shared", here="a", other="b") != []


@given(st.sets(st.integers(0, 7), min_size=1), st.sampled_from("ab"))
def test_shared_and_only_here_are_all_and_only_there_is_none_of_them(about, other):
    inspector = Inspector(alignment(), FRAME["text"], None)
    reply = asked(inspector, sorted(about), other=other)
    tabs = {tab: set(listed(inspector, sorted(about), tab=tab, other=other)) for tab in reply["counts"]}
    assert {tab: len(rows) for tab, rows in tabs.items()} == reply["counts"]
    assert tabs["all"] == about
    assert tabs["shared"] | tabs["here"] == about
    assert not tabs["shared"] & tabs["here"]
    assert not tabs["there"] & about


def test_a_request_may_be_about_something_else_than_is_selected(inspector):
    assert listed(inspector, [7], about={"nodes": {"a": [1]}, "inputs": []}) == [2, 3]
    assert listed(inspector, [7], about={"nodes": {}, "inputs": [5, 1]}) == [1, 5]
    assert len(listed(inspector, [7], about={"nodes": {}, "inputs": []})) == 8
    assert listed(inspector, [7], about=None) == [7]
    with pytest.raises(SelectionError, match="run from 0 to 3; got 9"):
        asked(inspector, [7], about={"nodes": {"a": [9]}})


def test_without_a_question_every_input_is_shown_and_nothing_is_compared(inspector):
    reply = asked(inspector, [], other="b")
    assert (reply["total"], reply["counts"]) == (8, {"all": 8})
    with pytest.raises(InspectorError, match="select some"):
        asked(inspector, [], other="b", tab="shared")
    with pytest.raises(InspectorError, match="name the 'other'"):
        asked(inspector, [1], tab="here")


def test_labels_are_compared_with_all_what_tells_most_first():
    rng = np.random.default_rng(0)
    topic = np.where(np.arange(1000) < 100, "sport", rng.choice(["news", "art"], 1000)).astype(object)
    topic[::100] = None
    graphs = {name: MapperGraph.from_nodes([range(1000)], n_inputs=1000) for name in "ab"}
    metadata = pd.DataFrame({"topic": topic})
    about = range(120)
    mix = asked(Inspector(alignment(metadata, graphs=graphs), None, None), about)["mix"]
    assert mix[0] == {"value": "sport", "here": 99 / 120, "overall": 99 / 1000, "significant": True}
    assert [row["value"] for row in mix][-1] is None
    assert sum(row["here"] for row in mix) == pytest.approx(1)
    assert not any(row["significant"] for row in mix[1:])


def test_the_mix_is_of_the_tab_and_comes_with_its_first_row(inspector):
    assert "mix" not in asked(inspector, [2, 3, 4, 5], start=1)
    only_here = asked(inspector, [2, 3, 4, 5], tab="here", other="b")["mix"]
    assert [(row["value"], row["here"]) for row in only_here] == [("news", 1.0)]
    assert asked(Inspector(alignment(label=None), None, None), [1])["mix"] == []


def test_codes_that_became_floats_are_still_codes():
    metadata = pd.DataFrame({"topic": [1.0, 1.0, 2.0, np.nan, 2.0, 2.0, 2.0, 2.0]})
    mix = asked(Inspector(alignment(metadata=metadata), None, None), [0, 1, 3])["mix"]
    assert [row["value"] for row in mix] == ["1", None]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"tab": "both"}, "tab='both' is none of 'all', 'shared', 'here', 'there'"),
        ({"tab": ["all"]}, "is none of"),
        ({"other": "c"}, "other='c' is none of 'a', 'b'"),
        ({"here": 1}, "here=1 is none of"),
        ({"here": "a", "other": "a"}, "must be two graphs"),
        ({"start": -1}, "bound 0 to 200 rows"),
        ({"start": 5, "stop": 4}, "got 5 and 4"),
        ({"stop": 201}, "bound 0 to 200"),
        ({"start": True}, "'start' is a whole number; got True"),
        ({"stop": None}, "'stop' is a whole number"),
        ({"order": "scroe"}, "order='scroe' is none of 'typical', 'number', 'text'"),
        ({"order": {"column": "scroe"}}, "Did you mean 'score'"),
        ({"order": {}}, "column=None"),
        ({"descending": "no"}, "true or false"),
    ],
)
def test_wrong_requests_are_told_what_is_wrong_and_change_nothing(inspector, changes, says):
    before = asked(inspector, [1, 2])
    with pytest.raises(InspectorError, match=says):
        asked(inspector, [1, 2], **changes)
    assert asked(inspector, [1, 2]) == before


def test_without_texts_nothing_is_sorted_or_searched_by_them():
    with pytest.raises(InspectorError, match="order='text'"):
        asked(Inspector(alignment(), None, None), [1], order="text")
    with pytest.raises(InspectorError, match="text='...'"):
        search("x", None)


TEXTS = pd.Series(["The Red  fox", "a fox, red", "Straße", None, "red FOX jumps", 7])


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("fox red", [0, 1, 4]),
        ('"red fox"', [0, 4]),
        ('"red  FOX" jump', [4]),
        ('"red fo', [0, 4]),
        ("STRASSE", [2]),
        ("7", [5]),
        ("none", []),
        ("nan", []),
        ("fox.*", []),
        ("", []),
        (' "" ', []),
    ],
)
def test_search_finds_all_words_in_any_case(query, found):
    result = search(query, TEXTS)
    assert result.dtype == np.int64
    assert result.tolist() == found


def test_typical_inputs_come_first_and_last():
    line = np.arange(8.0)[:, None]
    inspector = Inspector(alignment(None, None, a=line, b=-line), None, None)
    assert listed(inspector, [1, 2, 3, 4, 7], order="typical") == [3, 4, 2, 1, 7]
    assert listed(inspector, [1, 2, 3, 4, 7], order="typical", descending=True) == [7, 1, 2, 4, 3]


def test_pictures_come_beside_the_rows_that_have_one():
    metadata = FRAME.assign(pic=[np.full((2, 2), i, np.uint8) if i % 3 else None for i in range(8)])
    images = as_images("pic", metadata, 8)
    inspector = Inspector(alignment(metadata=metadata), None, images)
    assert inspector.told() == {"columns": ["topic", "score", "text", "kept"], "text": None, "image": "pic"}
    reply, buffers = inspector.answer(REQUEST, np.array([2, 3, 4]), NONE)
    assert [row["image"] for row in reply["rows"]] == [0, None, 1]
    assert [np.asarray(Image.open(io.BytesIO(each))).max() for each in buffers] == [2, 4]
