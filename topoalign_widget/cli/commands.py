"""The commands: options in, results out."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import Any

import pandas as pd

from topoalign_widget.alignment.align import align
from topoalign_widget.alignment.calibration import STATISTICS
from topoalign_widget.alignment.measures import READS
from topoalign_widget.alignment.regions import regions_frame
from topoalign_widget.alignment.remarks import coarse_remark, dust_remark
from topoalign_widget.cli.outputs import check_outputs, write_outputs
from topoalign_widget.cli.printing import print_json, print_reasons, print_regions, print_table
from topoalign_widget.cli.progress import progress
from topoalign_widget.files import parsed, read_metadata, read_representations
from topoalign_widget.mapper.estimator import Mapper
from topoalign_widget.mapper.selection import Suggestion
from topoalign_widget.mapper.selection import suggest as suggest_parameters
from topoalign_widget.representations import (
    Representation,
    as_metadata,
    as_representations,
    column,
)
from topoalign_widget.tables import CSV, write_table
from topoalign_widget.writing import check_folder, suffix_of


class CommandError(ValueError):
    """Options do not go together."""


def compare(asked: Namespace) -> None:
    """Align, find regions, write files, print a summary."""
    read = [parsed(given).path for given in asked.representations]
    check_outputs(asked.output, read if asked.metadata is None else [*read, asked.metadata])
    arrays = _read(asked)
    metadata = _metadata(asked, arrays)
    with progress(asked.quiet):
        alignment = align(
            arrays, mapper=_mapper(asked), metadata=metadata, label=asked.label, seed=asked.seed
        )
        regions = regions_frame(alignment.regions)
        matched = alignment.match_summary().reset_index()
        write_outputs(asked.output, alignment, asked.text)
    print_table(alignment.summary().reset_index())
    for remark in filter(None, (coarse_remark(alignment.graphs), dust_remark(alignment.graphs))):
        print(remark)
    print()
    print_table(matched.drop(columns="remark"))
    for remark in filter(None, matched["remark"].unique()):
        print(remark)
    print()
    names = pd.DataFrame(regions["graphs"].tolist(), columns=["a", "b"], index=regions.index)
    told = ["kind", "label", "n_inputs", "content", "structure", "p_value"]
    print_regions(pd.concat([names, regions[told]], axis=1).reset_index())
    _note(asked, f"wrote {', '.join(asked.output)}" if asked.output else "")


def suggest(asked: Namespace) -> None:
    """Choose parameters, print them."""
    arrays = as_representations(read_representations(asked.representations))
    with progress(asked.quiet):
        found: Any = suggest_parameters(arrays, **_given(asked))
    if asked.json:
        print_json({name: _told(suggestion) for name, suggestion in found.items()})
        return
    for name, suggestion in found.items():
        print_reasons(name, suggestion.table())


def measures(asked: Namespace) -> None:
    """Measure, print the table."""
    if asked.csv is not None:
        suffix_of(asked.csv, (CSV,), "The table of measures")
        check_folder(asked.csv)
    arrays = _read(asked)
    with progress(asked.quiet):
        alignment = align(arrays, mapper=_mapper(asked), seed=asked.seed)
        table = _long(alignment.measures(n_permutations=asked.shuffles, most_inputs=asked.most_inputs))
    if asked.csv is not None:
        write_table(table, asked.csv)
    if asked.json:
        print_json(table.to_dict("records"))
    else:
        print_table(table.dropna(axis=1, how="all"))
    _note(asked, f"wrote {asked.csv}" if asked.csv else "")


def _read(asked: Namespace) -> dict[str, Representation]:
    arrays = as_representations(read_representations(asked.representations))
    if len(arrays) < 2:
        raise CommandError(
            f"{asked.command} takes two representations or more; got {', '.join(map(repr, arrays))} only."
        )
    return arrays


def _metadata(asked: Namespace, arrays: dict[str, Representation]) -> pd.DataFrame | None:
    """Read what is known of the inputs, and refuse what does not fit before graphs are built."""
    n_inputs = len(next(iter(arrays.values())))
    frame = None if asked.metadata is None else as_metadata(read_metadata(asked.metadata), n_inputs)
    for name in filter(None, (asked.label, asked.text)):
        if frame is None:
            raise CommandError(
                f"{name!r} is to be a column of the metadata. Give them: --metadata inputs.csv."
            )
        column(frame, name)
    return frame


def _mapper(asked: Namespace) -> Mapper:
    return Mapper(**_given(asked), n_jobs=asked.jobs)


def _given(asked: Namespace) -> dict[str, Any]:
    """Collect the parameters of Mapper that are not to be chosen."""
    options = {"lens": asked.lens, "n_intervals": asked.intervals, "overlap": asked.overlap}
    return {name: value for name, value in options.items() if value is not None}


def _told(suggestion: Suggestion) -> dict[str, Any]:
    dbscan = suggestion.clusterer
    return {
        **suggestion.parameters,
        "clusterer": {"eps": float(dbscan.eps), "min_samples": int(dbscan.min_samples)},
        "reasons": suggestion.reasons,
    }


def _long(table: pd.DataFrame) -> pd.DataFrame:
    """Give each pair and measure a row of its own."""
    measures = table.columns.unique("measure")
    parts = [table[name].reset_index().assign(measure=name, reads=READS[name]) for name in measures]
    by_pair = pd.concat(parts).sort_index(kind="stable", ignore_index=True)
    return by_pair[["a", "b", "measure", "reads", *STATISTICS]]


def _note(asked: Namespace, note: str) -> None:
    if note and not asked.quiet:
        print(note, file=sys.stderr)
