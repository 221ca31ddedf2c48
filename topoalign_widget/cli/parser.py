"""What can be asked for, and the help that teaches it. Nothing heavy is imported before something is asked for."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from typing import Any, NoReturn

from topoalign_widget import __version__
from topoalign_widget.keywords import closest

OK, REFUSED, NOT_UNDERSTOOD = 0, 1, 2
# Columns of the help.
WIDTH = 80

ABOUT = """\
Do two neural networks organise the same inputs in the same shape?

Give it the representations of the same inputs by two models, layers or training
runs, a row for each input. It builds the Mapper graph of each, lays the graphs
out together, matches their regions, and tests the matches against chance.
"""

EXAMPLE = """\
example:
  topoalign-widget compare MiniLM-L6.npy MiniLM-L12.npy \\
      --metadata inputs.csv --label topic --text sentence \\
      -o report.html -o regions.csv

  prints what matches, and writes a page that opens in any browser, without a
  network, and a table of the regions. Look at the parameters first with
  `topoalign-widget suggest MiniLM-L6.npy MiniLM-L12.npy`; see how alike the
  models are beside the picture with `topoalign-widget measures ...`.

exit codes:
  0  done
  1  the data or an option were refused, for the reason on stderr; nothing was
     written
  2  the command was not understood
  130  interrupted

Each command has a help of its own: topoalign-widget compare --help
"""

GIVEN = """\
representations:
  [name=]path[:key], the same inputs in the same order in each. Without a name,
  a representation is called like its file.
  x.npy              inputs x features; read from the disk as needed
  x.npy              layers x inputs x features: each layer is one
  x.npz              each array in it is one; x.npz:key is that array
  x.parquet          its numeric columns; x.parquet:column is a column of lists
  x.safetensors      each tensor is one; x.safetensors:key is that tensor
  folder             that extract.hidden_states(..., out=) wrote: each layer
"""

COMPARE = """\
what is printed:
  resolution     how finely a graph tells inputs apart; compare graphs of alike
                 resolution only
  coverage       share of the inputs that are in some node
  matched_share  share of the inputs that both sides of a region hold
  ceiling        the most that it could be, as the two graphs cut the inputs
  by_chance      regions that are found if the inputs are shuffled (mean)
  kind           match: same inputs, arranged alike; rearranged: same inputs,
                 arranged otherwise; split, merged: one piece in the first graph
                 (the second), several in the other
  content        Jaccard index of the inputs of the two sides: 1 is the same
  structure      rank correlation of distances along the two graphs, -1 to 1
  p_value        false discovery rate of the content

example:
  topoalign-widget compare L6=a.npy L12=b.npy --metadata inputs.csv \\
      --label topic --text sentence -o report.html -o aligned.topo

  In Python, topoalign_widget.Alignment.load("aligned.topo") goes on from there.

read on: docs/regions.md, docs/verdicts.md, docs/cli.md
"""

SUGGEST = """\
what is printed:
  for each parameter of Mapper its value, and why. Settings are tried on random
  subsets of the inputs. Their score is the product of
  stability  who is together, and who far apart, is so for other subsets, too
  fidelity   who is together is near in the representation, who is apart is far
  coverage   share of the inputs that are in components of 1 % of them or more
  and of the share of pairs of inputs that are told apart.
  Of several representations, graphs are chosen to be equally fine.

example:
  topoalign-widget suggest a.npy b.npy
  topoalign-widget suggest a.npy --lens pca --json

read on: docs/parameters.md
"""

MEASURES = """\
what is printed, for each two representations:
  CKA, Procrustes, RSA       global: where the variance is, all distances
  mutual kNN, CKNNA          local: the 10 nearest inputs
  RTD-Lite                   topological: how inputs join into clusters; a
                             divergence, so lower is more alike
  matched share, loop agreement
                             topological: of the two Mapper graphs
  value       the measure itself
  error       how far another draw of the inputs would be from it, where they
              were drawn
  null        its mean if the inputs are shuffled
  calibrated  0: no more than chance gives, 1: equal. Compare pairs within one
              measure, not measures
  p_value     share of shuffles that are at least as alike

example:
  topoalign-widget measures a.npy b.npy --csv measures.csv

read on: docs/measures.md
"""


class _Parser(argparse.ArgumentParser):
    """A parser that says in a line what it does not understand, and where to look it up."""

    def parse_known_args(self, args: Sequence[str] | None = None, namespace: Any = None) -> Any:  # type: ignore[override]
        """Parse; refuse what is left, here, where it is known which options there are."""
        found, unknown = super().parse_known_args(args, namespace)
        if unknown and unknown[0].startswith("-"):
            given = unknown[0].partition("=")[0]
            self.error(f"There is no option {given!r}.{closest(given, list(self._option_string_actions))}")
        if unknown:
            self.error(f"{unknown[0]!r} stands apart. Give all representations one after the other.")
        return found, unknown

    def error(self, message: str) -> NoReturn:
        """End with a line, not with all options: they are in the help."""
        self.exit(NOT_UNDERSTOOD, f"{self.prog}: error: {message}\nSee {self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """Make the parser; what it gives has ``run``, a function of itself."""
    formatter = partial(argparse.RawDescriptionHelpFormatter, width=WIDTH)
    top = _Parser(prog="topoalign-widget", description=ABOUT, epilog=EXAMPLE, formatter_class=formatter)
    top.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    commands = top.add_subparsers(dest="command", metavar="command", required=True)

    def command(name: str, short: str, epilog: str) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name, help=short, description=short, epilog=f"{GIVEN}\n{epilog}", formatter_class=formatter
        )
        made.set_defaults(run=partial(_run, name))
        made.add_argument("representations", nargs="+", metavar="representation", help="see below")
        return made

    compare = command("compare", "Align graphs, match regions, write a report.", COMPARE)
    _add_outputs(compare)
    _add_mapper(compare)
    _add_building(compare)
    suggest = command("suggest", "Choose Mapper's parameters, and say why.", SUGGEST)
    suggest.add_argument("--json", action="store_true", help="print JSON in place of a table")
    _add_mapper(suggest)
    measures = command("measures", "Measure how alike representations are, against chance.", MEASURES)
    _add_measuring(measures)
    _add_mapper(measures)
    _add_building(measures)
    for each in (compare, suggest, measures):
        each.add_argument("-q", "--quiet", action="store_true", help="no progress and no notes on stderr")
    return top


def _run(name: str, asked: argparse.Namespace) -> None:
    getattr(import_module("topoalign_widget.cli.commands"), name)(asked)


def _add_outputs(to: argparse.ArgumentParser) -> None:
    to.add_argument(
        "-o",
        "--output",
        action="append",
        default=[],
        metavar="FILE",
        help="what to write, by the suffix: .html (the page), .png or .svg (the picture), .csv or .parquet (the "
        "regions), .topo (the alignment, for Python). Can be given several times",
    )
    to.add_argument(
        "--metadata", metavar="FILE", help="what is known of the inputs, a row each: .csv, .tsv or .parquet"
    )
    to.add_argument(
        "--label", metavar="COLUMN", help="column of classes, to colour nodes and name regions by"
    )
    to.add_argument("--text", metavar="COLUMN", help="column that shows what an input is")


def _add_measuring(to: argparse.ArgumentParser) -> None:
    to.add_argument("--csv", metavar="FILE", help="write the table there, too")
    to.add_argument("--json", action="store_true", help="print JSON in place of a table")
    to.add_argument(
        "--shuffles",
        type=_number_from(0),
        default=99,
        metavar="N",
        help="how often inputs are shuffled for null and p_value (default: %(default)s); 19 are enough for p <= .05",
    )
    to.add_argument(
        "--most-inputs",
        type=_number_from(4),
        default=10_000,
        metavar="N",
        help="from more inputs, so many are drawn (default: %(default)s; 1000 for RSA and RTD-Lite)",
    )


def _add_mapper(to: argparse.ArgumentParser) -> None:
    group = to.add_argument_group("Mapper", "What is not given is chosen; see `suggest`.")
    group.add_argument("--lens", help="l2norm, pca, pca2, density, eccentricity or umap")
    group.add_argument(
        "--intervals", type=_number_from(1), metavar="N", help="intervals of each lens dimension"
    )
    group.add_argument(
        "--overlap", type=_share, metavar="SHARE", help="share of an interval in the next, from 0 to 1"
    )


def _add_building(to: argparse.ArgumentParser) -> None:
    to.add_argument("--jobs", type=_number, metavar="N", help="threads (default: one for each core)")
    to.add_argument(
        "--seed",
        type=_number_from(0),
        default=0,
        metavar="N",
        help="of the layout and of every test against chance (default: %(default)s)",
    )


def _number_from(least: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if (value := _number(text)) < least:
            raise argparse.ArgumentTypeError(f"must be {least} or more; got {text!r}")
        return value

    return number


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a whole number; got {text!r}") from None


def _share(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"must be a number, such as 0.5; got {text!r}") from None
