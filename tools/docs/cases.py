"""Draw the pictures of the case studies, light and dark, out of their notebooks: ``python -m tools.docs.cases``.

Names of case studies draw these only; each needs what its notebook says.
"""

from __future__ import annotations

import json
import sys
import warnings
from pathlib import Path
from typing import Any, NamedTuple

from tools.docs.pictures import save

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"


class Picture(NamedTuple):
    """The widget of a notebook that its page shows, its width and the height of its panels, in CSS pixels."""

    widget: str
    width: int
    height: int
    # Where the answer is in the pies, outlines would lie over it.
    regions: bool = True


PICTURES = {
    "diagnosis": Picture("v", 720, 290),
    "distillation": Picture("w", 800, 420, regions=False),
    "image_and_text": Picture("w", 800, 400),
    "layers": Picture("w", 720, 360, regions=False),
    "selection_and_ensembling": Picture("w", 800, 270),
    "two_language_models": Picture("w", 800, 250, regions=False),
}


def main() -> None:
    """Draw all pictures, or those of the case studies that are named."""
    # Notebooks import what lies beside them.
    sys.path.insert(0, str(NOTEBOOKS))
    for name in sys.argv[1:] or PICTURES:
        draw(name)


def draw(name: str) -> None:
    """Save the widget of a notebook as it is when the notebook shows it."""
    picture = PICTURES[name]
    widget = shown(NOTEBOOKS / f"{name}.ipynb", picture.widget)
    widget.height = picture.height
    if not picture.regions:
        widget.regions = []
    save(widget, ROOT / "docs" / "cases", name, picture.width)


def shown(notebook: Path, name: str) -> Any:
    """Run a notebook up to the cell that shows what it calls ``name``, and return that."""
    known: dict[str, Any] = {"__name__": "__main__"}
    # What a notebook is warned of, its prose takes up.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                exec(compile("".join(cell["source"]), str(notebook), "exec"), known)
                if cell["source"][-1] == name:
                    return known[name]
    raise LookupError(f"No cell of {notebook} shows {name!r}")


if __name__ == "__main__":
    main()
