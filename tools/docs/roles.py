"""Docstrings as the site shows them: Sphinx roles become links, and parameters that share a line get one each.

``:func:`suggest``` links to ``suggest`` where the site has it. Of ``a, b`` on one line, griffe gives both the type of
the first.
"""

from __future__ import annotations

import re
from typing import Any

import griffe

PACKAGE = "topoalign_widget"
ROLE = re.compile(r":(?:class|func|meth|mod|attr):`~?(?P<target>[\w.]+)`")
# "name : type" of a section; types are shown as code, where no link can be.
TYPED = re.compile(r"^ *[\w, ]+ : .*$", re.MULTILINE)
SHARED = re.compile(r"^(?P<names>\w+(?:, \w+)+)(?P<type> : .+)?\n(?P<told>(?:    .*\n?)+)", re.MULTILINE)


class Roles(griffe.Extension):
    """Rewrites docstrings once all are read, so that what comes later is known."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rewrite the docstring of an object, if it has one."""
        if obj.docstring is not None:
            text = SHARED.sub(_parted, obj.docstring.value)
            text = TYPED.sub(lambda line: ROLE.sub(lambda role: role["target"], line[0]), text)
            obj.docstring.value = ROLE.sub(lambda role: linked(role["target"], obj), text)


def _parted(shared: re.Match[str]) -> str:
    told = shared["told"].rstrip("\n")
    each = [f"{name}{shared['type'] or ''}\n{told}\n" for name in shared["names"].split(", ")]
    return "".join(each) + "\n" * (len(shared["told"]) - len(told) - 1)


def linked(target: str, obj: griffe.Object) -> str:
    """Write a link to what a docstring of ``obj`` means by a name; plain where the site does not have it."""
    name = target.removeprefix(f"{PACKAGE}.")
    return f'<autoref identifier="{_identifier(name, obj)}" optional><code>{name}</code></autoref>'


def _identifier(name: str, obj: griffe.Object) -> str:
    first = name.partition(".")[0]
    if first in obj.package.members:
        return f"{PACKAGE}.{name}"
    # A bare name is a member of the class that the docstring is in, or stands in the same module.
    around = obj if obj.is_class or obj.is_module else obj.parent
    while around is not None and first not in around.all_members:
        around = around.parent
    return f"{around.path}.{name}" if around is not None else name
