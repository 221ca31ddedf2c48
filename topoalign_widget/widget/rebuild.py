"""Building graphs again with other parameters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sklearn.base import clone
from sklearn.cluster import DBSCAN

from topoalign_widget.alignment.align import built_graphs
from topoalign_widget.alignment.alignment import Alignment
from topoalign_widget.mapper.clustering import Workers
from topoalign_widget.mapper.estimator import Built, Mapper, build_graphs
from topoalign_widget.mapper.lens import NAMED, lens_name
from topoalign_widget.mapper.selection import AUTO, AXES, COVERS
from topoalign_widget.representations import Representation
from topoalign_widget.widget.wire import GraphParameters, ParameterTable


class RebuildError(ValueError):
    """The widget does not know what its graphs were built from."""


class ParameterError(ValueError):
    """What the panel sent is no set of parameters."""


@dataclass(frozen=True)
class Source:
    """What graphs were built from, and can be built from again.

    Attributes
    ----------
    arrays : mapping of str to checked representation
    parameters : mapping of str to mapping
        Of each graph, as :class:`Mapper` takes them; none is "auto".
    workers : Workers
        Those of the first graph: no graph depends on who builds it.
    """

    arrays: Mapping[str, Representation]
    parameters: Mapping[str, Mapping[str, Any]]
    workers: Workers

    @classmethod
    def of(cls, arrays: Mapping[str, Representation], built: Mapping[str, Built]) -> Source:
        """Remember what graphs were built from."""
        workers = next(each.workers for each in built.values())
        return cls(arrays, {name: each.parameters for name, each in built.items()}, workers)

    def table(self) -> ParameterTable:
        """Tell the parameters of each graph, for the panel."""
        graphs = {name: _told(parameters) for name, parameters in self.parameters.items()}
        own = [told["lens"] for told in graphs.values() if told["lens"] not in NAMED]
        lenses = list(dict.fromkeys([*NAMED, *own]))
        covers = list(dict.fromkeys([*COVERS, *(told["cover"] for told in graphs.values())]))
        return ParameterTable(lenses=lenses, covers=covers, graphs=graphs)

    def changed(self, wanted: Any) -> Source:
        """Take over what differs from the table.

        Parameters
        ----------
        wanted : mapping of str to mapping
            Parameters by graph, as in the table.

        Raises
        ------
        ParameterError
            If a graph or a parameter is unknown, or a value is not what it should be.
        """
        if not isinstance(wanted, Mapping):
            raise ParameterError(f"Parameters come by the names of graphs; got {wanted!r}.")
        unknown = [name for name in wanted if name not in self.parameters]
        if unknown:
            raise ParameterError(f"There is no graph {unknown[0]!r}.")
        parameters = {
            name: _changed(own, wanted.get(name, {}), name) for name, own in self.parameters.items()
        }
        return replace(self, parameters=parameters)

    def suggested(self) -> Source:
        """Let all parameters be chosen anew."""
        return replace(self, parameters={name: dict.fromkeys(AXES, AUTO) for name in self.arrays})

    def rebuilt(
        self, alignment: Alignment, before: Source, with_regions: bool = False
    ) -> tuple[Alignment, Source]:
        """Build the graphs whose parameters are not those of ``before``; keep the others.

        With regions, these are searched for as well, so that nobody has to wait for them after.
        """
        graphs, parameters = dict(alignment.graphs), dict(self.parameters)
        if all(own[axis] is AUTO for own in self.parameters.values() for axis in AXES):
            built = build_graphs(self.arrays, dict.fromkeys(AXES, AUTO), self.workers)
        else:
            built = {
                name: self._built(name, alignment, before)
                for name in self.arrays
                if not _same(self.parameters[name], before.parameters[name])
            }
        for name, each in built.items():
            graphs[name], parameters[name] = each.graph, each.parameters
        other = alignment.with_graphs(graphs)
        if with_regions:
            _ = other.regions
        return other, replace(self, parameters=parameters)

    def built_with(
        self, mapper: Mapper | Mapping[str, Mapper] | None, alignment: Alignment
    ) -> tuple[Alignment, Source]:
        """Build all graphs anew; see :func:`topoalign_widget.align`."""
        built = built_graphs(self.arrays, mapper)
        graphs = {name: each.graph for name, each in built.items()}
        return alignment.with_graphs(graphs), Source.of(self.arrays, built)

    def _built(self, name: str, alignment: Alignment, before: Source) -> Built:
        own = dict(self.parameters[name])
        lens = own["lens"]
        if lens is before.parameters[name]["lens"]:  # its values are known
            own["lens"] = alignment.graphs[name].lens
        built = build_graphs({name: self.arrays[name]}, own, self.workers)[name]
        told = {**built.graph.parameters, "lens": lens_name(lens)}
        return built._replace(graph=replace(built.graph, parameters=told), parameters={**own, "lens": lens})


def _told(parameters: Mapping[str, Any]) -> GraphParameters:
    clusterer = parameters["clusterer"]
    is_dbscan = isinstance(clusterer, DBSCAN)
    return GraphParameters(
        lens=lens_name(parameters["lens"]),
        cover=str(parameters["cover"]),
        n_intervals=[int(n) for n in np.ravel(parameters["n_intervals"])],
        overlap=[float(p) for p in np.ravel(parameters["overlap"])],
        eps=float(clusterer.eps) if is_dbscan else None,
        min_samples=int(clusterer.min_samples) if is_dbscan else None,
    )


def _changed(own: Mapping[str, Any], wanted: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    told = _told(own)
    unknown = [key for key in wanted if key not in told]
    if unknown:
        raise ParameterError(f"{name}: there is no parameter {unknown[0]!r}.")
    new = {key: value for key, value in wanted.items() if value != told[key]}  # type: ignore[literal-required]
    if not new:
        return own
    changed = dict(own)
    for key in ("lens", "cover"):
        if key in new:
            changed[key] = _text(new[key], f"{name}: {key}")
    for key in ("n_intervals", "overlap"):
        if key in new:
            values = _numbers(new[key], f"{name}: {key}")
            values = [int(v) if key == "n_intervals" and v == int(v) else v for v in values]
            changed[key] = values[0] if len(values) == 1 else values
    radius = {key: new[key] for key in ("eps", "min_samples") if key in new}
    if radius:
        if not isinstance(own["clusterer"], DBSCAN):
            raise ParameterError(f"{name}: {own['clusterer']!r} has no radius to change.")
        changed["clusterer"] = clone(own["clusterer"]).set_params(**radius)
    return changed


def _text(value: Any, what: str) -> str:
    if not isinstance(value, str):
        raise ParameterError(f"{what} must be a name; got {value!r}.")
    return value


def _numbers(values: Any, what: str) -> list[float]:
    good = isinstance(values, list) and values and all(type(v) in (int, float) for v in values)
    if not good:
        raise ParameterError(
            f"{what} must be one number, or one for each dimension of the lens; got {values!r}."
        )
    return [float(v) for v in values]


def _same(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    return all(a[axis] is b[axis] or (axis != "lens" and repr(a[axis]) == repr(b[axis])) for axis in AXES)
