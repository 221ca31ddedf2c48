"""The view's bundle: the JavaScript and the style sheet that esbuild made of js/."""

from __future__ import annotations

from pathlib import Path

_STATIC = Path(__file__).parent / "static"

# Shown in the cell in place of the view by an installation that lacks the bundle.
_NOT_BUILT = """
export default { render({ el }) {
  const p = document.createElement("p");
  p.setAttribute("role", "alert");
  p.textContent = "topoalign_widget was installed without its view. Install it again with pip; "
    + "in a checkout, run: pip install -e .";
  el.append(p);
} };
"""


def _bundled(name: str, missing: str) -> Path | str:
    return _STATIC / name if (_STATIC / name).exists() else missing


ESM = _bundled("widget.js", _NOT_BUILT)
CSS = _bundled("widget.css", "")
# The view and what answers it in a file without a kernel: never sent to a notebook.
PAGE_SCRIPT, PAGE_STYLE = _STATIC / "page.js", _STATIC / "page.css"
