"""What is shown, as files: each method hands the widget to a module of its own."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from topoalign_widget.keywords import checked_keywords
from topoalign_widget.widget.traits import SharedTraits


class Saving(SharedTraits):
    """Files that :class:`TopoAlignWidget` writes."""

    @checked_keywords
    def save_html(
        self,
        path: str | os.PathLike[str],
        *,
        title: str | None = None,
        metadata: Sequence[str] | None = None,
    ) -> Path:
        """Write one HTML file that shows all this without a kernel or a network, also when opened as a file.

        Readers can do in it what needs no new search: move, zoom, point, select, colour, filter, search texts, follow
        regions and matches, morph membranes, undo, save the selection as CSV. Regions are searched for if nobody has
        yet. Each region, match, kept membrane, value of the label and node is followed into every graph ahead (the
        first 100 of a kind; of nodes, 4,000 verdicts), so that it has the membrane and the verdict that it has here.

        Parameters
        ----------
        path : str or path
            Ends in ``.html``. A file that is there already is replaced once the new one is complete.
        title : str, optional
            The page's heading. Default: the names of the graphs.
        metadata : sequence of str, optional
            Columns that the file carries, to colour by and to list; the text is one of them. Everything in these can
            be read by whoever gets the file; names of regions tell values of any column. Default:
            all, of more than 40 the label, the text and the first.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        PathError
            If the path is no name of an HTML file in a folder that exists.
        PageError
            If the page would have more than 50 MB.
        MetadataError
            If there is no such column.

        Examples
        --------
        >>> widget.save_html("models.html", title="L6 and L12", metadata=["topic", "sentence"])  # doctest: +SKIP
        """
        from topoalign_widget.widget.page import save_page

        return save_page(self, path, title, metadata)

    @checked_keywords
    def save_png(
        self,
        path: str | os.PathLike[str],
        *,
        width: int = 900,
        scale: float = 2.0,
        theme: Literal["light", "dark"] | None = None,
        background: Literal["theme", "transparent"] = "theme",
        legend: bool = True,
    ) -> Path:
        """Write what is shown now as a PNG picture, with a legend.

        No view need be open: the view's own code draws it in Chrome, Chromium or Edge, which must be installed (the
        environment's ``TOPOALIGN_BROWSER`` names one that is not found). Colours, filter, selection, regions, match,
        membranes and cameras are those of the widget; what a pointer does at the moment is not in it. Regions are
        searched for if nobody has yet.

        Parameters
        ----------
        path : str or path
            Ends in ``.png``. A file that is there already is replaced once the new one is complete.
        width : int, default 900
            Of the whole figure, in CSS pixels (96 to the inch), 200 to 8,000. Texts are 11 to 13 of these high, so
            a narrower figure has larger texts when it is printed. Panels together are at most as high as the
            widget's ``height``.
        scale : float, default 2
            Pixels of the file for each CSS pixel, 0.25 to 8. The file says so (pHYs): its size on paper stays.
        theme : {"light", "dark"}, optional
            Default: the widget's, or light where that follows the notebook.
        background : {"theme", "transparent"}, default "theme"
            "transparent" leaves out what is behind panels and legend.
        legend : bool, default True
            Whether it says under the panels what colours, numbers of regions, membranes and their walls mean.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        PathError
            If the path is no name of a PNG file in a folder that exists.
        FigureError
            If an option is none of those above.
        BrowserError
            If there is no browser, or it does not work.

        Examples
        --------
        >>> widget.save_png("figure.png", width=700, scale=3)  # doctest: +SKIP
        """
        from topoalign_widget.widget.figures import save_figure

        return save_figure(
            self, path, "png", width=width, scale=scale, theme=theme, background=background, legend=legend
        )

    @checked_keywords
    def save_svg(
        self,
        path: str | os.PathLike[str],
        *,
        width: int = 900,
        theme: Literal["light", "dark"] | None = None,
        background: Literal["theme", "transparent"] = "theme",
        legend: bool = True,
    ) -> Path:
        """Write what is shown now as an SVG picture, with a legend: lines and texts that can be edited.

        It has nothing that is not in SVG 1.1, so Inkscape, Illustrator and LaTeX take it as browsers do. Texts are in
        Helvetica, or what is as wide (Arial, Liberation Sans).

        Parameters
        ----------
        path : str or path
            Ends in ``.svg``. A file that is there already is replaced once the new one is complete.
        width, theme, background, legend
            As for :meth:`save_png`.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        PathError, FigureError, BrowserError
            As for :meth:`save_png`.
        """
        from topoalign_widget.widget.figures import save_figure

        return save_figure(
            self, path, "svg", width=width, scale=1.0, theme=theme, background=background, legend=legend
        )

    def save_selection(self, path: str | os.PathLike[str]) -> Path:
        """Write the selected inputs as a table: ``input``, the number of each, and its metadata.

        Parameters
        ----------
        path : str or path
            ".csv" (UTF-8) or ".parquet", by the suffix. A file that is there already is replaced.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        PathError
            If the name has another suffix, or its folder is not there.
        TableError
            If Parquet has no type for the values of a column.
        ImportError
            For ".parquet" without pyarrow.
        """
        from topoalign_widget.widget.selected_table import save_selection

        return save_selection(self, path)
