"""One check, and one wording, for parameters that are whole numbers."""

from __future__ import annotations

from numbers import Integral


def whole_number(value: object, name: str, least: int, error: type[ValueError]) -> int:
    """Return a whole number of at least ``least``; raise ``error`` for anything else, truth values among it."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < least:
        raise error(f"{name} must be a whole number of at least {least}; got {value!r}.")
    return int(value)
