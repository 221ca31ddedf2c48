"""A headless Chromium, and what goes wrong in its pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, Request, sync_playwright

from tools.chromium import FLAGS, require

OWN = ("http://127.0.0.1", "ws://127.0.0.1", "data:", "blob:")


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a headless Chromium with a fresh profile."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=require(), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def watched(page: Page) -> list[str]:
    """Collect the errors of a page and its requests that leave the machine, as they come."""
    problems: list[str] = []

    def heard(request: Request) -> None:
        if not request.url.startswith(OWN):
            problems.append(f"request to {request.url}")

    page.on("pageerror", lambda error: problems.append(f"page error: {error}\n{error.stack}"))
    page.on("request", heard)
    return problems
