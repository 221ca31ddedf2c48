"""What comes out of a model: an array for each layer, told in a few lines rather than in all its numbers."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float32]

# Of more layers, so many first and last ones are shown.
MOST_SHOWN, SHOWN_AT_ENDS = 16, 6


class States(dict[str, Floats]):
    """Arrays by layer, in the model's order.

    A dictionary like any other, also to :func:`topoalign_widget.compare`; shown, it tells names, shapes and place.
    """

    def __repr__(self) -> str:
        shapes = [f"  {name!r}: {' x '.join(f'{n:,}' for n in array.shape)}" for name, array in self.items()]
        if len(shapes) > MOST_SHOWN:
            left_out = f"  ... {len(shapes) - 2 * SHOWN_AT_ENDS} more"
            shapes = [*shapes[:SHOWN_AT_ENDS], left_out, *shapes[-SHOWN_AT_ENDS:]]
        count = "1 array" if len(self) == 1 else f"{len(self)} arrays"
        return "\n".join([f"{count} of float32 {_place(list(self.values()))}", *shapes])


class TokenStates(States):
    """Arrays by layer with a row for each token, and which token each row is.

    A dictionary like any other to :func:`topoalign_widget.compare`, with ``metadata=states.tokens``.

    Attributes
    ----------
    tokens : DataFrame
        A row for each row of the arrays: ``input``, the number of the input; ``position``, that of the token in it,
        special tokens counted; ``token``, its text, or its id where no tokenizer is known (no column where inputs are
        no texts).
    """

    def __init__(self, arrays: dict[str, Floats], tokens: pd.DataFrame) -> None:
        super().__init__(arrays)
        self.tokens = tokens

    def __repr__(self) -> str:
        return (
            f"{super().__repr__()}\n  .tokens: {len(self.tokens):,} rows of {', '.join(self.tokens.columns)}"
        )


def _place(arrays: list[Floats]) -> str:
    files = [array.filename for array in arrays if isinstance(array, np.memmap)]
    return f"in {str(Path(files[0]).parent)!r}, memory-mapped" if files and files[0] else "in memory"
