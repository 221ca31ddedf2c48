"""Which axis of what a module computes is the inputs', and which the features'."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from math import prod
from typing import Any

from topoalign_widget.extract.framework import require_torch
from topoalign_widget.extract.layers import LayerError, first_tensor

Shape = tuple[int, ...]
# The files of torch whose modules compute (n_inputs, n_channels, ...), in one dimension as in three.
CHANNELS_FIRST = frozenset(
    f"torch.nn.modules.{file}" for file in ("batchnorm", "conv", "instancenorm", "pooling", "upsampling")
)
# And modules whose last axis is the features'.
CHANNELS_LAST = (
    *("Bilinear", "Embedding", "LayerNorm", "Linear", "MultiheadAttention", "RMSNorm", "RNNBase"),
    *("TransformerDecoderLayer", "TransformerEncoderLayer"),
)


class AxisWarning(UserWarning):
    """Nothing tells tokens or places from features in what a layer computes, so one order was assumed."""


@dataclass(frozen=True)
class Told:
    """What the last module said whose kind tells its axes.

    Attributes
    ----------
    output : tensor
    features : int
        How many it computed, for each input and token or place.
    places : int
        For how many tokens or places of an input.
    features_first : bool
        Of three axes with the inputs' first, whether the features come before the places.
    """

    output: Any
    features: int
    places: int
    features_first: bool


class Axes:
    """Puts the axes of what modules compute in the order inputs, tokens, features.

    The inputs' axis is the one that has another size when the model reads another number of inputs. The features'
    axis is what a module's kind says: a convolution's is the second, a linear map's the last. Of a module that says
    nothing, such as an activation, it is the axis as long as the features, or else not as long as the places, of the
    last module that did. A layer's order is found once, so sizes that are equal by chance in a later batch change
    nothing.

    Parameters
    ----------
    model : torch.nn.Module
    shapes_of_few : mapping of str to tuple of int
        By layer, what it computes for ``n_few`` inputs; a layer may be missing.
    n_few : int
        Another number of inputs than the first batch has.
    """

    def __init__(self, model: Any, shapes_of_few: Mapping[str, Shape], n_few: int) -> None:
        self._shapes_of_few, self._n_few = shapes_of_few, n_few
        kinds = {module: _features_first(module) for module in model.modules()}
        # With no channels anywhere, three axes are inputs, tokens and features: nothing to watch.
        self._telling = (
            {m: first for m, first in kinds.items() if first is not None} if any(kinds.values()) else {}
        )
        self._told: Told | None = None
        self._orders: dict[str, Shape] = {}
        self._assumed: dict[str, str] = {}

    @contextmanager
    def watching(self, n_inputs: int) -> Iterator[None]:
        """Within, note what modules say while the model reads so many inputs."""
        self._told = None
        handles = [
            module.register_forward_hook(partial(self._note, n_inputs, first))
            for module, first in self._telling.items()
        ]
        try:
            yield
        finally:
            self._told = None
            for handle in handles:
                handle.remove()

    def in_order(self, layer: str, values: Any, n_inputs: int) -> Any:
        """Put the axes of what a layer computed in order; it is a view.

        Raises
        ------
        LayerError
            If no axis is the inputs', or it cannot be told which.
        """
        if layer not in self._orders:
            self._orders[layer] = self._order(layer, values, n_inputs)
        order = self._orders[layer]
        return values.permute(order) if len(order) == values.ndim else values

    def warn(self, stacklevel: int) -> None:
        """Warn, once, of the layers whose order was assumed."""
        if not self._assumed:
            return
        layers = ", ".join(f"{layer!r} {read_as}" for layer, read_as in self._assumed.items())
        self._assumed = {}
        warnings.warn(
            "Nothing tells tokens or places from features in what some layers gave, so an order of axes was assumed, "
            f"and tokens pooled: {layers}. If that is wrong, name layers beside them whose kind tells (a "
            "convolution, a linear map, one that flattens), or pool in a function of your own, with "
            "ta.extract.embeddings.",
            AxisWarning,
            stacklevel=stacklevel + 1,
        )

    def _note(self, n_inputs: int, first: bool, _module: Any, _inputs: Any, output: Any) -> None:
        values = first_tensor(output)
        if values is None or values.ndim < 2:
            return
        features = values.shape[1 if first else -1]
        places = prod(values.shape) // max(features * n_inputs, 1)
        # Maps have no order of three axes; what flattens them mostly makes tokens of their places.
        self._told = Told(values, features, places, first and values.ndim == 3)

    def _order(self, layer: str, values: Any, n_inputs: int) -> Shape:
        inputs = self._inputs_axis(layer, tuple(values.shape), n_inputs)
        if values.ndim != 3:
            return tuple(range(values.ndim))
        second, third = (axis for axis in range(3) if axis != inputs)
        first, is_told = self._features_come_first(values, values.shape[second], values.shape[third])
        order = (inputs, third, second) if first else (inputs, second, third)
        if not is_told:
            names = dict(zip(order, ("n_inputs", "n_tokens", "n_features"), strict=True))
            read_as = ", ".join(names[axis] for axis in range(3))
            self._assumed[layer] = f"{tuple(values.shape)} as ({read_as})"
        return order

    def _inputs_axis(self, layer: str, shape: Shape, n_inputs: int) -> int:
        few = self._shapes_of_few.get(layer)
        few = few if few is not None and len(few) == len(shape) else None
        # Only of sequences there is a custom to put time first.
        fitting = [
            axis
            for axis in range(min(len(shape), 2 if len(shape) == 3 else 1))
            if shape[axis] == n_inputs and (few is None or few[axis] == self._n_few)
        ]
        if len(fitting) == 1:
            return fitting[0]
        if fitting:
            raise LayerError(
                f"Layer {layer!r} gave shape {shape} for a batch of {n_inputs} inputs, so either of its first two "
                "axes could be the inputs'. Give another batch_size."
            )
        also = "" if few is None else f", and {few} for {self._n_few}"
        raise LayerError(
            f"Layer {layer!r} gave shape {shape} for a batch of {n_inputs} inputs{also}; the first axis, or the "
            "second of three, must be the inputs'. Choose a layer that computes something for each input."
        )

    def _features_come_first(self, values: Any, second: int, third: int) -> tuple[bool, bool]:
        """Tell whether features come before tokens, and whether that is known rather than assumed."""
        told = self._told
        if told is None:
            return False, not self._telling
        if values is told.output:
            return told.features_first, True
        # An axis as long as both, or two of one length, say nothing.
        signs = set()
        if (second == told.features) != (third == told.features):
            signs.add(second == told.features)
        if (second == told.places) != (third == told.places):
            signs.add(third == told.places)
        return (signs.pop(), True) if len(signs) == 1 else (told.features_first, False)


def _features_first(module: Any) -> bool | None:
    """Tell by a module's kind whether features come before places; None: its kind does not say."""
    nn = require_torch().nn
    kinds = type(module).__mro__
    if any(kind.__module__ in CHANNELS_FIRST or kind is nn.GroupNorm for kind in kinds):
        return True
    # A norm of one's own may turn its axes around a norm of torch, and one over several axes tells none.
    is_own = not kinds[0].__module__.startswith("torch.")
    if is_own or len(getattr(module, "normalized_shape", ())) > 1:
        return None
    # The oldest torch that is supported has not all of them.
    return False if isinstance(module, tuple(getattr(nn, kind, ()) for kind in CHANNELS_LAST)) else None
