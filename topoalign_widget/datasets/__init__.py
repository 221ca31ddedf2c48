"""Inputs with known properties: sentences in which topic, negation, tense and syntax are controlled."""

from topoalign_widget.datasets.sentences import SentencesError, template_sentences

__all__ = ["SentencesError", "template_sentences"]
