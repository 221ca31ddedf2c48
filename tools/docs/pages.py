"""Pages as programs: the Python of a page is run from top to bottom, and prints what the page says that it prints."""

from __future__ import annotations

import io
import re
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

BLOCK = re.compile(r"^```(?P<language>python|text)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


class PageError(AssertionError):
    """A page says that something else is printed than what is."""


def run(page: Path, names: dict[str, Any] | None = None) -> dict[str, Any]:
    """Run the blocks of Python of a page, and hold each block of text to what was printed right before it.

    Parameters
    ----------
    page : Path
        A Markdown file.
    names : dict, optional
        What the page takes for given.

    Returns
    -------
    dict
        All names after the last block.

    Raises
    ------
    PageError
        If something else was printed.
    """
    known = {"__name__": "__main__", **(names or {})}
    printed = ""
    text = page.read_text(encoding="utf-8")
    for block in BLOCK.finditer(text):
        line = text.count("\n", 0, block.start()) + 1
        if block["language"] == "text":
            if block["text"].strip() != printed.strip():
                raise PageError(f"{page}:{line} says\n{block['text']}\nbut this is printed:\n{printed}")
            continue
        # Line numbers of a traceback are those of the page.
        source = compile("\n" * line + block["text"], str(page), "exec")
        with redirect_stdout(io.StringIO()) as heard:
            exec(source, known)
        printed = heard.getvalue()
    return known
