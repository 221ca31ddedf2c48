"""Draw the picture of the tutorial, out of the tutorial itself: ``python -m tools.docs.tutorial``."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from tools.docs.pages import run

DOCS = Path(__file__).parents[2] / "docs"


def main() -> None:
    """Run the page, and save what its widget shows before anything is selected."""
    widget = run(DOCS / "tutorial.md")["w"]
    widget.select(inputs=[])
    widget.height = 290
    path = widget.save_png(DOCS / "tutorial.png", width=720, theme="light")
    # A quarter of the size, and nothing to be seen of it.
    Image.open(path).convert("RGB").quantize(128).save(path, optimize=True)
    print(f"wrote {path}")


if __name__ == "__main__":
    main()
