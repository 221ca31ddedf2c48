"""What the view shows of inputs: a table that is asked for page by page, and what is frequent among them.

A request is answered or refused as a whole, and changes nothing. What the last one had to be put in order for is
kept: of the pages that follow, only their own rows are looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api import types

from topoalign_widget.alignment.alignment import Alignment
from topoalign_widget.alignment.labels import SIGNIFICANT, enrichment
from topoalign_widget.alignment.typical import typical_first
from topoalign_widget.alignment.verdicts import members_of
from topoalign_widget.columns import categories_of, category_name, numbers_of
from topoalign_widget.keywords import closest
from topoalign_widget.widget.selection import canonical
from topoalign_widget.widget.thumbnails import Images
from topoalign_widget.widget.wire import Inspectable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

ALL, SHARED, HERE, THERE = TABS = ("all", "shared", "here", "there")
TYPICAL, NUMBER, TEXT = ORDERS = ("typical", "number", "text")
MOST_ROWS = 200
LONGEST_TEXT, LONGEST_CELL = 400, 80

# A phrase between quotes, the last of which may not have been typed yet, or a word.
_WANTED = re.compile(r'"([^"]*)"?|([^\s"]+)')


class InspectorError(ValueError):
    """The inspector was asked for what there is not."""


class _Asked(NamedTuple):
    """A request, checked."""

    tab: str
    here: str | None
    other: str | None
    start: int
    stop: int
    order: str
    column: str | None
    descending: bool


class _Listed(NamedTuple):
    """The inputs of a table in order, and what it was made for."""

    key: tuple[Any, ...]
    about: Ints
    counts: dict[str, int]
    inputs: Ints


class Inspector:
    """Answers what the view asks of inputs.

    Parameters
    ----------
    alignment : Alignment
        Its metadata are the columns of the table, its label is what is counted.
    text : Series of n_inputs values, or None
        What an input is shown by.
    images : Images or None
        Their pictures; see :func:`topoalign_widget.widget.thumbnails.as_images`.
    """

    def __init__(self, alignment: Alignment, text: pd.Series[Any] | None, images: Images | None) -> None:
        self._alignment = alignment
        self._text = text
        self._images = images
        self._columns = columns_of(alignment, text, images)
        self._ranks: dict[str, Floats] = {}
        self._last: _Listed | None = None

    def told(self) -> Inspectable:
        """Say what there is to show: the columns of the table, and where texts and pictures come from."""
        return {
            "columns": list(self._columns),
            "text": None if self._text is None else str(self._text.name),
            "image": None if self._images is None else self._images.name,
        }

    def answer(
        self, request: Mapping[str, Any], about: Ints, nodes: Mapping[str, NDArray[np.integer]]
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Answer a request for rows of the table.

        Parameters
        ----------
        request : mapping
            ``about``: a selection to be shown; default: what is selected. ``tab``: "all" of its inputs; against the
            graph ``other`` those that are "shared" with their counterpart there, those that are only "here", and what
            is only "there". ``here``: a graph whose picked nodes are compared with nodes that are picked in
            ``other``. ``start``, ``stop``: at most 200 rows. ``order``: "typical", "number", "text" or
            ``{"column": name}``; ``descending``.
        about : array of int64, sorted
            The inputs that are selected; where there is none, every input is shown.
        nodes : mapping of str to array of int
            The nodes that were picked, by graph.

        Returns
        -------
        reply : dict
            ``total`` rows in this tab, ``start``, ``rows`` (``input``, ``text``, ``cells`` in the order of the
            columns, ``image``: its place among the buffers), ``counts`` of the tabs that there are, and, with the
            first row, the ``label`` and its ``mix``: each value among these inputs as a share ("here") and among all
            ("overall"), and whether it is significantly more frequent; first what tells most.
        buffers : list of bytes
            PNG or JPEG files.

        Raises
        ------
        InspectorError
            If a field is missing, or names what there is not.
        SelectionError
            If what it is about does not exist.
        """
        asked = self._checked(request)
        if request.get("about") is not None:
            chosen = canonical(request["about"], self._alignment.graphs)
            about = np.array(chosen["inputs"], dtype=np.int64)
            nodes = {name: np.array(own) for name, own in chosen["nodes"].items()}
        listed = self._listed(asked, about, nodes)
        rows, buffers = self._rows(listed.inputs[asked.start : asked.stop])
        reply = {"total": len(listed.inputs), "start": asked.start, "rows": rows, "counts": listed.counts}
        if asked.start == 0:
            reply |= {"label": self._alignment.label, "mix": self._mix(listed.inputs)}
        return reply, buffers

    def _listed(self, asked: _Asked, about: Ints, nodes: Mapping[str, NDArray[np.integer]]) -> _Listed:
        picked = {name: tuple(np.asarray(own).tolist()) for name, own in nodes.items()}
        key = (asked._replace(start=0, stop=0), picked)
        last = self._last
        if last is None or last.key != key or not np.array_equal(last.about, about):
            parts = self._parts(asked, about, nodes)
            if asked.tab not in parts:
                raise InspectorError(
                    f"tab={asked.tab!r} compares two graphs and selected inputs: select some, and name the 'other'."
                )
            counts = {tab: len(inputs) for tab, inputs in parts.items()}
            last = self._last = _Listed(key, about.copy(), counts, self._ordered(parts[asked.tab], asked))
        return last

    def _parts(self, asked: _Asked, about: Ints, nodes: Mapping[str, NDArray[np.integer]]) -> dict[str, Ints]:
        """Find the inputs of each tab; nodes that were picked on both sides are compared with each other."""
        graphs, other = self._alignment.graphs, asked.other
        if not len(about):
            return {ALL: np.arange(self._alignment.n_inputs)}
        if other is None:
            return {ALL: about}
        both = asked.here is not None and len(nodes.get(asked.here, ())) and len(nodes.get(other, ()))
        own = graphs[str(asked.here)].inputs_of(nodes[str(asked.here)]) if both else about
        theirs = graphs[other].inputs_of(nodes[other] if both else members_of(about, graphs[other]))
        return {
            ALL: about,
            SHARED: np.intersect1d(own, theirs, assume_unique=True),
            HERE: np.setdiff1d(own, theirs, assume_unique=True),
            THERE: np.setdiff1d(theirs, own, assume_unique=True),
        }

    def _ordered(self, inputs: Ints, asked: _Asked) -> Ints:
        if asked.order == TYPICAL:
            inputs = typical_first(inputs, self._alignment)
        elif asked.order != NUMBER:
            # What is missing comes last both ways, and what is equal by number.
            ranks = self._ranked(asked.column)[inputs]
            return inputs[np.argsort(-ranks if asked.descending else ranks, kind="stable")]
        return inputs[::-1] if asked.descending else inputs

    def _ranked(self, name: str | None) -> Floats:
        """Give each input its place by a column, or by the texts; NaN where it has no value."""
        key = "" if name is None else name  # a column's name is never blank
        if key not in self._ranks:
            values = self._text if name is None else self._metadata[name]
            assert values is not None
            self._ranks[key] = ranks_of(values)
        return self._ranks[key]

    def _rows(self, inputs: Ints) -> tuple[list[dict[str, Any]], list[bytes]]:
        texts = [None] * len(inputs) if self._text is None else written(self._text, inputs, LONGEST_TEXT)
        columns = [written(self._metadata[name], inputs, LONGEST_CELL) for name in self._columns]
        buffers: list[bytes] = []
        rows = []
        for place, number in enumerate(inputs.tolist()):
            image = None if self._images is None else self._images.thumbnail(number)
            rows.append(
                {
                    "input": number,
                    "text": texts[place],
                    "cells": [cells[place] for cells in columns],
                    "image": None if image is None else len(buffers),
                }
            )
            buffers += [] if image is None else [image]
        return rows, buffers

    def _mix(self, inputs: Ints) -> list[dict[str, Any]]:
        """Compare how frequent each label is among some inputs and among all."""
        label = self._alignment.label
        if label is None or not len(inputs):
            return []
        codes, categories = categories_of(self._metadata[label])
        # The last counts those without a label, which have the code -1.
        count = np.bincount(codes[inputs] % (len(categories) + 1), minlength=len(categories) + 1)
        overall = np.bincount(codes % (len(categories) + 1), minlength=len(categories) + 1)
        table = enrichment(inputs, self._metadata, columns=[label], label=label)
        enriched = categories.get_indexer(pd.Index(table["value"])).tolist()
        others = [code for code in np.argsort(-count, kind="stable").tolist() if code not in set(enriched)]
        significant = set(np.array(enriched)[table["p_value"].to_numpy() <= SIGNIFICANT].tolist())
        return [
            {
                "value": category_name(categories[code]) if code < len(categories) else None,
                "here": float(count[code] / len(inputs)),
                "overall": float(overall[code] / len(codes)),
                "significant": code in significant,
            }
            for code in enriched + others
            if count[code]
        ]

    @property
    def _metadata(self) -> pd.DataFrame:
        metadata = self._alignment.metadata
        assert metadata is not None  # what names a column has found it there
        return metadata

    def _checked(self, request: Mapping[str, Any]) -> _Asked:
        start, stop = (_whole(request, name) for name in ("start", "stop"))
        if not 0 <= start <= stop <= start + MOST_ROWS:
            raise InspectorError(
                f"'start' and 'stop' bound 0 to {MOST_ROWS} rows from row 0 on; got {start} and {stop}."
            )
        here, other = (self._graph(request.get(name), name) for name in ("here", "other"))
        if here is not None and here == other:
            raise InspectorError(f"'here' and 'other' must be two graphs; both are {here!r}.")
        descending = request.get("descending", False)
        if not isinstance(descending, bool):
            raise InspectorError(f"'descending' is true or false; got {descending!r}.")
        order, by = self._order(request.get("order", TYPICAL))
        tab = _one_of(request.get("tab"), TABS, "tab")
        return _Asked(tab, here, other, start, stop, order, by, descending)

    def _graph(self, name: Any, field: str) -> str | None:
        return None if name is None else _one_of(name, list(self._alignment.graphs), field)

    def _order(self, order: Any) -> tuple[str, str | None]:
        if isinstance(order, Mapping):
            return "column", _one_of(order.get("column"), self._columns, "column")
        known = [each for each in ORDERS if each != TEXT or self._text is not None]
        return _one_of(order, known, "order"), None


def search(query: str, text: pd.Series[Any] | None) -> Ints:
    """Find the inputs whose texts contain all words of a query, in any case and order.

    Parameters
    ----------
    query : str
        Words; what stands between quotes is one phrase. A word is found within others, too.
    text : Series of n_inputs values, or None

    Returns
    -------
    array of int64, sorted
        Empty for an empty query.

    Raises
    ------
    InspectorError
        If there are no texts, or the query is none.
    """
    if not isinstance(query, str):
        raise InspectorError(f"A query is a text; got {type(query).__name__}.")
    if text is None:
        raise InspectorError("There are no texts to search. Name their column: text='...'.")
    wanted = [" ".join((phrase or word).casefold().split()) for phrase, word in _WANTED.findall(query)]
    wanted = [each for each in wanted if each]
    if not wanted:
        return np.empty(0, dtype=np.int64)
    texts = [" ".join(each.casefold().split()) for each in text.map(str, na_action="ignore").fillna("")]
    return np.array([i for i, each in enumerate(texts) if all(w in each for w in wanted)], dtype=np.int64)


def columns_of(alignment: Alignment, text: pd.Series[Any] | None, images: Images | None) -> list[str]:
    """List the columns of the table, the label first; what is a text or a picture has its own place."""
    metadata, label = alignment.metadata, alignment.label
    elsewhere = {None if text is None else text.name, None if images is None else images.name}
    names = [] if metadata is None else [str(name) for name in metadata if name not in elsewhere]
    return sorted(names, key=lambda name: name != label)


def ranks_of(values: pd.Series[Any]) -> Floats:
    """Give each value its place in the order that a column is sorted by; NaN where it is missing."""
    if types.is_numeric_dtype(values) and not types.is_complex_dtype(values):
        return numbers_of(values)
    codes, _ = categories_of(values)
    return np.where(codes < 0, np.nan, codes.astype(np.float64))


def written(values: pd.Series[Any], rows: Ints, longest: int) -> list[str]:
    """Write some values for the reader: numbers with six digits, texts of so many letters at most."""
    return [_cell(value, longest) for value in values.iloc[rows].tolist()]


def _cell(value: Any, longest: int) -> str:
    if value is None or value is pd.NA or value is pd.NaT:
        return ""
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:.6g}"
    text = str(value)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def _whole(given: Mapping[str, Any], field: str) -> int:
    number = given.get(field)
    if isinstance(number, bool) or not isinstance(number, (int, np.integer)):
        raise InspectorError(f"{field!r} is a whole number; got {number!r}.")
    return int(number)


def _one_of(given: Any, known: Sequence[str], field: str) -> str:
    if given not in known:
        near = closest(str(given), list(known))
        raise InspectorError(f"{field}={given!r} is none of {', '.join(map(repr, known))}.{near}")
    return str(given)
