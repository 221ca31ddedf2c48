"""What a score is worth beside what shuffled inputs give.

Raw similarities mislead: two arrays of 1,000 x 768 independent numbers have a Procrustes similarity of .68. After
Groeger, Wen, Brbic (arXiv 2602.14486), a score is compared with those of the same arrays, the rows of one shuffled.
"""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

STATISTICS = ("value", "error", "null", "calibrated", "p_value")


class Score(NamedTuple):
    """A measure of one pair, and of the same pair with its inputs shuffled.

    Attributes
    ----------
    value : float
        NaN where the measure is not defined.
    null : array of float64, shape (n_permutations,)
        May be empty: there is then no calibration.
    best : float, default 1.0
        Of equal representations.
    lower_is_alike : bool, default False
        Whether this is a divergence, with ``best`` its least value.
    error : float, default NaN
        Standard error of the value; NaN where it is exact.
    """

    value: float
    null: NDArray[np.float64]
    best: float = 1.0
    lower_is_alike: bool = False
    error: float = float("nan")


def calibrate(score: Score, alpha: float) -> dict[str, float]:
    """Compare a score with its null.

    Returns
    -------
    dict of str to float
        ``value``, ``error``, ``null`` (the mean), ``calibrated`` and ``p_value``. Calibrated is how far the value is
        from tau, a value that chance exceeds with probability alpha, to the best: 1 for equal representations, more
        than 0 exactly where ``p_value <= alpha``, if both can be told from so many permutations.
    """
    own = {"value": score.value, "error": score.error, "null": float("nan")}
    if not len(score.null) or np.isnan(score.value):
        return {**own, "calibrated": float("nan"), "p_value": float("nan")}
    sign = -1.0 if score.lower_is_alike else 1.0
    value, null, best = sign * score.value, sign * score.null, sign * score.best
    count = len(null) + 1
    # The tolerance is for counts such as (1 - .05) 60, which are whole but for rounding.
    tau = np.sort([*null, value])[max(ceil((1 - alpha) * count - 1e-9), 1) - 1]
    room = best - tau
    return {
        **own,
        "null": float(score.null.mean()),
        "calibrated": float(np.clip((value - tau) / room, 0, 1)) if room > 0 else 0.0,
        "p_value": (1 + int((null >= value).sum())) / count,
    }
