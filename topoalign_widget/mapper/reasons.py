"""Why parameters were chosen: the evidence as a table, and reasons in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from topoalign_widget.mapper.resampling import Resamples, Setting


def evidence_frame(resamples: Resamples, chosen: Setting) -> pd.DataFrame:
    """Make a table of all settings that were tried; see :class:`topoalign_widget.Suggestion`."""
    rows = [
        {
            "lens": setting.lens,
            "cover": str(setting.cover),
            "n_intervals": setting.n_intervals,
            "overlap": setting.overlap,
            "scale": setting.scale,
            "eps": None if setting.scale is None else setting.scale * resamples.radius,
            "min_samples": setting.min_samples,
            "nodes": seen.nodes,
            "resolution": seen.resolution,
            "coverage": seen.coverage,
            "fidelity": seen.fidelity,
            "stability": seen.stability,
            "stability_error": seen.error,
            "score": seen.score,
            "chosen": setting == chosen,
        }
        for setting, seen in resamples.tried().items()
    ]
    return pd.DataFrame(rows)


def reasons_for(
    axes: Sequence[str], chosen: Setting, evidence: pd.DataFrame, kept: float, matched: bool
) -> dict[str, str]:
    """Say why parameters have the values that were chosen for them.

    Parameters
    ----------
    axes : sequence of str
        Those that were to be chosen.
    chosen : Setting
    evidence : DataFrame
    kept : float
        Share of the best score that was to be kept.
    matched : bool
        Whether resolutions were chosen to go together.
    """
    why = {
        "lens": lambda: _compared(evidence, "lens", chosen.lens),
        "cover": lambda: _compared(evidence, "cover", chosen.cover),
        "n_intervals": lambda: _resolved(evidence, kept, matched),
        "overlap": lambda: _compared(evidence, "overlap", chosen.overlap),
        "clusterer": lambda: (
            f"the smallest eps that keeps {kept:.0%} of the best score, {chosen.scale:g} x a radius read off "
            f"neighbour distances: {_compared(evidence, 'scale', chosen.scale)}"
        ),
    }
    if not evidence.loc[evidence["chosen"], "score"].item():
        return dict.fromkeys(axes, "the convention: nothing did better than chance")
    return {axis: why[axis]() for axis in axes}


def _resolved(evidence: pd.DataFrame, kept: float, matched: bool) -> str:
    [own] = evidence[evidence["chosen"]].to_dict("records")
    which = "as fine as the other graphs, and keeps" if matched else "the finest that keeps"
    return (
        f"{which} {kept:.0%} of the best score: as if inputs were in "
        f"{own['resolution']:.0f} groups, stability {own['stability']:.2f} (error {own['stability_error']:.2f}), "
        f"fidelity {own['fidelity']:.2f}, coverage {own['coverage']:.0%}"
    )


def _compared(evidence: pd.DataFrame, column: str, value: Any) -> str:
    """Tell the best score with the chosen value of a parameter, and with others."""
    best = evidence.groupby(column, sort=False)["score"].max().sort_values(ascending=False)
    others = ", ".join(f"{name}: {score:.2f}" for name, score in best.items() if name != value)
    return f"best score {best[value]:.2f}" + (f" ({others})" if others else "")
