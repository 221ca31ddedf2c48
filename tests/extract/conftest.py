"""Small models with random weights, made in memory: what they compute is checked against plain calls of them."""

import pytest

TEXTS = [
    "the old baker sold bread",
    "birds fly",
    "the bakers did not sell the bread to the sailors",
    "a bird",
    "sailors fly",
    "the baker bakes bread while the birds fly over the sailors",
    "bread",
]
WORDS = (
    *("the", "a", "old", "bak", "##er", "##ers", "##es", "sold", "sell", "bread", "bird", "##s", "fly"),
    *("did", "not", "to", "sail", "##or", "##ors", "while", "over"),
)


@pytest.fixture(scope="session")
def torch():
    torch = pytest.importorskip("torch", reason="torch is not installed")
    torch.manual_seed(0)
    return torch


@pytest.fixture(scope="session")
def transformers(torch):
    return pytest.importorskip("transformers", reason="transformers is not installed")


@pytest.fixture
def tokenizer(transformers):
    from tokenizers import Tokenizer, models, pre_tokenizers, processors

    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"]
    vocabulary = {word: i for i, word in enumerate([*special, *WORDS])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[("[CLS]", 2), ("[SEP]", 3)],
    )
    return transformers.PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="[PAD]",
        unk_token="[UNK]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        model_input_names=["input_ids", "attention_mask"],
    )


@pytest.fixture
def bert(transformers):
    config = transformers.BertConfig(
        vocab_size=30,
        hidden_size=16,
        num_hidden_layers=3,
        num_attention_heads=2,
        intermediate_size=24,
        max_position_embeddings=24,
    )
    return transformers.BertModel(config)


@pytest.fixture
def gpt2(transformers):
    """A decoder, whose tokenizers have no token for padding."""
    config = transformers.GPT2Config(vocab_size=30, n_embd=16, n_layer=3, n_head=2, n_positions=24)
    return transformers.GPT2LMHeadModel(config)
