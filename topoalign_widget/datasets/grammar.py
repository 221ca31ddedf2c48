"""As much English grammar as the template sentences need: number, agreement, tense, negation, articles."""

from __future__ import annotations

from dataclasses import dataclass

VOWELS = "aeiou"
HISSES = ("s", "x", "z", "ch", "sh")
# Words whose first sound is not that of their first letter.
MISLEADING = {"honest": "an", "ewe": "a"}


@dataclass(frozen=True)
class Noun:
    """A noun's forms; without a plural it is a mass."""

    singular: str
    plural: str | None

    @classmethod
    def read(cls, word: str) -> Noun:
        """Read a noun as the vocabulary has it."""
        singular, _, plural = word.partition("/")
        return cls(singular, None if plural == "-" else plural or _with_s(singular))


@dataclass(frozen=True)
class Verb:
    """A verb's forms."""

    base: str
    third: str
    past: str
    participle: str

    @classmethod
    def read(cls, words: str) -> Verb:
        """Read a verb as the vocabulary has it."""
        forms = words.split()
        if len(forms) == 4:
            return cls(*forms)
        base = forms[0]
        past = base + "d" if base.endswith("e") else _y_to_i(base, "ed")
        return cls(base, _with_s(base), past, past)


@dataclass(frozen=True)
class Phrase:
    """A noun with what stands before it.

    Attributes
    ----------
    text : str
    noun : str
        As it stands in the text.
    plural : bool
    """

    text: str
    noun: str
    plural: bool


def phrase(determiner: str, adjective: str | None, noun: Noun, plural: bool) -> Phrase:
    """Put a determiner, an adjective and a noun together, with the article that the next word asks for."""
    word = noun.plural if plural and noun.plural else noun.singular
    rest = [adjective, word] if adjective else [word]
    first = _article(rest[0]) if determiner == "a" else determiner
    return Phrase(" ".join([first, *rest]), word, plural and noun.plural is not None)


def active(verb: Verb, plural: bool, tense: str, negated: bool) -> tuple[str, str]:
    """Conjugate a verb in the active voice: the words that help it, and its own form."""
    if negated or tense == "future":
        return auxiliary(plural, tense) + (" not" if negated else ""), verb.base
    return "", verb.past if tense == "past" else verb.base if plural else verb.third


def passive(verb: Verb, plural: bool, tense: str, negated: bool) -> tuple[str, str]:
    """Conjugate a verb in the passive voice: the words that help it, and its own form."""
    no = " not" if negated else ""
    if tense == "future":
        return f"will{no} be", verb.participle
    be = ("were" if plural else "was") if tense == "past" else ("are" if plural else "is")
    return be + no, verb.participle


def auxiliary(plural: bool, tense: str) -> str:
    """Get what asks and denies in a tense."""
    if tense == "future":
        return "will"
    return "did" if tense == "past" else "do" if plural else "does"


def _article(word: str) -> str:
    return MISLEADING.get(word, "an" if word[0] in VOWELS else "a")


def _with_s(word: str) -> str:
    return _y_to_i(word, "es" if word.endswith(HISSES) or _hard_y(word) else "s")


def _y_to_i(word: str, ending: str) -> str:
    return (word[:-1] + "i" if _hard_y(word) else word) + ending


def _hard_y(word: str) -> bool:
    return word.endswith("y") and word[-2] not in VOWELS
