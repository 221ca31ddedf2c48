"""Draw the pictures of the tutorials, light and dark, out of their own code: ``python -m tools.docs.tutorial``.

Names of pages draw these only; ``real_models`` needs the packages that it names.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tools.docs.pages import run
from tools.docs.pictures import save

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
    save(widget, DOCS, name, 720)


if __name__ == "__main__":
    main()
