"""Write a saved page's data, and what the kernel answers, for the tests of the page's own answers.

``python -m tests.widget.write_offline_fixtures`` writes tests/fixtures/offline.json; a test checks that it is fresh.
"""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import topoalign_widget as ta
from tests.browser.scenes import CONCEPTS, N_INPUTS, SIZES, alignment
from topoalign_widget import motifs
from topoalign_widget.alignment.verdicts import members_of
from topoalign_widget.widget.carried import carried
from topoalign_widget.widget.inspector import SHARED, TABS, search

FIXTURE = Path(__file__).parents[1] / "fixtures" / "offline.json"

HOSTILE = "</script><script>alert(1)</script>"
TEXTS = [
    HOSTILE,
    "Straße  und\tΟΔΟΣ, in \"quotes\" and 'others'",
    "lines\u2028and paragraphs\u2029part here",
    "😀" * 500,
    "<!-- <img src=x onerror=alert(1)> &amp; `${}` \\u0000",
    "",
]
NUMBERS = [
    0.0,
    -0.0,
    1.0,
    1e6,
    10.0,
    123456.5,
    123457.5,
    999999.5,
    0.125,
    1234567.0,
    99999.95,
    1e-5,
    1.5e-4,
    -2.25,
    1 / 3,
    1e30,
    np.inf,
    -np.inf,
    np.nan,
]
QUERIES = [
    "STRASSE",
    "und straße",
    '"und οδος"',
    "ΟΔΟΣ",
    '"in ""quotes',
    "script alert",
    "",
    "  ",
    "nowhere",
    "input 7",
]


def widget() -> ta.TopoAlignWidget:
    """Make a widget of which every kind of answer is wanted, with metadata that mean no good."""
    inputs = np.arange(N_INPUTS)
    concept = np.repeat(np.array(CONCEPTS, dtype=object), SIZES)
    concept[::50] = None
    concept[7::90] = HOSTILE
    metadata = {
        "concept": concept,
        "score": np.resize(NUMBERS, N_INPUTS),
        "count": inputs * 1000 % 77,
        HOSTILE: np.where(inputs % 3, "yes", 'no "quotes", no commas'),
        "flag": inputs % 2 == 0,
        "mixed": [i if i % 3 else None if i % 2 else f"word {i % 5}" for i in range(N_INPUTS)],
        "text": [TEXTS[i] if i < len(TEXTS) else f"input {i}" for i in range(N_INPUTS)],
    }
    pictures = [np.full((3, 4), i % 256, dtype=np.uint8) if i % 4 else None for i in range(N_INPUTS)]
    shown = ta.TopoAlignWidget(
        alignment(("before", "after")), metadata=metadata, label="concept", text="text", image=pictures
    )
    shown.find(motifs.loop(), graph="before")
    shown.wrap("kept", where="concept == 'line'")
    return shown


def sets(n_inputs: int, count: int) -> Iterator[np.ndarray]:
    """Draw sets of inputs: some spread all over, some in one place, some of both."""
    rng = np.random.default_rng(0)
    for _ in range(count):
        start, length = rng.integers(n_inputs), rng.integers(1, 120)
        near = np.arange(start, min(start + length, n_inputs))
        near = near[rng.random(len(near)) < rng.uniform(0.3, 1)]
        far = rng.choice(n_inputs, rng.integers(0, 60), replace=False)
        yield np.union1d(near, far) if len(near) + len(far) else np.array([start])


def requests(shown: ta.TopoAlignWidget) -> Iterator[dict[str, Any]]:
    """Ask for rows as the view does."""
    drawn = list(sets(N_INPUTS, 6))
    graphs = shown.alignment.graphs
    nowhere = {"nodes": {}, "inputs": []}
    abouts = [{"nodes": {}, "inputs": own.tolist()} for own in drawn]
    abouts += [{"nodes": {"before": [2, 3, 14]}, "inputs": []}, {"nodes": {"after": [5]}, "inputs": []}]
    abouts += [{"nodes": {"before": [0, 1], "after": [0, 9]}, "inputs": []}]
    rows = {"start": 0, "stop": 20}
    for about in abouts:
        picked = list(about["nodes"])
        here = picked[0] if picked else None
        other = picked[1] if len(picked) > 1 else next(name for name in graphs if name != here)
        for tab in TABS:
            order = {"order": "number", "descending": tab == SHARED}
            yield {"about": about, "tab": tab, "here": here, "other": other, **rows, **order}
    metadata = shown.metadata
    assert metadata is not None
    orders = ["number", "text", *({"column": str(name)} for name in metadata if name != "text")]
    for order in orders:
        for descending in (False, True):
            asked = {"about": nowhere, "tab": "all", "here": None, "other": None, "order": order}
            yield {**asked, "start": 0, "stop": 40, "descending": descending}
    # What is typical is known of what was followed ahead: a region, a match, a node, what is kept.
    region = {"nodes": {}, "inputs": shown.alignment.regions[0].inputs.tolist()}
    match = {"nodes": {"before": sorted(shown.matches[0].nodes.tolist())}, "inputs": []}
    kept = {key: shown.membranes[0][key] for key in ("nodes", "inputs")}
    for about in (region, match, kept, {"nodes": {"after": [5]}, "inputs": []}):
        for descending in (False, True):
            asked = {"about": about, "tab": "all", "here": None, "other": None, "order": "typical"}
            yield {**asked, "start": 0, "stop": 40, "descending": descending}


def fixture() -> dict[str, Any]:
    shown = widget()
    text = shown.metadata["text"]
    answers = []
    for request in requests(shown):
        answer, buffers = shown._inspector.answer(request, np.empty(0, dtype=np.int64), {})
        # The first few tell whether pictures are in their places.
        pictures = [base64.b64encode(each).decode() for each in buffers[:3]]
        answers.append({"request": request, "answer": answer, "pictures": pictures})
    members = [
        {
            "inputs": own.tolist(),
            "nodes": {name: members_of(own, g).tolist() for name, g in shown.alignment.graphs.items()},
        }
        for own in sets(N_INPUTS, 100)
    ]
    selections = []
    for ways in (
        {"region": 0},
        {"nodes": {"after": [5]}},
        {"nodes": {"before": [2]}},
        {"where": "concept == 'left'"},
    ):
        shown.select(**ways)
        selections.append({"selection": shown.selection, "patterns": shown._patterns})
    shown.select(inputs=[])
    return {
        "page": base64.b64encode(zlib.compress(carried(shown).buffer, 9)).decode(),
        "answers": answers,
        "members": members,
        "selections": selections,
        "searches": [{"text": query, "found": search(query, text).tolist()} for query in QUERIES],
        "digits": [[repr(own), f"{own:.6g}"] for own in NUMBERS if not np.isnan(own)],
    }


def written() -> str:
    """Write each kind of case on a line."""
    lines = [f"{json.dumps(key)}: {json.dumps(own, separators=(',', ':'))}" for key, own in fixture().items()]
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    FIXTURE.write_text(written())
