"""Hooks of MkDocs: what a page needs is in the page, so that reading the site asks nothing of any other host.

- Formulas become MathML when the site is built.
- Figures (docs/figures/*.svg) are put into the page, where they take the colour of its text.
- A picture that has another beside it, ``<name>_dark.png``, changes into it with the colours of the page.
- ``<!-- file: CHANGELOG.md -->`` becomes a file beside the README.
- ``<!-- help: compare -->`` becomes what the command line says of itself, ``<!-- errors -->`` a table of all errors.
"""

from __future__ import annotations

import argparse
import ast
import os
import re
from html import escape, unescape
from pathlib import Path
from typing import Any
from unittest.mock import patch

from latex2mathml.converter import convert

ROOT = Path(__file__).parents[2]
PACKAGE = "topoalign_widget"

# As pymdownx.arithmatex leaves them.
FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\\(?:\(|\[)(?P<tex>.*?)\\(?:\)|\])</(?P=tag)>', re.DOTALL
)
FIGURE = re.compile(r'<img alt="(?P<alt>[^"]*)" src="(?:\.\./)*figures/(?P<name>[\w-]+)\.svg"\s*/?>')
PICTURE = re.compile(r'<img alt="[^"]*" src="(?P<path>[^":]+)\.png"\s*/?>')
# What an error that a user can mend is, besides its own type.
BASES = ("ValueError", "TypeError", "ImportError", "MemoryError", "UserWarning")
# Between the type of a value and what is said of it, where nothing is said.
DANGLING = re.compile(r'\s*–\s*<div class="doc-md-description">\s*</div>')
# A number and its unit in a table: they stay in one line.
CELL = re.compile(r"<td[^>]*>.*?</td>", re.DOTALL)
UNIT = re.compile(r"(?<=\d) (?=(?:s|ms|min|h|B|kB|MB|GB|MiB|GiB|px|x|%)\b|%)")
FILE = re.compile(r"<!-- file: (?P<name>[A-Z]+\.md) -->")
HELP = re.compile(r"<!-- help: ?(?P<command>[\w ]*?) ?-->")


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Write what is kept elsewhere where a page asks for it: files, the help of the command line, the errors."""
    markdown = FILE.sub(lambda found: beside_readme(found["name"]), markdown)
    if "<!-- errors -->" in markdown:
        markdown = markdown.replace("<!-- errors -->", errors())
    return HELP.sub(lambda found: f"```text\n{help_of(found['command'])}```", markdown)


def on_page_content(html: str, page: Any, config: Any, **_: Any) -> str:
    """Replace formulas by MathML and figures by their drawings; see to small things of typography."""
    folder = Path(config["docs_dir"], page.file.src_uri).parent
    figures = Path(config["docs_dir"], "figures")
    html = DANGLING.sub("", html)
    html = CELL.sub(lambda cell: UNIT.sub("\N{NO-BREAK SPACE}", cell[0]), html)
    html = FORMULA.sub(lambda found: mathml(unescape(found["tex"]), block=found["tag"] == "div"), html)
    html = PICTURE.sub(lambda found: in_both(found, folder), html)
    return FIGURE.sub(lambda found: inlined(figures / f"{found['name']}.svg", found["alt"]), html)


def beside_readme(name: str) -> str:
    """Return a file of the repository's root, whose links are seen from docs/."""
    return (ROOT / name).read_text(encoding="utf-8").replace("](docs/", "](")


def mathml(tex: str, block: bool) -> str:
    """Write a formula in MathML, with its TeX for readers that know no MathML."""
    made = convert(tex.strip(), display="block" if block else "inline")
    return made.replace("<math ", f'<math alttext="{escape(tex.strip())}" ', 1)


def inlined(path: Path, alt: str) -> str:
    """Take the drawing out of an SVG file; ``alt`` is what it is called."""
    drawing = path.read_text(encoding="utf-8")
    drawing = drawing[drawing.index("<svg") :].replace("<svg ", f'<svg role="img" aria-label="{alt}" ', 1)
    return f'<span class="ta-scroll">{drawing}</span>'


def in_both(picture: re.Match[str], folder: Path) -> str:
    """Write a picture of a page in ``folder`` for light and for dark, if there are both; only one is loaded."""
    path = picture["path"]
    if not (folder / f"{path}_dark.png").exists():
        return picture[0]
    lazy = picture[0].replace("<img ", '<img loading="lazy" ', 1)
    light, dark = f"{path}.png#only-light", f"{path}_dark.png#only-dark"
    return "".join(lazy.replace(f"{path}.png", shown, 1) for shown in (light, dark))


def help_of(command: str) -> str:
    """Return the help of ``topoalign-widget``, or of one of its commands, 80 columns wide."""
    from topoalign_widget.cli.parser import parser

    asked = parser()
    if command:
        (commands,) = (each for each in asked._actions if isinstance(each, argparse._SubParsersAction))
        asked = commands.choices[command]
    with patch.dict(os.environ, {"COLUMNS": "82", "NO_COLOR": "1"}):
        return asked.format_help()


def errors() -> str:
    """Make a table of the errors and warnings of the package."""
    rows = []
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        for each in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(each, ast.ClassDef) and each.name.endswith(("Error", "Warning")):
                base = ast.unparse(each.bases[0])
                if base in BASES:
                    module = ".".join(path.relative_to(ROOT / PACKAGE).with_suffix("").parts)
                    rows.append(f"| `{each.name}` | `{base}` | {ast.get_docstring(each)} | `{module}` |")
    return "\n".join([f"| | is a | means | in `{PACKAGE}.` |", "|---|---|---|---|", *sorted(rows)])
