"""What is on a canvas, read off its pixels."""

import io

import numpy as np
from PIL import Image

from tests.browser.waits import at_rest


def pixels(view):
    """RGB of the canvas at rest as the reader sees it, at one pixel for each CSS pixel (scale 1)."""
    canvas = view.locator(".ta-stage canvas")
    canvas.scroll_into_view_if_needed()
    at_rest(view)
    shot = canvas.screenshot()
    return np.asarray(Image.open(io.BytesIO(shot)).convert("RGB")).astype(int)


def colored(image):
    """Where a pixel is no shade of grey: nodes, not edges, text or background."""
    return image.max(axis=2) - image.min(axis=2) > 60


def inside_a_node(view, left=0.0, right=1.0):
    """Find a pixel deep inside a disc in a part of the canvas, as x and y from its corner."""
    from scipy.ndimage import distance_transform_edt

    mask = colored(pixels(view))
    width = mask.shape[1]
    mask[:, : int(left * width)] = False
    mask[:, int(right * width) :] = False
    y, x = np.unravel_index(np.argmax(distance_transform_edt(mask)), mask.shape)
    return int(x), int(y)
