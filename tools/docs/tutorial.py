"""Draw the pictures of the tutorials, light and dark, out of their own code: ``python -m tools.docs.tutorial``.

Names of pages draw these only; ``real_models`` needs the packages that it names.
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

from tools.docs.pages import run

DOCS = Path(__file__).parents[2] / "docs"


def main() -> None:
    """Draw all pictures, or those of the pages that are named."""
    for name in sys.argv[1:] or ("tutorial", "real_models"):
        draw(name)


def draw(name: str) -> None:
    """Run a page, and save what its widget shows before anything is selected."""
    widget = run(DOCS / f"{name}.md")["w"]
    widget.select(inputs=[])
    widget.height = 290
    for theme, file in (("light", f"{name}.png"), ("dark", f"{name}_dark.png")):
        path = widget.save_png(DOCS / file, width=720, theme=theme)
        # A quarter of the size, and nothing to be seen of it.
        Image.open(path).convert("RGB").quantize(128).save(path, optimize=True)
        print(f"wrote {path}")


if __name__ == "__main__":
    main()
