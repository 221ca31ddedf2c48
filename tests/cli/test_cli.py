"""The command line: what is printed, what is written, what is refused."""

import json
import os
import subprocess
import sys
from functools import partial

import numpy as np
import pandas as pd
import pytest

import topoalign_widget as ta
from topoalign_widget.alignment.measures import READS
from topoalign_widget.cli import main, outputs
from topoalign_widget.cli.parser import WIDTH
from topoalign_widget.mapper.progress import with_progress

MAPPER = ["--lens", "pca", "--intervals", "6", "--overlap", "0.4"]
METADATA = ["--metadata", "m.csv", "--label", "topic", "--text", "sentence"]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    kind = np.arange(150) % 3
    x = np.eye(3)[kind] * 9 + np.random.default_rng(5).normal(size=(150, 3))
    monkeypatch.chdir(tmp_path)
    np.save("a.npy", x)
    np.save("b.npy", x[:, ::-1] * 2)
    np.save("short.npy", x[:100])
    known = pd.DataFrame({"topic": kind, "sentence": [f"s {i}" for i in range(150)]})
    known.to_csv("m.csv", index=False)
    known.to_csv("headless.csv", index=False, header=False)
    return tmp_path


@pytest.fixture
def refused(here, capsys):
    """Run a command that is refused: one line on stderr, nothing on stdout, nothing written."""

    def run(*arguments):
        before = {path: path.read_bytes() for path in here.rglob("*")}
        assert main(list(arguments)) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert {path: path.read_bytes() for path in here.rglob("*")} == before
        start, _, message = err.removesuffix("\n").partition(": error: ")
        assert start == f"topoalign-widget {arguments[0]}"
        assert "\n" not in message
        return message

    return run


def test_compare_prints_what_matches_and_writes_files(here, capsys):
    assert (
        main(
            [
                "compare",
                "a.npy",
                "B=b.npy",
                *METADATA,
                *MAPPER,
                "-o",
                "r.csv",
                "-o",
                "x.topo",
                "-o",
                "r.parquet",
            ]
        )
        == 0
    )
    out, err = capsys.readouterr()
    assert [table.split()[0] for table in out.split("\n\n")] == ["graph", "a", "region"]
    assert out.count("100 %") == 3
    assert err == "wrote r.csv, x.topo, r.parquet\n"
    alignment = ta.Alignment.load("x.topo")
    assert list(alignment.graphs) == ["a", "B"]
    assert alignment.label == "topic"
    assert len(pd.read_csv("r.csv")) == len(pd.read_parquet("r.parquet")) == len(alignment.regions) == 3
    same = ta.align(
        {"a": np.load("a.npy"), "B": np.load("b.npy")}, mapper=ta.Mapper("pca", n_intervals=6, overlap=0.4)
    )
    assert dict(alignment.graphs) == dict(same.graphs)
    assert sorted(path.name for path in here.iterdir()) == sorted(
        ["a.npy", "b.npy", "short.npy", "m.csv", "headless.csv", "r.csv", "x.topo", "r.parquet"]
    )


def test_compare_writes_the_page(here):
    assert main(["compare", "a.npy", "b.npy", *METADATA, *MAPPER, "-q", "-o", "report.html"]) == 0
    page = (here / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!")
    assert page.rstrip().endswith("</html>")


def test_pictures_are_those_of_the_widget(here, monkeypatch):
    monkeypatch.setenv("TOPOALIGN_BROWSER", sys.executable)  # there is one
    for name in ("save_png", "save_svg"):
        monkeypatch.setattr(
            outputs.TopoAlignWidget, name, lambda self, path: path.write_text(repr(self)), raising=False
        )
    assert main(["compare", "a.npy", "b.npy", *MAPPER, "-q", "-o", "p.png", "-o", "p.SVG"]) == 0
    assert (here / "p.png").read_text() == (here / "p.SVG").read_text()
    assert (here / "p.png").read_text().startswith("TopoAlignWidget(")


def test_without_a_region(capsys):
    rng = np.random.default_rng(0)
    np.savez("noise.npz", one=rng.normal(size=(150, 3)), two=rng.normal(size=(150, 3)))
    assert main(["compare", "noise.npz", *MAPPER]) == 0
    assert "No region matches beyond chance." in capsys.readouterr().out


def test_suggest(monkeypatch, capsys):
    found = ta.suggest(np.load("a.npy"), lens="pca", cover="uniform", n_intervals=6)
    asked = []

    def suggest(arrays, **given):
        asked.append(given)
        return dict.fromkeys(arrays, found)

    monkeypatch.setattr("topoalign_widget.cli.commands.suggest_parameters", suggest)
    assert main(["suggest", "a.npy", "b.npy", "--lens", "pca", "--intervals", "6"]) == 0
    out = capsys.readouterr().out
    assert [line for line in out.splitlines() if not line.startswith(" ")] == ["a", "b"]
    assert out.count("given") == 6
    assert found.reasons["overlap"] in " ".join(out.split())
    assert max(map(len, out.splitlines())) <= WIDTH
    assert main(["suggest", "a.npy", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["a"]
    assert (told["lens"], told["n_intervals"], told["overlap"]) == ("pca", 6, found.overlap)
    assert told["clusterer"] == {"eps": found.clusterer.eps, "min_samples": found.clusterer.min_samples}
    assert told["reasons"] == found.reasons
    assert asked == [{"lens": "pca", "n_intervals": 6}, {}]


def test_measures(capsys):
    asked = ["measures", "a.npy", "b.npy", "--shuffles", "3", *MAPPER]
    assert main([*asked, "--csv", "measures.csv"]) == 0
    out, err = capsys.readouterr()
    assert err == "wrote measures.csv\n"
    table = pd.read_csv("measures.csv")
    assert list(table.columns) == [
        "a",
        "b",
        "measure",
        "reads",
        "value",
        "error",
        "null",
        "calibrated",
        "p_value",
    ]
    assert table["measure"].tolist() == list(READS)
    assert all(name in out for name in READS)
    assert main([*asked, "--json"]) == 0
    told = json.loads(capsys.readouterr().out, parse_constant=pytest.fail)
    assert told[0]["value"] == table["value"][0]
    assert told[0]["error"] is None


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["compare", "none.npy", "b.npy"], "There is no file 'none.npy'"),
        (["compare", "a.npy", "short.npy"], "'a' has 150, 'short' has 100"),
        (["compare", "a.npy", "a.npy"], "Two representations are called 'a'"),
        (["compare", "a.npy"], "compare takes two representations or more; got 'a' only"),
        (["measures", "a.npy"], "measures takes two representations or more"),
        (["compare", "a.npy", "b.npy", "--lens", "l3norm"], "Did you mean 'l2norm'?"),
        (["suggest", "a.npy", "--overlap", "1.5"], "overlap"),
        (["compare", "a.npy", "b.npy", "--jobs", "0"], "n_jobs must be None, a number of jobs"),
        (["compare", "a.npy", "b.npy", "--label", "topic"], "'topic' is to be a column of the metadata"),
        (["compare", "a.npy", "b.npy", "--metadata", "m.csv", "--label", "topik"], "Did you mean 'topic'?"),
        (["compare", "a.npy", "b.npy", "--metadata", "m.csv", "--text", "words"], "have no column 'words'"),
        (["compare", "a.npy", "b.npy", "--metadata", "none.csv"], "There is no file 'none.csv'"),
        (
            ["compare", "short.npy", "s=short.npy", "--metadata", "m.csv"],
            "150 rows, but there are 100 inputs",
        ),
        (["compare", "a.npy", "b.npy", "--metadata", "headless.csv"], "the first line must name the columns"),
        (
            ["compare", "a.npy", "b.npy", "-o", "r.xlsx"],
            "saved as .html, .png, .svg, .csv, .parquet or .topo",
        ),
        (["compare", "a.npy", "b.npy", "-o", "none/r.csv"], "There is no folder 'none'"),
        (
            ["compare", "a.npy", "b.npy", "--metadata", "m.csv", "-o", "./m.csv"],
            "'./m.csv' is read by this command",
        ),
        (["compare", "a.npy", "b.npy", "-o", "r.csv", "-o", "./r.csv"], "'./r.csv' is to be written twice"),
        (["measures", "a.npy", "b.npy", "--csv", "m.txt"], "saved as .csv, by the suffix"),
        (["measures", "a.npy", "b.npy", "--csv", "none/m.csv"], "There is no folder 'none'"),
    ],
)
def test_what_is_refused(refused, arguments, says):
    assert says in refused(*arguments)


def test_what_cannot_be_written_is_known_before_anything_is_computed(refused, monkeypatch):
    monkeypatch.setenv("TOPOALIGN_BROWSER", "no such program")
    assert "that is no program" in refused("compare", "a.npy", "nan.npy", "-o", "r.png")
    monkeypatch.setattr("os.access", lambda folder, mode: False)
    assert "Nothing may be written in the folder '.'" in refused("compare", "a.npy", "nan.npy", "-o", "r.csv")


def test_a_table_may_have_an_equals_sign_in_its_name(refused, here):
    (here / "m.csv").rename("a=m.csv")
    told = refused("compare", "a.npy", "b.npy", "--metadata", "a=m.csv", "-o", "a=m.csv")
    assert told.startswith("'a=m.csv' is read by this command")


def test_extras_that_are_missing(refused, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setitem(sys.modules, "pyarrow.parquet", None)
    assert "pip install pyarrow" in refused("compare", "a.npy", "b.npy", "-o", "r.parquet")


def test_nothing_is_written_if_one_of_the_files_cannot_be(refused, monkeypatch):
    def full(_, path):
        path.write_text("a part")
        raise OSError("No space left on device")

    monkeypatch.setitem(outputs.DATA, ".topo", full)
    told = refused("compare", "a.npy", "b.npy", *MAPPER, "-o", "r.csv", "-o", "x.topo")
    assert told == "No space left on device"


def test_faults_of_the_package_are_not_hidden(monkeypatch):
    monkeypatch.setattr("topoalign_widget.cli.commands.suggest_parameters", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        main(["suggest", "a.npy"])


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["compare"],
        ["align", "a.npy"],
        ["compare", "a.npy", "--seed", "-1"],
        ["measures", "a.npy", "--shuffles", "x"],
        ["suggest", "a.npy", "--intervals", "0"],
        ["suggest", "a.npy", "-o", "x.html"],
    ],
)
def test_what_is_not_understood(arguments, capsys):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1].startswith("See topoalign-widget")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["compare", "a.npy", "b.npy", "--intervals", "0"],
            "argument --intervals: must be 1 or more; got '0'",
        ),
        (["compare", "a.npy", "b.npy", "--intervals", "x"], "argument --intervals: must be a whole number"),
        (["compare", "a.npy", "b.npy", "--jobs", "x"], "argument --jobs: must be a whole number; got 'x'"),
        (["suggest", "a.npy", "--overlap", "half"], "argument --overlap: must be a number, such as 0.5"),
        (["compare", "a.npy", "--metdata=m.csv"], "no option '--metdata'. Did you mean '--metadata'?"),
        (["compare", "a.npy", "--seed", "1", "b.npy"], "'b.npy' stands apart. Give all representations one"),
    ],
)
def test_a_usage_that_is_none_is_told_in_a_line(arguments, says, capsys):
    with pytest.raises(SystemExit):
        main(arguments)
    told, see = capsys.readouterr().err.splitlines()
    assert told.startswith(f"topoalign-widget {arguments[0]}: error: ")
    assert says in told
    assert see == f"See topoalign-widget {arguments[0]} --help"


@pytest.mark.filterwarnings("default::UserWarning")
def test_warnings_are_lines(capsys):
    np.save("fine.npy", np.eye(9)[np.arange(150) % 9] * 9 + np.load("a.npy")[:, :1] / 20)
    assert main(["compare", "a.npy", "fine.npy", *MAPPER]) == 0
    out, err = capsys.readouterr()
    assert err.startswith("topoalign-widget compare: warning: The graphs are not equally fine")
    assert err.count("\n") == 1
    assert "warning" not in out


def test_interrupted(here, monkeypatch, capsys):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("topoalign_widget.cli.commands.align", interrupt)
    assert main(["compare", "a.npy", "b.npy", "-o", "r.csv"]) == 130
    assert capsys.readouterr().err == "topoalign-widget compare: interrupted\n"
    assert not (here / "r.csv").exists()


@pytest.mark.parametrize(
    ("at_terminal", "quiet", "shown"), [(True, [], True), (True, ["-q"], False), (False, [], False)]
)
def test_progress_is_for_whoever_waits_at_a_terminal(monkeypatch, capsys, at_terminal, quiet, shown):
    def slow(arrays, **_):
        list(with_progress(range(3), 3, "waiting"))
        return ta.suggest(arrays, lens="pca", cover="uniform", n_intervals=5, overlap=0.3)

    monkeypatch.setattr("topoalign_widget.cli.commands.suggest_parameters", slow)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: at_terminal, raising=False)
    assert main(["suggest", "a.npy", "--json", *quiet]) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)
    assert ("waiting" in err) == shown


@pytest.mark.parametrize("command", [[], ["compare"], ["suggest"], ["measures"]])
def test_help_fits_and_shows_every_option(command, capsys):
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert max(map(len, out.splitlines())) <= WIDTH
    assert "example:" in out
    options = {
        "compare": "--output --metadata --label --text --lens --intervals --overlap --jobs --seed --quiet",
        "suggest": "--json --lens --intervals --overlap --quiet",
        "measures": "--csv --json --shuffles --most-inputs --lens --intervals --overlap --jobs --seed --quiet",
    }
    for option in options.get("".join(command), "--version compare suggest measures").split():
        assert out.count(option) >= 1
    if command:
        assert "read on: docs/" in out


def test_version(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"topoalign-widget {ta.__version__}\n"


def test_a_real_process(here):
    command = [sys.executable, "-m", "topoalign_widget"]
    done = subprocess.run(
        [*command, "compare", "a.npy", "b.npy", *MAPPER, "-o", "x.topo"], capture_output=True, text=True
    )
    assert done.returncode == 0
    assert "match" in done.stdout
    assert done.stderr == "wrote x.topo\n"
    refused = subprocess.run([*command, "compare", "a.npy", "none.npy"], capture_output=True, text=True)
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == "topoalign-widget compare: error: There is no file 'none.npy'.\n"


def test_a_terminal_that_cannot_show_a_name(here):
    (here / "b.npy").rename("中é.npy")
    command = [
        sys.executable,
        "-m",
        "topoalign_widget",
        "measures",
        "a.npy",
        "中é.npy",
        *MAPPER,
        "--shuffles",
        "0",
    ]
    run = partial(subprocess.run, capture_output=True, env={**os.environ, "PYTHONIOENCODING": "ascii"})
    assert b"a \\u4e2d\\xe9" in run(command).stdout
    assert json.loads(run([*command, "--json"]).stdout)[0]["b"] == "中é"


def test_a_reader_that_has_read_enough(here):
    command = [sys.executable, "-m", "topoalign_widget", "suggest", "a.npy", *MAPPER]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait() == 0
