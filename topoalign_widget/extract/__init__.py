"""Representations out of models: hidden states of torch and transformers models, embeddings of anything else.

What comes out goes straight into :func:`topoalign_widget.compare` and :func:`topoalign_widget.align`.
"""

from topoalign_widget.extract.axes import AxisWarning
from topoalign_widget.extract.cache import cache_folder
from topoalign_widget.extract.embeddings import embeddings
from topoalign_widget.extract.framework import MissingExtraError, OutOfMemoryError
from topoalign_widget.extract.hidden_states import hidden_states
from topoalign_widget.extract.inputs import InputsError
from topoalign_widget.extract.layers import LayerError
from topoalign_widget.extract.options import OptionError
from topoalign_widget.extract.reading import OutputError
from topoalign_widget.extract.states import States, TokenStates
from topoalign_widget.extract.store import FolderError, load
from topoalign_widget.extract.tokens import FocusError, TruncationWarning

__all__ = [
    "AxisWarning",
    "FocusError",
    "FolderError",
    "InputsError",
    "LayerError",
    "MissingExtraError",
    "OptionError",
    "OutOfMemoryError",
    "OutputError",
    "States",
    "TokenStates",
    "TruncationWarning",
    "cache_folder",
    "embeddings",
    "hidden_states",
    "load",
]
