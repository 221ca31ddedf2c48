"""Tables as files."""

import sys

import numpy as np
import pandas as pd
import pytest

import topoalign_widget as ta
from topoalign_widget.alignment.region import RegionError
from topoalign_widget.tables import TableError, write_table
from topoalign_widget.writing import PathError


@pytest.fixture(scope="module")
def alignment():
    kind = np.arange(120) % 3
    x = np.eye(3)[kind] * 9 + np.random.default_rng(5).normal(size=(120, 3))
    frame = pd.DataFrame({"kind": kind, "text": [f'ü "{i}",\n' for i in range(120)], "input": range(120)})
    mapper = ta.Mapper("pca", "uniform", n_intervals=6, overlap=0.4)
    return ta.align({"a": x, "b": x[:, ::-1]}, mapper=mapper, metadata=frame, label="kind")


@pytest.fixture
def without_pyarrow(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)


def read(path):
    lists = dict.fromkeys(("nodes_a", "nodes_b"), str)  # a single node is read as a number, else
    return pd.read_csv(path, dtype=lists) if path.suffix == ".csv" else pd.read_parquet(path)


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_row_for_each_region(alignment, tmp_path, suffix):
    path = tmp_path / f"r{suffix}"
    alignment.save_regions(path)
    found = read(path)
    assert list(found.columns) == [
        *("region", "graph_a", "graph_b", "kind", "label", "n_inputs", "n_nodes_a", "n_nodes_b", "content"),
        *("coverage_a", "coverage_b", "structure", "p_value", "p_structure", "gain", "pieces_a", "pieces_b"),
        *("loops_a", "loops_b", "typical", "nodes_a", "nodes_b"),
    ]
    for row, region in zip(found.itertuples(), alignment.regions, strict=True):
        assert (row.graph_a, row.graph_b) == region.graphs
        assert [int(node) for node in row.nodes_b.split()] == region.nodes["b"].tolist()
        assert (row.label, row.p_value, row.coverage_a) == (
            region.label,
            region.p_value,
            region.coverage["a"],
        )


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_a_row_for_each_input_of_each_region(alignment, tmp_path, suffix):
    path = tmp_path / f"i{suffix}"
    alignment.save_regions(path, by="input")
    found = read(path)
    assert list(found.columns) == ["input", "region", "kind", "graph_a", "graph_b", "held_by"]
    for number, region in enumerate(alignment.regions):
        own = found[found["region"] == number]
        assert own.loc[own["held_by"] == "both", "input"].tolist() == region.inputs.tolist()
        first = alignment.graphs["a"].inputs_of(region.nodes["a"])
        assert sorted(own.loc[own["held_by"] != "only second", "input"]) == first.tolist()


@pytest.mark.parametrize("by", ["region", "input"])
def test_no_region_gives_a_table_of_the_same_types(alignment, tmp_path, by):
    unrelated = ta.MapperGraph.from_nodes([range(40), range(40, 80), range(80, 120)], 120)
    none = ta.align({"a": alignment.graphs["a"], "b": unrelated})
    assert not none.regions
    types = []
    for name, own in {"some": alignment, "none": none}.items():
        own.save_regions(tmp_path / f"{name}.parquet", by=by)
        types.append(pd.read_parquet(tmp_path / f"{name}.parquet").dtypes)
    pd.testing.assert_series_equal(*types)


def test_what_regions_are_not_saved_by(alignment, tmp_path):
    with pytest.raises(RegionError, match="by 'region' or by 'input'; got 'node'"):
        alignment.save_regions(tmp_path / "r.csv", by="node")
    assert list(tmp_path.iterdir()) == []


def test_matches(alignment, tmp_path):
    found = alignment.find(ta.motifs.clique(2))
    assert len(found)
    found.save(tmp_path / "m.csv")
    rows = pd.read_csv(tmp_path / "m.csv")
    assert list(rows.columns[:6]) == ["match", "graph", "n_nodes", "n_inputs", "score", "nodes"]
    assert rows["match"].tolist() == list(range(len(found)))
    assert [[int(n) for n in str(nodes).split()] for nodes in rows["nodes"]] == [
        m.nodes.tolist() for m in found
    ]
    found.save(tmp_path / "m.parquet", verdicts=False)
    assert len(pd.read_parquet(tmp_path / "m.parquet").columns) == 6


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
def test_the_selection(alignment, tmp_path, suffix):
    widget = ta.TopoAlignWidget(alignment)
    widget.select(inputs=[3, 70, 5])
    path = widget.save_selection(tmp_path / f"s{suffix}")
    found = read(path)
    # "input" is a column of these metadata.
    assert list(found.columns) == ["input_number", "kind", "text", "input"]
    assert found["input_number"].tolist() == [3, 5, 70]
    assert found["text"].tolist() == ['ü "3",\n', 'ü "5",\n', 'ü "70",\n']
    widget.close()


def test_a_selection_without_metadata(alignment, tmp_path):
    widget = ta.TopoAlignWidget(ta.align(dict(alignment.graphs)))
    widget.save_selection(tmp_path / "none.csv")
    assert (tmp_path / "none.csv").read_text() == "input\n"
    widget.close()


def test_csv_is_utf8_with_plain_lines(tmp_path):
    write_table(pd.DataFrame({"x": ["é", None], "y": [0.1, np.nan]}, index=[7, 8]), tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_bytes() == "x,y\né,0.1\n,\n".encode()


def test_what_cannot_be_written(tmp_path):
    frame = pd.DataFrame({"x": [1]})
    with pytest.raises(
        PathError, match=r"saved as \.csv or \.parquet, by the suffix of the name; got 't\.xlsx'"
    ):
        write_table(frame, "t.xlsx")
    with pytest.raises(PathError, match="There is no folder"):
        write_table(frame, tmp_path / "none" / "t.csv")
    with pytest.raises(TableError, match=r"column mixed.* Save as \.csv"):
        write_table(pd.DataFrame({"mixed": [1, "a"]}), tmp_path / "t.parquet")
    with pytest.raises(TableError, match=r"interval.* Save as \.csv"):
        write_table(pd.DataFrame({"cut": pd.cut([1, 2, 3], 2)}), tmp_path / "t.parquet")
    assert list(tmp_path.iterdir()) == []


def test_parquet_without_pyarrow(tmp_path, without_pyarrow):
    with pytest.raises(ImportError, match="pip install pyarrow"):
        write_table(pd.DataFrame({"x": [1]}), tmp_path / "t.parquet")
