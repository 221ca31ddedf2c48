import copy
import pickle

import pytest

from topoalign_widget.frozen import FrozenDict


def test_is_a_mapping_of_what_was_given_then():
    given = {"b": 1, "a": 2}
    frozen = FrozenDict(given)
    given["c"] = 3
    assert list(frozen) == ["b", "a"]
    assert frozen == {"b": 1, "a": 2}
    assert repr(frozen) == "FrozenDict({'b': 1, 'a': 2})"


def test_nobody_changes_it():
    frozen = FrozenDict({"a": 1})
    with pytest.raises(TypeError):
        frozen["a"] = 2
    with pytest.raises(TypeError):
        del frozen["a"]


def test_copies_are_equal_and_deep_ones_their_own():
    frozen = FrozenDict({"a": [1]})
    for other in (pickle.loads(pickle.dumps(frozen)), copy.copy(frozen), copy.deepcopy(frozen)):
        assert type(other) is FrozenDict
        assert other == frozen
    assert copy.copy(frozen)["a"] is frozen["a"]
    assert copy.deepcopy(frozen)["a"] is not frozen["a"]
