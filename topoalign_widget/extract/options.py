"""Options of extraction that have a wrong value."""

from __future__ import annotations

from typing import Any

import numpy as np


class OptionError(ValueError):
    """An option has a value that it cannot have, or goes not with another."""


def check_batch_size(batch_size: Any) -> None:
    """Refuse what is no number of inputs.

    Raises
    ------
    OptionError
        If it is no whole number, or less than 1.
    """
    if not isinstance(batch_size, (int, np.integer)) or isinstance(batch_size, bool) or batch_size < 1:
        raise OptionError(f"batch_size must be a whole number of inputs, at least 1; got {batch_size!r}.")
