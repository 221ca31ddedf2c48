"""Inputs in batches: token ids of unequal length, arrays with a row for each input, or batches made elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
# Only what a model reads: these come out of a tokenizer beside it.
_NOT_READ = ("attention_mask", "offset_mapping", "special_tokens_mask")


class InputsError(ValueError):
    """These are no inputs that a model could be given."""


@dataclass(frozen=True)
class Batch:
    """What a model is called with at once.

    Attributes
    ----------
    rows : array of shape (n,)
        The inputs' numbers.
    values : array, tensor, or mapping of str to either
        As the model takes them.
    counted : array of bool, shape (n, n_tokens), optional
        The tokens that are pooled. None: all there are.
    """

    rows: Ints
    values: Any
    counted: Mask | None = None

    def __len__(self) -> int:
        return len(self.rows)


class Source(Protocol):
    """Inputs, however they came."""

    n_inputs: int | None

    def batches(self, size: int) -> Iterator[Batch]:
        """Cut the inputs in batches; where they are of unequal length, the longest come first."""
        ...

    def content(self) -> Iterator[Any]:
        """Give all that the results depend on, for a fingerprint."""
        ...


class Ragged:
    """Token ids of inputs that have different lengths, one after the other.

    Batches are of inputs of similar length, so that padding costs little, and are always padded on the right, where
    positions and causal attention do not notice it, whatever side the tokenizer would choose.

    Parameters
    ----------
    flat : dict of str to array of shape (n_tokens,)
        What the model takes by name, ``input_ids`` among them.
    lengths : array of shape (n_inputs,)
    counted : array of bool, shape (n_tokens,), optional
        The tokens that are pooled. Default: all.
    pad : int, default 0
        The id in the empty places.

    Raises
    ------
    InputsError
        If an input has no token.
    """

    def __init__(
        self, flat: dict[str, Ints], lengths: Ints, counted: Mask | None = None, pad: int = 0
    ) -> None:
        if not len(lengths):
            raise InputsError(
                "No inputs were given. Pass a list of texts or an array with a row for each input."
            )
        if not lengths.all():
            raise InputsError(_without_tokens(int(lengths.argmin())))
        self.flat, self.lengths, self.pad = flat, lengths, pad
        self.starts = np.cumsum(lengths) - lengths
        self.counted = np.ones(int(lengths.sum()), dtype=np.bool_) if counted is None else counted
        self.n_inputs: int | None = len(lengths)

    def batches(self, size: int) -> Iterator[Batch]:
        """Cut in batches, the longest inputs first: if memory does not suffice, that shows at once."""
        order = np.argsort(-self.lengths, kind="stable")
        for start in range(0, len(order), size):
            yield self._padded(order[start : start + size])

    def content(self) -> Iterator[Any]:
        """Give the ids, lengths and what is counted."""
        yield from (self.flat, self.lengths, self.counted)

    def counts(self) -> Ints:
        """Count the pooled tokens of each input."""
        return np.add.reduceat(self.counted.astype(np.int64), self.starts)

    def _padded(self, rows: Ints) -> Batch:
        place = np.arange(self.lengths[rows].max())
        real = place < self.lengths[rows, None]
        at = np.where(real, self.starts[rows, None] + place, 0)
        values = {
            name: np.where(real, ids[at], self.pad if name == "input_ids" else 0)
            for name, ids in self.flat.items()
        }
        return Batch(rows, {**values, "attention_mask": real.astype(np.int64)}, self.counted[at] & real)


class Stacked:
    """Arrays with a row for each input, or a sequence of such rows.

    Parameters
    ----------
    values : array, tensor, sequence of arrays of one shape, or mapping of str to these
    """

    def __init__(self, values: Any) -> None:
        self.values = values
        parts = values if isinstance(values, Mapping) else {"inputs": values}
        lengths = {name: len(part) for name, part in parts.items()}
        if len(set(lengths.values())) != 1:
            raise InputsError(
                f"What a model takes must have one row for each input, but the lengths are {lengths}."
            )
        self.n_inputs: int | None = next(iter(lengths.values()))
        if not self.n_inputs:
            raise InputsError("No inputs were given. Pass an array with a row for each input.")

    def batches(self, size: int) -> Iterator[Batch]:
        """Cut in batches, in the order given."""
        for start in range(0, self.n_inputs or 0, size):
            own = slice(start, start + size)
            if isinstance(self.values, Mapping):
                values: Any = {name: _rows(part, own) for name, part in self.values.items()}
            else:
                values = _rows(self.values, own)
            rows = np.arange(start, min(start + size, self.n_inputs or 0))
            yield Batch(rows, values, _mask(values, start))

    def content(self) -> Iterator[Any]:
        """Give the values."""
        yield self.values


class Ready:
    """Batches that were made elsewhere, such as a DataLoader's.

    Parameters
    ----------
    batches : iterable of tensors or mappings
    """

    n_inputs: int | None = None

    def __init__(self, batches: Iterable[Any]) -> None:
        self._batches = batches

    def batches(self, size: int) -> Iterator[Batch]:
        """Pass the batches on, as they are."""
        done = 0
        for values in self._batches:
            first: Any = next(iter(values.values()), None) if isinstance(values, Mapping) else values
            if isinstance(values, (str, tuple, list)) or not is_sequence(first):
                raise InputsError(
                    "Each item of an iterator is a batch: a tensor, or a mapping of names to tensors; got "
                    f"a {type(values).__name__}. {_mended(values)}"
                )
            if len(first):
                yield Batch(np.arange(done, done + len(first)), values, _mask(values, done))
            done += len(first)
        if not done:
            raise InputsError("The batches hold no inputs. Was the iterator used up before?")

    def content(self) -> Iterator[Any]:
        """Refuse: they can be read only once.

        Raises
        ------
        InputsError
        """
        raise InputsError(
            "Batches from an iterator cannot be known again, so they cannot be cached. Pass the inputs themselves, "
            "or write to a folder with out=."
        )


def few_of(batch: Batch) -> Batch:
    """Take two inputs of a batch; of one or two, one more than there are, the first again."""
    n_inputs = 2 if len(batch) > 2 else len(batch) + 1
    own = np.arange(n_inputs) % len(batch)

    def rows(part: Any) -> Any:
        return part[own] if getattr(part, "shape", ())[:1] == (len(batch),) else part

    values = batch.values
    few = {name: rows(part) for name, part in values.items()} if isinstance(values, Mapping) else rows(values)
    return Batch(batch.rows[own], few, None if batch.counted is None else batch.counted[own])


def from_token_ids(given: Mapping[str, Any], pad: int) -> Ragged:
    """Take tokenised inputs, padded (with their attention mask) or not.

    Raises
    ------
    InputsError
        If what belongs together has different lengths.
    """
    ids = [as_array(row) for row in given["input_ids"]]
    masks = given.get("attention_mask")
    real = (
        [np.ones(len(row), dtype=bool) for row in ids] if masks is None else [as_array(m) > 0 for m in masks]
    )
    flat = {}
    for name, rows in given.items():
        if name in _NOT_READ:
            continue
        arrays = [as_array(row) for row in rows]
        if [a.shape for a in arrays] != [r.shape for r in real]:
            raise InputsError(
                f"{name!r} must have a value for each token of 'input_ids', input by input. Pass what the tokenizer "
                "returned for all inputs, or leave it out."
            )
        flat[name] = np.concatenate([a[r] for a, r in zip(arrays, real, strict=True)]).astype(np.int64)
    return Ragged(flat, np.array([int(r.sum()) for r in real]), pad=pad)


def tokens_per_input(batch: Batch, n_rows: int) -> Ints:
    """Count the rows that each input of a batch gets if all that is counted has a row."""
    if batch.counted is None:
        return np.full(len(batch), n_rows // len(batch))
    return batch.counted.sum(axis=1)


def as_items(inputs: Any) -> Any:
    """Make a column of numbers an array, one of anything else a list, as tokenizers want it; leave all else.

    Raises
    ------
    InputsError
        For a table in which not all columns are numbers.
    """
    items = inputs.to_numpy() if hasattr(inputs, "to_numpy") else inputs
    if hasattr(inputs, "columns") and items.dtype.kind == "O":
        names = ", ".join(map(repr, list(inputs.columns)[:5]))
        raise InputsError(f"inputs is a table with the columns {names}. Pass one of them: frame[column].")
    return items.tolist() if isinstance(items, np.ndarray) and items.dtype.kind == "O" else items


def as_array(values: Any) -> NDArray[Any]:
    """Make a numpy array of numbers, wherever they are."""
    return np.asarray(values.detach().cpu() if hasattr(values, "detach") else values)


def is_sequence(inputs: Any) -> bool:
    """Tell what can be asked for its i-th item."""
    is_scalar = getattr(inputs, "shape", None) == ()
    return hasattr(inputs, "__len__") and hasattr(inputs, "__getitem__") and not is_scalar


def _rows(part: Any, own: slice) -> Any:
    """Cut rows out of an array, or stack a sequence's items."""
    if hasattr(part, "shape"):
        return part[own]
    items = [_row(part[i], i) for i in range(*own.indices(len(part)))]
    shapes = {item.shape for item in items}
    if len(shapes) > 1:
        raise InputsError(
            f"Inputs of one batch have different shapes, {sorted(shapes)[:3]}. Resize or pad them to one."
        )
    return np.stack(items)


def _row(item: Any, number: int) -> NDArray[Any]:
    if isinstance(item, tuple):
        raise InputsError(
            f"An input must be an array; input {number} is a tuple of {len(item)}. If it holds a label, pass "
            "[x for x, label in data]."
        )
    row = as_array(item)
    if row.dtype.kind not in "biuf":
        raise InputsError(f"An input must be numbers or a text; input {number} is {item!r}.")
    return row


def _mended(batch: Any) -> str:
    """Say what to pass in place of an iterator's item."""
    if isinstance(batch, (tuple, list)):
        return "Pass only what the model takes, such as (x for x, label in loader)."
    return "Pass a list of all inputs." if isinstance(batch, str) else "Pass an array of all inputs."


def _mask(values: Any, first: int) -> Mask | None:
    """Tell which tokens of a batch, whose first input has this number, are no padding."""
    mask = values.get("attention_mask") if isinstance(values, Mapping) else None
    if mask is None:
        return None
    real = as_array(mask) > 0
    if not real.any(axis=1).all():
        raise InputsError(_without_tokens(first + int(real.any(axis=1).argmin())))
    return real


def _without_tokens(number: int) -> str:
    return f"Input {number} has no token, so it has no hidden states. Leave empty inputs out."
