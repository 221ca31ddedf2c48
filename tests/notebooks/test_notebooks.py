"""Every notebook runs from top to bottom without a network, and is kept without outputs."""

from __future__ import annotations

import re
import shutil
from importlib.util import find_spec
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
OFFLINE = Path(__file__).parent / "offline"
# What a notebook imports, and those whose models come in packages of their own.
NEEDS = {
    "diagnosis": ["torch"],
    "distillation": ["torch", "transformers"],
    "image_and_text": ["torch"],
    "layers": ["torch", "transformers"],
    "selection_and_ensembling": ["torch"],
    "two_language_models": ["torch", "transformers"],
}
# A minute and more each: `make notebooks` runs them, too.
LONG = ("diagnosis", "distillation", "layers", "two_language_models")
PATHS = sorted(NOTEBOOKS.glob("*.ipynb"))
each_notebook = pytest.mark.parametrize("path", PATHS, ids=[path.stem for path in PATHS])
each_marked = pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=pytest.mark.nightly if path.stem in LONG else (), id=path.stem)
        for path in PATHS
    ],
)


@each_notebook
def test_it_is_kept_without_outputs(path: Path) -> None:
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)


@pytest.mark.parametrize("name", sorted(NEEDS))
def test_a_case_study_says_what_it_needs_and_checks_what_it_says(name: str) -> None:
    notebook = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    prose = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    assert re.search(r"\bminutes?\b|\bseconds?\b|\d s\b", prose)
    assert "assert " in code


@each_marked
def test_it_runs_without_a_network(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = [module for module in NEEDS.get(path.stem, []) if find_spec(module) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    folder = tmp_path / "notebooks"
    shutil.copytree(NOTEBOOKS, folder, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    monkeypatch.setenv("PYTHONPATH", str(OFFLINE))
    # Nothing that another run has kept may stand in for what this one has to do.
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    notebook = nbformat.read(folder / path.name, as_version=4)
    client = NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": folder}}
    )
    client.execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    said = [output["text"] for output in outputs if output.get("name") == "stderr"]
    # That graphs are not equally fine is a finding, which the prose takes up.
    assert not [text for text in said if "ResolutionWarning" not in text]
