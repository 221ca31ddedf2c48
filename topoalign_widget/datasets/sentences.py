"""English sentences out of templates, in which topic, negation, tense and syntax are set and not guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from topoalign_widget.datasets.grammar import Noun, Phrase, Verb, active, auxiliary, passive, phrase
from topoalign_widget.datasets.vocabulary import (
    CIRCUMSTANCES,
    DETERMINERS,
    KNOWN,
    PEOPLE,
    REPORTED,
    THINGS,
    TOPICS,
)

TENSES = ("past", "present", "future")
# How often a sentence has what it could do without: the lengths of sentences must not be those of their kinds.
SHARES = {"person": 0.5, "thing": 0.4, "circumstance": 0.7, "plural": 0.4}


# Words by the role that they have in a sentence, in order; "" for those of the template.
Parts = list[tuple[str, str]]


class SentencesError(ValueError):
    """There are no such sentences."""


@dataclass(frozen=True)
class Proposition:
    """What a sentence says, before it is denied, dated and phrased."""

    topic: str
    subject: Phrase
    verb: Verb
    object: Phrase
    circumstance: str
    opening: int


def template_sentences(n: int = 3600, seed: int = 0) -> pd.DataFrame:
    """Make sentences of ten topics, each affirmed and denied in three tenses, in six kinds of syntax.

    Parameters
    ----------
    n : int, default 3600
        How many, up to 14,400. All kinds are equally frequent if it is a multiple of 360.
    seed : int, default 0

    Returns
    -------
    DataFrame
        With columns ``sentence``; ``topic``, such as "cooking"; ``negated``; ``tense`` ("past", "present", "future");
        ``syntax`` ("active", "passive", "question", "relative", "reported", "fronted"); ``subject`` and ``object``,
        the nouns as they stand there; ``verb``, its base; ``focus``, the verb as it stands there; ``template``; and
        ``pair``, a number for the six sentences that say the same in one syntax, affirmed and denied, in each tense:
        two of them that differ in one of these are a minimal pair.

    Raises
    ------
    SentencesError
        If there are not so many.

    Notes
    -----
    Subject, object and focus each occur once in a sentence, so that each can be ``focus=`` of
    :func:`topoalign_widget.extract.hidden_states`. Adjectives and circumstances, drawn at random, make length a poor
    guide to topic and negation. For sentences that say different things, take one of each pair:
    ``frame.groupby("pair").sample(1, random_state=0)``.

    Examples
    --------
    >>> from topoalign_widget.datasets import template_sentences
    >>> frame = template_sentences(720)
    >>> frame.groupby(["topic", "negated"]).size().unique()
    array([36])
    """
    most = len(TOPICS) * min(map(len, _combinations().values())) * 2 * len(TENSES)
    if not isinstance(n, (int, np.integer)) or not 1 <= n <= most:
        raise SentencesError(f"n must be a number of sentences from 1 to {most:,}; got {n!r}.")
    rows: list[dict[str, object]] = []
    for pair, (syntax, proposition) in enumerate(_propositions(-(-n // 6), np.random.default_rng(seed))):
        for tense, negated in product(TENSES, (False, True)):
            parts = _SYNTAX[syntax](proposition, tense, negated)
            rows.append(
                {
                    "sentence": _capital(_written(words for _, words in parts)),
                    "topic": proposition.topic,
                    "negated": negated,
                    "tense": tense,
                    "syntax": syntax,
                    "subject": proposition.subject.noun,
                    "verb": proposition.verb.base,
                    "object": proposition.object.noun,
                    "focus": dict(parts)["verb"],
                    "template": _written(f"{{{role}}}" if role and words else words for role, words in parts),
                    "pair": pair,
                }
            )
    return pd.DataFrame(rows[:n])


def _combinations() -> dict[str, list[tuple[Noun, Verb, Noun]]]:
    """Get all that can be said of each topic."""
    return {
        topic: [
            (Noun.read(subject), Verb.read(verb), Noun.read(thing))
            for subject in subjects.split()
            for verb, things in done.items()
            for thing in things.split()
        ]
        for topic, (subjects, done) in TOPICS.items()
    }


def _propositions(count: int, rng: np.random.Generator) -> Iterator[tuple[str, Proposition]]:
    """Draw propositions, topic after topic and syntax after syntax, none twice."""
    shuffled = {
        topic: [sayable[i] for i in rng.permutation(len(sayable))]
        for topic, sayable in _combinations().items()
    }
    for number in range(count):
        round_, place = divmod(number, len(TOPICS))
        topic = list(TOPICS)[place]
        syntax = list(_SYNTAX)[round_ % len(_SYNTAX)]
        subject, verb, thing = shuffled[topic][round_]
        # A circumstance that comes first has a comma after it, and one word is too few for that.
        circumstances = CIRCUMSTANCES[1:] if syntax == "fronted" else CIRCUMSTANCES
        wanted = syntax == "fronted" or rng.random() < SHARES["circumstance"]
        drawn = str(rng.choice(circumstances))
        yield (
            syntax,
            Proposition(
                topic,
                _drawn_phrase(subject, PEOPLE, SHARES["person"], rng),
                verb,
                _drawn_phrase(thing, THINGS, SHARES["thing"], rng),
                drawn if wanted else "",
                int(rng.integers(len(KNOWN))),
            ),
        )


def _drawn_phrase(noun: Noun, adjectives: tuple[str, ...], share: float, rng: np.random.Generator) -> Phrase:
    plural = noun.plural is not None and rng.random() < SHARES["plural"]
    number = "mass" if noun.plural is None else "plural" if plural else "singular"
    adjective = str(rng.choice(adjectives)) if rng.random() < share else None
    return phrase(str(rng.choice(DETERMINERS[number])), adjective, noun, plural)


def _active(p: Proposition, tense: str, negated: bool) -> Parts:
    helpers, form = active(p.verb, p.subject.plural, tense, negated)
    return [
        ("subject", p.subject.text),
        ("", helpers),
        ("verb", form),
        ("object", p.object.text),
        ("circumstance", p.circumstance),
        ("", "."),
    ]


def _passive(p: Proposition, tense: str, negated: bool) -> Parts:
    helpers, form = passive(p.verb, p.object.plural, tense, negated)
    return [
        ("object", p.object.text),
        ("", helpers),
        ("verb", form),
        ("", "by"),
        ("subject", p.subject.text),
        ("circumstance", p.circumstance),
        ("", "."),
    ]


def _question(p: Proposition, tense: str, negated: bool) -> Parts:
    return [
        ("", auxiliary(p.subject.plural, tense)),
        ("subject", p.subject.text),
        ("", "not" if negated else ""),
        ("verb", p.verb.base),
        ("object", p.object.text),
        ("circumstance", p.circumstance),
        ("", "?"),
    ]


def _relative(p: Proposition, tense: str, negated: bool) -> Parts:
    subject, *rest = _active(p, tense, negated)
    return [("", KNOWN[p.opening]), subject, ("", "who"), *rest]


def _reported(p: Proposition, tense: str, negated: bool) -> Parts:
    return [("", REPORTED[p.opening]), *_active(p, tense, negated)]


def _fronted(p: Proposition, tense: str, negated: bool) -> Parts:
    *clause, (circumstance, words), end = _active(p, tense, negated)
    return [(circumstance, words), ("", ","), *clause, end]


_SYNTAX: dict[str, Callable[[Proposition, str, bool], Parts]] = {
    "active": _active,
    "passive": _passive,
    "question": _question,
    "relative": _relative,
    "reported": _reported,
    "fronted": _fronted,
}


def _written(parts: Iterable[str]) -> str:
    """Put parts one after the other, with no space before a mark."""
    return re.sub(r" (?=[.,?])", "", " ".join(filter(None, parts)))


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
