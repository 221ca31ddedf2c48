"""Which layers of a model are read, and how: a transformer's own hidden states, or hooks on modules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import partial
from typing import Any

import numpy as np

from topoalign_widget.extract.framework import is_pretrained, require_torch
from topoalign_widget.keywords import closest

Layers = int | str | Sequence[int | str] | None


class LayerError(ValueError):
    """A layer is not there, or computes nothing that could represent an input."""


@dataclass(frozen=True)
class Chosen:
    """The layers to read.

    Attributes
    ----------
    states : list of int, or None for all
        Hidden states of a transformer, by depth; negative from the end.
    modules : dict of str to module
    required : set of str
        Modules that were named, so that it is an error when they do not run.
    """

    states: list[int] | None
    modules: dict[str, Any] = field(default_factory=dict)
    required: frozenset[str] = frozenset()


def choose(model: Any, layers: Layers) -> Chosen:
    """Find the layers that are meant.

    Raises
    ------
    LayerError
        If there is no such layer.
    """
    if layers is None:
        return Chosen(None) if is_pretrained(model) else Chosen([], _parts(model))
    asked = list(layers) if isinstance(layers, Iterable) and not isinstance(layers, str) else [layers]
    if not asked:
        raise LayerError("layers is empty. Name at least one, or leave it out for all.")
    wrong = [one for one in asked if not isinstance(one, (int, np.integer, str))]
    if wrong:
        raise LayerError(f"A layer is a number, or a name or pattern of modules; got {wrong[0]!r}.")
    states: list[int] = []
    modules: dict[str, Any] = {}
    required = set()
    parts = list(_parts(model).items())
    for one in asked:
        depth = _depth(one) if is_pretrained(model) else None
        if depth is not None:
            states.append(depth)
        elif not isinstance(one, str):
            if not -len(parts) <= one < len(parts):
                raise LayerError(f"There is no layer {one}: the model has {len(parts)} parts.")
            modules.update([parts[one]])
        else:
            found = _named(model, one)
            modules |= found
            required |= set(found) & {one}
    return Chosen(states, modules, frozenset(required))


def state_names(count: int) -> list[str]:
    """Name a transformer's hidden states: what goes into the first layer, and what comes out of each."""
    return ["embeddings", *(f"layer {depth}" for depth in range(1, count))]


def states_of(output: Any, chosen: Chosen) -> Iterator[tuple[str, Any]]:
    """Give the chosen hidden states out of a transformer's output.

    Raises
    ------
    LayerError
        If it has none, or not so many.
    """
    states = getattr(output, "hidden_states", None)
    if not states:
        raise LayerError(
            f"The model gives no hidden states (its output is a {type(output).__name__}). Pass a part of it, such as "
            "model.text_model, or name modules: layers=['encoder.*']."
        )
    names = state_names(len(states))
    depths = range(len(states)) if chosen.states is None else chosen.states
    for depth in depths:
        if not -len(states) <= depth < len(states):
            raise LayerError(
                f"There is no layer {depth}: the model has {len(states) - 1}, and 0 is the embeddings."
            )
    # Once, if it is asked for from both ends.
    for depth in dict.fromkeys(depth % len(states) for depth in depths):
        yield names[depth], states[depth]


@contextmanager
def listening(modules: Mapping[str, Any], heard: Callable[[str, Any], None]) -> Iterator[None]:
    """Within, tell what modules compute, by name, as they compute it.

    At once, and not when the pass is over: by then a later module may have written over it.
    """
    handles = []
    try:
        for name, module in modules.items():
            handles.append(module.register_forward_hook(partial(_tell, heard, name)))
        yield
    finally:
        for handle in handles:
            handle.remove()


def first_tensor(output: Any) -> Any | None:
    """Find the tensor in what a module returned: by itself, or the first of several."""
    torch = require_torch()
    if isinstance(output, Mapping):
        output = list(output.values())
    candidates = output if isinstance(output, (tuple, list)) else [output]
    return next((candidate for candidate in candidates if isinstance(candidate, torch.Tensor)), None)


def _tell(heard: Callable[[str, Any], None], name: str, _module: Any, _inputs: Any, output: Any) -> None:
    tensor = first_tensor(output)
    if tensor is None:
        raise LayerError(
            f"Layer {name!r} returns a {type(output).__name__}, in which there is no tensor to read."
        )
    heard(name, tensor)


def _parts(model: Any) -> dict[str, Any]:
    """Get the parts that a model is put together from; a wrapper around one part is no more than that part."""
    parts = dict(model.named_children())
    while len(parts) == 1 and any(True for part in parts.values() for _ in part.children()):
        parts = _inside(parts)
    containers = (require_torch().nn.ModuleList, require_torch().nn.ModuleDict)
    while any(isinstance(part, containers) for part in parts.values()):
        # A list of modules does not run itself.
        parts = {
            within: module
            for name, part in parts.items()
            for within, module in (
                _inside({name: part}) if isinstance(part, containers) else {name: part}
            ).items()
        }
    return parts or {type(model).__name__: model}


def _inside(parts: Mapping[str, Any]) -> dict[str, Any]:
    return {
        f"{name}.{inner}": module for name, part in parts.items() for inner, module in part.named_children()
    }


def _depth(layer: int | str) -> int | None:
    """Read a hidden state's number, also off the name that its array has."""
    if not isinstance(layer, str):
        return int(layer)
    if layer == "embeddings":
        return 0
    number = layer.removeprefix("layer ")
    return int(number) if number != layer and number.isdecimal() else None


def _named(model: Any, pattern: str) -> dict[str, Any]:
    known = {name: module for name, module in model.named_modules() if name}
    found = {name: module for name, module in known.items() if name == pattern or _matches(name, pattern)}
    if not found:
        some = ", ".join(map(repr, list(known)[:8])) + (" and more" if len(known) > 8 else "")
        raise LayerError(
            f"The model has no module {pattern!r}.{closest(pattern, list(known))} It has {some}."
        )
    return found


def _matches(name: str, pattern: str) -> bool:
    """Match part for part, as with files: a layer is meant, and not all that is in it."""
    names, patterns = name.split("."), pattern.split(".")
    return len(names) == len(patterns) and all(map(fnmatchcase, names, patterns))
