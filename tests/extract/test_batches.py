"""Batches of inputs of unequal length: each input once, its tokens as they were, little padding."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from topoalign_widget.extract.inputs import Ragged

inputs = st.lists(
    st.lists(st.tuples(st.integers(1, 9), st.booleans()), min_size=1, max_size=7), min_size=1, max_size=20
)


@given(inputs, st.integers(1, 25))
def test_each_input_is_in_one_batch_as_it_was(rows, size):
    flat = np.array([token for row in rows for token, _ in row])
    counted = np.array([count for row in rows for _, count in row])
    ragged = Ragged({"input_ids": flat}, np.array([len(row) for row in rows]), counted, pad=99)
    seen, widths = [], []
    for batch in ragged.batches(size):
        ids, mask = batch.values["input_ids"], batch.values["attention_mask"].astype(bool)
        widths.append(ids.shape[1])
        assert mask.any(axis=0).all()  # no place that is padding for all
        assert (ids[~mask] == 99).all()
        for i, number in enumerate(batch.rows):
            seen.append(number)
            assert ids[i][mask[i]].tolist() == [token for token, _ in rows[number]]
            assert batch.counted[i][mask[i]].tolist() == [count for _, count in rows[number]]
            assert not batch.counted[i][~mask[i]].any()
    assert sorted(seen) == list(range(len(rows)))
    assert widths == sorted(widths, reverse=True)
    assert ragged.counts().tolist() == [sum(count for _, count in row) for row in rows]
