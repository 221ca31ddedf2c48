"""Representations and metadata from files."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from safetensors.numpy import save_file

from topoalign_widget.extract import FolderError, embeddings
from topoalign_widget.files import FileError, Named, parsed, read_metadata, read_representations

X = np.arange(12, dtype=np.float32).reshape(4, 3)
LAYERS = np.arange(24, dtype=np.float32).reshape(2, 4, 3)


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    np.save("x.npy", X)
    np.save("layers.npy", LAYERS)
    np.savez("one.npz", X)
    np.savez("two.npz", a=X, b=X + 1)
    pd.DataFrame({"name": list("abcd"), "u": [1, 2, 3, 4], "v": [0.5] * 4, "lists": list(X)}).to_parquet(
        "t.parquet"
    )
    save_file({"a": X, "half": X.astype(np.float16)}, "t.safetensors")


def shapes(*given):
    return {name: np.shape(array) for name, array in read_representations(given).items()}


@pytest.mark.parametrize(
    ("given", "taken_apart"),
    [
        ("x.npy", (None, "x.npy", None)),
        ("L6=x.npy", ("L6", "x.npy", None)),
        ("=x.npy", (None, "x.npy", None)),
        ("a.npz:k=v", (None, "a.npz", "k=v")),
        ("L 6 = a.npz:encoder.0", ("L 6", " a.npz", "encoder.0")),
        ("run=1/topic=2/x.npz:k", ("run", "1/topic=2/x.npz", "k")),
        ("data/run=1/x.npy", (None, "data/run=1/x.npy", None)),
        ("C:\\data\\x.npy", (None, "C:\\data\\x.npy", None)),
        ("n=C:\\data\\x.npz:k", ("n", "C:\\data\\x.npz", "k")),
        ("at 12:30.npy", (None, "at 12:30.npy", None)),
        ("at 12:30.npz:k", (None, "at 12:30.npz", "k")),
        ("x.npz:params/dense:0", (None, "x.npz", "params/dense:0")),
        ("X.PARQUET:vectors", (None, "X.PARQUET", "vectors")),
    ],
)
def test_names_paths_and_keys(given, taken_apart):
    assert parsed(given) == Named(*taken_apart)


def test_names():
    assert shapes("x.npy") == {"x": (4, 3)}
    assert shapes("L6=x.npy", "x.npy") == {"L6": (4, 3), "x": (4, 3)}
    assert shapes("one.npz") == {"one": (4, 3)}
    assert shapes("two.npz") == {"a": (4, 3), "b": (4, 3)}
    assert shapes("two.npz", "x.npy") == {"two a": (4, 3), "two b": (4, 3), "x": (4, 3)}
    assert shapes("m=two.npz") == {"m a": (4, 3), "m b": (4, 3)}
    assert shapes("m=two.npz:b", "two.npz:a") == {"m": (4, 3), "two a": (4, 3)}
    assert shapes("layers.npy") == {"layer 0": (4, 3), "layer 1": (4, 3)}
    assert list(shapes("layers.npy", "m=layers.npy")) == [
        "layers layer 0",
        "layers layer 1",
        "m layer 0",
        "m layer 1",
    ]


def test_values():
    np.testing.assert_array_equal(read_representations(["two.npz:b"])["two b"], X + 1)
    np.testing.assert_array_equal(read_representations(["layers.npy"])["layer 1"], LAYERS[1])
    np.testing.assert_array_equal(read_representations(["t.parquet"])["t"], [[i, 0.5] for i in (1, 2, 3, 4)])
    np.testing.assert_array_equal(read_representations(["t.parquet:lists"])["t lists"], X)
    found = read_representations(["t.safetensors"])
    assert {name: array.dtype for name, array in found.items()} == {"a": np.float32, "half": np.float16}
    np.testing.assert_array_equal(found["a"], X)


def test_npy_stays_on_the_disk():
    assert isinstance(read_representations(["x.npy"])["x"], np.memmap)


def test_folders_that_were_extracted_to(tmp_path):
    embeddings(
        lambda texts: np.array([[len(text), 0] for text in texts]), ["a", "bb", "ccc"], out=tmp_path / "out"
    )
    [array] = read_representations(["out"]).values()
    assert isinstance(array, np.memmap)
    assert array[:, 0].tolist() == [1, 2, 3]
    with pytest.raises(FolderError, match="holds no extracted arrays"):
        read_representations(["."])


def test_bfloat16(monkeypatch):
    header = b'{"t":{"dtype":"BF16","shape":[2,2],"data_offsets":[0,8]}}'
    numbers = np.array([0x3F80, 0x4000, 0x4040, 0x4080], dtype="<u2")  # 1, 2, 3, 4
    Path("b.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + numbers.tobytes())
    says = r"'t' in 'b.safetensors' is of type BF16, which only torch reads.* float32"
    with monkeypatch.context() as without_torch:
        without_torch.setitem(sys.modules, "torch", None)
        with pytest.raises(FileError, match=says):
            read_representations(["b.safetensors"])
    pytest.importorskip("torch")
    np.testing.assert_array_equal(read_representations(["b.safetensors"])["b"], [[1, 2], [3, 4]])


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("none.npy", r"There is no file 'none\.npy'"),
        (
            "x.h5",
            r"A representation can be \.npy, \.npz, \.parquet or \.safetensors, by the suffix; got 'x\.h5'\. Save it",
        ),
        ("", "is given as path, name=path or path:key"),
        ("x.npy:k", r"holds one array, which has no name; got the key 'k'"),
        ("two.npz:bb", r"has no 'bb'\. Did you mean 'b'\? It has 'a', 'b'"),
        ("t.safetensors:c", r"has no 'c'\..* It has 'a', 'half'"),
        ("t.parquet:list", r"has no 'list'\. Did you mean 'lists'\?"),
        ("t.parquet:name", "must have a list of numbers in each row"),
        ("ragged.parquet:x", "all of the same length"),
        (
            "words.parquet",
            r"has no numeric columns\. Name a column of lists: words\.parquet:column\. It has 'w'",
        ),
        ("empty.npz", "holds nothing"),
        ("objects.npy", "it has Python objects in it, or something else"),
        ("objects.npz", "it has Python objects in it, or something else"),
        ("junk.npy", "it has Python objects in it, or something else"),
        ("garbled.npz", "while decompressing data"),
        ("part.npy", r"is no \.npy file that can be read"),
        ("part.npz", r"is no \.npz file that can be read"),
        ("part.parquet", r"is no \.parquet file that can be read"),
        ("part.safetensors", r"is no \.safetensors file that can be read"),
        ("really_npz.npy", r"holds several arrays\. Call it \.npz"),
        ("really_npy.npz", r"holds one array\. Call it \.npy"),
    ],
)
def test_what_is_no_representation(tmp_path, given, says):
    pd.DataFrame({"x": [[1], [1, 2]]}).to_parquet("ragged.parquet")
    pd.DataFrame({"w": ["a"]}).to_parquet("words.parquet")
    np.savez("empty.npz")
    np.save("objects.npy", np.array([{}]), allow_pickle=True)
    np.savez("objects.npz", a=np.array([{}]), allow_pickle=True)
    Path("junk.npy").write_bytes(b"junk" * 100)
    np.savez_compressed("garbled.npz", a=np.random.default_rng(0).normal(size=(9, 9)))
    garbled = bytearray(Path("garbled.npz").read_bytes())
    garbled[60:90] = bytes(30)
    Path("garbled.npz").write_bytes(garbled)
    for whole in ("x.npy", "two.npz", "t.parquet", "t.safetensors"):
        content = (tmp_path / whole).read_bytes()
        (tmp_path / whole).with_stem("part").write_bytes(content[: len(content) // 2])
    (tmp_path / "two.npz").rename("really_npz.npy") if given == "really_npz.npy" else None
    (tmp_path / "really_npy.npz").write_bytes((tmp_path / "x.npy").read_bytes())
    with pytest.raises(FileError, match=says):
        read_representations([given])


def test_numbers_that_may_be_missing(tmp_path):
    frame = pd.DataFrame(
        {"u": [1.5, 2], "n": pd.array([3, None], dtype="Int64"), "t": pd.to_timedelta([1, 2])}
    )
    frame.to_parquet("n.parquet")
    np.testing.assert_array_equal(read_representations(["n.parquet"])["n"], [[1.5, 3], [2, np.nan]])


def test_one_name_for_two():
    with pytest.raises(
        FileError, match=r"Two representations are called 'x'\. Give one a name of its own: name=x\.npy"
    ):
        read_representations(["x.npy", "x.npy"])


def test_without_safetensors(monkeypatch):
    monkeypatch.setitem(sys.modules, "safetensors", None)
    with pytest.raises(ImportError, match="pip install safetensors"):
        read_representations(["t.safetensors"])


def test_metadata(tmp_path):
    frame = pd.DataFrame({"topic": ["a", "b"], "text": ["x, y", 'é "z"']})
    frame.to_csv("m.csv", index=False)
    frame.to_csv("m.tsv", index=False, sep="\t")
    frame.to_csv("semicolons.csv", index=False, sep=";", encoding="utf-8-sig")
    frame.to_csv("tabs.csv", index=False, sep="\t")
    frame.to_csv("commas.tsv", index=False)
    frame.to_parquet("m.parquet")
    for name in ("m.csv", "m.tsv", "semicolons.csv", "tabs.csv", "commas.tsv", "m.parquet"):
        pd.testing.assert_frame_equal(read_metadata(name), frame)
    (tmp_path / "latin.csv").write_bytes("é\n".encode("latin-1"))
    (tmp_path / "odd.csv").write_text("a,b\n1,2,3\n4,5,6,7\n")
    (tmp_path / "empty.csv").write_text("")
    (tmp_path / "shifted.csv").write_text("a,b\n1,2,3\n4,5,6\n")
    (tmp_path / "trailing.csv").write_text("a,b\n1,2,\n4,5,\n")
    assert read_metadata("trailing.csv").to_dict("list") == {"a": [1, 4], "b": [2, 5]}
    (tmp_path / "own.csv").write_text("a;b,c\n1;2,3\n")
    assert list(read_metadata("own.csv")) == ["a;b", "c"]
    (tmp_path / "several.csv").write_text("a;b\tc\n1;2\t3\n")
    assert list(read_metadata("several.csv")) == ["a;b\tc"]
    with pytest.raises(FileError, match="more fields than its first line has names, if ',' separates them"):
        read_metadata("shifted.csv")
    with pytest.raises(FileError, match=r"is not UTF-8: it has a byte 0xe9\. Save it as UTF-8"):
        read_metadata("latin.csv")
    for name in ("odd.csv", "empty.csv"):
        with pytest.raises(FileError, match="is no table that can be read"):
            read_metadata(name)
    with pytest.raises(FileError, match=r"Metadata can be \.csv, \.tsv or \.parquet"):
        read_metadata("m.xlsx")
