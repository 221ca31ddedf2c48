"""Hidden states of transformers: each input's are those that it has by itself, whatever its batch."""

import numpy as np
import pandas as pd
import pytest

import topoalign_widget as ta
from tests.extract.conftest import TEXTS
from topoalign_widget.extract import (
    FocusError,
    InputsError,
    LayerError,
    OptionError,
    OutputError,
    TokenStates,
    TruncationWarning,
)
from topoalign_widget.extract.layers import _tell
from topoalign_widget.representations import as_representations

POOLED = {"mean": lambda x: x.mean(0), "cls": lambda x: x[0], "last": lambda x: x[-1]}


def alone(torch, model, tokenizer, *text):
    """Compute an input's hidden states without padding, as arrays of shape (n_tokens, n_features)."""
    model.eval()
    with torch.no_grad():
        states = model(**tokenizer(*text, return_tensors="pt"), output_hidden_states=True).hidden_states
    return [layer[0].numpy() for layer in states]


def hooked(model):
    """Find the hooks that are ours: transformers leaves some of its own."""
    hooks = [hook for module in model.modules() for hook in module._forward_hooks.values()]
    return [hook for hook in hooks if getattr(hook, "func", None) is _tell]


@pytest.fixture(params=["bert", "gpt2"])
def model(request):
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("pool", POOLED)
@pytest.mark.parametrize("batch_size", [1, 3, 100])
def test_each_input_has_the_states_that_it_has_by_itself(torch, model, tokenizer, pool, batch_size, side):
    tokenizer.padding_side = side
    states = ta.extract.hidden_states(model, TEXTS, tokenizer=tokenizer, pool=pool, batch_size=batch_size)
    assert list(states) == ["embeddings", "layer 1", "layer 2", "layer 3"]
    for number, text in enumerate(TEXTS):
        for array, own in zip(states.values(), alone(torch, model, tokenizer, text), strict=True):
            assert array.dtype == np.float32
            np.testing.assert_allclose(array[number], POOLED[pool](own), atol=1e-5)


@pytest.mark.parametrize("side", ["left", "right"])
def test_token_ids_that_are_padded_already(torch, model, tokenizer, side):
    tokenizer.padding_side = side
    given = tokenizer(TEXTS, padding=True, return_tensors="pt")
    for inputs in (given, dict(tokenizer(TEXTS)), tokenizer(TEXTS)["input_ids"]):
        states = ta.extract.hidden_states(model, inputs, pool="last", batch_size=2)
        for number, text in enumerate(TEXTS):
            own = alone(torch, model, tokenizer, text)[-1]
            np.testing.assert_allclose(states["layer 3"][number], own[-1], atol=1e-5)


def test_pairs_of_texts(torch, bert, tokenizer):
    tokenizer.model_input_names = ["input_ids", "token_type_ids", "attention_mask"]
    assert 1 in tokenizer("bread", "birds")["token_type_ids"]
    pairs = list(zip(TEXTS, TEXTS[::-1], strict=True))
    states = ta.extract.hidden_states(bert, pairs, tokenizer=tokenizer)
    for number, pair in enumerate(pairs):
        own = alone(torch, bert, tokenizer, *pair)[2].mean(0)
        np.testing.assert_allclose(states["layer 2"][number], own, atol=1e-5)


def test_every_token(torch, bert, tokenizer):
    states = ta.extract.hidden_states(bert, TEXTS, tokenizer=tokenizer, pool=None, batch_size=2)
    assert isinstance(states, TokenStates)
    own = [alone(torch, bert, tokenizer, text)[3] for text in TEXTS]
    np.testing.assert_allclose(states["layer 3"], np.concatenate(own), atol=1e-5)
    expected = [
        (number, position, token)
        for number, text in enumerate(TEXTS)
        for position, token in enumerate(tokenizer.convert_ids_to_tokens(tokenizer(text)["input_ids"]))
    ]
    assert list(states.tokens.itertuples(index=False, name=None)) == expected


def test_focus_pools_the_tokens_of_a_word(torch, bert, tokenizer):
    texts = ["the old baker sold bread", "Bakers fly"]
    lowered = [text.lower() for text in texts]
    states = ta.extract.hidden_states(bert, lowered, tokenizer=tokenizer, focus=["baker", "Bakers"])
    for number, tokens in enumerate([[3, 4], [1, 2]]):
        own = alone(torch, bert, tokenizer, lowered[number])[3][tokens].mean(0)
        np.testing.assert_allclose(states["layer 3"][number], own, atol=1e-5)
    by_place = ta.extract.hidden_states(
        bert, texts[:1], tokenizer=tokenizer, focus=[(8, 13)], layers=-1, pool="last"
    )
    own = alone(torch, bert, tokenizer, texts[0])[3][4]
    np.testing.assert_allclose(by_place["layer 3"][0], own, atol=1e-5)


@pytest.mark.parametrize(
    ("focus", "said"),
    [
        (["bird", "fly"], r"'fly' does not occur in input 1"),
        (["fly", "birds"], r"'fly' occurs 2 times, at \[2, 14\], in input 0"),
        ([(0, 99), "birds"], r"\(0, 99\) of input 0 is no part of its 17 characters"),
        (["bird"], "for each of 2 inputs; got 1"),
        ("bird", "got the one word 'bird'"),
        (["bird", np.nan], r"that of input 1 is nan"),
        ([(0.0, 1.0), "birds"], r"that of input 0 is \(0.0, 1.0\)"),
    ],
)
def test_a_focus_that_cannot_be_found(bert, tokenizer, focus, said):
    texts = ["a fly, a bird fly", "birds"]
    with pytest.raises(FocusError, match=said):
        ta.extract.hidden_states(bert, texts, tokenizer=tokenizer, focus=focus)


def test_texts_that_are_too_long(bert, tokenizer):
    long = " ".join(["bread"] * 40 + ["birds"])
    with pytest.warns(
        TruncationWarning, match="1 of 2 inputs are longer than the 24 tokens.*first is input 1"
    ):
        states = ta.extract.hidden_states(bert, ["birds fly", long], tokenizer=tokenizer, pool=None)
    assert states.tokens.groupby("input").size().tolist() == [5, 24]
    with pytest.raises(FocusError, match="'birds' of input 0 was cut off"):
        ta.extract.hidden_states(bert, [long], tokenizer=tokenizer, focus=["birds"])


def test_layers_by_number_name_and_pattern(torch, bert, tokenizer):
    every = ta.extract.hidden_states(bert, TEXTS, tokenizer=tokenizer)
    some = ta.extract.hidden_states(
        bert, TEXTS, tokenizer=tokenizer, layers=["encoder.layer.*", 0, -1, "layer 2"]
    )
    assert sorted(some) == ["embeddings", *(f"encoder.layer.{i}" for i in range(3)), "layer 2", "layer 3"]
    twice = ta.extract.hidden_states(bert, TEXTS, tokenizer=tokenizer, layers=[np.int64(3), -1, "layer 3"])
    assert list(twice) == ["layer 3"]
    for depth in range(3):
        np.testing.assert_array_equal(some[f"encoder.layer.{depth}"], every[f"layer {depth + 1}"])


@pytest.mark.parametrize(
    ("layers", "said"),
    [
        ("encoder.layers.0", "no module 'encoder.layers.0'. Did you mean 'encoder.layer.0'"),
        (4, "no layer 4: the model has 3"),
        ([], "layers is empty"),
        (1.5, "a number, or a name or pattern of modules; got 1.5"),
        ([None], "got None"),
        ("embeddings.position_embeddings", r"gave shape \(1, .*for a batch of 7 inputs"),
        ("encoder.layer", "'encoder.layer' did not run"),
    ],
)
def test_layers_that_are_not_there(bert, tokenizer, layers, said):
    with pytest.raises(LayerError, match=said):
        ta.extract.hidden_states(bert, TEXTS, tokenizer=tokenizer, layers=layers)
    assert not hooked(bert)


def test_an_encoder_decoder_runs_its_encoder(torch, transformers, tokenizer):
    config = transformers.T5Config(
        vocab_size=30, d_model=16, d_kv=8, d_ff=24, num_layers=2, num_heads=2, decoder_start_token_id=0
    )
    model = transformers.T5ForConditionalGeneration(config)
    states = ta.extract.hidden_states(model, TEXTS, tokenizer=tokenizer, batch_size=3)
    for number, text in enumerate(TEXTS):
        ids = {"input_ids": tokenizer(text, return_tensors="pt")["input_ids"]}
        own = alone(torch, model.encoder, lambda *_a, ids=ids, **_k: ids, text)
        for array, layer in zip(states.values(), own, strict=True):
            np.testing.assert_allclose(array[number], layer.mean(0), atol=1e-5)


def test_images_go_to_a_vision_transformer(torch, transformers):
    config = transformers.ViTConfig(
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=24,
        image_size=8,
        patch_size=4,
    )
    model = transformers.ViTModel(config)
    images = np.random.default_rng(0).normal(size=(5, 3, 8, 8))
    states = ta.extract.hidden_states(model, images, pool="cls", batch_size=2)
    with torch.no_grad():
        own = model.eval()(torch.tensor(images, dtype=torch.float32), output_hidden_states=True).hidden_states
    np.testing.assert_allclose(states["layer 1"], own[1][:, 0].numpy(), atol=1e-5)
    places = ta.extract.hidden_states(model, images, pool=None, batch_size=2)
    np.testing.assert_allclose(places["layer 2"], own[2].reshape(-1, 16).numpy(), atol=1e-5)
    assert list(places.tokens) == ["input", "position"]
    assert places.tokens["position"].tolist() == [0, 1, 2, 3, 4] * 5


def test_half_precision_comes_out_in_single(torch, bert, tokenizer):
    states = ta.extract.hidden_states(bert.to(torch.bfloat16), TEXTS, tokenizer=tokenizer)
    assert {array.dtype for array in states.values()} == {np.dtype(np.float32)}


def test_the_model_is_left_as_it_was(torch, bert, tokenizer):
    bert.train()
    bert.encoder.layer[0].eval()
    ta.extract.hidden_states(bert, TEXTS, tokenizer=tokenizer, device="cpu")
    with torch.no_grad():
        bert.encoder.layer[2].output.dense.weight[0, 0] = float("nan")
    with pytest.raises(OutputError, match="'layer 3' is NaN or infinite for input"):
        ta.extract.hidden_states(bert, TEXTS, tokenizer=tokenizer)
    assert bert.training
    assert bert.encoder.layer[1].training
    assert not bert.encoder.layer[0].training
    assert not hooked(bert)


def test_columns_of_a_frame_are_inputs(bert, tokenizer):
    frame = pd.DataFrame({"text": TEXTS}, index=range(7, 14))
    words = frame["text"].str.split().str[-1]
    states = ta.extract.hidden_states(bert, frame["text"], tokenizer=tokenizer, focus=words)
    assert as_representations(states).keys() == states.keys()


@pytest.mark.parametrize(
    ("inputs", "said"),
    [
        ("birds fly", "got the one text 'birds fly'"),
        ([], "No inputs were given"),
        (["birds", None], "input 1 is None"),
        ([None, "birds"], "input 0 is None"),
        ([None, None], "input 0 is None"),
        ([("birds", "fly"), ("birds", None)], "input 1 is .'birds', None."),
        ({"input_ids": [[4, 5], [4, 5]], "attention_mask": [[1, 1], [0, 0]]}, "Input 1 has no token"),
        (
            iter([{"inputs_embeds": np.ones((2, 3, 16)), "attention_mask": np.eye(2, 3) * [[1], [0]]}]),
            "Input 1 has no token",
        ),
        (["birds", ("birds", "fly")], "input 1 is .'birds', 'fly'."),
        ([[4, 5], []], "Input 1 has no token"),
        (
            {"input_ids": [[4, 5]], "token_type_ids": [[0]]},
            "'token_type_ids' must have a value for each token",
        ),
        (7, "got a int"),
    ],
)
def test_what_is_no_input(bert, tokenizer, inputs, said):
    with pytest.raises(InputsError, match=said):
        ta.extract.hidden_states(bert, inputs, tokenizer=tokenizer)


def test_texts_need_a_tokenizer(bert):
    with pytest.raises(InputsError, match="Pass tokenizer="):
        ta.extract.hidden_states(bert, TEXTS)


def test_the_tokenizer_beside_the_model_is_found(bert, tokenizer, transformers, tmp_path):
    bert.save_pretrained(tmp_path)
    tokenizer.save_pretrained(tmp_path)
    loaded = transformers.BertModel.from_pretrained(tmp_path)
    states = ta.extract.hidden_states(loaded, TEXTS)
    np.testing.assert_allclose(
        states["layer 1"], ta.extract.hidden_states(bert, TEXTS, tokenizer=tokenizer)["layer 1"], atol=1e-6
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"pool": "max"}, "pool must be"),
        ({"batch_size": 0}, "batch_size must be"),
        ({"batch_size": 2.5}, "got 2.5"),
        ({"out": "somewhere", "cache": True}, "out= and cache=True both"),
    ],
)
def test_options_that_cannot_be(torch, options, said):
    with pytest.raises(OptionError, match=said):
        ta.extract.hidden_states(torch.nn.Linear(3, 2), np.ones((7, 3)), **options)


def test_focus_is_for_texts(torch):
    with pytest.raises(FocusError, match="inputs that are texts"):
        ta.extract.hidden_states(torch.nn.Linear(3, 2), np.ones((7, 3)), focus=["a"] * 7)


def test_a_function_is_no_model(torch):
    with pytest.raises(InputsError, match="ta.extract.embeddings"):
        ta.extract.hidden_states(len, TEXTS)
