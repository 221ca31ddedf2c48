"""A motif: a shape to look for in Mapper graphs, as a value."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields, replace
from typing import Any, ClassVar, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from topoalign_widget.keywords import checked_keywords, closest
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.motifs.conditions import Conditions, MotifError, Range
from topoalign_widget.motifs.ground import Ground
from topoalign_widget.whole import whole_number

M = TypeVar("M", bound="Motif")


class Found(NamedTuple):
    """What a search yields: nodes in the order of the motif, its own edges, and how good an instance it is."""

    nodes: NDArray[np.integer]
    edges: NDArray[np.integer]
    score: float


@dataclass(frozen=True, repr=False)
class Motif(ABC):
    """A shape to look for. Equal by value; made by the functions of ``topoalign_widget.motifs``.

    Attributes
    ----------
    conditions : Conditions
        Of its nodes; see :meth:`where`.
    """

    kind: ClassVar[str]
    # Whether there may be more matches than anyone could look at: then the first ones have to do.
    endless: ClassVar[bool] = False

    conditions: Conditions = field(default=Conditions(), kw_only=True)

    @abstractmethod
    def search(self, ground: Ground) -> Iterable[Found]:
        """Look for the motif in a graph; what is found when time is up has been yielded."""

    @checked_keywords
    def where(
        self: M,
        *,
        size: Range | Sequence[float | None] | None = None,
        label: object = None,
        purity: float | None = None,
        lens: Range | Mapping[int, Range] | None = None,
        matched: bool | str | None = None,
        columns: Mapping[str, Range] | None = None,
        share: float | None = None,
    ) -> M:
        """Ask for nodes of a kind; conditions that were given before stay, unless they are given anew.

        The shape is looked for in the whole graph, and a match counts if its nodes meet all conditions. (Searching
        among such nodes only would find shapes that the conditions cut out: take the middle of a disc away, and it
        is a loop.) Cliques, patterns and examples depend on their own nodes alone, so it is the same for them.

        Parameters
        ----------
        size : (least, greatest), optional
            Inputs of each node, both ends included. None leaves a side open, here and below.
        label : object or list of these, optional
            The majority of each node's inputs has one of these classes (of the label of the alignment).
        purity : float in (0, 1], optional
            Least share of each node's inputs that its majority class has.
        lens : (least, greatest) or mapping of dimension to such, optional
            Mean lens value of each node's inputs; dimension 0 unless told.
        matched : bool or str, optional
            Whether each node is in a region matched with any other graph; or a graph it is matched with.
        columns : mapping of str to (least, greatest), optional
            Mean over each node's inputs of a column of numbers of the metadata; missing values do not count. Of
            durations in seconds, of dates in seconds since 1970 (UTC).
        share : float in (0, 1], default 1
            Share of a match's nodes that must meet all conditions: one odd node in a long loop may be nothing.

        Raises
        ------
        MotifError
            If a condition is not written as it must be.
        """
        given = {
            "size": size,
            "label": label,
            "purity": purity,
            "lens": lens,
            "matched": matched,
            "columns": columns,
            "share": share,
        }
        asked = {name: value for name, value in given.items() if value is not None}
        read = Conditions.of(asked)
        changes: dict[str, Any] = {name: getattr(read, name) for name in asked}
        return replace(self, conditions=replace(self.conditions, **changes))

    def spec(self) -> dict[str, Any]:
        """Write the motif as a dictionary for JSON; ``motifs.from_spec`` reads it."""
        conditions = self.conditions.spec()
        return {"kind": self.kind, **self._parameters()} | ({"where": conditions} if conditions else {})

    @classmethod
    def from_parameters(cls: type[M], given: Mapping[str, Any]) -> M:
        """Make the motif of parameters as :meth:`spec` writes them."""
        known = [own.name for own in fields(cls) if own.name != "conditions"]
        for name in given:
            if name not in known:
                raise MotifError(
                    f"{cls.kind} does not take {name!r}.{closest(str(name), known)} "
                    f"It takes {', '.join(known) or 'nothing'}."
                )
        missing = [own.name for own in fields(cls) if own.default is MISSING and own.name not in given]
        if missing:
            raise MotifError(f"{cls.kind} needs {' and '.join(missing)}.")
        return cls(**given)

    def _whole(self, **least: int) -> None:
        """Check parameters that are whole numbers of at least so much."""
        for name, number in least.items():
            object.__setattr__(self, name, whole_number(getattr(self, name), name, number, MotifError))

    def _parameters(self) -> dict[str, Any]:
        return {own.name: getattr(self, own.name) for own in fields(self) if own.name != "conditions"}

    def __repr__(self) -> str:
        parameters = ", ".join(f"{name}={value!r}" for name, value in self._parameters().items())
        conditions = f".where({self.conditions!r})" if self.conditions.spec() else ""
        return f"{self.kind}({parameters}){conditions}"


def edges_within(graph: MapperGraph, nodes: NDArray[np.integer]) -> NDArray[np.int32]:
    """List the edges between some nodes of a graph."""
    inside = np.zeros(graph.n_nodes, dtype=np.bool_)
    inside[nodes] = True
    return graph.edges[inside[graph.edges].all(axis=1)]
