import base64
import struct

import pytest

import topoalign_widget.widget.still as still
from tests.widget.write_fixtures import alignment, graphs
from topoalign_widget import TopoAlignWidget

WIDTH = 640
PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", WIDTH, 300)).decode()
WEBP = base64.b64encode(b"RIFF\0\0\0\0WEBP").decode()


class Shell:
    """A kernel's shell that remembers what it was to show."""

    kernel = object()

    def __init__(self):
        self.display_pub = self
        self.shown = []

    def publish(self, data, transient, update):
        self.shown.append((data, transient["display_id"], update))


@pytest.fixture
def shell(monkeypatch):
    made = Shell()
    monkeypatch.setattr(still, "_kernel_shell", lambda: made)
    return made


@pytest.fixture
def widget():
    return TopoAlignWidget(alignment(graphs()))


def said(widget, images, account="2 graphs"):
    widget._handle_custom_msg({"kind": "still", "images": images, "account": account}, [])


def test_a_widget_that_is_shown_has_a_place_for_its_picture(widget, shell):
    data, _ = widget._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert shell.shown == [(still.NOTHING, widget._still, False)]

    said(widget, {"image/webp": WEBP, "image/png": PNG})
    picture, name, update = shell.shown[-1]
    assert (name, update) == (widget._still, True)
    assert picture["image/png"] == PNG
    assert f'src="data:image/webp;base64,{WEBP}"' in picture["text/html"]
    assert f'class="topoalign-still {name}"' in picture["text/html"]
    assert f'width="{WIDTH}"' in picture["text/html"]
    assert picture["text/plain"] == "2 graphs"

    # Shown once more, it has the same picture at once.
    widget._repr_mimebundle_()
    assert shell.shown[-1] == (picture, name, False)
    widget.close()
    assert shell.shown[-1] == (still.NOTHING, name, True)


def test_a_browser_without_webp(widget, shell):
    widget._repr_mimebundle_()
    said(widget, {"image/png": PNG})
    assert f'src="data:image/png;base64,{PNG}"' in shell.shown[-1][0]["text/html"]


@pytest.mark.parametrize(
    "images",
    [
        None,
        [],
        {},
        {"image/png": None},
        {"image/png": "not base64!"},
        {"image/png": '"><script>alert(1)</script>'},
        {"image/png": WEBP},
        {"image/webp": WEBP},
        {"image/png": PNG + "A" * 4 * still.LARGEST},
        {"text/html": "<b>no picture</b>"},
    ],
)
def test_what_is_no_picture_is_not_kept(widget, shell, images):
    widget._repr_mimebundle_()
    said(widget, images)
    assert len(shell.shown) == 1


def test_an_account_is_text(widget, shell):
    widget._repr_mimebundle_()
    said(widget, {"image/png": PNG}, '"><script>alert(1)</script>')
    assert "<script" not in shell.shown[-1][0]["text/html"]


def test_without_a_kernel_nothing_is_kept(widget):
    widget._repr_mimebundle_()
    said(widget, {"image/png": PNG})
    assert widget._still == ""
    assert widget._picture == still.NOTHING
    widget.close()
