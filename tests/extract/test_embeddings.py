"""Embeddings by any function, each batch checked."""

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

import topoalign_widget as ta
from topoalign_widget.extract import InputsError, OptionError, OutputError

TEXTS = [f"text {'x' * i}" for i in range(10)]


def lengths(texts):
    return [[len(text), 1.0] for text in texts]


@pytest.mark.parametrize(
    "inputs", [TEXTS, tuple(TEXTS), np.array(TEXTS), pd.Series(TEXTS, index=range(5, 15))]
)
@pytest.mark.parametrize("batch_size", [1, 4, 10, 99])
def test_rows_are_those_of_the_inputs(inputs, batch_size):
    array = ta.extract.embeddings(lengths, inputs, batch_size=batch_size)
    assert array.dtype == np.float32
    np.testing.assert_array_equal(array, lengths(TEXTS))


def test_batches_of_a_column_of_texts_are_lists():
    seen = []
    ta.extract.embeddings(lambda texts: seen.append(texts) or lengths(texts), pd.Series(TEXTS), batch_size=6)
    assert seen == [TEXTS[:6], TEXTS[6:]]


def test_half_precision_tensors(torch):
    array = ta.extract.embeddings(lambda texts: torch.tensor(lengths(texts)).bfloat16(), TEXTS)
    np.testing.assert_array_equal(array, lengths(TEXTS))


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (lambda texts: np.ones((len(texts) - 1, 2)), r"inputs 4 to 7 it returned shape \(3, 2\)"),
        (lambda texts: np.ones(len(texts)), r"inputs 4 to 7 it returned shape \(4,\)"),
        (lambda texts: np.ones((len(texts), 3)), "inputs 4 to 7 it returned 3, before that 2"),
        (lambda texts: np.full((len(texts), 2), np.nan), "NaN, infinity .* for inputs 4 to 7"),
        (lambda texts: np.full((len(texts), 2), 1e300), "more than float32 can hold for inputs 4 to 7"),
        (lambda texts: np.ones((len(texts), 2)) * 1j, "inputs 4 to 7 it returned a ndarray"),
        (lambda texts: [["1", "2"]] * len(texts), "inputs 4 to 7 it returned a list"),
        (lambda texts: texts, "inputs 4 to 7 it returned a list"),
    ],
)
def test_a_wrong_batch_is_named(wrong, said):
    with pytest.raises(OutputError, match=said):
        ta.extract.embeddings(
            lambda texts: (wrong if texts[0] == TEXTS[4] else lengths)(texts), TEXTS, batch_size=4
        )


@pytest.mark.parametrize("inputs", ["text", [], iter(TEXTS), {"a": 1}, np.array(1.0)])
def test_what_is_no_input(inputs):
    with pytest.raises(InputsError, match="at least one input"):
        ta.extract.embeddings(lengths, inputs)


def test_to_a_folder_and_from_it(tmp_path):
    array = ta.extract.embeddings(lengths, TEXTS, batch_size=3, out=tmp_path / "e")
    assert isinstance(array, np.memmap)
    np.testing.assert_array_equal(ta.extract.load(tmp_path / "e")["embeddings"], lengths(TEXTS))


def test_a_named_function_is_not_called_again(monkeypatch, tmp_path):
    monkeypatch.setenv("TOPOALIGN_CACHE", str(tmp_path))
    called = []

    def function(texts):
        called.append(texts)
        return lengths(texts)

    for name, texts in (("a 1", TEXTS), ("a 1", list(TEXTS)), ("a 2", TEXTS), ("a 1", TEXTS[1:])):
        array = ta.extract.embeddings(function, texts, cache=name)
        np.testing.assert_array_equal(array, lengths(texts))
    assert len(called) == 3
    with pytest.raises(OptionError, match="cache must name what the function computes"):
        ta.extract.embeddings(function, TEXTS, cache=True)


def test_tables_and_sparse_matrices_are_refused_with_the_way_out():
    frame = pd.DataFrame({"sentence": TEXTS, "topic": TEXTS})
    with pytest.raises(InputsError, match=r"a table with the columns 'sentence', 'topic'. Pass one of them"):
        ta.extract.embeddings(lengths, frame)
    with pytest.raises(OutputError, match=r"csr_array. Make it dense: .toarray\(\)"):
        ta.extract.embeddings(lambda texts: csr_array(lengths(texts)), TEXTS)
