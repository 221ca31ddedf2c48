"""The last picture: what a notebook shows of a widget where no kernel runs any more.

Jupyter keeps the outputs of a cell, and of a widget that is no more than the name of a model in a kernel. So with a
widget goes a second output, which nobody sees while there is a view: its :mod:`display_id` lets the kernel put the
picture into it whenever the view has come to rest after a change. It is what is left in a notebook that is opened
again, with another kernel or none, on a site that shows notebooks, or converted by nbconvert.
"""

from __future__ import annotations

import base64
import binascii
import sys
from collections.abc import Mapping
from html import escape
from typing import Any
from uuid import uuid4

from topoalign_widget.widget.traits import SharedTraits

PNG = "image/png"
# The first that a view can write is what front ends show; the other is for converters and sites without HTML.
HEADS = {"image/webp": b"RIFF", PNG: b"\x89PNG\r\n\x1a\n"}
# In characters of base64: a notebook has to carry it.
LARGEST = 1_000_000
# Of a widget without its model JupyterLab leaves a line of text ("model not found"), and elements of anything else.
INSTEAD = (
    "<style>.jp-OutputArea-child:has(.topoalign-still) + "
    ".jp-OutputArea-child:not(:has(.jp-OutputArea-output > *)) { display: none }</style>"
)
NOTHING = {"text/html": "", "text/plain": ""}


class Still(SharedTraits):
    """Keeps the last picture of :class:`TopoAlignWidget` in the notebook."""

    _picture: dict[str, Any] = NOTHING

    def close(self) -> None:
        """Take the picture away with the views."""
        # What is closed by the end of the kernel stays in the notebook.
        if self.comm is not None and not sys.is_finalizing():
            self._put_still(NOTHING)
        super().close()

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
        if _kernel_shell() is not None:
            self._still = self._still or f"topoalign-still-{uuid4().hex[:12]}"
            self._put_still(self._picture, update=False)
        return super()._repr_mimebundle_(**kwargs)

    def _keep_still(self, images: object, account: object) -> None:
        """Take a picture from a view, in base64 by its type, and what it shows in words."""
        if not self._still or not isinstance(images, Mapping):
            return
        kept = {kind: images[kind] for kind, head in HEADS.items() if _begins(images.get(kind), head)}
        if PNG not in kept:
            return
        kind, image = next(iter(kept.items()))
        shown = f'<img class="topoalign-still {self._still}" alt="{escape(str(account))}" '
        shown += f'width="{_width(kept[PNG])}" style="max-width: 100%" src="data:{kind};base64,{image}">'
        self._put_still({"text/html": INSTEAD + shown, PNG: kept[PNG], "text/plain": str(account)})

    def _put_still(self, picture: dict[str, Any], update: bool = True) -> None:
        shell = _kernel_shell()
        self._picture = picture
        if shell is not None and self._still:
            shell.display_pub.publish(picture, transient={"display_id": self._still}, update=update)


def _kernel_shell() -> Any:
    """Find the shell of a Jupyter kernel; None elsewhere."""
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return shell if hasattr(shell, "kernel") else None


def _begins(image: object, head: bytes) -> bool:
    if not isinstance(image, str) or len(image) > LARGEST:
        return False
    try:
        return base64.b64decode(image, validate=True).startswith(head)
    except binascii.Error:
        return False


def _width(png: str) -> int:
    """Read a PNG's width off its head."""
    return int.from_bytes(base64.b64decode(png[:32])[16:20], "big")
