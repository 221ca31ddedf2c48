"""Work beside the kernel's main thread: what is asked for last wins.

What runs in the thread touches neither traits nor the alignment that is shown; it hands its result to the kernel's
event loop, where everything else of the widget lives.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from threading import Lock, Thread
from time import monotonic
from typing import Any

from topoalign_widget.mapper.progress import reported_to

# Seconds between two words on how far it has come.
PAUSE = 0.15


class Superseded(Exception):  # noqa: N818 - it ends work that nobody waits for any more; it is no error
    """Another request, or a cancellation, came after this one."""


class Background:
    """Runs one piece of work at a time; a newer one, or a cancellation, ends the one before.

    Parameters
    ----------
    report : callable
        Takes what is being done and the share of it that is done.
    """

    def __init__(self, report: Callable[[str, float], None]) -> None:
        self._report = report
        self._newest = 0
        self._running = Lock()
        # Whether something is to come of what was asked for last.
        self.under_way = False

    def cancel(self) -> None:
        """Let nothing come of what is running."""
        self._newest += 1
        self.under_way = False

    def start(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Do work in a thread, and hand its result or its error to the event loop; without a loop, do it now."""
        self._newest += 1
        self.under_way = True
        number = self._newest
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._work(number, work, done, failed, lambda function, *arguments: function(*arguments))
            return
        arguments = (number, work, done, failed, loop.call_soon_threadsafe)
        Thread(target=copy_context().run, args=(self._work, *arguments), daemon=True).start()

    def _work(
        self,
        number: int,
        work: Callable[[], Any],
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        hand_over: Callable[..., Any],
    ) -> None:
        last = 0.0

        def heard(what: str, share: float) -> None:
            nonlocal last
            if number != self._newest:
                raise Superseded
            if monotonic() - last > PAUSE:
                last = monotonic()
                hand_over(self._if_newest, number, self._report, what, share)

        outcome: tuple[Callable[..., None], Any]
        with self._running, reported_to(heard):
            try:
                heard("starting", 0.0)
                outcome = done, work()
            except Superseded:
                return
            except Exception as error:
                outcome = failed, error
        # What it is handed to may start the next piece of work.
        hand_over(self._if_newest, number, self._end, *outcome)

    def _end(self, function: Callable[..., None], outcome: Any) -> None:
        self.under_way = False
        function(outcome)

    def _if_newest(self, number: int, function: Callable[..., None], *arguments: Any) -> None:
        if number == self._newest:
            function(*arguments)
