"""A misspelt keyword names itself, its nearest neighbour and what would have been understood."""

from __future__ import annotations

from collections.abc import Callable
from difflib import get_close_matches
from functools import wraps
from inspect import Parameter, signature
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def closest(given: str, known: list[str]) -> str:
    """Say ``Did you mean ...?`` for the nearest of the known names, or nothing."""
    near = get_close_matches(given, known, n=1)
    return f" Did you mean {near[0]!r}?" if near else ""


def checked_keywords(function: Callable[P, R]) -> Callable[P, R]:
    """Make a function refuse an unknown keyword with the names that it does take.

    Raises
    ------
    TypeError
        On call, if a keyword is not one of the function's.
    """
    known = [
        name
        for name, parameter in signature(function).parameters.items()
        if name != "self" and parameter.kind in (Parameter.POSITIONAL_OR_KEYWORD, Parameter.KEYWORD_ONLY)
    ]
    called = function.__qualname__.removesuffix(".__init__")

    @wraps(function)
    def checked(*args: P.args, **kwargs: P.kwargs) -> R:
        for given in kwargs:
            if given not in known:
                raise TypeError(
                    f"{called}() does not take {given!r}.{closest(given, known)} It takes {', '.join(known)}."
                )
        return function(*args, **kwargs)

    return checked
