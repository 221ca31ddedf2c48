import sys
from types import SimpleNamespace

import pytest

from topoalign_widget.widget.exports import ExportError, Exports


@pytest.fixture
def variables(monkeypatch):
    own = {"mine": 1}
    shell = SimpleNamespace(user_ns=own)
    monkeypatch.setitem(sys.modules, "IPython", SimpleNamespace(get_ipython=lambda: shell))
    return own


def test_a_name_is_a_variable_of_the_notebook(variables):
    exports = Exports()
    value = [1]
    assert exports.give("hits", value)
    assert variables["hits"] is value
    assert exports["hits"] is value


def test_it_can_be_given_again_but_nothing_else_is_overwritten(variables):
    exports = Exports()
    exports.give("hits", [1])
    exports.give("hits", [2])
    assert variables["hits"] == [2]
    with pytest.raises(ExportError, match="has a variable 'mine' already"):
        exports.give("mine", 2)
    variables["hits"] = "the user's own by now"
    with pytest.raises(ExportError, match="already"):
        exports.give("hits", [3])
    assert variables == {"mine": 1, "hits": "the user's own by now"}


@pytest.mark.parametrize("name", ["", "2nd", "a b", "import os", None, "x.y"])
def test_a_bad_name_is_refused(variables, name):
    with pytest.raises(ExportError, match="letters, digits"):
        Exports().give(name, 1)
    assert variables == {"mine": 1}


def test_a_word_of_python_is_refused_as_such(variables):
    with pytest.raises(ExportError, match="'for' is a word of Python itself.*such as 'for_'"):
        Exports().give("for", 1)
    assert variables == {"mine": 1}


def test_without_a_notebook_the_widget_keeps_it(monkeypatch):
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    exports = Exports()
    assert not exports.give("hits", 3)
    assert exports["hits"] == 3
