"""What the layers of a torch model make of inputs: an array for each layer."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, overload

from topoalign_widget.extract.cache import folder_for, model_content
from topoalign_widget.extract.framework import evaluating, require_torch
from topoalign_widget.extract.inputs import Batch, InputsError, Ragged, Source
from topoalign_widget.extract.layers import Layers, choose
from topoalign_widget.extract.options import OptionError, check_batch_size
from topoalign_widget.extract.pooling import POOLS, Pool
from topoalign_widget.extract.reading import read
from topoalign_widget.extract.sources import source_of
from topoalign_widget.extract.states import States, TokenStates
from topoalign_widget.extract.store import CONTENTS, Folder, Memory, load
from topoalign_widget.extract.token_rows import TokenRows
from topoalign_widget.extract.tokens import Focus
from topoalign_widget.keywords import checked_keywords
from topoalign_widget.mapper.progress import with_progress


@overload
def hidden_states(
    model: Any,
    inputs: Any,
    *,
    tokenizer: Any = ...,
    layers: Layers = ...,
    pool: None,
    focus: Focus | None = ...,
    batch_size: int = ...,
    device: Any = ...,
    out: str | Path | None = ...,
    cache: bool = ...,
    progress: bool = ...,
) -> TokenStates: ...


@overload
def hidden_states(
    model: Any,
    inputs: Any,
    *,
    tokenizer: Any = ...,
    layers: Layers = ...,
    pool: Literal["mean", "cls", "last"] = ...,
    focus: Focus | None = ...,
    batch_size: int = ...,
    device: Any = ...,
    out: str | Path | None = ...,
    cache: bool = ...,
    progress: bool = ...,
) -> States: ...


@checked_keywords
def hidden_states(
    model: Any,
    inputs: Any,
    *,
    tokenizer: Any = None,
    layers: Layers = None,
    pool: Pool | None = "mean",
    focus: Focus | None = None,
    batch_size: int = 32,
    device: Any = None,
    out: str | Path | None = None,
    cache: bool = False,
    progress: bool = True,
) -> States:
    """Get what the layers of a torch model make of inputs.

    Parameters
    ----------
    model : torch.nn.Module
        A model of transformers (of an encoder-decoder, the encoder runs), or any other module.
    inputs : sequence of str or (str, str), array, tensor, mapping or iterable
        Texts or pairs of texts; what a tokenizer returned for all inputs, or lists of token ids; an array or a tensor
        with a row for each input, such as images of shape (n_inputs, n_channels, height, width), a sequence of such
        rows, or a mapping of names to these; or an iterator of batches (tensors or mappings), such as a DataLoader's.
    tokenizer : transformers tokenizer, optional
        For texts. Default: the one that lies beside the model on this machine.
    layers : int, str, or sequence of these, optional
        Numbers of hidden states (0: the embeddings, -1: the last), names of modules ("encoder.layer.3.attention") or
        patterns ("encoder.layer.*", where * stands for one part of a name). Of a module that is not of transformers,
        numbers count its parts. Default: all hidden states, or all parts.
    pool : {"mean", "cls", "last"} or None, default "mean"
        How tokens, or an image's patches, become one row: their mean, the first or the last of them. Padding does not
        count, special tokens do. Of maps (n_inputs, n_channels, height, width) there is only the mean. None keeps all
        tokens.
    focus : sequence of str or (int, int), optional
        For each input one word, or the characters from and to, whose tokens alone are pooled. Upper and lower case
        are the same; a word that occurs twice needs the characters. Of a pair of texts, it is in the first. Needs a
        fast tokenizer.
    batch_size : int, default 32
        Inputs at once. Inputs of similar length go together.
    device : str or torch.device, optional
        Where the model runs, to return afterwards. Default: where it is.
    out : path, optional
        A new folder to write to, a file for each layer; the arrays are memory maps then, and memory does not grow
        with the inputs. :func:`load` opens it again.
    cache : bool, default False
        Keep the arrays in :func:`cache_folder`, and take them from there if the model and its weights, the inputs,
        the layers and the pooling are the same. A model with hooks of your own cannot be known again.
    progress : bool, default True
        Show a bar when it takes long.

    Returns
    -------
    States, a dict of str to array of float32, shape (n_inputs, n_features)
        By layer: "embeddings", "layer 1", ..., or names of modules; one that runs again in a pass is "name (2)", ....
        With ``pool=None`` a :class:`TokenStates`: of shape (n_tokens, n_features), with a data frame ``tokens`` that
        says which input and token a row is.

    Raises
    ------
    InputsError
        If the inputs are nothing that the model could be given, or no tokenizer is found.
    LayerError
        If there is no such layer, or it computes nothing for each input or token, or its inputs' axis cannot be told.
    FocusError
        If a focus word is not in its text, is there twice, or was cut off.
    OutputError
        If a value is not finite.
    FolderError
        If ``out`` is there already, or nothing can be written there.
    OutOfMemoryError
        If a batch does not fit into memory.
    OptionError
        If ``pool`` or ``batch_size`` is none of these, or both ``out`` and ``cache`` are given.
    MissingExtraError
        If torch is not installed.

    Warns
    -----
    TruncationWarning
        If texts are longer than what the model reads.
    AxisWarning
        If nothing tells tokens or places from features in what a layer computes; it says what was assumed.

    Notes
    -----
    The inputs' axis of what a module computes is found by letting the model read two inputs before all others, so
    sequences with time first, torch's default for recurrent networks and attention, are put in order. Three axes are
    inputs, tokens and features; of convolutions in one dimension, and of what follows them, inputs, channels and
    places, and places are pooled as tokens are.

    Token ids are padded on the right, where neither positions nor causal attention notice it; so the numbers are
    those of each input by itself, whatever its batch.

    Examples
    --------
    >>> states = ta.extract.hidden_states(model, texts, tokenizer=tokenizer)  # doctest: +SKIP
    >>> ta.compare(states, metadata=frame, label="topic")  # doctest: +SKIP
    """
    torch = require_torch()
    if not isinstance(model, torch.nn.Module):
        raise InputsError(
            f"model must be a torch.nn.Module; got a {type(model).__name__}. A function from inputs to an "
            "array goes to ta.extract.embeddings."
        )
    check_batch_size(batch_size)
    if pool not in POOLS:
        raise OptionError(f"pool must be 'mean', 'cls', 'last' or None; got {pool!r}.")
    chosen = choose(model, layers)
    source, tokenizer = source_of(model, inputs, tokenizer, focus)
    folder = _folder(model, source, layers, pool, tokenizer, out, cache)
    if cache and folder is not None and (folder / CONTENTS).exists():
        return load(folder)
    counts = source.counts() if pool is None and isinstance(source, Ragged) else None
    token_rows = TokenRows(counts) if pool is None else None
    batches: Iterable[Batch] = source.batches(batch_size)
    if progress:
        batches = with_progress(batches, -(-(source.n_inputs or 0) // batch_size), "Reading inputs")
    n_rows = source.n_inputs if pool is not None else None if counts is None else int(counts.sum())
    n_inputs = 0
    with (
        Memory(n_rows) if folder is None else Folder(folder, shared=cache) as store,
        evaluating(model, device),
    ):
        for batch, found in read(model, batches, chosen, pool):
            rows = batch.rows if token_rows is None else token_rows.add(batch, found)
            n_inputs += len(batch)
            for name, values in found.items():
                store.put(name, rows, values)
        if token_rows is None:
            return store.finish(n_inputs, None)
        return store.finish(len(token_rows), token_rows.frame(tokenizer))


def _folder(
    model: Any, source: Source, layers: Layers, pool: Pool | None, tokenizer: Any, out: Any, cache: bool
) -> Path | None:
    if not cache:
        return None if out is None else Path(out)
    if out is not None:
        raise OptionError("out= and cache=True both say where arrays go. Give one of them.")
    # Tokens have names if there is a tokenizer, and else numbers.
    names = pool is None and getattr(tokenizer, "name_or_path", None)
    return folder_for("hidden-states", model_content(model), source.content(), layers, pool, names)
