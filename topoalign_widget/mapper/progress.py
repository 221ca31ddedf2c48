"""How far long work has come: a bar where somebody waits at it, a call where somebody else listens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import TypeVar

from tqdm.auto import tqdm

T = TypeVar("T")

# A bar appears only where somebody would begin to wonder.
SECONDS_BEFORE_PROGRESS = 2.0


Listener = Callable[[str, float], None]
_listener: ContextVar[Listener | None] = ContextVar("listener", default=None)


@contextmanager
def reported_to(listener: Listener) -> Iterator[None]:
    """Within, tell a listener what is done and which share of it, in place of showing a bar.

    What the listener raises ends the work.
    """
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)


@contextmanager
def reported_as(what: str, share: float) -> Iterator[None]:
    """Within, tell a listener this of whatever is done: it is a part of something larger."""
    listener = _listener.get()
    if listener is None:
        yield
        return
    with reported_to(lambda _what, _share: listener(what, share)):
        yield


def with_progress(items: Iterable[T], total: int, what: str) -> Iterator[T]:
    """Pass items on, with a bar once that takes long.

    A bar is made only then: one that is never shown would still leave widgets in the kernel.
    """
    start, bar, listener = monotonic(), None, _listener.get()
    for done, item in enumerate(items):
        if listener is not None:
            listener(what, done / max(total, 1))
        elif bar is not None:
            bar.update()
        elif monotonic() - start > SECONDS_BEFORE_PROGRESS:
            bar = tqdm(initial=done, total=total, desc=what, leave=False)
        yield item
    if bar is not None:
        bar.close()
