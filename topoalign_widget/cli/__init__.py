"""The command ``topoalign-widget``: results go to stdout, everything else to stderr."""

from __future__ import annotations

import io
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from topoalign_widget.cli.parser import OK, REFUSED, parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    arguments : sequence of str, optional
        Default: those of the process.

    Returns
    -------
    int
        0: done; 1: the data or an option were refused, for a reason that is one line on stderr, and nothing was
        written; 130: interrupted.

    Raises
    ------
    SystemExit
        With 2 after a usage that is none, with 0 after ``--help`` and ``--version``.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a name that the terminal cannot show ends nothing
    asked = parser().parse_args(arguments)
    called = f"topoalign-widget {asked.command}"
    try:
        with _warnings_in_a_line(called):
            asked.run(asked)
            print(end="", flush=True)
    except KeyboardInterrupt:
        print(f"{called}: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # Whoever read the table has read enough. What is left must not be written on the way out, either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except Exception as error:
        if not _is_refusal(error):
            raise
        print(f"{called}: error: {_line(error)}", file=sys.stderr)
        return REFUSED
    return OK


def _is_refusal(error: Exception) -> bool:
    """Tell what a user can mend from what is a fault of this package."""
    ours = type(error).__module__.partition(".")[0] == __name__.partition(".")[0]
    return ours or isinstance(error, (OSError, ImportError, MemoryError))


@contextmanager
def _warnings_in_a_line(called: str) -> Iterator[None]:
    def show(message: Warning | str, *_: Any, **__: Any) -> None:
        print(f"{called}: warning: {_line(message)}", file=sys.stderr)

    with warnings.catch_warnings():
        warnings.showwarning = show
        yield


def _line(message: object) -> str:
    return " ".join(str(message).split()) or type(message).__name__
