from contextlib import contextmanager
from threading import Event, Thread

from topoalign_widget.mapper.shared import Shared


def test_the_first_enters_and_the_last_leaves():
    set_to, said = ["user's"], []

    @contextmanager
    def ours():
        before = set_to[-1]
        set_to.append("ours")
        yield
        set_to.append(before)

    shared = Shared(ours)
    inside, go = Event(), Event()

    def other():
        with shared:
            inside.set()
            assert go.wait(10)
            said.append(set_to[-1])

    thread = Thread(target=other)
    with shared:
        thread.start()
        assert inside.wait(10)
    go.set()
    thread.join()
    assert said == ["ours"]
    assert set_to == ["user's", "ours", "user's"]
    with shared:
        assert set_to[-1] == "ours"
    assert set_to[-1] == "user's"
