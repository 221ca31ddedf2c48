"""A figure of why parameters were chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pandas.api.types import is_numeric_dtype

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from topoalign_widget.mapper.selection import Suggestion

TITLES = {
    "lens": "lens",
    "scale": "eps / its unit",
    "overlap": "overlap",
    "cover": "cover",
    "min_samples": "min_samples",
    "n_intervals": "intervals",
}
# Okabe and Ito's colours, each with a marker of its own: told apart without colour, too.
SERIES = {
    "score": ("#000000", "o", 2.2),
    "stability": ("#0072B2", "s", 1.2),
    "fidelity": ("#D55E00", "^", 1.2),
    "coverage": ("#009E73", "D", 1.2),
}


def draw(suggestion: Suggestion) -> Figure:
    """Draw one panel for each parameter of which several values were tried; the chosen value has a band.

    Raises
    ------
    ImportError
        Without matplotlib.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise ImportError(
            "Suggestion.plot() needs matplotlib: pip install matplotlib. suggestion.evidence has the numbers."
        ) from None
    shown = [name for name in TITLES if suggestion.evidence[name].drop_duplicates().size > 1] or [
        "n_intervals"
    ]
    figure = Figure(figsize=(2.3 * len(shown) + 1.1, 2.7), layout="constrained")
    for axes, parameter in zip(
        np.atleast_1d(figure.subplots(1, len(shown), sharey=True)), shown, strict=True
    ):
        _panel(axes, suggestion, parameter)
    figure.axes[0].set_ylabel("best of the settings tried")
    handles, labels = figure.axes[0].get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=len(labels), frameon=False)
    return figure


def _panel(axes: Axes, suggestion: Suggestion, parameter: str) -> None:
    evidence = suggestion.evidence
    rows = evidence
    if parameter in ("n_intervals", "scale"):
        # What an interval is depends on the lens: one dimension's curve would cross the other's.
        [lens] = evidence.loc[evidence["chosen"], "lens"]
        rows = evidence[evidence["lens"] == lens]
    best = rows.sort_values("score", ascending=False, kind="stable").drop_duplicates(parameter)
    best = best.sort_values(parameter if is_numeric_dtype(best[parameter]) else "score")
    at = np.arange(len(best))
    [chosen] = evidence.loc[evidence["chosen"], parameter]
    [own] = [i for i, value in enumerate(best[parameter]) if value == chosen]
    axes.axvspan(own - 0.4, own + 0.4, color="0.92", linewidth=0)
    line = "-" if is_numeric_dtype(best[parameter]) else "none"
    for name, (color, marker, width) in SERIES.items():
        axes.plot(
            at, best[name], ls=line, color=color, marker=marker, markersize=4, linewidth=width, label=name
        )
    axes.errorbar(
        at,
        best["stability"],
        best["stability_error"],
        fmt="none",
        ecolor=SERIES["stability"][0],
        elinewidth=1,
    )
    labels = [f"{v:g}" if isinstance(v, (int, float)) else str(v) for v in best[parameter]]
    axes.set_xticks(at, labels, rotation=30 if any(len(v) > 4 for v in labels) else 0)
    axes.set_xlim(-0.6, len(best) - 0.4)
    axes.set_ylim(0, 1.02)
    axes.set_title(TITLES[parameter], fontsize=10)
    axes.spines[["top", "right"]].set_visible(False)
