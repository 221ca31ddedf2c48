"""Compare the shape that neural networks give the same inputs, in a notebook.

The public names are imported when first used, so that ``import topoalign_widget`` stays light.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from topoalign_widget import datasets, extract, motifs
    from topoalign_widget.alignment.align import align
    from topoalign_widget.alignment.alignment import Alignment
    from topoalign_widget.alignment.layout import joint_layout
    from topoalign_widget.alignment.region import Region
    from topoalign_widget.alignment.regions import find_regions
    from topoalign_widget.alignment.sensitivity import Sensitivity, sensitivity
    from topoalign_widget.alignment.verdicts import members_of, verdict_of
    from topoalign_widget.mapper.estimator import Mapper
    from topoalign_widget.mapper.graph import MapperGraph
    from topoalign_widget.mapper.selection import Suggestion, suggest
    from topoalign_widget.widget.compare import compare
    from topoalign_widget.widget.widget import TopoAlignWidget

__version__ = "0.1.0"

_ROOMS = ("datasets", "extract", "motifs")
_HOMES = {
    "Alignment": "topoalign_widget.alignment.alignment",
    "Mapper": "topoalign_widget.mapper.estimator",
    "MapperGraph": "topoalign_widget.mapper.graph",
    "Region": "topoalign_widget.alignment.region",
    "Sensitivity": "topoalign_widget.alignment.sensitivity",
    "Suggestion": "topoalign_widget.mapper.selection",
    "TopoAlignWidget": "topoalign_widget.widget.widget",
    "align": "topoalign_widget.alignment.align",
    "compare": "topoalign_widget.widget.compare",
    "find_regions": "topoalign_widget.alignment.regions",
    "joint_layout": "topoalign_widget.alignment.layout",
    "members_of": "topoalign_widget.alignment.verdicts",
    "sensitivity": "topoalign_widget.alignment.sensitivity",
    "suggest": "topoalign_widget.mapper.selection",
    "verdict_of": "topoalign_widget.alignment.verdicts",
}

__all__ = [
    "Alignment",
    "Mapper",
    "MapperGraph",
    "Region",
    "Sensitivity",
    "Suggestion",
    "TopoAlignWidget",
    "align",
    "compare",
    "datasets",
    "extract",
    "find_regions",
    "joint_layout",
    "members_of",
    "motifs",
    "sensitivity",
    "suggest",
    "verdict_of",
]


def __getattr__(name: str) -> Any:
    if name in _ROOMS:
        return import_module(f"{__name__}.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
