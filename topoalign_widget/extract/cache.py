"""Extracted arrays that are kept, under a name that depends on all that they depend on."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from topoalign_widget import __version__
from topoalign_widget.extract.framework import require_torch
from topoalign_widget.extract.inputs import InputsError

# Where it is set, this says where arrays are kept.
VARIABLE = "TOPOALIGN_CACHE"

# Types whose values their repr tells apart.
_PLAIN = (type(None), str, bytes, bool, int, float, np.generic)


def cache_folder() -> Path:
    """Get the folder where extracted arrays are kept; what is in it may be removed at any time.

    The environment variable ``TOPOALIGN_CACHE`` names another. Without it, it is ``topoalign-widget`` in the folder
    that the system has for such: ``$XDG_CACHE_HOME`` or ``~/.cache``, ``~/Library/Caches`` on macOS,
    ``%LOCALAPPDATA%`` on Windows.

    Returns
    -------
    Path
        It need not be there yet.
    """
    if os.environ.get(VARIABLE):
        return Path(os.environ[VARIABLE]).expanduser()
    if sys.platform == "win32":
        home = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        home = Path.home() / "Library" / "Caches"
    else:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return home / "topoalign-widget"


def folder_for(what: str, *content: Any) -> Path:
    """Get the folder for arrays that depend on some content, and on this version of the package.

    Raises
    ------
    InputsError
        If a part of the content is nothing that can be known again.
    """
    digest = blake2b(digest_size=16)
    for part in _parts([__version__, *content]):
        digest.update(part)
    return cache_folder() / f"{what}-{digest.hexdigest()}"


def model_content(model: Any) -> Iterator[Any]:
    """Give what a model computes by: its structure, its settings, its weights, and the packages that run them.

    Raises
    ------
    InputsError
        If something of it is code, which nobody can tell from other code.
    """
    yield type(model).__qualname__
    yield repr(model)
    for name, module in model.named_modules():
        _check_hooks(name, module)
        yield name, _settings(module)
    config = getattr(model, "config", None)
    if config is not None and hasattr(config, "to_json_string"):
        yield config.to_json_string()
    torch = require_torch()
    yield torch.__version__
    yield getattr(sys.modules.get("transformers"), "__version__", None)
    # Packed weights of quantised modules are in no parameter, and some buffers are in no state.
    for name, value in model.state_dict().items():
        yield name, str(value) if isinstance(value, torch.dtype) else value
    yield from model.named_buffers()


def _settings(module: Any) -> dict[str, Any]:
    """Collect what a module keeps beside its weights and parts: numbers, names and tensors that it computes by."""
    return {
        name: value
        for name, value in vars(module).items()
        if not name.startswith("_") and name != "training" and _is_plain(value)
    }


def _is_plain(value: Any) -> bool:
    if isinstance(value, (tuple, list)):
        return all(map(_is_plain, value))
    return isinstance(value, (*_PLAIN, np.ndarray, require_torch().Tensor))


def _check_hooks(name: str, module: Any) -> None:
    for hook in (*module._forward_hooks.values(), *module._forward_pre_hooks.values()):
        origin = getattr(hook, "__module__", None) or type(hook).__module__
        # Those of pruning and of weight norms go by weights, those of transformers only watch.
        if origin.partition(".")[0] not in ("torch", "transformers"):
            raise InputsError(
                f"A function is hooked on {name or 'the model'!r}, and what it does to the model cannot be known "
                "again, so nothing can be cached. Leave cache=True out, or write to a folder with out=."
            )


def _parts(value: Any) -> Iterator[Any]:
    """Write a value as bytes, so that different values are different bytes."""
    if isinstance(value, _PLAIN):
        text = repr(value).encode()
        yield b"%d:" % len(text) + text
    elif hasattr(value, "detach"):
        # Bytes, since numpy does not know all of torch's types.
        yield from _parts([str(value.dtype), list(value.shape)])
        plain = value.detach().cpu()
        plain = plain.dequantize() if plain.is_quantized else plain
        yield plain.contiguous().reshape(-1).view(require_torch().uint8).numpy()
    elif isinstance(value, np.ndarray) and value.dtype != object:
        yield from _parts([value.dtype.str, list(value.shape)])
        yield np.ascontiguousarray(value).reshape(-1).view(np.uint8)
    elif isinstance(value, Mapping):
        yield from _parts(list(value.items()))
    elif isinstance(value, Iterable):
        yield b"("
        for part in value:
            yield from _parts(part)
        yield b")"
    else:
        raise InputsError(
            f"A {type(value).__name__} cannot be known again, so what depends on it cannot be cached. Pass texts, "
            "numbers or arrays, or write to a folder with out=."
        )
