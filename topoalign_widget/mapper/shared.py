"""Settings of the whole process that several threads need at the same time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from functools import cache
from threading import Lock
from typing import Any

from threadpoolctl import ThreadpoolController


class Shared:
    """A context that the first thread to come enters, and the last one to go leaves.

    Were it entered by each, one that goes would undo it under the others, and the last would put back what another
    had set. A thread of its own holds it: some settings (those of threadpoolctl 3.8) can only be put back by the
    thread that made them, and the last to go need not be the first that came.

    Parameters
    ----------
    make : callable
        Returns the context.
    """

    def __init__(self, make: Callable[[], AbstractContextManager[Any]]) -> None:
        self._make = make
        self._lock = Lock()
        self._inside = 0
        self._context = ExitStack()

    def __enter__(self) -> None:
        with self._lock:
            if not self._inside:
                holder = self._context.enter_context(ThreadPoolExecutor(1))
                context = holder.submit(lambda: _entered(self._make())).result()
                self._context.callback(lambda: holder.submit(context.close).result())
            self._inside += 1

    def __exit__(self, *error: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside:
                self._context.close()


def _entered(context: AbstractContextManager[Any]) -> ExitStack:
    entered = ExitStack()
    entered.enter_context(context)
    return entered


@cache
def _controller() -> ThreadpoolController:
    return ThreadpoolController()


# Products that are small, or many at a time, are faster on one thread each.
ONE_BLAS_THREAD = Shared(lambda: _controller().limit(limits=1, user_api="blas"))
