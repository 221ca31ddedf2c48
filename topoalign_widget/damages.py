"""What is raised on the way through a file that is not whole, or is something else than its name says."""

from __future__ import annotations

import zipfile
import zlib
from tokenize import TokenError

# Zips raise RuntimeError if they are encrypted; numpy reads the header of an array as Python.
DAMAGES = (
    ValueError,
    EOFError,
    OSError,
    RuntimeError,
    MemoryError,
    SyntaxError,
    TokenError,
    zipfile.BadZipFile,
    zlib.error,
)

# A file that is whole, but what was read of it is not of the form that it should have.
MISFITS = (
    KeyError,
    TypeError,
    ValueError,
    IndexError,
    AttributeError,
    OverflowError,
    RecursionError,
)
