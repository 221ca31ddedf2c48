"""The selected inputs as a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from topoalign_widget.tables import write_table


def save_selection(widget: Any, path: str | os.PathLike[str]) -> Path:
    """Write the selected inputs; see :meth:`topoalign_widget.TopoAlignWidget.save_selection`."""
    frame = widget.selected_frame()
    number = frame.index.name
    # Metadata may well have a column "input": a text that a model was given.
    while number in frame:
        number += "_number"
    return write_table(frame.rename_axis(number).reset_index(), path)
