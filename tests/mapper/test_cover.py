"""The boxes of the uniform cover are those of kmapper to the last bit, whatever the lens."""

import kmapper
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from topoalign_widget.mapper.cover import pullbacks

value = st.floats(-1e6, 1e6) | st.integers(-4, 4).map(float) | st.sampled_from([0.1, 0.2, 0.3, 1 / 3])


@st.composite
def lenses_and_covers(draw):
    n, k = draw(st.integers(1, 60)), draw(st.integers(1, 3))
    lens = draw(arrays(np.float64, (n, k), elements=value))
    if draw(st.booleans()):
        lens[:, 0] = draw(value)
    per_dimension = draw(st.booleans())
    n_intervals = st.integers(1, 9)
    overlap = st.floats(0, 0.99) | st.sampled_from([0.0, 0.25, 0.5, 0.9])
    if per_dimension:
        return lens, [draw(n_intervals) for _ in range(k)], [draw(overlap) for _ in range(k)]
    return lens, draw(n_intervals), draw(overlap)


def boxes_of_kmapper(lens, n_intervals, overlap):
    numbered = np.column_stack([np.arange(len(lens)), lens])
    return [
        cube[:, 0].astype(int).tolist()
        for cube in kmapper.Cover(n_intervals, overlap).fit_transform(numbered)
    ]


@settings(max_examples=200)
@given(lenses_and_covers())
def test_uniform_boxes_are_those_of_kmapper(case):
    lens, n_intervals, overlap = case
    found = pullbacks(lens, "uniform", n_intervals, overlap)
    assert [inputs.tolist() for _, inputs in found] == boxes_of_kmapper(lens, n_intervals, overlap)
    assert [index for index, _ in found] == list(range(len(found)))


@given(lenses_and_covers())
def test_balanced_boxes_see_only_the_order_of_the_values(case):
    lens, n_intervals, overlap = case
    found = pullbacks(lens, "balanced", n_intervals, overlap)
    ranks = np.stack([np.unique(column, return_inverse=True)[1] for column in lens.T], axis=1)
    again = pullbacks(np.exp(ranks / 10), "balanced", n_intervals, overlap)
    assert [inputs.tolist() for _, inputs in found] == [inputs.tolist() for _, inputs in again]
    assert set().union(*(inputs.tolist() for _, inputs in found)) == set(range(len(lens)))


def test_rounding_may_leave_every_box_of_kmapper_empty():
    ends = np.array([[0.0, 0.0], [1.0, 1.0]])
    assert pullbacks(ends, "uniform", 3, 0.0) == [] == boxes_of_kmapper(ends, 3, 0.0)
    assert len(pullbacks(ends, "balanced", 3, 0.0)) == 2
