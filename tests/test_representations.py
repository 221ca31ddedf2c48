import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.sparse import csr_array

from topoalign_widget import stored
from topoalign_widget.representations import (
    MetadataError,
    RepresentationError,
    as_metadata,
    as_representation,
    as_representations,
    column,
)

X = np.arange(12.0).reshape(4, 3)


class Tensor:
    """What matters of a torch tensor: detach, cpu, dtype and an array inside."""

    dtype = "torch.float32"

    def detach(self):
        return self

    def cpu(self):
        return self

    def __array__(self, dtype=None, copy=None):
        return X.astype(np.float32)


@pytest.mark.parametrize(
    ("data", "names"),
    [
        ({"a": X, "b": X[:, :1]}, ["a", "b"]),
        ([X, X], ["model 1", "model 2"]),
        ([("a", X), ("b", X)], ["a", "b"]),
        (np.stack([X, X, X]), ["layer 0", "layer 1", "layer 2"]),
        ({"a": pd.DataFrame(X), "b": pl.DataFrame(X), "c": X.tolist(), "d": Tensor()}, ["a", "b", "c", "d"]),
    ],
)
def test_ways_to_give_representations(data, names):
    found = as_representations(data)
    assert list(found) == names
    for x in found.values():
        np.testing.assert_array_equal(x, X[:, : x.shape[1]])


@pytest.mark.parametrize(
    ("given_dtype", "kept"),
    [("f4", "f4"), ("f8", "f8"), ("f2", "f4"), ("i8", "f8"), ("u1", "f8"), ("?", "f8")],
)
def test_precision(given_dtype, kept):
    assert as_representation(X.astype(given_dtype)).dtype == np.dtype(kept)


def test_memory_map_is_not_copied(tmp_path):
    np.save(tmp_path / "x.npy", X)
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    assert as_representations({"a": mapped})["a"] is mapped


def with_value(value):
    x = X.copy()
    x[2, 1] = value
    return x


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({}, "No representation was given"),
        ({"a": X, "b": X[:3]}, r"'a' has 4, 'b' has 3.*same order"),
        (
            {"a": with_value(np.nan)},
            "'a' contains NaN or infinity in 1 place.*the first at row 2, column 1: nan",
        ),
        ({"a": np.where(X > 4, np.nan, X)}, r"in 7 place\(s\), the first at row 1, column 2"),
        ({"a": with_value(-np.inf)}, "row 2, column 1: -inf"),
        ({"a": X * 1e160}, "values as large as 1.1e[+]161: .* overflow float64.*Divide X"),
        ({"a": (X * 1e19).astype(np.float32)}, "overflow float32"),
        ({"a": X.astype(str)}, "'a' must be real numbers; got values of dtype <U"),
        ({"a": np.array([["x", 1], [2, 3]], dtype=object)}, "dtype object"),
        ({"a": pd.DataFrame({"k": [1, 2], "l": ["1", "2"]})}, "dtype object"),
        ({"a": X + 1j}, "complex"),
        ({"a": np.ma.masked_less(X, 2)}, r"lacks 2 value\(s\).*X.filled"),
        ({"a": X[:, 0]}, r"got shape \(4,\).*reshape"),
        ({"a": X[None]}, r"got shape \(1, 4, 3\)"),
        ({"a": X[:0]}, r"has 0 sample\(s\).*a row for each input"),
        ({"a": X[:1]}, r"has 1 sample\(s\)"),
        ({"a": X[:, :0]}, r"has 0 feature\(s\).*a column for each feature"),
        ({"a": np.ones((5, 2))}, "All 5 rows of representation 'a' are equal"),
        ({"a": csr_array(X)}, r"Pass X.toarray\(\)"),
        ({"a": [[1, 2], [3]]}, "unequal length"),
        ({1: X}, "name must be a string that is not blank; got 1"),
        ({" ": X}, "got ' '"),
        ([("a", X), ("a", X)], "Two representations are called 'a'"),
        (X, r"got ndarray of shape \(4, 3\)"),
        ("abc", "got str"),
    ],
)
def test_bad_representations_say_how_to_mend_them(data, says):
    with pytest.raises(RepresentationError, match=says):
        as_representations(data)


@given(
    st.sampled_from([np.float32, np.float64, np.int64, np.complex128, np.dtype("U3")]).flatmap(
        lambda dtype: arrays(dtype, array_shapes(min_dims=1, max_dims=3, min_side=0, max_side=4))
    )
)
def test_any_array_is_checked_or_refused_in_words(x):
    try:
        found = as_representation(x)
    except RepresentationError as error:
        assert len(str(error)) > 30
    else:
        assert found.ndim == 2
        assert np.isfinite(found).all()
        assert (found != found[0]).any()


def test_blocks_are_checked_to_the_end(monkeypatch):
    monkeypatch.setattr(stored, "BLOCK", 3)  # a row at a time
    with pytest.raises(RepresentationError, match=r"in 2 place\(s\), the first at row 1, column 2"):
        as_representation(np.where((X == 5) | (X == 9), np.inf, X))
    assert as_representation(np.array([[1.0, 1, 1]] * 3 + [[1, 1, 2]])).shape == (4, 3)
    with pytest.raises(RepresentationError, match="All 4 rows"):
        as_representation(np.ones((4, 3)))


def test_metadata_of_any_kind():
    for metadata in (
        {"k": list("abcd")},
        pd.DataFrame({"k": list("abcd")}, index=[3, 1, 2, 0]),
        pl.DataFrame({"k": list("abcd")}),
    ):
        frame = as_metadata(metadata, 4)
        assert frame["k"].tolist() == list("abcd")
        assert frame.index.tolist() == [0, 1, 2, 3]
    assert as_metadata(None, 4) is None


def test_an_index_does_not_shuffle_a_column():
    shuffled = pd.Series(list("abcd"), index=[3, 1, 2, 0])
    frame = as_metadata({"k": shuffled, "l": [1, 2, 3, 4]}, 4)
    assert frame["k"].tolist() == list("abcd")
    assert frame["l"].tolist() == [1, 2, 3, 4]


def test_a_column_of_images_stays_a_column():
    images = np.zeros((4, 8, 8))
    assert as_metadata({"image": images}, 4)["image"][0].shape == (8, 8)


@pytest.mark.parametrize(
    ("metadata", "says"),
    [
        ({"k": [1, 2]}, "have 2 rows, but there are 4 inputs"),
        ({"k": [1, 2, 3, 4], "l": [1]}, "lengths are {'k': 4, 'l': 1}"),
        ({1: [1, 2, 3, 4]}, "names that are strings; got 1"),
        (pd.DataFrame([[1, 2]] * 4, columns=["k", "k"]), "more than one column 'k'"),
        (7, "got int"),
        ({"k": 7}, "Column 'k' of metadata must be a list or an array.*got int"),
        ({"k": "abcd"}, "got str"),
    ],
)
def test_bad_metadata_say_how_to_mend_them(metadata, says):
    with pytest.raises(MetadataError, match=says):
        as_metadata(metadata, 4)


def test_missing_column_is_named_with_its_neighbour():
    with pytest.raises(MetadataError, match="no column 'topci'. Did you mean 'topic'"):
        column(pd.DataFrame({"topic": [1]}), "topci")
    with pytest.raises(MetadataError, match="Pass metadata="):
        column(None, "topic")
