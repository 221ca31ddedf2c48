"""The layers of a BERT-like ONNX model, as modules of torch, so that ``ta.extract.hidden_states`` can read them."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import onnx
import onnxruntime
import torch


class OnnxLayers(torch.nn.Module):
    """An ONNX model of transformer layers that run elsewhere; each layer's output passes through a module here.

    A BERT normalises its values after the embeddings and twice in each layer, after attention and at the end; and an
    ONNX graph gives the result of any node that is asked for.

    Parameters
    ----------
    path : path
        A model that takes ``input_ids`` and ``attention_mask`` and has no weights outside its file.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        model = onnx.load(path)
        norms = [node.output[0] for node in model.graph.node if _normalises(node)]
        self._outputs = norms[::2]
        known = {output.name for output in model.graph.output}
        model.graph.output.extend(
            onnx.helper.make_empty_tensor_value_info(name) for name in self._outputs if name not in known
        )
        content = model.SerializeToString()
        self._session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
        self._inputs = [given.name for given in self._session.get_inputs()]
        self._fingerprint = sha256(content).hexdigest()
        for depth in range(len(self._outputs)):
            self.add_module(f"layer {depth}" if depth else "embeddings", torch.nn.Identity())

    def extra_repr(self) -> str:
        """Tell one file from another: the weights are in no parameter, and a cache must know them."""
        return f"sha256={self._fingerprint}"

    def forward(self, **tokens: torch.Tensor) -> None:
        """Run the model on token ids and show each layer its output."""
        given = {name: tokens[name].numpy() for name in self._inputs}
        for layer, values in zip(self.children(), self._session.run(self._outputs, given), strict=True):
            layer(torch.from_numpy(values))


def _normalises(node: onnx.NodeProto) -> bool:
    """Tell where a layer's values are normalised; older exports write that out, and end with adding the bias."""
    return node.op_type == "LayerNormalization" or node.name.endswith("LayerNorm/Add_1")
