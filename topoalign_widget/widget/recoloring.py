"""Colouring nodes anew: what takes long is worked out beside the kernel's main thread, and remembered.

The thread asks the alignment that is shown for its regions, and that keeps them; who asks for them meanwhile finds
the same.
"""

from __future__ import annotations

from collections.abc import Callable

from topoalign_widget.alignment.alignment import Alignment
from topoalign_widget.alignment.sensitivity import Sensitivity
from topoalign_widget.widget.background import Background
from topoalign_widget.widget.coloring import REGION, SLOW, Coloring, color


class Recolorer:
    """Works out one colouring at a time; a newer one ends the one before.

    Parameters
    ----------
    done : callable
        Takes the colouring.
    failed : callable
        Takes the error that came in place of it.
    report : callable
        Takes what is being done and the share of it that is done.
    finished : callable
        Called after what was reported is done.
    """

    def __init__(
        self,
        done: Callable[[Coloring], None],
        failed: Callable[[Exception], None],
        report: Callable[[str, float], None],
        finished: Callable[[], None],
    ) -> None:
        self._done, self._failed, self._finished = done, failed, finished
        self._worker = Background(report)
        self._known: dict[str, Coloring] = {}

    def now(self, column: str, alignment: Alignment, sensitivity: Sensitivity | None) -> Coloring:
        """Work a colouring out while the caller waits; what takes long is remembered."""
        if column in self._known:
            return self._known[column]
        coloring = color(column, alignment, sensitivity)
        if column in SLOW:
            self._known[column] = coloring
        return coloring

    def start(self, column: str, alignment: Alignment, sensitivity: Sensitivity | None) -> None:
        """Hand over a colouring: at once, or later if it takes long."""

        def late(coloring: Coloring) -> None:
            self._known[column] = coloring
            self._done(coloring)
            self._finished()

        was_working = self._worker.under_way
        self.cancel()
        if column in SLOW and column not in self._known:
            self._worker.start(lambda: color(column, alignment, sensitivity), late, self._failed)
        else:
            self._done(self.now(column, alignment, sensitivity))
            if was_working:
                self._finished()

    def cancel(self) -> None:
        """Let nothing come of what is being worked out."""
        self._worker.cancel()

    def other_graphs(self) -> None:
        """Forget what depended on the graphs."""
        self.cancel()
        self._known.pop(REGION, None)
