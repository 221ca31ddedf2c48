from __future__ import annotations

import nbformat
import pytest
from nbclient import NotebookClient

from topoalign_widget.mapper import progress

LONG = """
from topoalign_widget.mapper import progress
progress.SECONDS_BEFORE_PROGRESS = -1
for item in progress.with_progress(range(4), 4, "counting"):
    if item == {stop}:
        break
"""


def test_a_bar_goes_through_all_items_and_is_gone(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(progress, "SECONDS_BEFORE_PROGRESS", -1)
    assert list(progress.with_progress("abcd", 4, "counting")) == list("abcd")
    *_, last = capsys.readouterr().err.split("\r")
    assert last.strip() == ""


def test_whoever_listens_sees_no_bar(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(progress, "SECONDS_BEFORE_PROGRESS", -1)
    heard: list[tuple[str, float]] = []
    with progress.reported_to(lambda what, share: heard.append((what, share))):
        list(progress.with_progress("abcd", 4, "counting"))
    assert heard == [("counting", share) for share in (0, 0.25, 0.5, 0.75)]
    assert capsys.readouterr().err == ""


def test_a_notebook_keeps_nothing_of_a_bar() -> None:
    cells = [nbformat.v4.new_code_cell(LONG.format(stop=stop)) for stop in (None, 2)]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, kernel_name="python3").execute()
    for cell in notebook.cells:
        (output,) = cell.outputs
        assert set(output.data.values()) == {""}
