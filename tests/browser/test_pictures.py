"""Pictures of fixed scenes against kept ones; ``python -m tests.browser.test_pictures`` writes those anew."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.browser.scenes import SCENES
from tests.browser.waits import at_rest
from tools.lab import chromium
from tools.page import page_of

KEPT = Path(__file__).parent / "pictures"
SIZE = {"width": 940, "height": 600}
# Squares of so many pixels are compared by their mean, so that fonts and smoothed edges may differ.
SQUARE = 6
# Of 255; a square that differs by more is another one, and so many of them may be.
ANOTHER, MOST_OTHERS = 20, 0.01
MOST_ON_AVERAGE = 1.5
# Most of the way, where one body has become two.
SLIDE = """(slider) => {
    slider.value = 0.75 * slider.max;
    slider.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def shot(browser, name, tmp_path) -> Image.Image:
    page = browser.new_page(viewport=SIZE)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    path = tmp_path / f"{name}.html"
    path.write_text(page_of(SCENES[name](), "#111111" if "dark" in name else "#ffffff"))
    page.goto(path.resolve().as_uri())
    page.wait_for_function("'show' in window")
    page.evaluate("show()")
    at_rest(page)
    if name == "morph":
        canvas = page.locator(".ta-stage canvas")
        canvas.press("r")
        canvas.focus()  # in the list, the keyboard lights a region up
        page.locator(".ta-membranes input[type=range]").evaluate(SLIDE)
        # The row that had the keyboard lights its region up.
        page.locator(".ta-stage canvas").focus()
        at_rest(page)
    picture = page.locator(".ta-stage canvas").screenshot()
    page.close()
    assert problems == []
    return Image.open(io.BytesIO(picture)).convert("RGB")


def squares(picture: Image.Image) -> np.ndarray:
    width, height = picture.width // SQUARE, picture.height // SQUARE
    pixels = np.asarray(picture.crop((0, 0, width * SQUARE, height * SQUARE)), dtype=float)
    return pixels.reshape(height, SQUARE, width, SQUARE, 3).mean(axis=(1, 3))


def differs(one: Image.Image, other: Image.Image) -> bool:
    if one.size != other.size:
        return True
    gaps = np.abs(squares(one) - squares(other)).max(axis=2)
    return bool(gaps.mean() > MOST_ON_AVERAGE or (gaps > ANOTHER).mean() > MOST_OTHERS)


@pytest.mark.parametrize("name", SCENES)
def test_the_picture_is_the_one_that_was_looked_at(browser, name, tmp_path):
    picture = shot(browser, name, tmp_path)
    if differs(picture, Image.open(KEPT / f"{name}.png").convert("RGB")):
        seen = Path("build") / f"{name}.png"
        seen.parent.mkdir(exist_ok=True)
        picture.save(seen)
        pytest.fail(f"{name} looks different now: compare {seen} with {KEPT / name}.png")


def test_what_looks_different_is_told_apart():
    kept = {name: Image.open(KEPT / f"{name}.png").convert("RGB") for name in SCENES}
    names = list(kept)
    assert not any(differs(kept[name], kept[name]) for name in names)
    assert all(differs(kept[a], kept[b]) for a in names for b in names if a != b)
    # A label that has moved, or a wall that is gone, is no matter of fonts.
    changed = np.asarray(kept["membranes"]).copy()
    changed[60:150, 200:460] = changed[5, 5]
    assert differs(Image.fromarray(changed), kept["membranes"])


def write() -> None:
    """Keep pictures of all scenes as they look now."""
    KEPT.mkdir(exist_ok=True)
    scratch = Path("build")
    scratch.mkdir(exist_ok=True)
    with chromium() as browser:
        for name in SCENES:
            shot(browser, name, scratch).save(KEPT / f"{name}.png", optimize=True)
            print(f"wrote {KEPT / name}.png")


if __name__ == "__main__":
    write()
