"""The axes of what modules compute: whatever their order, rows are inputs and columns are features."""

import warnings

import numpy as np
import pytest

import topoalign_widget as ta
from topoalign_widget.extract import AxisWarning, LayerError

RNG = np.random.default_rng(0)
# Batches of 4 and 2 inputs; sequences as long as either must not be taken for inputs.
N, BATCH = 10, 4


def sequences(length, width=3):
    """Tokens before features, as attention takes them."""
    return RNG.normal(size=(N, length, width)).astype(np.float32)


def signals(length):
    """Channels before places, as convolutions take them."""
    return RNG.normal(size=(N, 3, length)).astype(np.float32)


def read(model, inputs, **options):
    """Read with no warning: what is not told is an error here."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", AxisWarning)
        return ta.extract.hidden_states(model, inputs, batch_size=BATCH, progress=False, **options)


def plain(torch, module, inputs):
    module.eval()
    with torch.no_grad():
        return module(torch.tensor(inputs))


def time_major(torch, kind):
    nn = torch.nn

    class TimeMajor(nn.Module):
        def __init__(self):
            super().__init__()
            if kind == "encoder":
                self.inner = nn.TransformerEncoderLayer(6, 2, 8)
            elif kind == "attention":
                self.inner = nn.MultiheadAttention(6, 2)
            else:
                self.inner = getattr(nn, kind)(6, 5)
            self.head = nn.Linear(5 if kind in ("LSTM", "GRU", "RNN") else 6, 2)

        def inside(self, x):
            x = x.transpose(0, 1)
            out = self.inner(x, x, x) if kind == "attention" else self.inner(x)
            return (out if kind == "encoder" else out[0]).transpose(0, 1)

        def forward(self, x):
            return self.head(self.inside(x)[:, -1])

    return TimeMajor()


@pytest.mark.parametrize("length", [1, 2, 3, BATCH, 7])
@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN", "encoder", "attention"])
def test_time_before_inputs(torch, kind, length):
    model, x = time_major(torch, kind), sequences(length, 6)
    model.eval()
    with torch.no_grad():
        expected = model.inside(torch.tensor(x)).numpy()
    np.testing.assert_allclose(read(model, x)["inner"], expected.mean(1), atol=1e-5)
    np.testing.assert_allclose(read(model, x, pool="last")["inner"], expected[:, -1], atol=1e-5)
    every = read(model, x, layers="inner", pool=None)
    np.testing.assert_allclose(every["inner"], expected.reshape(N * length, -1), atol=1e-5)


@pytest.mark.parametrize("n_inputs", [1, 2, 3])
def test_few_inputs_with_time_first(torch, n_inputs):
    model, x = time_major(torch, "LSTM"), sequences(n_inputs, 6)[:n_inputs]
    model.eval()
    with torch.no_grad():
        expected = model.inside(torch.tensor(x)).mean(1).numpy()
    np.testing.assert_allclose(read(model, x)["inner"], expected, atol=1e-5)


def test_inputs_before_time(torch):
    lstm, x = torch.nn.LSTM(3, 5, batch_first=True), sequences(BATCH)
    np.testing.assert_allclose(read(lstm, x)["LSTM"], plain(torch, lstm, x)[0].mean(1).numpy(), atol=1e-6)


def test_time_first_in_batches_that_are_ready(torch):
    model, x = time_major(torch, "GRU"), sequences(BATCH, 6)
    batches = [{"x": torch.tensor(x[:BATCH])}, {"x": torch.tensor(x[BATCH:])}]
    np.testing.assert_allclose(read(model, iter(batches))["inner"], read(model, x)["inner"], atol=1e-6)


def test_what_is_no_inputs_axis_is_refused(torch):
    class Positions(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.places = torch.nn.Embedding(BATCH, 3)

        def forward(self, x):
            return x + self.places(torch.arange(BATCH))

    said = r"'places' gave shape \(4, 3\) for a batch of 4 inputs, and \(4, 3\) for 2; the first axis"
    with pytest.raises(LayerError, match=said):
        read(Positions(), sequences(BATCH)[:8])


def test_inputs_read_one_by_one_are_refused(torch):
    class OneByOne(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = torch.nn.GRU(3, 5)

        def forward(self, x):
            return torch.stack([self.rnn(row)[0][-1] for row in x])

    with pytest.raises(LayerError, match=r"'rnn' gave shape \(4, 5\)"):
        read(OneByOne(), sequences(BATCH)[:8])


def test_a_model_of_one_batch_size(torch):
    class Fixed(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = torch.nn.GRU(3, 5)

        def forward(self, x):
            return self.rnn(x.transpose(0, 1), torch.zeros(1, BATCH, 5))[0]

    model = Fixed()
    x = sequences(7)[:8]
    expected = torch.cat([model(torch.tensor(part)) for part in (x[:4], x[4:])], dim=1).mean(0)
    np.testing.assert_allclose(read(model, x)["rnn"], expected.detach().numpy(), atol=1e-6)
    with pytest.raises(
        LayerError, match=r"\(4, 4, 5\) .* either of its first two axes .* another batch_size"
    ):
        read(model, sequences(BATCH)[:8])


@pytest.mark.parametrize("length", [BATCH, 10])
def test_places_of_a_convolution_in_one_dimension(torch, length):
    nn = torch.nn
    net = nn.Sequential(
        nn.Conv1d(3, 8, 3, padding=1),
        nn.BatchNorm1d(8),
        nn.GELU(),
        nn.MaxPool1d(2),
        nn.Sequential(nn.Conv1d(8, 6, 1), nn.Tanh()),
        nn.ConvTranspose1d(6, 7, 2),
        nn.Dropout(),
        nn.InstanceNorm1d(7),
        nn.GroupNorm(1, 7),
        nn.AdaptiveAvgPool1d(1),
        nn.Flatten(),
        nn.Linear(7, 2),
    )
    x = signals(length)
    states = read(net, x)
    for number in range(len(net)):
        expected = plain(torch, net[: number + 1], x)
        expected = expected.mean(2) if expected.ndim == 3 else expected
        np.testing.assert_allclose(states[str(number)], expected.numpy(), atol=1e-5)
    conv = plain(torch, net[0], x).numpy()
    np.testing.assert_allclose(read(net, x, layers="0", pool="last")["0"], conv[:, :, -1], atol=1e-5)
    every = read(net, x, layers="0", pool=None)["0"]
    np.testing.assert_allclose(every, conv.transpose(0, 2, 1).reshape(-1, 8), atol=1e-5)


def block(torch, end):
    class Block(torch.nn.Module):
        """Computes by a convolution, and ends in what no module says."""

        def __init__(self):
            super().__init__()
            self.conv = torch.nn.Conv1d(3, 6, 3)

        def forward(self, x):
            return end(self.conv(x))

    return torch.nn.Sequential(Block(), torch.nn.Identity())


@pytest.mark.parametrize(
    ("end", "tokens"),
    [
        (lambda x: x.relu(), 2),
        (lambda x: x.transpose(1, 2), 1),  # as in front of a transformer
        (lambda x: x.permute(2, 0, 1), 0),  # the same, with time first
        (lambda x: x[:, :3] * x[:, 3:], 2),  # gated: half the channels, the same places
        (lambda x: x[..., ::2], 2),  # the same channels, half the places
    ],
)
def test_what_follows_a_convolution(torch, end, tokens):
    net, x = block(torch, end), signals(11)
    expected = plain(torch, net[0], x).mean(tokens).numpy()
    for values in read(net, x).values():
        np.testing.assert_allclose(values, expected, atol=1e-6)


def test_what_nothing_tells_is_assumed_aloud(torch):
    net, x = block(torch, lambda x: x.relu()), signals(8)
    with pytest.warns(
        AxisWarning, match=r"'0' \(4, 6, 6\) as \(n_inputs, n_features, n_tokens\), '1'"
    ) as warned:
        states = ta.extract.hidden_states(net, x, batch_size=BATCH, progress=False)
    assert [(one.filename, one.category) for one in warned] == [(__file__, AxisWarning)]
    np.testing.assert_allclose(states["0"], plain(torch, net[0], x).mean(2).numpy(), atol=1e-6)
    # What says itself what it computes needs no sizes.
    np.testing.assert_allclose(
        read(net, x, layers="0.conv")["0.conv"], plain(torch, net[0].conv, x).mean(2).numpy(), atol=1e-6
    )


def test_patches_of_an_image_are_tokens(torch):
    class Patches(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.conv, self.first = (
                torch.nn.Conv2d(1, 6, 2, stride=2),
                torch.nn.Parameter(torch.zeros(1, 1, 6)),
            )

        def forward(self, x):
            patches = self.conv(x).flatten(2).transpose(1, 2)
            return torch.cat([self.first.expand(len(x), -1, -1), patches], 1)

    net = torch.nn.Sequential(Patches(), torch.nn.TransformerEncoderLayer(6, 2, 8, batch_first=True))
    x = RNG.normal(size=(N, 1, 8, 8)).astype(np.float32)
    states = read(net, x, layers=["0", "0.conv", "1"], pool="mean")
    np.testing.assert_allclose(states["0"], plain(torch, net[0], x).mean(1).numpy(), atol=1e-5)
    np.testing.assert_allclose(states["0.conv"], plain(torch, net[0].conv, x).mean((2, 3)).numpy(), atol=1e-5)
    np.testing.assert_allclose(states["1"], plain(torch, net, x).mean(1).numpy(), atol=1e-5)


def test_maps_made_flat_are_places(torch):
    net = torch.nn.Sequential(torch.nn.Conv2d(1, 5, 3), torch.nn.Flatten(2))
    x = RNG.normal(size=(N, 1, 8, 8)).astype(np.float32)
    np.testing.assert_allclose(read(net, x)["1"], plain(torch, net, x).mean(2).numpy(), atol=1e-6)


def test_modules_return_several_things(torch):
    class Several(torch.nn.Module):
        def __init__(self, pack):
            super().__init__()
            self.linear, self.pack = torch.nn.Linear(3, 5), pack

        def forward(self, x):
            return self.pack(self.linear(x))

    x = sequences(BATCH)
    for pack in (lambda y: (y, None), lambda y: {"state": y}):
        net = torch.nn.Sequential(Several(pack))
        expected = plain(torch, net[0].linear, x).mean(1).numpy()
        np.testing.assert_allclose(read(net, x, layers="0")["0"], expected, atol=1e-6)


def test_modules_of_a_transformer_with_as_many_tokens_as_inputs(bert, tokenizer):
    texts = ["a bird", "bread", "the bread", "a bird"] * 2
    assert max(len(ids) for ids in tokenizer(texts)["input_ids"]) == BATCH
    states = read(bert, texts, tokenizer=tokenizer, layers=[1, "encoder.layer.0"])
    np.testing.assert_allclose(states["encoder.layer.0"], states["layer 1"], atol=1e-6)


def test_no_hook_is_left(torch):
    net = block(torch, lambda x: x.relu())
    read(net, signals(11))
    assert not any(module._forward_hooks for module in net.modules())
