"""An alignment as a file: the same comes back, and a file that is something else is refused."""

import datetime
import io
import json
import warnings
import zipfile
from contextlib import suppress
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import topoalign_widget as ta
from topoalign_widget.alignment.aligned_graphs import AlignmentError
from topoalign_widget.alignment.archive import HEADER, AlignmentFileError
from topoalign_widget.alignment.saving import load
from topoalign_widget.representations import MetadataError
from topoalign_widget.writing import PathError

FIRST_VERSION = Path(__file__).parents[1] / "fixtures" / "alignment_v1.topo"
N = 9


@pytest.fixture(scope="module")
def arrays():
    rng = np.random.default_rng(2)
    kind = rng.integers(0, 3, 180)
    x = rng.normal(size=(3, 5))[kind] * 6 + rng.normal(size=(180, 5))
    return {"one": x, "two/ü": x @ rng.normal(size=(5, 4))}


@pytest.fixture(scope="module")
def metadata(arrays):
    kind = arrays["one"].argmax(axis=1)
    return pd.DataFrame(
        {"kind": pd.Categorical.from_codes(kind, list("edcba")), "text": list(map(str, kind))}
    )


@pytest.fixture(scope="module")
def alignment(arrays, metadata):
    mapper = ta.Mapper("pca", "uniform", n_intervals=6, overlap=0.4)
    found = ta.align(arrays, mapper=mapper, metadata=metadata, label="kind", coupling=0.5, seed=3)
    assert found.regions
    return found


@pytest.fixture(scope="module")
def saved(alignment, tmp_path_factory):
    path = tmp_path_factory.mktemp("saved") / "both.topo"
    alignment.save(path)
    return path


def with_member(saved, path, name, content):
    """Copy a saved file with another content of one member."""
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(path, "w") as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        if content is not None:
            new.writestr(name, content)
    return path


def header_of(saved):
    with zipfile.ZipFile(saved) as archive:
        return json.loads(archive.read(HEADER))


def bytes_of(array, **how):
    buffer = io.BytesIO()
    np.save(buffer, array, **how)
    return buffer.getvalue()


def assert_same(a, b):
    assert list(a.graphs) == list(b.graphs)
    for name in a.graphs:
        assert a.graphs[name] == b.graphs[name]
        assert a.positions[name].dtype == b.positions[name].dtype
        np.testing.assert_array_equal(a.positions[name], b.positions[name])
    assert (a.coupling, a.seed, a.label) == (b.coupling, b.seed, b.label)
    if a.metadata is None:
        assert b.metadata is None
    else:
        pd.testing.assert_frame_equal(a.metadata, b.metadata)


def test_everything_comes_back(alignment, saved):
    again = ta.Alignment.load(saved)
    assert_same(alignment, again)
    for table in ("regions_frame", "accounts", "match_summary", "summary", "null", "lineage"):
        pd.testing.assert_frame_equal(getattr(alignment, table)(), getattr(again, table)())
    ours, theirs = alignment.verdict("one", [0, 1], "two/ü"), again.verdict("one", [0, 1], "two/ü")
    assert repr(ours) == repr(theirs)
    motif = ta.motifs.path(3)
    pd.testing.assert_frame_equal(alignment.find(motif).frame(), again.find(motif).frame())
    ta.TopoAlignWidget(again, text="text").close()


def test_what_was_searched_is_not_searched_again(alignment, saved, monkeypatch):
    monkeypatch.setattr(
        "topoalign_widget.alignment.significance.search_shuffled", lambda *_: pytest.fail("searched")
    )
    monkeypatch.setattr("topoalign_widget.alignment.regions.find_wholes", lambda *_: pytest.fail("searched"))
    again = ta.Alignment.load(saved)
    assert len(again.regions) == len(alignment.regions)
    for mine, theirs in zip(alignment.regions, again.regions, strict=True):
        assert {name: nodes.dtype for name, nodes in mine.nodes.items()} == {
            name: nodes.dtype for name, nodes in theirs.nodes.items()
        }
        assert (mine.inputs.tolist(), mine.inputs.dtype) == (theirs.inputs.tolist(), theirs.inputs.dtype)
        assert repr(mine) == repr(theirs)


def test_what_was_not_searched_is_found_as_before(arrays, alignment, tmp_path):
    mapper = ta.Mapper("pca", "uniform", n_intervals=6, overlap=0.4)
    ta.align(arrays, mapper=mapper, coupling=0.5, seed=3).save(tmp_path / "new.topo")
    again = ta.Alignment.load(tmp_path / "new.topo")
    assert "_unlabelled" not in vars(again)
    assert [r.p_value for r in again.regions] == [r.p_value for r in alignment.regions]


def test_saving_again_gives_the_same_bytes(saved, tmp_path):
    ta.Alignment.load(saved).save(tmp_path / "again.topo")
    assert (tmp_path / "again.topo").read_bytes() == saved.read_bytes()


def test_measures_need_the_representations(arrays, alignment, saved):
    without = ta.Alignment.load(saved)
    assert list(without.measures(n_permutations=3).columns.unique("measure")) == [
        "matched share",
        "loop agreement",
    ]
    with pytest.raises(AlignmentError, match=r"Alignment\.load\(path, representations="):
        without.kept_neighbours("one", "two/ü")
    others = dict(reversed(arrays.items()))
    again = ta.Alignment.load(saved, representations=others)
    pd.testing.assert_frame_equal(again.measures(n_permutations=3), alignment.measures(n_permutations=3))
    assert "_unlabelled" in vars(again)


@pytest.mark.parametrize("wrong", [{"one": np.eye(180)}, {"one": np.eye(7), "two/ü": np.eye(7)}])
def test_other_representations(saved, wrong):
    with pytest.raises(
        AlignmentError, match="The graphs are of the representations 'one', 'two/ü' of 180 inputs"
    ):
        ta.Alignment.load(saved, representations=wrong)


instants = st.datetimes(pd.Timestamp("1900-01-01"), pd.Timestamp("2100-01-01"))
durations = st.timedeltas(datetime.timedelta(-900), datetime.timedelta(900))
texts = st.text()
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(exclude_categories=[]))  # a half of a surrogate pair is a string, too
    | st.dates()
    | instants
    | st.sampled_from([pd.NA, pd.NaT, np.float32(0.1), np.int8(3), np.bool_(True)])
    | durations.map(pd.Timedelta),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(texts, inner, max_size=2)
    ),
    max_leaves=4,
)


def series(elements, **how):
    return st.lists(elements, min_size=N, max_size=N).map(lambda rows: pd.Series(rows, **how))


columns = (
    series(st.booleans())
    | series(st.integers(-(2**63), 2**63 - 1), dtype="int64")
    | series(st.integers(0, 255), dtype="uint8")
    | series(st.floats(width=32), dtype="float32")
    | series(st.floats())
    | series(st.integers(0, 9) | st.none(), dtype="Int64")
    | series(st.booleans() | st.none(), dtype="boolean")
    | series(texts | st.none(), dtype="string")
    | series(texts | st.none(), dtype=None)
    | series(texts, dtype=object)
    | series(values, dtype=object)
    | series(texts | st.none()).map(lambda s: s.astype("category"))
    | series(st.sampled_from([0, 1, 3])).map(lambda s: s.astype(pd.CategoricalDtype([3, 1, 0], ordered=True)))
    | series(st.floats(0, 9)).map(lambda s: pd.cut(s, [0, 3, 6, 9]))
    | series(instants, dtype="datetime64[us]")
    | series(instants | st.none(), dtype="datetime64[ns, Europe/Berlin]")
    | series(instants, dtype="datetime64[s, UTC]")
    | series(durations, dtype="timedelta64[ns]")
    | series(st.complex_numbers(), dtype=complex)
)
graphs = st.lists(st.lists(st.integers(0, N - 1), min_size=1, unique=True), max_size=5)


@given(
    st.lists(graphs, min_size=1, max_size=3),
    st.none() | st.dictionaries(texts, columns, max_size=4),
    st.dictionaries(texts, values, max_size=3),
    st.integers(0, 2**40),
)
def test_round_trip(tmp_path_factory, nodes, known, parameters, seed):
    built = {
        f"../{i}": ta.MapperGraph.from_nodes(own, N, lens=np.arange(N) / 3, parameters=parameters)
        for i, own in enumerate(nodes)
    }
    positions = {name: np.full((g.n_nodes, 2), seed % 97, np.float32) for name, g in built.items()}
    metadata = None if known is None else pd.DataFrame(known, index=range(N))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        alignment = ta.Alignment(built, positions, 0.1, seed, metadata=metadata)
        path = tmp_path_factory.getbasetemp() / "round.topo"
        alignment.save(path)
        again = ta.Alignment.load(path)
    assert_same(alignment, again)
    for name in known or {}:
        before, after = metadata[name], again.metadata[name]
        assert [type(v) for v in before] == [type(v) for v in after]
        assert repr(before.tolist()) == repr(after.tolist())


def test_parameters_that_are_no_values_are_told_by_their_repr(tmp_path):
    graph = ta.MapperGraph.from_nodes(
        [[0]], 1, parameters={"cover": range(3), "n": (1, 2), "eps": np.float32(0.1)}
    )
    ta.Alignment({"a": graph}, {"a": np.zeros((1, 2), np.float32)}, 1.0, 0).save(tmp_path / "a.topo")
    told = ta.Alignment.load(tmp_path / "a.topo").graphs["a"].parameters
    assert dict(told) == {"cover": "range(0, 3)", "n": (1, 2), "eps": np.float32(0.1)}


def test_columns_that_cannot_be_saved_are_named(alignment, tmp_path):
    path = tmp_path / "a.topo"
    path.write_text("before")
    for column in ([object()] * 180, pd.period_range("2020", periods=180), [{1, 2}] * 180):
        other = alignment.with_metadata({"fine": range(180), "odd": column})
        with pytest.raises(MetadataError, match=r"Column 'odd' .* cannot be saved .*drop\(columns='odd'\)"):
            other.save(path)
    assert path.read_text() == "before"
    assert list(tmp_path.iterdir()) == [path]


def test_no_folder(alignment, tmp_path):
    with pytest.raises(PathError, match="There is no folder"):
        alignment.save(tmp_path / "none" / "a.topo")
    with pytest.raises(PathError, match="is a folder"):
        alignment.save(tmp_path)


def test_the_first_version_loads():
    again = ta.Alignment.load(FIRST_VERSION)
    assert {name: (g.n_nodes, g.n_edges) for name, g in again.graphs.items()} == {"a": (7, 4), "b": (7, 4)}
    assert again.n_inputs == 120
    assert again.graphs["a"].parameters["n_intervals"] == 6
    assert again.label == "group"
    assert list(again.metadata.columns) == ["group", "day", "score", "seen", "text"]
    assert again.metadata["day"].dtype == "datetime64[s]"
    assert again.metadata["text"].isna().sum() == 1
    assert [r.kind for r in again.regions] == ["match"] * 3
    assert again.regions[0].label == "red 100 %"
    assert again.null()["repetition"].nunique() == 20


def test_no_alignment(tmp_path):
    path = tmp_path / "x.topo"
    with pytest.raises(
        FileNotFoundError, match=r"There is no file '.*x\.topo'\. alignment\.save\(.*\) makes it"
    ):
        ta.Alignment.load(path)
    for content in (b"", b"hello", b"PK\x03\x04 and so on"):
        path.write_bytes(content)
        with pytest.raises(AlignmentFileError, match=r"is no alignment, or only a part of one"):
            ta.Alignment.load(path)
    np.savez(tmp_path / "x.npz", x=np.zeros(3))
    with pytest.raises(AlignmentFileError, match=r"it has no alignment\.json"):
        ta.Alignment.load(tmp_path / "x.npz")


def test_a_newer_version(saved, tmp_path):
    header = {**header_of(saved), "version": 2, "saved_by": "9.1"}
    path = with_member(saved, tmp_path / "new.topo", HEADER, json.dumps(header))
    with pytest.raises(
        AlignmentFileError,
        match=r"saved by topoalign_widget 9\.1 \(format 2\).* up to 1\. Install that version",
    ):
        ta.Alignment.load(path)


def test_truncated(saved, tmp_path):
    whole = saved.read_bytes()
    for share in np.linspace(0, 1, 25, endpoint=False):
        (tmp_path / "part.topo").write_bytes(whole[: int(share * len(whole))])
        with pytest.raises(AlignmentFileError, match="or only a part of one"):
            ta.Alignment.load(tmp_path / "part.topo")


class Planted:
    """What would leave a trace if it were unpickled."""

    def __init__(self, trace):
        self.trace = trace

    def __reduce__(self):
        return Path.touch, (self.trace,)


def test_nothing_in_a_file_is_run_or_unpacked(saved, tmp_path):
    trace = tmp_path / "trace"
    objects = bytes_of(np.array([Planted(trace)], dtype=object), allow_pickle=True)
    for member in ("graphs/0/edges.npy", "regions/scores.npy", "chance/rows.npy"):
        path = with_member(saved, tmp_path / "hostile.topo", member, objects)
        with pytest.raises(AlignmentFileError, match=f"{member} is damaged"):
            ta.Alignment.load(path)
    outside = with_member(saved, tmp_path / "outside.topo", "../trace", b"planted")
    assert ta.Alignment.load(outside).n_inputs == 180
    assert not trace.exists()
    assert not (tmp_path.parent / "trace").exists()


@pytest.mark.parametrize(
    ("member", "content", "says"),
    [
        ("graphs/0/edges.npy", None, "it has no graphs/0/edges.npy"),
        ("graphs/0/edges.npy", bytes_of(np.array([[0, 10**6]], np.int32)), "join no nodes"),
        ("graphs/0/edges.npy", bytes_of(np.array([[1, 0]], np.int32)), "join no nodes"),
        ("graphs/0/edges.npy", bytes_of(np.zeros((1, 2))), "is of type float64 and shape"),
        ("graphs/0/edges.npy", b"\x93NUMPY\x01\x00", "is damaged"),
        ("graphs/0/indices.npy", bytes_of(np.array([-1], np.int32)), "no sets of inputs"),
        ("graphs/0/indptr.npy", bytes_of(np.empty(0, np.int32)), "no sets of inputs"),
        ("graphs/1/lens.npy", bytes_of(np.zeros((3, 1))), "shape"),
        ("graphs/1/positions.npy", bytes_of(np.zeros((3, 2), np.float32)), "shape"),
        ("regions/nodes_a.npy", bytes_of(np.zeros(1, np.int32)), "does not fit"),
        ("regions/inputs_counts.npy", bytes_of(np.full(3, 2**62)), "does not fit|shape"),
        ("chance/rows.npy", bytes_of(np.full((60, 3), 9)), "of no graphs|shape"),
        ("metadata/0.npy", bytes_of(np.full(180, 99, np.int8)), "metadata cannot be read"),
        ("metadata/1.json", b"[1, 2", "is damaged"),
        ("metadata/1.json", b"[]", "has 0 values"),
        (HEADER, b'"hello"', "alignment.json is not what it should be"),
        (
            HEADER,
            b'{"format": "topoalign_widget.alignment", "version": 1}',
            "header is not what it should be",
        ),
        (HEADER, b'{"format": "topoalign_widget.alignment", "version": "1"}', "its version is '1'"),
        (HEADER, b'{"format": "something"}', "something else"),
        (HEADER, b"[" * 100_000, "is damaged"),
    ],
)
def test_damaged_members(saved, tmp_path, member, content, says):
    path = with_member(saved, tmp_path / "damaged.topo", member, content)
    with pytest.raises(AlignmentFileError, match=says):
        ta.Alignment.load(path)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=3,
)


@given(st.data())
def test_headers_that_were_made_up(saved, tmp_path_factory, data):
    header = place = header_of(saved)
    key = None
    while isinstance(place, (dict, list)) and place:
        keys = list(place) if isinstance(place, dict) else range(len(place))
        outer, key = place, data.draw(st.sampled_from(keys))
        place = outer[key]
        if data.draw(st.booleans()):
            break
    outer[key] = data.draw(json_values)
    path = tmp_path_factory.getbasetemp() / "made_up.topo"
    with_member(saved, path, HEADER, json.dumps(header))
    with suppress(AlignmentFileError):
        load(path)


@given(st.data())
def test_flipped_bytes(saved, tmp_path_factory, data):
    content = bytearray(saved.read_bytes())
    # Where a zip lists its members is at its end: that is where a flip is not found by a check sum.
    from_end = st.integers(1, 3000).map(lambda back: len(content) - back)
    for at in data.draw(st.lists(st.integers(0, len(content) - 1) | from_end, min_size=1, max_size=3)):
        content[at] ^= data.draw(st.integers(1, 255))
    path = tmp_path_factory.getbasetemp() / "flipped.topo"
    path.write_bytes(content)
    with suppress(AlignmentFileError):
        load(path)
