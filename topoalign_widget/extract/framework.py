"""torch and transformers, where they are installed: imported when something is extracted, never before."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from topoalign_widget.extract.inputs import Batch


class MissingExtraError(ImportError):
    """Something was asked for that needs a package which is not installed."""


class OutOfMemoryError(MemoryError):
    """A batch does not fit into the memory of the device."""


def require_torch() -> Any:
    """Import torch.

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    try:
        return import_module("torch")
    except ImportError as error:
        raise MissingExtraError(
            "Hidden states come out of torch models, and torch is not installed: pip install torch transformers. "
            "Or give ta.extract.embeddings a function that needs no torch."
        ) from error


def is_pretrained(model: object) -> bool:
    """Tell a model of transformers; who has one has imported the package already."""
    transformers = sys.modules.get("transformers")
    return transformers is not None and isinstance(model, transformers.PreTrainedModel)


def device_of(model: Any) -> Any:
    """Get the device where a model takes its inputs."""
    torch = require_torch()
    first = next(iter(model.parameters()), next(iter(model.buffers()), torch.empty(0)))
    return first.device


@contextmanager
def evaluating(model: Any, device: Any) -> Iterator[None]:
    """Within, a model neither drops out nor learns, and lives on a device; then it is as it was.

    Each module has a mode of its own: a frozen part of a model in training must not wake up.
    """
    torch = require_torch()
    modes = [(module, module.training) for module in model.modules()]
    home = device_of(model)
    try:
        model.eval()
        if device is not None:
            model.to(device)
        with torch.inference_mode():
            yield
    finally:
        for module, training in modes:
            module.training = training
        if device is not None:
            model.to(home)


@contextmanager
def memory_explained(batch: Batch, device: Any) -> Iterator[None]:
    """Say what helps where a batch does not fit into memory."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        told = str(error).lower()
        if not isinstance(error, MemoryError) and not any(
            sign in told for sign in ("out of memory", "not enough memory", "can't allocate memory")
        ):
            raise
        longest = "" if batch.counted is None else f", the longest of {batch.counted.shape[1]} tokens,"
        raise OutOfMemoryError(
            f"A batch of {len(batch)} inputs{longest} does not fit into the memory of {device}. Give a smaller "
            "batch_size or fewer layers, or write to a folder with out= if it is the results that do not fit."
        ) from error
