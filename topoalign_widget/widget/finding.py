"""What is looked for in the graphs that are shown: matched regions, motifs, and patterns in every graph.

Searches run beside the kernel's main thread; what depends on a selection is worked out at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import traitlets as t

from topoalign_widget.motifs import Matches, Motif, MotifError
from topoalign_widget.widget import patterns, queries, region_list
from topoalign_widget.widget import selection as selections
from topoalign_widget.widget.background import Background
from topoalign_widget.widget.remembering import Remembering

# Selected inputs, times graphs, from which on patterns are looked for beside the kernel's main thread: that takes a
# third of a second and more.
MANY = 200_000


class Finding(Remembering):
    """Regions, motifs and patterns of :class:`TopoAlignWidget`."""

    # Made when first asked for: a widget whose arguments were refused is closed, too.
    _matcher = t.Instance(Background)
    _searcher = t.Instance(Background)
    _follower = t.Instance(Background)
    # A click leaves most patterns as they are.
    _followed: Sequence[patterns.Followed] = ()

    @property
    def matches(self) -> Matches | None:
        """What was found of ``motif``, best first; None while nothing is looked for. Settable."""
        return self._found

    @matches.setter
    def matches(self, found: Matches | None) -> None:
        if found is None:
            self.motif = None
            return
        if not isinstance(found, Matches):
            raise MotifError(
                f"matches are what alignment.find(motif) gives, or None; got {type(found).__name__}."
            )
        queries.check_of(found, self._alignment.graphs)
        query = queries.canonical(queries.query_of(found), self._alignment.graphs)
        with self._gesture():
            self._take_matches(found)
            self.motif = query

    def find(self, motif: Motif, graph: str | None = None) -> Matches:
        """Look for a motif, and show what is found; the view lists it.

        Parameters
        ----------
        motif : Motif
            One of :mod:`topoalign_widget.motifs`, such as ``motifs.loop(min_length=6)``.
        graph : str, optional
            Where to look. Default: in all graphs.

        Returns
        -------
        Matches
            Best first; also ``widget.matches``.

        Raises
        ------
        MotifError, AlignmentError
            As :meth:`Alignment.find`; nothing is changed then.
        """
        self.matches = self._alignment.find(motif, graph=graph)
        return self.matches

    def _want_regions(self) -> None:
        """Search for the regions, unless they are known or another view has asked for them."""
        if self._regions is not None or self._matcher.under_way:
            return
        if len(self._alignment.graphs) < 2:
            self._regions = []
            return
        alignment = self._alignment
        self._matcher.start(
            lambda: region_list.encode_regions(alignment), self._take_regions, self._no_regions
        )

    def _take_regions(self, entries: list[dict[str, Any]]) -> None:
        if self._regions is None:
            with self._consequence():
                self._list_regions(entries)
        self._settle()

    def _list_regions(self, entries: list[dict[str, Any]]) -> None:
        """Say of what was found which are drawn, also in the steps before, wherever nobody has chosen them."""
        first = region_list.shown_at_first(entries)
        self._regions = entries
        if self.regions is None:
            self.regions = first
        self._rewrite_history(lambda step: {**step, "regions": first} if step["regions"] is None else step)

    def _no_regions(self, error: Exception) -> None:
        self._regions = []
        self._failed(error)

    @t.observe("regions")
    def _know_regions(self, _: t.Bunch) -> None:
        if self._regions is None:
            if self.regions:  # set from Python, before anybody looked for them
                self._list_regions(region_list.encode_regions(self._alignment))
        elif self.regions is None:
            self.regions = region_list.shown_at_first(self._regions)

    @t.observe("selection", "membranes")
    def _follow_selection(self, change: t.Bunch) -> None:
        self._find_patterns()
        if change["name"] == "selection" and self.match is not None and self.selection != self._matched():
            self.match = None

    def _find_patterns(self) -> None:
        graphs, seed = self._alignment.graphs, self._alignment.seed
        find = partial(patterns.followed, self.selection, self.membranes, graphs, seed, self._followed)
        self._follower.cancel()
        if len(self.selection["inputs"]) * len(graphs) < MANY:
            self._take_patterns(find())
            return
        # The kernel answers meanwhile; what was selected before is shown no longer.
        self._patterns = [pattern for kept, pattern in self._followed if kept in self.membranes]
        self._follower.start(find, self._take_late, self._failed)

    def _take_patterns(self, followed: list[patterns.Followed]) -> None:
        self._followed = followed
        self._patterns = [pattern for _, pattern in followed]

    def _take_late(self, followed: list[patterns.Followed]) -> None:
        self._take_patterns(followed)
        self._settle()

    @t.observe("match")
    def _select_match(self, _: t.Bunch) -> None:
        if self.match is not None:
            self.selection = dict(self._matched())

    def _matched(self) -> Any:
        """Say the current match as a selection."""
        assert self._found is not None
        assert self.match is not None
        found = self._found[self.match]
        return selections.of_nodes({found.graph: found.nodes}, self._alignment.graphs)

    @t.observe("motif")
    def _search(self, _: object = None) -> None:
        query = self.motif
        if self._found is not None and query == queries.query_of(self._found):
            return  # it was set with what is found of it
        was_searching = self._searcher.under_way
        self._searcher.cancel()
        self._take_matches(None)
        if query is not None:
            self._be_ready()  # what went wrong before is no longer the news
            work = partial(queries.searched, query, self._alignment)
            self._searcher.start(work, self._take_matches, self._found_nothing)
        elif was_searching:
            self._settle()

    def _take_matches(self, found: Matches | None) -> None:
        with self._consequence():
            self.match = None
            self._found = found
            self._matches = None if found is None else queries.encode_matches(found)
        if found is not None:
            # Verdicts take longer than the search; the list is shown meanwhile.
            work = partial(queries.encode_matches, found, self._alignment)
            self._searcher.start(work, self._take_verdicts, self._failed)

    def _take_verdicts(self, matches: dict[str, Any]) -> None:
        self._matches = matches
        self._settle()

    def _found_nothing(self, error: Exception | None = None) -> None:
        """Ask for nothing: the search was given up, or went wrong."""
        with self._consequence():
            self.motif = None
        if error is not None:
            self._failed(error)

    def _find_again(self) -> None:
        """Look anew for what was shown, in other graphs of the same inputs."""
        wants_regions = self._regions is not None or self._matcher.under_way
        self._matcher.cancel()
        query = queries.still_asked(self.motif)
        self._take_matches(None)
        self.motif = query
        self._followed = ()
        # Patterns are of both, and neither may have nodes of the graphs before.
        with self.hold_trait_notifications():
            self.selection = {"nodes": {}, "inputs": self.selection["inputs"]}
            self.membranes = [{**each, "nodes": {}} for each in self.membranes]
        self._find_patterns()  # where inputs were selected, they still are
        self._regions = self.regions = None
        self._rewrite_history(patterns.without_nodes)
        self._search()
        if wants_regions:
            self._want_regions()

    def _stop_finding(self) -> None:
        self._matcher.cancel()
        self._searcher.cancel()
        self._follower.cancel()

    def _mention(self, what: str, share: float) -> None:
        """Report what nobody waits for: an error is more important."""
        if self.status["kind"] != "error":
            self._report(what, share)

    def _settle(self) -> None:
        if self.status["kind"] == "busy":
            self._be_ready()

    @t.default("_matcher")
    def _no_matcher(self) -> Background:
        return Background(self._mention)

    @t.default("_follower")
    def _no_follower(self) -> Background:
        return Background(self._mention)

    @t.default("_searcher")
    def _no_searcher(self) -> Background:
        return Background(self._mention)
