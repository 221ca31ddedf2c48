"""Waiting for what a test asserts, never for a time: on a busy machine everything comes late."""

import time

import pytest

SECONDS = 30

# Whoever hears that the canvas has got the focus draws a frame, and says after each that the view is ready: so there
# is one that was drawn after this was asked for, and the picture is at rest when none follows it. The view draws as
# long as nodes are on their way and outlines are worked out.
REST = """(canvas, seconds) => {
    const frame = () => new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
    let drawn = 0;
    const frames = new MutationObserver((records) => { drawn += records.length; });
    const rest = async () => {
        frames.observe(canvas.closest(".topoalign"), { attributeFilter: ["data-ready"] });
        canvas.dispatchEvent(new FocusEvent("focus"));
        let quiet = 0;
        for (let before = 0; quiet < 3; before = drawn) {
            await frame();
            quiet = drawn && drawn === before ? quiet + 1 : 0;
        }
    };
    const late = new Promise((_, no) => {
        setTimeout(() => no(new Error(`not at rest after ${seconds} seconds and ${drawn} frames`)), 1000 * seconds);
    });
    return Promise.race([rest(), late]).finally(() => frames.disconnect());
}"""


def until(read, wanted):
    """Read a value until it is the one that is wanted, or one that ``wanted`` says is right, and return it."""
    fits = wanted if callable(wanted) else lambda seen: seen == wanted
    end = time.monotonic() + SECONDS
    while not fits(seen := read()):
        if time.monotonic() > end:
            ends = "" if fits is wanted else f", not {wanted!r:.500}"
            pytest.fail(f"after {SECONDS} seconds it is {seen!r:.500}{ends}")
        time.sleep(0.05)
    return seen


def at_rest(view):
    """Wait until a view, or the only one of a page, has drawn all that it was told and asked for."""
    view.locator(".ta-stage canvas").evaluate(REST, SECONDS)


def done(notebook, view):
    """Wait until a view and its kernel have done all that they were asked for: what has not happened will not."""
    at_rest(view)
    notebook.execute("pass")
    at_rest(view)
