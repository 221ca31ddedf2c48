"""Write js/src/model/state.ts from the widget's Python traits; with --check, only compare.

A trait's name and shape are written once, in Python. The view is type-checked against what this prints.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

import anywidget
import traitlets

from topoalign_widget.widget import wire
from topoalign_widget.widget.traits import SharedTraits

TARGET = Path(__file__).parent / "src" / "model" / "state.ts"

HEADER = """\
// Generated from the Python traits by js/generate_state.py. Do not edit.
"""

SCALARS = {str: "string", int: "number", float: "number", bool: "boolean", NoneType: "null", Any: "unknown"}


def typescript(hint: Any) -> str:
    """Translate a Python type hint."""
    if hint in SCALARS:
        return SCALARS[hint]
    if is_typeddict(hint):
        return str(hint.__name__)
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " | ".join(f'"{a}"' for a in args)
    if origin in (Union, UnionType):
        return " | ".join(map(typescript, args))
    if origin is list:
        inner = typescript(args[0])
        return f"({inner})[]" if " " in inner else f"{inner}[]"
    if origin is tuple:
        return f"[{', '.join(map(typescript, args))}]"
    if origin is dict:
        return f"Record<{typescript(args[0])}, {typescript(args[1])}>"
    raise TypeError(f"no TypeScript for {hint!r}")


def trait_type(trait: traitlets.TraitType[Any, Any]) -> str:
    """Translate a trait; a Dict carries its shape as a tag."""
    if "shape" in trait.metadata:
        shape = typescript(trait.metadata["shape"])
        # Any allows None whatever it is told.
        is_any = type(trait) is traitlets.Any
        optional = trait.default_value is None if is_any else trait.allow_none
        return f"{shape} | null" if optional else shape
    match trait:
        case traitlets.Bytes():
            return "DataView"
        case traitlets.Enum(values=values):
            return " | ".join(f'"{v}"' for v in values or ())
        case traitlets.List():
            return f"{trait_type(trait._trait)}[]"
        case traitlets.Bool():
            return "boolean"
        case traitlets.Int() | traitlets.Float():
            return "number | null" if trait.allow_none else "number"
        case traitlets.Unicode():
            return "string"
    raise TypeError(f"no TypeScript for the trait {trait.name!r}")


def interface(name: str, members: dict[str, str], doc: str) -> str:
    """Print one interface."""
    body = "".join(f"  {key}: {value};\n" for key, value in members.items())
    return f"/** {doc} */\nexport interface {name} {{\n{body}}}\n"


def state() -> str:
    """Print the whole file."""
    shapes = [v for v in vars(wire).values() if is_typeddict(v)]
    blocks = [
        interface(
            s.__name__, {k: typescript(h) for k, h in get_type_hints(s).items()}, s.__doc__.splitlines()[0]
        )
        for s in shapes
    ]
    inherited = anywidget.AnyWidget.class_traits(sync=True)
    own = {n: t for n, t in SharedTraits.class_traits(sync=True).items() if n not in inherited}
    members = {name: trait_type(own[name]) for name in sorted(own) if name not in ("_esm", "_css")}
    blocks.append(interface("WidgetState", members, "Every trait that Python and the view share."))
    blocks.insert(-1, f"export const WIRE_VERSION = {wire.VERSION};\n")
    return "\n".join([HEADER, *blocks])


def main() -> None:
    """Write or check the file."""
    text = state()
    if "--check" not in sys.argv:
        TARGET.write_text(text)
    elif not TARGET.exists() or TARGET.read_text() != text:
        sys.exit(f"{TARGET.name} is not what the Python traits say: run python js/generate_state.py")


if __name__ == "__main__":
    main()
