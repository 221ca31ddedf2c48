"""Which row of an array with a row for each token is which token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from topoalign_widget.extract.inputs import Batch, Ints, as_array, tokens_per_input
from topoalign_widget.extract.layers import LayerError
from topoalign_widget.extract.states import Floats


class TokenRows:
    """The rows of tokens, input by input, in whatever order the batches come.

    Parameters
    ----------
    counts : array of shape (n_inputs,), optional
        How many tokens each input has. None: inputs come in their order.
    """

    def __init__(self, counts: Ints | None) -> None:
        self._starts = None if counts is None else np.cumsum(counts) - counts
        self._length = 0
        self._parts: list[tuple[Ints, Ints, Ints, Ints | None]] = []

    def __len__(self) -> int:
        return self._length

    def add(self, batch: Batch, found: Mapping[str, Floats]) -> Ints:
        """Note a batch, and get the rows where its tokens go.

        Raises
        ------
        LayerError
            If layers have different numbers of tokens.
        """
        lengths = {name: len(values) for name, values in found.items()}
        if len(set(lengths.values())) > 1:
            raise LayerError(
                f"With pool=None each token has a row in all layers, but of {len(batch)} inputs the layers have "
                f"{lengths} rows. Choose layers that have the same tokens, or pool them."
            )
        n_rows = next(iter(lengths.values()))
        per_input = tokens_per_input(batch, n_rows)
        within = np.arange(n_rows) - np.repeat(np.cumsum(per_input) - per_input, per_input)
        starts = (
            self._starts[batch.rows]
            if self._starts is not None
            else self._length + np.cumsum(per_input) - per_input
        )
        rows = np.repeat(starts, per_input) + within
        positions, ids = _positions(batch, within)
        self._parts.append((rows, np.repeat(batch.rows, per_input), positions, ids))
        self._length += n_rows
        return rows

    def frame(self, tokenizer: Any) -> pd.DataFrame:
        """Say of each row which input and which token it is."""
        rows, inputs, positions, ids = zip(*self._parts, strict=True)
        order = np.argsort(np.concatenate(rows))
        columns = {"input": np.concatenate(inputs)[order], "position": np.concatenate(positions)[order]}
        frame = pd.DataFrame(columns)
        if ids[0] is not None:
            some, place = np.unique(np.concatenate(ids)[order], return_inverse=True)
            names = map(str, some) if tokenizer is None else tokenizer.convert_ids_to_tokens(some.tolist())
            frame["token"] = np.array(list(names), dtype=object)[place]
        return frame


def _positions(batch: Batch, within: Ints) -> tuple[Ints, Ints | None]:
    """Get the place of each counted token in its input, padding left out, and its id where it has one."""
    if batch.counted is None:
        return within, None
    real = as_array(batch.values["attention_mask"]) > 0
    positions = (np.cumsum(real, axis=1) - 1)[batch.counted]
    ids = batch.values.get("input_ids")
    return positions, None if ids is None else as_array(ids)[batch.counted]
