"""The graphs of an alignment and what is known of their inputs, which all that can be asked of it starts from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from topoalign_widget.keywords import closest
from topoalign_widget.mapper.graph import MapperGraph
from topoalign_widget.representations import MetadataError, Representation


class AlignmentError(ValueError):
    """The graphs cannot be compared, or a graph that was asked for is not among them."""


@dataclass(frozen=True, eq=False)
class AlignedGraphs:
    """What an :class:`Alignment` holds."""

    graphs: Mapping[str, MapperGraph]
    positions: Mapping[str, NDArray[np.float32]]
    coupling: float
    seed: int
    representations: Mapping[str, Representation] | None = field(default=None, repr=False)
    metadata: pd.DataFrame | None = field(default=None, repr=False)
    label: str | None = None

    @property
    def n_inputs(self) -> int:
        """Number of inputs that all graphs share."""
        return next(iter(self.graphs.values())).n_inputs

    def _known(self) -> pd.DataFrame:
        if self.metadata is None:
            raise MetadataError(
                "Nothing is known of the inputs. Give metadata: alignment.with_metadata(frame)."
            )
        return self.metadata

    def _graph(self, name: str) -> MapperGraph:
        if name not in self.graphs:
            raise AlignmentError(
                f"There is no graph {name!r}.{closest(str(name), list(self.graphs))} "
                f"There are {', '.join(map(repr, self.graphs))}."
            )
        return self.graphs[name]
