from contextlib import contextmanager
from threading import Event, Thread

import numpy as np
from threadpoolctl import threadpool_info

from topoalign_widget.alignment.measures import measure_table
from topoalign_widget.mapper.progress import reported_to
from topoalign_widget.mapper.shared import ONE_BLAS_THREAD, Shared


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


def blas_threads():
    return {library["num_threads"] for library in threadpool_info() if library["user_api"] == "blas"}


def test_products_have_their_threads_again_when_two_have_worked():
    x = np.random.default_rng(0).normal(size=(60, 3))
    inside, go = Event(), Event()

    def listener(what, _):
        if "comparing" in what:
            inside.set()
            assert go.wait(30)

    def other():
        with reported_to(listener):
            measure_table({"a": x, "b": x[::-1]}, n_permutations=3)

    before = blas_threads()
    thread = Thread(target=other)
    with ONE_BLAS_THREAD:
        assert blas_threads() == {1}
        thread.start()
        assert inside.wait(30)
    go.set()
    thread.join()
    assert blas_threads() == before
