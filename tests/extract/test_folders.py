"""Results on disk: whole or not there, the same as in memory, and found again."""

import pickle

import numpy as np
import pandas as pd
import pytest

import topoalign_widget as ta
from tests.extract.conftest import TEXTS
from topoalign_widget.extract import FolderError, InputsError, States, TokenStates


def test_a_folder_holds_what_memory_would(bert, tokenizer, tmp_path):
    expected = ta.extract.hidden_states(bert, TEXTS, tokenizer=tokenizer, batch_size=2)
    states = ta.extract.hidden_states(
        bert, TEXTS, tokenizer=tokenizer, batch_size=2, out=tmp_path / "a" / "b"
    )
    for found in (states, ta.extract.load(tmp_path / "a" / "b")):
        assert list(found) == list(expected)
        for layer, array in found.items():
            assert isinstance(array, np.memmap)
            np.testing.assert_array_equal(array, expected[layer])
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["b"]


def test_tokens_come_back(bert, tokenizer, tmp_path):
    states = ta.extract.hidden_states(bert, TEXTS, tokenizer=tokenizer, pool=None, out=tmp_path / "t")
    expected = ta.extract.hidden_states(bert, TEXTS, tokenizer=tokenizer, pool=None)
    np.testing.assert_array_equal(states["layer 1"], expected["layer 1"])
    pd.testing.assert_frame_equal(states.tokens, expected.tokens, check_dtype=False)
    again = ta.extract.load(tmp_path / "t")
    assert isinstance(again, TokenStates)
    assert repr(again).endswith(f"\n  .tokens: {len(expected.tokens)} rows of input, position, token")


def test_states_are_shown_by_name_shape_and_place(torch, tmp_path):
    net = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU())
    x = np.ones((1200, 3), dtype=np.float32)
    states = ta.extract.hidden_states(net, x)
    assert repr(states) == "2 arrays of float32 in memory\n  '0': 1,200 x 4\n  '1': 1,200 x 4"
    stored = ta.extract.hidden_states(net, x, layers=1, out=tmp_path / "x")
    assert repr(stored) == f"1 array of float32 in {str(tmp_path / 'x')!r}, memory-mapped\n  '1': 1,200 x 4"
    many = repr(States({f"layer {i}": x for i in range(40)})).splitlines()
    assert (many[1], many[7], many[-1]) == (
        "  'layer 0': 1,200 x 3",
        "  ... 28 more",
        "  'layer 39': 1,200 x 3",
    )
    assert repr(States()) == "0 arrays of float32 in memory"
    assert repr(pickle.loads(pickle.dumps(states))) == repr(states)


def test_batches_of_unknown_number_go_to_a_folder(torch, tmp_path):
    x = np.random.default_rng(0).normal(size=(10, 3)).astype(np.float32)
    states = ta.extract.hidden_states(torch.nn.Identity(), iter([x[:4], x[4:]]), out=tmp_path / "x")
    np.testing.assert_array_equal(states["Identity"], x)


def test_what_was_interrupted_leaves_nothing(torch, tmp_path):
    x = np.ones((10, 3), dtype=np.float32)
    x[9] = np.nan
    with pytest.raises(ValueError, match="input 9"):
        ta.extract.hidden_states(torch.nn.Identity(), x, batch_size=2, out=tmp_path / "x")
    assert not list(tmp_path.iterdir())


def test_nothing_is_written_over(torch, tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(FolderError, match="is there already"):
        ta.extract.hidden_states(torch.nn.Identity(), np.ones((3, 2)), out=tmp_path)
    with pytest.raises(FolderError, match="holds no extracted arrays"):
        ta.extract.load(tmp_path)


@pytest.fixture
def counted(torch, monkeypatch, tmp_path):
    """A module that counts its calls, but for those with two inputs that tell axes; and a cache of its own."""
    monkeypatch.setenv("TOPOALIGN_CACHE", str(tmp_path / "cache"))

    class Counted(torch.nn.Module):
        calls = 0

        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Linear(3, 2)

        def forward(self, x):
            Counted.calls += len(x) > 2
            return self.layer(x)

    return Counted()


def test_the_same_is_not_computed_again(counted):
    x = np.random.default_rng(0).normal(size=(10, 3))
    first = ta.extract.hidden_states(counted, x, cache=True)
    again = ta.extract.hidden_states(counted, x.copy(), cache=True, batch_size=3)
    assert counted.calls == 1
    np.testing.assert_array_equal(first["layer"], again["layer"])
    assert ta.extract.cache_folder().is_dir()


def test_what_differs_is_computed(torch, counted):
    x = np.random.default_rng(0).normal(size=(10, 3))
    ta.extract.hidden_states(counted, x, cache=True)
    ta.extract.hidden_states(counted, x + 1e-9, cache=True)
    ta.extract.hidden_states(counted, x.astype(np.float32), cache=True)
    ta.extract.hidden_states(counted, x, cache=True, layers="layer")
    ta.extract.hidden_states(counted, x, cache=True, pool="last")
    assert counted.calls == 5
    with torch.no_grad():
        counted.layer.weight[0, 0] += 1
    changed = ta.extract.hidden_states(counted, x, cache=True)
    assert counted.calls == 6
    np.testing.assert_array_equal(changed["layer"], ta.extract.hidden_states(counted, x)["layer"])


def test_settings_that_are_no_weights_are_known(torch, counted):
    class Scaled(torch.nn.Identity):
        def __init__(self, factor):
            super().__init__()
            self.factor = factor

        def forward(self, x):
            return self.factor * x

    x = np.ones((3, 2), dtype=np.float32)
    for factor in (1.0, 2.0, torch.tensor(3.0), np.float32(4)):
        states = ta.extract.hidden_states(Scaled(factor), x, cache=True)
        np.testing.assert_array_equal(states["Scaled"], np.full((3, 2), factor, dtype=np.float32))


@pytest.mark.filterwarnings("ignore")
def test_packed_weights_are_known(torch, counted):
    def quantised(seed):
        torch.manual_seed(seed)
        model = torch.nn.Sequential(torch.nn.Linear(3, 2), torch.nn.ReLU())
        return torch.ao.quantization.quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.qint8)

    x = np.ones((3, 3), dtype=np.float32)
    first, second = (ta.extract.hidden_states(quantised(seed), x, cache=True)["0"] for seed in (0, 1))
    assert not np.array_equal(first, second)


def test_a_hook_cannot_be_known(counted):
    counted.layer.register_forward_hook(lambda module, inputs, output: 2 * output)
    with pytest.raises(InputsError, match="hooked on 'layer'.*Leave cache=True out"):
        ta.extract.hidden_states(counted, np.ones((3, 3)), cache=True)


def test_names_of_tokens_are_those_of_the_tokenizer(bert, tokenizer, counted):
    for own, names in ((None, ["5", "6"]), (tokenizer, ["a", "old"])):
        states = ta.extract.hidden_states(bert, [[5, 6]], tokenizer=own, pool=None, cache=True)
        assert states.tokens["token"].tolist() == names


def test_a_cache_that_cannot_be_written_to(counted, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TOPOALIGN_CACHE", str(tmp_path / "file"))
    with pytest.raises(FolderError, match="Set TOPOALIGN_CACHE to another folder"):
        ta.extract.hidden_states(counted, np.ones((3, 3)), cache=True)
    with pytest.raises(FolderError, match="Give another folder"):
        ta.extract.hidden_states(counted, np.ones((3, 3)), out=tmp_path / "file" / "x")
    with pytest.raises(FolderError, match="needs a name of its own"):
        ta.extract.hidden_states(counted, np.ones((3, 3)), out="")
    assert not counted.calls


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "layer.npy").unlink(),
        lambda folder: (folder / "layer.npy").write_bytes((folder / "layer.npy").read_bytes()[:-1]),
        lambda folder: (folder / "contents.json").write_text("{"),
        lambda folder: (folder / "contents.json").write_bytes(b"\xff"),
        lambda folder: (folder / "contents.json").write_text("[]"),
    ],
)
def test_what_is_left_of_a_folder_is_refused(counted, tmp_path, damage):
    ta.extract.hidden_states(counted, np.ones((3, 3)), out=tmp_path / "x")
    damage(tmp_path / "x")
    with pytest.raises(FolderError, match="extracted arrays no longer"):
        ta.extract.load(tmp_path / "x")
    with pytest.raises(FolderError, match="holds no extracted arrays"):
        ta.extract.load(tmp_path / "x" / "contents.json")


def test_texts_are_known_by_their_tokens(bert, tokenizer, counted):
    kept = [
        ta.extract.hidden_states(bert, texts, tokenizer=tokenizer, cache=True, focus=focus, layers=1)[
            "layer 1"
        ]
        for texts, focus in (
            (TEXTS, None),
            (TEXTS, [text.split()[-1] for text in TEXTS]),
            (TEXTS[::-1], None),
        )
    ]
    assert len({array.tobytes() for array in map(np.asarray, kept)}) == 3
    assert len(list(ta.extract.cache_folder().iterdir())) == 3


def test_what_cannot_be_known_again_is_not_cached(counted):
    with pytest.raises(InputsError, match="cannot be known again"):
        ta.extract.hidden_states(counted, iter([np.ones((2, 3))]), cache=True)


def test_where_arrays_are_kept(monkeypatch, tmp_path):
    monkeypatch.delenv("TOPOALIGN_CACHE", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", "C:/Local")
    found = {}
    for platform in ("linux", "darwin", "win32"):
        monkeypatch.setattr("sys.platform", platform)
        found[platform] = ta.extract.cache_folder().as_posix()
    assert found["linux"] == f"{tmp_path.as_posix()}/topoalign-widget"
    assert found["darwin"].endswith("/Library/Caches/topoalign-widget")
    assert found["win32"] == "C:/Local/topoalign-widget"
