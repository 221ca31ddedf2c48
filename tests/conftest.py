"""What holds for every test, and the browser that several share."""

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says something of the machine, and nothing of the code.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def browser():
    """One for all: Playwright runs once in a process."""
    from tools.browser import chromium

    with chromium() as started:
        yield started
