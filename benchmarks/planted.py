"""Pairs of models of the same inputs, in which it is known what became of each concept.

Each concept is a small shape in three latent dimensions of its own; concepts are strung together by inputs strewn
between them. What the second model does to a concept is its fate:

preserved  the same shape, rescaled and smoothly warped: a matching region of the same structure
rewired    the same inputs, still one loop, in a random order around it: the same content, another structure
opened     a loop in the first model, half a turn of twice the radius in the second
split      one segment in the first model, two pieces far apart in the second
torn       one segment in the first model, three pieces far apart in the second
merged     two blobs in the first model, one in the second
scrambled  inputs of several blobs dealt at random over as many blobs: nothing matches
scattered  each input anywhere among those of other concepts in the second model: nothing matches
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Model = NDArray[np.float32]

KEPT = ("loop", "fork", "segment", "blob")

# Where a segment, from -2 to 2, is cut.
CUTS = {"split": (0.0,), "torn": (-2 / 3, 2 / 3)}

# Of the network that warps a model: units, and how far into their saturation they are driven.
WIDTH, DRIVE = 1024, 0.7
# Of the norms of a warped model: what they grow by follows |Student's t| of so many degrees of freedom, so wide.
TAIL, NORM_SPREAD = 3, 0.05


@dataclass(frozen=True)
class Pair:
    """Two models, and the truth: concept of each input (-1 for one strewn), fate and shape of each concept."""

    a: Model
    b: Model
    concept: Ints
    fate: tuple[str, ...]
    shape: tuple[str, ...]

    def of_fate(self, *fates: str) -> list[int]:
        """List the concepts with one of these fates."""
        return [c for c, fate in enumerate(self.fate) if fate in fates]


def plan(
    preserved: Sequence[str] = KEPT, scrambled: int = 3, split: int = 1, merged: int = 1, rewired: int = 1
) -> tuple[tuple[str, str], ...]:
    """List shape and fate of each concept."""
    return (
        *((kind, "preserved") for kind in preserved),
        *[("blob", "scrambled")] * scrambled,
        *[("segment", "split")] * split,
        *[("blob", "merged")] * (2 * merged),
        *[("loop", "rewired")] * rewired,
    )


CONCEPTS = plan()


def make_pair(
    seed: int = 0,
    n_per_concept: int | Sequence[int] = 250,
    dims: tuple[int, int] = (96, 128),
    noise: float = 0.06,
    strewn: int = 120,
    spread: float = 3.2,
    warped: bool = False,
    concepts: Sequence[tuple[str, str]] = CONCEPTS,
) -> Pair:
    """Draw a pair. ``strewn`` inputs lie between consecutive concepts; 0 leaves them in separate pieces."""
    rng = np.random.default_rng(seed)
    shape, fate = zip(*concepts, strict=True)
    sizes = np.broadcast_to(n_per_concept, len(concepts))
    concept = np.repeat(np.arange(len(concepts)), sizes)
    centres = [_centres(len(concepts), spread, rng) for _ in range(2)]
    latent = _latent(concept, shape, fate, centres, rng)
    if strewn:
        extra = [_strewn(z, concept, strewn, rng) for z in latent]
        extra[1] = rng.permutation(extra[1])
        latent = [np.vstack(both) for both in zip(latent, extra, strict=True)]
        concept = np.r_[concept, np.full(len(extra[0]), -1)]
    a, b = _embedded(latent, dims, noise, rng)
    if warped:
        b = warp(b, seed)
    return Pair(a.astype(np.float32), b.astype(np.float32), concept, fate, shape)


def planted_pair(seed: int) -> tuple[Model, Model]:
    """Draw both models without the truth: (n, 96) and (n, 128)."""
    pair = make_pair(seed)
    return pair.a, pair.b


def scrambled_pair(seed: int, strewn: int = 120, warped: bool = False) -> Pair:
    """Draw a pair in which each concept of one model is dealt over all of the other's: nothing matches."""
    nothing = plan((), len(CONCEPTS), split=0, merged=0, rewired=0)
    return make_pair(seed, strewn=strewn, warped=warped, concepts=nothing)


def shuffled(pair: Pair, seed: int) -> Pair:
    """Shuffle the rows of the second model: the same two shapes, and nothing matches."""
    order = np.random.default_rng((seed, 2)).permutation(len(pair.b))
    return replace(pair, b=pair.b[order])


def warp(x: Floats, seed: int) -> Floats:
    """Pass a model through a random network of two layers, then give its rows norms with heavy tails.

    The first layer is so wide that distances survive as a smooth function of themselves: neighbours stay neighbours,
    and nothing stays linear.
    """
    rng = np.random.default_rng((seed, 1))
    d = x.shape[1]
    into = rng.normal(size=(d, WIDTH)) * DRIVE / np.sqrt((x**2).sum(axis=1).mean())
    hidden = np.tanh(x @ into + DRIVE * rng.normal(size=WIDTH))
    out = hidden @ rng.normal(size=(WIDTH, d)) / np.sqrt(WIDTH)
    return out * (1 + NORM_SPREAD * np.abs(rng.standard_t(TAIL, size=(len(x), 1))))


def _shape(kind: str, n: int, rng: np.random.Generator) -> Floats:
    t = rng.random(n)
    if kind == "segment":
        return np.column_stack([(t - 0.5) * 4, np.zeros((n, 2))])
    if kind == "loop":
        angle = 2 * np.pi * t
        return np.column_stack([np.cos(angle), np.sin(angle), np.zeros(n)]) * 1.2
    if kind == "fork":
        arm = rng.integers(0, 3, n) * 2 * np.pi / 3
        return np.column_stack([np.cos(arm) * t, np.sin(arm) * t, np.zeros(n)]) * 2.2
    return rng.normal(size=(n, 3)) * 0.45


def _centres(n: int, spread: float, rng: np.random.Generator) -> Floats:
    c = rng.normal(size=(n, 3 * n))
    return c * spread / np.linalg.norm(c, axis=1, keepdims=True)


def _placed(points: Floats, c: int, centres: Floats) -> Floats:
    z = np.zeros((len(points), centres.shape[1]))
    z[:, 3 * c : 3 * c + 3] = points
    return z + centres[c]


def _latent(
    concept: Ints,
    shape: Sequence[str],
    fate: Sequence[str],
    centres: Sequence[Floats],
    rng: np.random.Generator,
) -> list[Floats]:
    z_a, z_b = (np.zeros((len(concept), c.shape[1])) for c in centres)
    merged = [c for c, name in enumerate(fate) if name == "merged"]
    scrambled = [c for c, name in enumerate(fate) if name == "scrambled"]
    for c, name in enumerate(fate):
        rows = concept == c
        points = _shape(shape[c], rows.sum(), rng)
        z_a[rows] = _placed(points, c, centres[0])
        if name != "scrambled":
            home = merged[merged.index(c) // 2 * 2] if name == "merged" else c
            z_b[rows] = _fated(name, points, home, centres[1], rng)
    dealt = rng.permutation(np.flatnonzero(np.isin(concept, scrambled))) if scrambled else concept[:0]
    for j, c in enumerate(scrambled):
        rows = dealt[j :: len(scrambled)]
        z_b[rows] = _placed(_shape("blob", len(rows), rng), c, centres[1])
    astray = np.isin(concept, [c for c, name in enumerate(fate) if name == "scattered"])
    if astray.any():
        z_b[astray] = z_b[rng.choice(np.flatnonzero(~astray), astray.sum())]
    return [z_a, z_b]


def _fated(fate: str, points: Floats, home: int, centres: Floats, rng: np.random.Generator) -> Floats:
    """Place a concept in the second model."""
    if fate == "preserved":
        points = points * rng.uniform(0.8, 1.25, size=3)
        return _placed(points + 0.15 * np.sin(2 * points[:, [1, 2, 0]]), home, centres)
    if fate == "opened":
        half, twice = np.arctan2(points[:, 1], points[:, 0]) / 2, 2 * np.hypot(points[:, 0], points[:, 1])
        return _placed(
            np.column_stack([twice * np.cos(half), twice * np.sin(half), points[:, 2]]), home, centres
        )
    if fate in CUTS:
        z = _placed(points, home, centres)
        for cut in CUTS[fate]:
            away = rng.normal(size=centres.shape[1])
            z[points[:, 0] > cut] += 5 * away / np.linalg.norm(away)
        return z
    return _placed(_shape("loop" if fate == "rewired" else "blob", len(points), rng), home, centres)


def _strewn(z: Floats, concept: Ints, n: int, rng: np.random.Generator) -> Floats:
    """Lay n inputs on a line from each concept to the next, in a random order of concepts."""
    order = rng.permutation(concept.max() + 1)
    t = np.linspace(0, 1, n)[:, None]
    ends = [[rng.choice(np.flatnonzero(concept == c)) for c in two] for two in itertools.pairwise(order)]
    return np.vstack([z[i] * (1 - t) + z[j] * t for i, j in ends])


def _embedded(
    latent: Sequence[Floats], dims: tuple[int, int], noise: float, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    k = latent[0].shape[1]
    a = latent[0] @ np.linalg.qr(rng.normal(size=(dims[0], k)))[0].T
    b = latent[1] @ np.linalg.qr(rng.normal(size=(dims[1], k)))[0].T * rng.uniform(0.5, 2)
    a += noise * rng.normal(size=a.shape)
    b += noise * b.std() / a.std() * rng.normal(size=b.shape)
    return a, b


def jaccard(x: Ints, y: Ints) -> float:
    """Jaccard index of two sets of inputs, each without doubles."""
    both = len(np.intersect1d(x, y))
    return both / max(len(x) + len(y) - both, 1)


def score_regions(found: Sequence[tuple[Ints, float]], pair: Pair, at_least: float = 0.6) -> dict[str, float]:
    """Judge regions, each told as its inputs and its structure, against the planted ones.

    Returns ``recall`` (share of the preserved and rewired concepts that some region covers with Jaccard >= at_least),
    ``mean_jaccard`` of the best cover of each of those, ``false`` (regions of which more than half of the inputs are
    of scrambled concepts) and ``structure_gap`` (mean structure of the regions that cover preserved loops, forks and
    segments minus that of those that cover rewired ones). NaN is what there is nothing to tell by.
    """
    best, kept, broken = [], [], []
    for c in pair.of_fate("preserved", "rewired"):
        truth = np.flatnonzero(pair.concept == c)
        covers = [(jaccard(inputs, truth), structure) for inputs, structure in found]
        index, structure = max(covers, key=lambda cover: cover[0], default=(0.0, np.nan))
        best.append(index)
        if index >= at_least and pair.fate[c] == "rewired":
            broken.append(structure)
        elif index >= at_least and pair.shape[c] != "blob":
            kept.append(structure)
    scrambled = pair.of_fate("scrambled")
    false = sum(np.isin(pair.concept[inputs], scrambled).mean() > 0.5 for inputs, _ in found if len(inputs))
    return {
        "recall": _mean(np.array(best) >= at_least),
        "mean_jaccard": _mean(best),
        "false": float(false),
        "structure_gap": _mean(kept) - _mean(broken),
    }


def _mean(values: Iterable[float]) -> float:
    told = [value for value in values if not np.isnan(value)]
    return float(np.mean(told)) if told else float("nan")
