"""The bundle gets into every distribution, with and without Node.js."""

import importlib.util
import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = "topoalign_widget/widget/static"
BUNDLE = [f"{STATIC}/{name}" for name in ("widget.js", "widget.css", "page.js", "page.css")]


@pytest.fixture(scope="module")
def hook():
    spec = importlib.util.spec_from_file_location("build_hook", ROOT / "js" / "build_hook.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path):
    """A copy of what a build reads, without the bundle."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder)
    left_out = shutil.ignore_patterns("node_modules", "static", "__pycache__", "tests")
    for name in ("js", "topoalign_widget"):
        shutil.copytree(ROOT / name, folder / name, ignore=left_out)
    return folder


def bundle(folder: Path, hook, text: str = "x") -> Path:
    static = folder / STATIC
    static.mkdir(parents=True)
    for name in hook.BUNDLE:
        (static / name).write_text(text)
    (static / hook.STAMP).write_text(hook.fingerprint(folder / "js"))
    return static


def hook_of(hook, folder: Path):
    return hook.BundleHook(str(folder), {}, None, None, str(folder), "wheel")


def test_freshness_is_about_script_style_and_sources(checkout, hook):
    js, static = checkout / "js", bundle(checkout, hook)
    assert hook.is_fresh(js, static)
    for name in hook.BUNDLE:
        kept = (static / name).read_text()
        (static / name).write_text("")
        assert not hook.is_fresh(js, static)
        (static / name).write_text(kept)
    source = js / "src" / "index.ts"
    source.write_bytes(source.read_bytes().replace(b"\n", b"\r\n"))
    assert hook.is_fresh(js, static)
    source.write_text(source.read_text() + "// changed\n")
    assert not hook.is_fresh(js, static)


def test_node_is_asked_for_only_where_it_is_needed_and_missing(checkout, hook, monkeypatch):
    monkeypatch.setattr(hook.shutil, "which", lambda name: None)
    assert hook_of(hook, checkout).dependencies() == [hook.NODE_REQUIREMENT]
    with pytest.raises(hook.BundleError, match=r"npm is not on the PATH. Install Node.js"):
        hook_of(hook, checkout).initialize("standard", {})
    bundle(checkout, hook)
    assert hook_of(hook, checkout).dependencies() == []
    hook_of(hook, checkout).initialize("standard", {})
    monkeypatch.setattr(hook.shutil, "which", lambda name: "/usr/bin/npm")
    shutil.rmtree(checkout / STATIC)
    assert hook_of(hook, checkout).dependencies() == []


def test_a_failing_build_says_what_npm_said(checkout, hook, monkeypatch):
    failed = subprocess.CompletedProcess([], 1, stdout="", stderr="no such package")
    monkeypatch.setattr(hook.shutil, "which", lambda name: "npm")
    monkeypatch.setattr(hook.subprocess, "run", lambda *args, **kwargs: failed)
    with pytest.raises(hook.BundleError, match="(?s)npm ci .*no such package"):
        hook.build(checkout / "js", checkout / STATIC)


def test_sdist_and_wheel_carry_the_bundle_and_the_wheel_runs_elsewhere(checkout, hook, tmp_path):
    """An sdist is built from a checkout; the wheel is built from it on a machine that has no Node.js."""
    bundle(checkout, hook, "export default {};")
    out = tmp_path / "dist"
    build = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out)]
    subprocess.run([*build, "--sdist", str(checkout)], check=True, capture_output=True)
    [sdist] = out.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = [name.partition("/")[2] for name in archive.getnames()]
    subprocess.run(["tar", "-xzf", str(sdist), "-C", str(tmp_path)], check=True)
    assert set(BUNDLE) <= set(names)
    assert not [name for name in names if "node_modules" in name]

    without_node = {**os.environ, "PATH": str(tmp_path / "empty")}
    unpacked = tmp_path / sdist.name.removesuffix(".tar.gz")
    subprocess.run([*build, "--wheel", str(unpacked)], check=True, capture_output=True, env=without_node)
    [wheel] = out.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        assert set(BUNDLE) <= set(archive.namelist())
        archive.extractall(tmp_path / "site")

    code = (
        "import topoalign_widget; from topoalign_widget import TopoAlignWidget as W; "
        "print(topoalign_widget.__file__); print(bool(str(W._esm)), bool(str(W._css)))"
    )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    ran = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    place, parts = ran.stdout.split("\n")[:2]
    assert Path(place).is_relative_to(tmp_path / "site")
    assert parts == "True True"
