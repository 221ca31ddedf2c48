import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from topoalign_widget.representations import MetadataError
from topoalign_widget.widget import thumbnails
from topoalign_widget.widget.thumbnails import ImageError, as_images, png

FRAME = pd.DataFrame({"k": range(8)})


def read(content):
    return np.asarray(Image.open(io.BytesIO(content)))


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from([1, 3, 4]), st.integers(0, 99))
def test_png_is_what_was_written(height, width, channels, seed):
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, channels)).astype(np.uint8)
    assert np.array_equal(read(png(pixels)).reshape(pixels.shape), pixels)


@pytest.mark.parametrize(
    ("arrays", "expected"),
    [
        (np.array([[[0, 128], [255, 1]]], dtype=np.uint8), [[0, 128], [255, 1]]),
        (np.array([[[0.0, 0.5], [1.0, np.nan]]]), [[0, 128], [255, 0]]),
        (np.array([[[0.0, 8.0], [16.0, 4.0]]]), [[0, 128], [255, 64]]),
        (np.array([[[-1.0, 0.0], [1.0, 0.5]]]), [[0, 128], [255, 191]]),
        (np.array([[[0, 1], [1, 0]]]), [[0, 255], [255, 0]]),
        (np.array([[[False, True], [True, False]]]), [[0, 255], [255, 0]]),
        (np.zeros((1, 2, 2)), [[0, 0], [0, 0]]),
    ],
)
def test_arrays_are_shown_from_black_to_white(arrays, expected):
    assert read(as_images(arrays, None, 1).thumbnail(0)).tolist() == expected


def test_large_pictures_are_averaged_and_their_edges_too():
    large = np.zeros((2, 161, 100, 3), dtype=np.uint8)
    large[0, 160] = 90
    large[0, :3, :3] = [200, 100, 0]
    small = read(as_images(large, None, 2).thumbnail(0))
    assert small.shape == (54, 34, 3)
    assert small[0, 0].tolist() == [200, 100, 0]
    assert small[-1, 5].tolist() == [45, 45, 45]  # the last square has two rows


def test_a_column_of_arrays_may_lack_some():
    metadata = pd.DataFrame(
        {"pic": [None, np.full((2, 2), 9, np.uint8), np.nan, np.arange(3)], "k": range(4)}
    )
    images = as_images("pic", metadata, 4)
    assert [images.thumbnail(i) is None for i in range(4)] == [True, False, True, True]


def test_small_files_are_sent_as_they_are_and_others_are_made_small(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rng = np.random.default_rng(0)
    noise = Image.fromarray(rng.integers(0, 256, (300, 200, 3)).astype(np.uint8))
    noise.save("large.png")
    noise.resize((20, 30)).save("small.jpg")
    noise.resize((20, 30)).save("small.gif")
    (tmp_path / "text.png").write_text("<svg onload=boom()>")
    paths = [
        "small.jpg",
        tmp_path / "large.png",
        "small.gif",
        "text.png",
        "gone.png",
        None,
        ".",
        float("nan"),
    ]
    images = as_images(paths, None, 8)
    monkeypatch.chdir("/")
    shown = [images.thumbnail(i) for i in range(8)]
    assert shown[0] == (tmp_path / "small.jpg").read_bytes()
    assert read(shown[1]).shape == (80, 53, 4)
    assert read(shown[2]).shape == (30, 20, 4)
    assert shown[3:] == [None] * 5


def test_without_pillow_large_files_are_told_of(tmp_path, monkeypatch):
    path = tmp_path / "large.png"
    path.write_bytes(thumbnails.PNG + bytes(40_000))
    monkeypatch.setattr(thumbnails, "find_spec", lambda name: None)
    with pytest.warns(UserWarning, match="pip install pillow"):
        images = as_images([path], None, 1)
    assert images.thumbnail(0) is None


@pytest.mark.parametrize(
    ("images", "says"),
    [
        (np.zeros((3, 2, 2)), "3 pictures for 8 inputs"),
        (np.zeros((8, 3, 5, 5)), r"transpose\(0, 2, 3, 1\)"),
        (np.zeros((8, 64)), r"reshape\(-1, h, w\)"),
        (np.zeros((8, 0, 4)), "shape \\(0, 4\\)"),
        (np.zeros((8, 2, 2), dtype=complex), "complex128"),
        ([None] * 8, "no picture at all"),
        (["nowhere.png"] * 8, "no file 'nowhere.png'"),
        (7, "got int"),
        ([{"bytes": b""}] * 8, "object"),
    ],
)
def test_what_is_no_picture_is_told(images, says):
    with pytest.raises(ImageError, match=says):
        as_images(images, FRAME, 8)


def test_pictures_of_a_column_that_is_not_there():
    with pytest.raises(MetadataError, match="no column 'pics'"):
        as_images("pics", FRAME, 8)
