"""What the user did with a widget: to undo and redo it, and to save and restore it.

One step is one gesture with all that followed from it: showing a match selects its nodes, and both are taken back
together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from typing import Any

import traitlets as t

from topoalign_widget.motifs import Matches
from topoalign_widget.widget import queries, session
from topoalign_widget.widget.history import History, Step
from topoalign_widget.widget.traits import SharedTraits

# What undo brings back, in the order in which it can be set.
UNDONE = ("color_by", "filter", "regions", "membranes", "motif", "match", "selection")


class Remembering(SharedTraits):
    """History and session of :class:`TopoAlignWidget`."""

    _history = t.Instance(History, allow_none=True, default_value=None)
    # Changes that are being announced, one as a consequence of another.
    _depth = 0

    @property
    def history(self) -> list[dict[str, Any]]:
        """What was done: the state after each step, oldest first; the last is the present."""
        assert self._history is not None
        return [{name: deepcopy(step[name]) for name in UNDONE} for step in self._history.steps]

    def undo(self) -> None:
        """Take the last step back: a selection, a colour, a filter, a query, what is drawn."""
        assert self._history is not None
        self._restore(self._history.undo())

    def redo(self) -> None:
        """Do again what was taken back last."""
        assert self._history is not None
        self._restore(self._history.redo())

    @property
    def state(self) -> dict[str, Any]:
        """What the user set, as JSON. Set it to restore it in a widget of the same graphs, all of it or nothing.

        Raises
        ------
        StateError
            If it was saved from other graphs, or is no saved state.
        SelectionError, MotifError, ColorError, TraitError
            If a value cannot be set.
        """
        return session.saved(self, self._alignment.graphs)

    @state.setter
    def state(self, state: Mapping[str, Any]) -> None:
        values = session.checked(state, self._alignment.graphs)
        # What it says nothing of stays: a match, unless another motif is looked for.
        match = values.pop("match", None if "motif" in values else self.match)
        traits = self.traits()
        # All is checked before anything is set.
        checked = {name: traits[name]._validate(self, value) for name, value in values.items()}
        query = checked.get("motif", self.motif)
        found = self._found
        if query is None or found is None or query != queries.query_of(found):
            found = None if query is None else queries.searched(query, self._alignment)
        checked["match"] = queries.checked_match(match, found)
        if checked["match"] is not None:
            checked.pop("selection", None)  # it is the match's
        with self._gesture():
            self._bring_back(found)
            for name, value in checked.items():
                setattr(self, name, value)

    def notify_change(self, change: Any) -> None:
        """Announce a change; what was done by the user, with all that follows from it, is one step and message."""
        if change["name"] not in UNDONE or self._history is None:
            super().notify_change(change)
            return
        with self.hold_sync():
            try:
                with self._unrecorded():
                    super().notify_change(change)
            finally:  # it is done, though a function that the user has it call may fail
                if not self._depth:
                    self._history.record(self._step())
                    self._tell_undoable()

    @contextmanager
    def _gesture(self) -> Iterator[None]:
        """Change several things in one step."""
        with self.hold_sync():
            with self._unrecorded():
                yield
            if self._history is not None and not self._depth:
                self._history.record(self._step())
                self._tell_undoable()

    @contextmanager
    def _consequence(self) -> Iterator[None]:
        """Change what follows from the last step without making another."""
        with self.hold_sync():
            with self._unrecorded():
                yield
            if self._history is not None and not self._depth:
                self._history.amend(self._step())
                self._tell_undoable()

    @contextmanager
    def _unrecorded(self) -> Iterator[None]:
        self._depth += 1
        try:
            yield
        finally:
            self._depth -= 1

    def _begin_history(self) -> None:
        self._history = History(self._step())

    def _rewrite_history(self, anew: Callable[[Step], Step]) -> None:
        if self._history is not None:
            self._history.rewrite(anew)
            self._tell_undoable()

    def _step(self) -> dict[str, Any]:
        return {**{name: getattr(self, name) for name in UNDONE}, "found": self._found}

    def _restore(self, step: Step) -> None:
        with self._unrecorded(), self.hold_sync():
            self._bring_back(step["found"])
            for name in UNDONE:
                setattr(self, name, step[name])
            self._tell_undoable()

    def _bring_back(self, found: Matches | None) -> None:
        if found is not self._found:
            self.matches = found

    def _tell_undoable(self) -> None:
        assert self._history is not None
        self._undoable = {"undo": self._history.can_undo, "redo": self._history.can_redo}
