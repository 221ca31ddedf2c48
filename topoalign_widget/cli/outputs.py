"""Files of the comparison, each by its suffix: all of them, or none."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from topoalign_widget.alignment.alignment import Alignment
from topoalign_widget.tables import CSV, PARQUET, check_parquet
from topoalign_widget.widget.browsers import find
from topoalign_widget.widget.widget import TopoAlignWidget
from topoalign_widget.writing import PathError, check_folder, suffix_of, written_whole

SHOWN: Mapping[str, Callable[[TopoAlignWidget, Path], object]] = {
    ".html": lambda widget, path: widget.save_html(path),
    ".png": lambda widget, path: widget.save_png(path),
    ".svg": lambda widget, path: widget.save_svg(path),
}
DATA: Mapping[str, Callable[[Alignment, Path], object]] = {
    CSV: Alignment.save_regions,
    PARQUET: Alignment.save_regions,
    ".topo": Alignment.save,
}


def check_outputs(paths: Sequence[str], read: Sequence[str]) -> None:
    """Refuse, before anything is computed, what cannot be written.

    Raises
    ------
    PathError
        If a suffix is unknown, a folder cannot be written to, a file is given twice, or is one that is read.
    ImportError
        For ".parquet" without pyarrow.
    BrowserError
        For pictures without a browser.
    """
    for i, path in enumerate(paths):
        suffix = suffix_of(path, (*SHOWN, *DATA), "What -o writes")
        if suffix == PARQUET:
            check_parquet()
        if suffix in (".png", ".svg"):
            find()
        check_folder(path)
        if os.path.realpath(path) in map(os.path.realpath, read):
            raise PathError(f"{path!r} is read by this command. Write to another file.")
        if os.path.realpath(path) in map(os.path.realpath, paths[:i]):
            raise PathError(f"{path!r} is to be written twice. Leave one -o out.")


def write_outputs(paths: Sequence[str], alignment: Alignment, text: str | None) -> None:
    """Write all files. They get their names at the end, so that after an error there are none of them."""
    with ExitStack() as stack:
        widget: TopoAlignWidget | None = None
        for path in paths:
            beside, suffix = stack.enter_context(written_whole(path)), Path(path).suffix.lower()
            if suffix in DATA:
                DATA[suffix](alignment, beside)
                continue
            if widget is None:
                widget = TopoAlignWidget(alignment, text=text)
                stack.callback(widget.close)
            SHOWN[suffix](widget, beside)
