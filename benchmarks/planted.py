"""Pairs of models of the same inputs, in which it is known what became of each concept.

Each concept is a small shape in latent dimensions of its own; concepts are strung together by inputs between
them. The second model keeps some shapes, scrambles the inputs of others, tears one apart and merges two.
"""

from __future__ import annotations

import itertools

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

KEPT = ("loop", "fork", "segment", "blob")
CONCEPTS = (*KEPT, "scrambled", "scrambled", "scrambled", "torn", "merged", "merged", "rewired")


def shape(kind: str, n: int, rng: np.random.Generator) -> Array:
    t = rng.random(n)
    if kind in ("loop", "rewired"):
        return 1.2 * np.column_stack([np.cos(2 * np.pi * t), np.sin(2 * np.pi * t), np.zeros(n)])
    if kind in ("segment", "torn"):
        return np.column_stack([4 * (t - 0.5), np.zeros((n, 2))])
    if kind == "fork":
        arm = rng.integers(0, 3, n) * 2 * np.pi / 3
        return 2.2 * np.column_stack([t * np.cos(arm), t * np.sin(arm), np.zeros(n)])
    return 0.45 * rng.normal(size=(n, 3))


def planted_pair(
    seed: int, per_concept: int = 250, between: int = 120, noise: float = 0.06
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Draw both models: (n, 96) and (n, 128)."""
    rng = np.random.default_rng(seed)
    k = 3 * len(CONCEPTS)
    concept = np.repeat(np.arange(len(CONCEPTS)), per_concept)
    centres = [3.2 * _unit(rng.normal(size=(len(CONCEPTS), k))) for _ in range(2)]
    first, second = (c[concept].copy() for c in centres)
    dealt = rng.permutation(np.flatnonzero(np.array(CONCEPTS)[concept] == "scrambled"))
    groups = iter(np.array_split(dealt, CONCEPTS.count("scrambled")))
    for c, kind in enumerate(CONCEPTS):
        rows, own = concept == c, slice(3 * c, 3 * c + 3)
        points = shape(kind, per_concept, rng)
        first[rows, own] += points
        if kind in KEPT:
            points = points * rng.uniform(0.8, 1.25, size=3)
            second[rows, own] += points + 0.15 * np.sin(2 * points[:, [1, 2, 0]])
        elif kind == "torn":
            second[rows, own] += points
            second[np.flatnonzero(rows)[points[:, 0] > 0]] += 5 * _unit(rng.normal(size=k))
        elif kind == "merged":
            second[rows] = centres[1][CONCEPTS.index("merged")]
            second[rows, own] += shape("blob", per_concept, rng)
        elif kind == "scrambled":
            rows = next(groups)
            second[rows] = centres[1][c]
            second[rows, own] += shape("blob", len(rows), rng)
        else:
            second[rows, own] += shape(kind, per_concept, rng)
    models = []
    for latent, d in ((first, 96), (second, 128)):
        order = rng.permutation(len(CONCEPTS))
        ends = [latent[concept == c][0] for c in order]
        t = np.linspace(0, 1, between)[:, None]
        latent = np.concatenate([latent, *(a + t * (b - a) for a, b in itertools.pairwise(ends))])
        model = latent @ np.linalg.qr(rng.normal(size=(d, k)))[0].T
        models.append((model + noise * rng.normal(size=model.shape)).astype(np.float32))
    return models[0], models[1]


def _unit(x: Array) -> Array:
    return x / np.linalg.norm(x, axis=-1, keepdims=True)
