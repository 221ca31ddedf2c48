"""Tables on stdout: for people in columns, for programs in JSON."""

from __future__ import annotations

import json
import math
import textwrap
from collections.abc import Mapping
from typing import Any

import pandas as pd

from topoalign_widget.cli.parser import WIDTH

# Regions that are printed; all of them are in a file.
MOST_REGIONS = 10


def print_table(frame: pd.DataFrame) -> None:
    """Print a table without its index, three digits of each number."""
    print(frame.to_string(index=False, float_format=lambda x: f"{x:.3g}", na_rep=""))


def print_json(value: Any) -> None:
    """Print strict JSON in ASCII, whatever the terminal's encoding; what is not a number is null."""
    print(json.dumps(_strict(value), indent=2, allow_nan=False))


def print_reasons(name: str, table: pd.DataFrame) -> None:
    """Print the parameters of a graph, and why each has its value."""
    print(name)
    for parameter, value, reason in table.itertuples():
        print(f"  {parameter:<12} {value}")
        print(textwrap.fill(reason, WIDTH, initial_indent=" " * 15, subsequent_indent=" " * 15))


def print_regions(frame: pd.DataFrame) -> None:
    """Print the best regions."""
    if not len(frame):
        print("No region matches beyond chance.")
        return
    print_table(frame.head(MOST_REGIONS))
    if len(frame) > MOST_REGIONS:
        print(f"... and {len(frame) - MOST_REGIONS} more; -o regions.csv has all.")


def _strict(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _strict(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_strict(each) for each in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
