"""A progress bar for what takes long, and none for what does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TypeVar

from tqdm.auto import tqdm

T = TypeVar("T")

# A bar appears only where somebody would begin to wonder.
SECONDS_BEFORE_PROGRESS = 2.0


def with_progress(items: Iterable[T], total: int, what: str) -> Iterator[T]:
    """Pass items on, with a bar once that takes long.

    A bar is made only then: one that is never shown would still leave widgets in the kernel.
    """
    start, bar = monotonic(), None
    for done, item in enumerate(items):
        if bar is not None:
            bar.update()
        elif monotonic() - start > SECONDS_BEFORE_PROGRESS:
            bar = tqdm(initial=done, total=total, desc=what, leave=False)
        yield item
    if bar is not None:
        bar.close()
