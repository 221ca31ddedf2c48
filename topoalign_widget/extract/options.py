"""Options of extraction that have a wrong value."""

from __future__ import annotations

from typing import Any

from topoalign_widget.whole import whole_number


class OptionError(ValueError):
    """An option has a value that it cannot have, or goes not with another."""


def check_batch_size(batch_size: Any) -> None:
    """Refuse what is no number of inputs.

    Raises
    ------
    OptionError
        If it is no whole number, or less than 1.
    """
    whole_number(batch_size, "batch_size", 1, OptionError)
