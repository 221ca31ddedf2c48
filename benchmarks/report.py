"""Command lines, timing, and tables in Markdown."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

T = TypeVar("T")
REPEATS = 3


def best(job: Callable[[], T], repeats: int = REPEATS) -> tuple[float, T]:
    """Time a job; the fastest of several runs is the one that was disturbed least."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        result = job()
        times.append(time.perf_counter() - start)
    return min(times), result


def asked(
    module: str, kinds: Sequence[Mapping[str, object]], seeds: int, of_seeds: str, more: Sequence[str] = ()
) -> tuple[argparse.Namespace, Callable[[str], bool]]:
    """Read from the command line which cases of each kind are wanted, or all of it, and how many seeds."""
    names = [*(name for kind in kinds for name in kind), *more]
    parser = argparse.ArgumentParser(prog=f"python -m {module}")
    parser.add_argument("cases", nargs="*", metavar="case", help=f"some of {', '.join(names)}; default: all")
    parser.add_argument("--seeds", type=int, default=seeds, help=of_seeds)
    given = parser.parse_args()
    if unknown := set(given.cases) - set(names):
        parser.error(f"there is no case {min(unknown)}")

    def wanted(name: str) -> bool:
        kind = next(kind for kind in kinds if name in kind)
        return name in given.cases or not set(kind) & set(given.cases)

    return given, wanted


def table(title: str, header: list[str], rows: list[list[str]]) -> None:
    print(f"\n### {title}\n\n| {' | '.join(header)} |\n|{'---|' * len(header)}")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)
