"""How far a command has come, on stderr, for whoever sits at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tqdm import tqdm

from topoalign_widget.mapper.progress import reported_to


@contextmanager
def progress(quiet: bool) -> Iterator[None]:
    """Within, show what is done as one line that changes; nothing if stderr is no terminal."""
    with (
        tqdm(
            total=100,
            disable=quiet or not sys.stderr.isatty(),
            leave=False,
            bar_format="{desc} {percentage:3.0f} %|{bar}| {elapsed}",
        ) as bar,
        reported_to(lambda what, share: _show(bar, what, share)),
    ):
        yield


def _show(bar: tqdm[None], what: str, share: float) -> None:
    bar.n = round(100 * share)
    bar.set_description_str(what)
