"""A figure of how alike all representations are: models x models, or layers x layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topoalign_widget.alignment.calibration import STATISTICS
from topoalign_widget.alignment.measures import BEST, READS, MeasureError
from topoalign_widget.keywords import closest

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.image import AxesImage

# Uniform to the eye, also without colour and for the colour-blind; light stands for alike.
COLORS = "cividis"
# Inches: a cell is as large as its text allows, within a panel that fits a notebook.
CELL, LEAST_PANEL, MOST_PANEL, MOST_OF_SEVERAL = 0.5, 1.8, 5.0, 3.2
# Cells of fewer inches have no text.
LEAST_FOR_TEXT = 0.28
POINTS_PER_INCH = 72
TITLES = {"p_value": "p"}


def draw(
    table: pd.DataFrame, measures: str | Sequence[str] | None = None, statistic: str = "calibrated"
) -> Figure:
    """Draw a panel for each measure, with a cell for each pair of representations.

    Parameters
    ----------
    table : DataFrame
        From ``Alignment.measures()``.
    measures : str or sequence of str, optional
        Default: all that are defined for some pair.
    statistic : str, default "calibrated"
        "value", "error", "null", "calibrated" or "p_value".

    Returns
    -------
    matplotlib.figure.Figure
        Cells of 0 are not beyond chance where the statistic is "calibrated". Hatched: not defined.

    Raises
    ------
    MeasureError
        If there is no such measure or statistic.
    ImportError
        Without matplotlib.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise ImportError(
            "A heat map of measures needs matplotlib: pip install matplotlib. Alignment.measures() has the numbers."
        ) from None
    shown = _shown(table, measures, statistic)
    names = list(dict.fromkeys([*table.index.get_level_values("a"), *table.index.get_level_values("b")]))
    grid = _arranged(shown)
    most = MOST_PANEL if len(shown) == 1 else MOST_OF_SEVERAL
    size = float(np.clip(CELL * len(names), LEAST_PANEL, most))
    room = 0.075 * max(map(len, map(str, names))) + 0.2
    width, height = len(grid[0]) * (size + 0.35) + room + 0.7, len(grid) * (size + 0.4) + room
    figure = Figure(figsize=(width, height), layout="constrained")
    panels = np.reshape(figure.subplots(len(grid), len(grid[0]), squeeze=False), (len(grid), -1))
    for (row, column), axes in np.ndenumerate(panels):
        measure = grid[row][column]
        if measure is None:
            axes.remove()
            continue
        _panel(axes, _square(table[measure, statistic], names), measure, statistic, size / len(names))
        lowest = all(line[column] is None for line in grid[row + 1 :])
        _label(axes, names, size / len(names), left=column == 0, below=lowest)
    _add_bars(figure, statistic)
    return figure


def _arranged(shown: list[str]) -> list[list[str | None]]:
    """Put what reads the same in one line, where there would be several lines; lines are of one length."""
    if len(shown) <= 3:
        return [[*shown]]
    by_kind: dict[str, list[str | None]] = {}
    for name in shown:
        by_kind.setdefault(READS.get(name, "other"), []).append(name)
    longest = max(map(len, by_kind.values()))
    return [line + [None] * (longest - len(line)) for line in by_kind.values()]


def _shown(table: pd.DataFrame, measures: str | Sequence[str] | None, statistic: str) -> list[str]:
    known = list(dict.fromkeys(table.columns.get_level_values("measure")))
    if statistic not in STATISTICS:
        raise MeasureError(
            f"There is no statistic {statistic!r}.{closest(str(statistic), list(STATISTICS))} "
            f"There are {', '.join(STATISTICS)}."
        )
    if measures is None:
        return [name for name in known if table[name, statistic].notna().any()] or known
    asked = [measures] if isinstance(measures, str) else list(measures)
    for name in asked:
        if name not in known:
            raise MeasureError(
                f"There is no measure {name!r}.{closest(str(name), known)} There are {', '.join(known)}."
            )
    return asked


def _square(values: pd.Series[float], names: list[str]) -> NDArray[np.float64]:
    """Values of both orders of each pair; NaN on the diagonal."""
    place = {name: i for i, name in enumerate(names)}
    square = np.full((len(names), len(names)), np.nan)
    for (a, b), value in zip(values.index.to_list(), values, strict=True):
        square[place[a], place[b]] = square[place[b], place[a]] = value
    return square


def _panel(axes: Axes, square: NDArray[np.float64], measure: str, statistic: str, cell: float) -> None:
    colors, low, high = _scale(square, measure, statistic)
    axes.set_facecolor("0.93")
    image = axes.imshow(square, cmap=colors, vmin=low, vmax=high)
    divergence = measure in BEST and statistic in ("value", "null")
    axes.set_title(f"{measure} (lower is alike)" if divergence else measure, fontsize=10)
    _write(axes, image, square, cell)


def _add_bars(figure: Figure, statistic: str) -> None:
    """Add one bar of colours for all panels whose colours mean the same, or else one for each."""
    panels = list(figure.axes)
    images = [axes.images[0] for axes in panels]
    meanings = {(image.get_cmap().name, *image.get_clim()) for image in images}
    for axes, image in [(panels, images[0])] if len(meanings) == 1 else zip(panels, images, strict=True):
        bar = figure.colorbar(image, ax=axes, shrink=0.7, aspect=30, pad=0.02, fraction=0.05)
        bar.outline.set_visible(False)
        bar.ax.tick_params(labelsize=7, length=2)
        bar.set_label(TITLES.get(statistic, statistic), fontsize=8)


def _scale(square: NDArray[np.float64], measure: str, statistic: str) -> tuple[str, float, float]:
    """Colours, and what their ends stand for: 0 and 1, unless the numbers go beyond."""
    known = square[np.isfinite(square)]
    least, largest = (float(known.min()), float(known.max())) if len(known) else (0.0, 1.0)
    if statistic == "error":
        return COLORS, 0.0, largest or 1.0
    if statistic == "p_value":
        return f"{COLORS}_r", 0.0, 1.0
    if measure in BEST and statistic != "calibrated":
        return f"{COLORS}_r", 0.0, largest or 1.0
    return COLORS, min(0.0, least), max(1.0, largest)


def _write(axes: Axes, image: AxesImage, square: NDArray[np.float64], cell: float) -> None:
    from matplotlib.patches import Rectangle

    off_diagonal = ~np.eye(len(square), dtype=bool)
    for row, column in np.argwhere(off_diagonal & np.isnan(square)):
        box = (column - 0.5, row - 0.5)
        axes.add_patch(Rectangle(box, 1, 1, fill=False, hatch="////", edgecolor="0.7", linewidth=0))
    if cell < LEAST_FOR_TEXT:
        return
    points = min(9.0, cell * POINTS_PER_INCH / 3.2)
    for row, column in np.argwhere(np.isfinite(square)):
        value = square[row, column]
        red, green, blue, _ = image.cmap(image.norm(value))
        dark = 0.299 * red + 0.587 * green + 0.114 * blue < 0.5
        axes.text(
            column, row, _number(value), ha="center", va="center", fontsize=points, color="w" if dark else "k"
        )


def _number(value: float) -> str:
    """Write a number in four signs or so; a 0 is one without a doubt."""
    if abs(value) >= 10 or value == 0:
        return f"{value:.0f}"
    told = f"{value:.2f}" if abs(value) < 0.995 else f"{value:.1f}"
    return told.removeprefix("-" if told == "-0.00" else "").replace("0.", ".", 1)


def _label(axes: Axes, names: list[str], cell: float, left: bool, below: bool) -> None:
    points = float(np.clip(cell * POINTS_PER_INCH / 1.3, 5, 9))
    at = np.arange(len(names))
    axes.set_xticks(
        at, names if below else [], fontsize=points, rotation=_rotation(names, cell, points), ha="center"
    )
    axes.set_yticks(at, names if left else [], fontsize=points)
    axes.tick_params(length=0)
    axes.set_xticks(at[1:] - 0.5, minor=True)
    axes.set_yticks(at[1:] - 0.5, minor=True)
    axes.grid(which="minor", color="w", linewidth=1 if cell > LEAST_FOR_TEXT else 0.4)
    axes.tick_params(which="minor", length=0)
    axes.spines[:].set_visible(False)


def _rotation(names: list[str], cell: float, points: float) -> int:
    """Turn labels that are wider than a cell."""
    widest = max(len(str(name)) for name in names) * 0.6 * points / POINTS_PER_INCH
    return 90 if widest > cell else 0
