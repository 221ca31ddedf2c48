from topoalign_widget.widget.history import LONGEST, History


def test_back_and_forth():
    history = History({"at": 0})
    for at in (1, 2, 2, 3):
        history.record({"at": at})
    assert [step["at"] for step in history.steps] == [0, 1, 2, 3]
    assert [history.undo()["at"], history.undo()["at"], history.redo()["at"]] == [2, 1, 2]
    assert [step["at"] for step in history.steps] == [0, 1, 2]
    history.record({"at": 9})
    assert not history.can_redo
    assert [history.undo()["at"] for _ in range(4)] == [2, 1, 0, 0]
    assert not history.can_undo


def test_what_follows_from_a_step_is_none_of_its_own():
    history = History({"at": 0})
    history.record({"at": 1})
    history.amend({"at": 1, "found": 5})
    assert history.undo() == {"at": 0}
    assert history.redo() == {"at": 1, "found": 5}


def test_all_steps_can_be_said_anew():
    history = History({"at": 0})
    history.record({"at": 1})
    history.undo()
    history.rewrite(lambda step: {"at": -step["at"]})
    assert history.redo() == {"at": -1}


def test_the_oldest_are_forgotten():
    history = History({"at": 0})
    for at in range(1, LONGEST + 50):
        history.record({"at": at})
    assert len(history.steps) == LONGEST
    assert history.steps[0]["at"] == 50


def test_what_came_to_nothing_is_no_step():
    history = History({"at": 0})
    history.record({"at": 1})
    history.amend({"at": 0})
    assert not history.can_undo
    for at in (1, 2, 3):
        history.record({"at": at})
    history.undo()
    history.rewrite(lambda step: {"at": step["at"] // 2})
    assert history.steps == ({"at": 0}, {"at": 1})
    assert not history.can_redo
