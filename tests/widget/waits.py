"""Waiting for what runs beside the event loop, never for a time: on a busy machine everything comes late."""

import asyncio
import threading

SECONDS = 30


async def until(holds):
    """Let the event loop go on until something holds."""
    end = asyncio.get_running_loop().time() + SECONDS
    while not holds():
        assert asyncio.get_running_loop().time() < end, "nothing happened"
        await asyncio.sleep(0.01)


async def at_rest():
    """Wait until no widget works at anything, what it was told to give up included, and nothing is left to hear."""

    def rests():
        # Threads are named after what they call; a widget's do their work in the context that they come from.
        return not any("(run)" in thread.name for thread in threading.enumerate())

    while True:
        await until(rests)
        # What threads have handed over comes first, and may start the next one.
        await asyncio.sleep(0)
        if rests():
            return
