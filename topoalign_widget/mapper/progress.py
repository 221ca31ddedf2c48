"""How far long work has come: a bar where somebody waits at it, a call where somebody else listens."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import Any, TypeVar

from tqdm.auto import tqdm

T = TypeVar("T")

# A bar appears only where somebody would begin to wonder.
SECONDS_BEFORE_PROGRESS = 2.0
_IN_NOTEBOOK = any(kind.__module__ == "tqdm.notebook" for kind in tqdm.__mro__)

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
    """Pass items on, with a bar once that takes long; nothing is left of it in the end.

    A bar is made only then: one that is never shown would still leave widgets in the kernel.
    """
    start, listener = monotonic(), _listener.get()
    with ExitStack() as stack:
        bar = None
        for done, item in enumerate(items):
            if listener is not None:
                listener(what, done / max(total, 1))
            elif bar is not None:
                bar.update()
            elif monotonic() - start > SECONDS_BEFORE_PROGRESS:
                bar = stack.enter_context(_bar(what, done, total))
            yield item


@contextmanager
def _bar(what: str, done: int, total: int) -> Iterator[tqdm[Any]]:
    told: dict[str, Any] = {"initial": done, "total": total, "desc": what, "leave": False}
    if not _IN_NOTEBOOK:
        with tqdm(**told) as bar:
            yield bar
        return
    from IPython.display import display

    bar = tqdm(**told, display=False)
    # A notebook keeps what was displayed, and would show the remains of a bar for ever.
    shown: Any = display(bar.container, display_id=True)  # type: ignore[no-untyped-call]
    try:
        yield bar
    finally:
        bar.n = bar.total  # one that is not full is kept, in red
        bar.close()
        shown.update({"text/html": "", "text/plain": ""}, raw=True)
