"""What the user did, as the states that it led to; to go back and forth among."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

# A step: the values of the traits that undo brings back.
Step = Mapping[str, Any]
LONGEST = 200


class History:
    """Steps in the order in which they were made; one of them is the present.

    Parameters
    ----------
    first : mapping
        What there is before anything was done.
    """

    def __init__(self, first: Step) -> None:
        self._steps = [first]
        self._now = 0

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps up to the present one, the oldest first."""
        return tuple(self._steps[: self._now + 1])

    @property
    def can_undo(self) -> bool:
        """Whether there is a step before the present one."""
        return self._now > 0

    @property
    def can_redo(self) -> bool:
        """Whether a step was taken back."""
        return self._now + 1 < len(self._steps)

    def record(self, step: Step) -> None:
        """Take a new present, if it is another; what was taken back is forgotten."""
        if step != self._steps[self._now]:
            self._steps = [*self._steps[: self._now + 1], step][-LONGEST:]
            self._now = len(self._steps) - 1

    def amend(self, step: Step) -> None:
        """Say the present anew, where something follows from what was done and is no step of its own."""
        self._steps[self._now] = step
        self._drop_repeats()

    def rewrite(self, anew: Callable[[Step], Step]) -> None:
        """Say all steps anew, where what they spoke of is no more."""
        self._steps = [anew(step) for step in self._steps]
        self._drop_repeats()

    def undo(self) -> Step:
        """Go a step back."""
        self._now -= self.can_undo
        return self._steps[self._now]

    def redo(self) -> Step:
        """Go a step forth."""
        self._now += self.can_redo
        return self._steps[self._now]

    def _drop_repeats(self) -> None:
        """Leave out steps that lead to what was there before: to undo them would do nothing."""
        changes = [i == 0 or step != self._steps[i - 1] for i, step in enumerate(self._steps)]
        self._now = sum(changes[: self._now + 1]) - 1
        self._steps = [step for step, is_change in zip(self._steps, changes, strict=True) if is_change]
