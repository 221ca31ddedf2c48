import asyncio

import numpy as np
import pytest


@pytest.fixture(autouse=True)
def no_event_loop():
    """The browser's driver, if a test before has started it, leaves its event loop running in this thread."""
    left = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(left)


@pytest.fixture(scope="module")
def arrays():
    rng = np.random.default_rng(0)
    x = np.concatenate([rng.normal(size=(80, 3)), rng.normal(size=(80, 3)) + 6])
    return {"one": x, "two": x @ rng.normal(size=(3, 4)) + 0.1 * rng.normal(size=(160, 4))}
