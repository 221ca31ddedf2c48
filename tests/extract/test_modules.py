"""Layers of any torch module, by hooks."""

import sys

import numpy as np
import pandas as pd
import pytest

import topoalign_widget as ta
from topoalign_widget.extract import InputsError, LayerError, MissingExtraError, OutOfMemoryError

X = np.random.default_rng(0).normal(size=(11, 4))


@pytest.fixture
def net(torch):
    nn = torch.nn
    return nn.Sequential(nn.Linear(4, 6), nn.ReLU(inplace=True), nn.Linear(6, 3))


def test_parts_of_a_module_in_batches(torch, net):
    states = ta.extract.hidden_states(net, X, batch_size=3)
    assert list(states) == ["0", "1", "2"]
    with torch.no_grad():
        first = net[0](torch.tensor(X, dtype=torch.float32))
        # Before the ReLU wrote over it in place.
        np.testing.assert_allclose(states["0"], first.numpy(), atol=1e-6)
        np.testing.assert_allclose(states["1"], first.clip(0).numpy(), atol=1e-6)
        np.testing.assert_allclose(states["2"], net(torch.tensor(X, dtype=torch.float32)).numpy(), atol=1e-6)
    assert list(ta.extract.hidden_states(net, X, layers=[-1, "0"])) == ["0", "2"]


def test_wrappers_and_lists_are_looked_into(torch):
    class Wrapped(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.net = torch.nn.Module()
            self.net.blocks = torch.nn.ModuleList(torch.nn.Linear(4, 4) for _ in range(2))
            self.net.head = torch.nn.Linear(4, 2)
            self.net.unused = torch.nn.Linear(4, 2)

        def forward(self, x):
            for block in self.net.blocks:
                x = block(x)
            return self.net.head(x)

    states = ta.extract.hidden_states(Wrapped(), X)
    assert list(states) == ["net.blocks.0", "net.blocks.1", "net.head"]
    assert list(ta.extract.hidden_states(Wrapped(), X, layers="net.*.1")) == ["net.blocks.1"]
    with pytest.raises(LayerError, match=r"'net.unused' did not run"):
        ta.extract.hidden_states(Wrapped(), X, layers="net.unused")


def test_a_module_that_runs_again_is_another_layer(torch):
    class Shared(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.linear, self.act = torch.nn.Linear(4, 4), torch.nn.Tanh()

        def forward(self, x):
            return self.act(self.linear(self.act(x)))

    states = ta.extract.hidden_states(Shared(), X, batch_size=4)
    assert list(states) == ["act", "linear", "act (2)"]
    np.testing.assert_allclose(states["act"], np.tanh(X), atol=1e-6)
    np.testing.assert_allclose(states["act (2)"], np.tanh(states["linear"]), atol=1e-6)


def test_maps_are_averaged(torch):
    net = torch.nn.Sequential(torch.nn.Conv2d(1, 5, 3), torch.nn.Flatten())
    images = np.random.default_rng(1).normal(size=(6, 1, 8, 8)).astype(np.float32)
    states = ta.extract.hidden_states(net, images, batch_size=4)
    with torch.no_grad():
        maps = net[0](torch.tensor(images)).numpy()
    np.testing.assert_allclose(states["0"], maps.mean((2, 3)), atol=1e-6)
    np.testing.assert_allclose(states["1"], maps.reshape(6, -1), atol=1e-6)
    with pytest.raises(LayerError, match="maps of 5 channels"):
        ta.extract.hidden_states(net, images, pool="cls")


def test_inputs_of_every_kind_are_the_same_inputs(torch, net, tmp_path):
    expected = ta.extract.hidden_states(net, X)["2"]
    loader = torch.utils.data.DataLoader(torch.tensor(X), batch_size=4)
    np.save(tmp_path / "x.npy", X)
    mapped = np.load(tmp_path / "x.npy", mmap_mode="r")
    for inputs in (
        torch.tensor(X),
        list(X),
        X.tolist(),
        [torch.tensor(x) for x in X],
        loader,
        mapped,
        iter(loader),
    ):
        np.testing.assert_allclose(ta.extract.hidden_states(net, inputs)["2"], expected, atol=1e-6)


def test_named_inputs(torch):
    class Two(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.sum = torch.nn.Identity()

        def forward(self, left, right):
            return self.sum(left + right)

    states = ta.extract.hidden_states(Two(), {"left": X, "right": 2 * X}, batch_size=4)
    np.testing.assert_allclose(states["sum"], 3 * X, atol=1e-6)
    with pytest.raises(InputsError, match="lengths are {'left': 11, 'right': 3}"):
        ta.extract.hidden_states(Two(), {"left": X, "right": X[:3]})


def test_tokens_without_a_mask(torch):
    sequences = np.random.default_rng(2).normal(size=(5, 7, 4)).astype(np.float32)
    for pool, expected in (("mean", sequences.mean(1)), ("cls", sequences[:, 0]), ("last", sequences[:, -1])):
        states = ta.extract.hidden_states(torch.nn.Identity(), sequences, pool=pool, batch_size=2)
        np.testing.assert_allclose(states["Identity"], expected, atol=1e-6)
    every = ta.extract.hidden_states(torch.nn.Identity(), iter([sequences[:2], sequences[2:]]), pool=None)
    np.testing.assert_array_equal(every["Identity"], sequences.reshape(-1, 4))
    assert every.tokens["input"].tolist() == np.repeat(range(5), 7).tolist()


def test_a_module_that_takes_token_ids_alone(torch, tokenizer):
    class Bag(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.vectors = torch.nn.Embedding(30, 5)

        def forward(self, input_ids):
            return self.vectors(input_ids)

    bag = Bag()
    texts = ["bread", "the birds fly"]
    states = ta.extract.hidden_states(bag, texts, tokenizer=tokenizer)
    for number, text in enumerate(texts):
        own = bag.vectors.weight[tokenizer(text)["input_ids"]].mean(0)
        np.testing.assert_allclose(states["vectors"][number], own.detach().numpy(), atol=1e-6)


def test_batches_with_labels_are_refused(net):
    with pytest.raises(InputsError, match="got a tuple. Pass only what the model takes"):
        ta.extract.hidden_states(net, iter([(X, np.zeros(11))]))
    with pytest.raises(InputsError, match="input 0 is a tuple of 2.*pass .x for x, label in data"):
        ta.extract.hidden_states(net, [([1.0], 0), ([2.0], 1)])


def test_an_iterator_is_of_batches(net):
    for items in (["birds", "fly"], [1.0, 2.0]):
        with pytest.raises(InputsError, match="Each item of an iterator is a batch.*of all inputs"):
            ta.extract.hidden_states(net, iter(items))
    states = ta.extract.hidden_states(net, iter([X[:4], X[:0], X[4:]]))
    assert all(len(values) == len(X) for values in states.values())


def test_a_column_of_arrays_is_an_array(net):
    column = ta.extract.hidden_states(net, pd.Series(list(X)))
    for name, values in ta.extract.hidden_states(net, X).items():
        np.testing.assert_array_equal(column[name], values)


def test_complex_values_are_refused(torch):
    with pytest.raises(LayerError, match="complex numbers"):
        ta.extract.hidden_states(torch.nn.Identity(), X.astype(np.complex64))


def test_too_little_memory_is_explained(torch):
    class Full(torch.nn.Module):
        def forward(self, x):
            raise RuntimeError("CUDA out of memory. Tried to allocate 2.00 GiB")

    with pytest.raises(OutOfMemoryError, match="A batch of 8 inputs does not fit .* smaller batch_size"):
        ta.extract.hidden_states(Full(), X, batch_size=8)


def test_other_errors_of_a_model_are_its_own(net):
    with pytest.raises(RuntimeError, match="shapes cannot be multiplied"):
        ta.extract.hidden_states(net, X[:, :3])


def test_without_torch_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtraError, match="pip install torch transformers"):
        ta.extract.hidden_states(None, X)
    assert issubclass(MissingExtraError, ImportError)
