"""Naming a value of the widget in the notebook, when its user asks for it."""

from __future__ import annotations

import keyword
import sys
from collections.abc import MutableMapping
from typing import Any


class ExportError(ValueError):
    """A value cannot have this name."""


class Exports(dict[str, Any]):
    """Values by the names that they were given; in IPython, variables of the notebook, too."""

    def give(self, name: object, value: Any) -> bool:
        """Name a value.

        Returns
        -------
        bool
            Whether it is a variable of the notebook now.

        Raises
        ------
        ExportError
            If the name cannot be a variable's, or is that of something that did not come from here.
        """
        if isinstance(name, str) and keyword.iskeyword(name):
            raise ExportError(
                f"{name!r} is a word of Python itself, so no variable can have this name. Choose another, such as "
                f"{name + '_'!r}."
            )
        if not isinstance(name, str) or not name.isidentifier():
            raise ExportError(
                f"A variable's name has letters, digits and _, and no digit first; got {name!r}."
            )
        variables = notebook_variables()
        if variables is not None:
            if name in variables and variables[name] is not self.get(name, _NOTHING):
                raise ExportError(f"The notebook has a variable {name!r} already. Choose another name.")
            variables[name] = value
        self[name] = value
        return variables is not None


_NOTHING = object()


def notebook_variables() -> MutableMapping[str, Any] | None:
    """Find the variables of the notebook; None outside of IPython."""
    # Where IPython runs, it has been imported.
    ipython = sys.modules.get("IPython")
    shell = None if ipython is None else ipython.get_ipython()
    return None if shell is None else shell.user_ns
