"""Pictures of widgets, light and dark; hooks.py puts the one that goes with the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PIL import Image


def save(widget: Any, folder: Path, name: str, width: int) -> None:
    """Save what a widget shows as ``name.png`` and ``name_dark.png``, ``width`` CSS pixels wide."""
    for theme, file in (("light", f"{name}.png"), ("dark", f"{name}_dark.png")):
        path = widget.save_png(folder / file, width=width, theme=theme)
        # A quarter of the size, and nothing to be seen of it.
        Image.open(path).convert("RGB").quantize(128).save(path, optimize=True)
        print(f"wrote {path}", flush=True)
