"""Template sentences: grammatical, balanced, and not given away by their length."""

import re

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_score

import topoalign_widget as ta
from topoalign_widget.datasets import SentencesError
from topoalign_widget.datasets.grammar import Noun, Verb, active, passive, phrase
from topoalign_widget.datasets.vocabulary import TOPICS

VOICES = {"active": active, "passive": passive}


@pytest.fixture(scope="module")
def frame():
    return ta.datasets.template_sentences()


@pytest.fixture(scope="module")
def every():
    return ta.datasets.template_sentences(14_400, seed=1)


def test_all_kinds_are_equally_frequent(frame):
    kinds = frame.groupby(["topic", "negated", "tense", "syntax"]).size()
    assert len(kinds) == 10 * 2 * 3 * 6
    assert set(kinds) == {10}


def test_no_sentence_twice_and_the_same_ones_again(every):
    assert every["sentence"].is_unique
    pd.testing.assert_frame_equal(every.head(100), ta.datasets.template_sentences(100, seed=1))
    other = ta.datasets.template_sentences(100, seed=2)
    assert (every["sentence"].head(100) != other["sentence"]).mean() > 0.9


def test_pairs_differ_in_what_they_should_alone(frame):
    same = ["topic", "syntax", "subject", "verb", "object"]
    assert len(frame.drop_duplicates(["pair", *same])) == len(frame) / 6
    assert not frame.duplicated(["pair", "negated", "tense"]).any()


@pytest.mark.parametrize("role", ["subject", "object", "focus"])
def test_words_in_focus_occur_once(every, role):
    for sentence, word in zip(every["sentence"], every[role], strict=True):
        assert len(re.findall(rf"(?<!\w){re.escape(word)}(?!\w)", sentence, re.IGNORECASE)) == 1, (
            sentence,
            word,
        )


def test_negation_is_what_is_said(every):
    denied = every["sentence"].str.contains(r"\bnot\b")
    assert (denied == every["negated"]).all()
    future = every["sentence"].str.contains(r"\b[Ww]ill\b")
    assert (future == (every["tense"] == "future")).all()


def test_articles_and_marks(every):
    articles = every["sentence"].str.extractall(r"(?i)\b(an?) (\w+)")
    for article, word in articles[[0, 1]].drop_duplicates().itertuples(index=False):
        sound = (word[0] in "aeiou" and word != "ewe") or word == "honest"
        assert (article.lower() == "an") == sound, (article, word)
    assert every["sentence"].str.fullmatch(r"[A-Z][A-Za-z, -]*[a-z][.?]").all()
    assert (every["sentence"].str.endswith("?") == (every["syntax"] == "question")).all()
    assert not every["sentence"].str.contains("  | ,|,[^ ]").any()


def test_length_gives_neither_negation_nor_topic_away(frame):
    length = frame["sentence"].str.split().str.len()
    assert roc_auc_score(frame["negated"], length) < 0.66
    by_topic = LogisticRegression()
    score = cross_val_score(by_topic, length.to_numpy()[:, None], frame["topic"], cv=5).mean()
    assert score < 0.16  # of ten topics, 0.1 by chance


@pytest.mark.parametrize(
    ("voice", "plural", "tense", "negated", "words"),
    [
        ("active", False, "present", False, "bakes"),
        ("active", True, "present", False, "bake"),
        ("active", False, "present", True, "does not bake"),
        ("active", True, "present", True, "do not bake"),
        ("active", True, "past", False, "baked"),
        ("active", False, "past", True, "did not bake"),
        ("active", False, "future", True, "will not bake"),
        ("passive", False, "present", False, "is baked"),
        ("passive", True, "past", True, "were not baked"),
        ("passive", True, "future", True, "will not be baked"),
    ],
)
def test_conjugation(voice, plural, tense, negated, words):
    assert " ".join(VOICES[voice](Verb.read("bake"), plural, tense, negated)).strip() == words


@pytest.mark.parametrize(
    ("read", "forms"),
    [
        ("carry", ("carry", "carries", "carried", "carried")),
        ("play", ("play", "plays", "played", "played")),
        ("mix", ("mix", "mixes", "mixed", "mixed")),
        ("launch", ("launch", "launches", "launched", "launched")),
        ("win wins won won", ("win", "wins", "won", "won")),
    ],
)
def test_verbs(read, forms):
    verb = Verb.read(read)
    assert (verb.base, verb.third, verb.past, verb.participle) == forms


@pytest.mark.parametrize(
    ("read", "plural"),
    [
        ("berry", "berries"),
        ("waltz", "waltzes"),
        ("tooth/teeth", "teeth"),
        ("pulse", "pulses"),
        ("dough/-", None),
    ],
)
def test_nouns(read, plural):
    assert Noun.read(read).plural == plural


def test_a_mass_has_no_plural():
    assert phrase("the", None, Noun.read("dough/-"), plural=True).plural is False


def test_no_past_looks_like_its_base():
    verbs = [Verb.read(verb) for _, done in TOPICS.values() for verb in done]
    assert not [verb.base for verb in verbs if verb.past == verb.base]


@pytest.mark.parametrize("n", [0, 14_401, 3.5, "many"])
def test_a_number_that_cannot_be(n):
    with pytest.raises(SentencesError, match="from 1 to 14,400"):
        ta.datasets.template_sentences(n)


def test_any_number_of_sentences(frame):
    for n in (1, 7, np.int64(400)):
        assert len(ta.datasets.template_sentences(n)) == n
