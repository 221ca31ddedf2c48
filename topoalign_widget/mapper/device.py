"""The distance blocks of clustering on a CUDA device, through torch, where one is asked for.

What a tile's inputs have to say to another's is settled on the processor (kernels.py), as are pairs that rounding
leaves unsure; only the float32 products and their comparison move. So the clusters are the same ones.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from topoalign_widget.mapper.shared import Shared
from topoalign_widget.mapper.tiles import Geometry, Memberships

if TYPE_CHECKING:
    import torch

Pairs = NDArray[np.int32]


class DeviceError(ValueError):
    """No such device can be asked for."""


class DeviceWarning(UserWarning):
    """The device that was asked for is not there, or too small; the processor did its work."""


def check_device(device: Any) -> None:
    """Refuse what names no device.

    Raises
    ------
    DeviceError
        If it is neither "cpu" nor "cuda" nor "cuda:<number>".
    """
    if not (isinstance(device, str) and re.fullmatch(r"cpu|cuda(:\d+)?", device)):
        raise DeviceError(f"device must be 'cpu', 'cuda' or 'cuda:<number>'; got {device!r}.")


@contextmanager
def products_on(device: str, tiles: Geometry) -> Iterator[Products | None]:
    """Have the distances between tiles computed on a device; None where the processor is to do it.

    Warns
    -----
    DeviceWarning
        If torch is not installed, sees no such device, or the inputs do not fit into its memory.
    """
    if device == "cpu":
        yield None
        return
    try:
        import torch
    except ImportError:
        _warn(device, "torch is not installed")
        yield None
        return
    if not torch.cuda.is_available():
        _warn(device, "torch sees no CUDA device")
        yield None
        return
    with _WHOLE_PRODUCTS:
        yield _loaded(device, tiles)


@contextmanager
def _whole_products() -> Iterator[None]:
    """Whatever the user's choice elsewhere: the bound of the rounding error is one of whole float32 products."""
    import torch

    precision = torch.get_float32_matmul_precision()
    torch.set_float32_matmul_precision("highest")
    try:
        yield
    finally:
        torch.set_float32_matmul_precision(precision)


_WHOLE_PRODUCTS = Shared(_whole_products)


def _loaded(device: str, tiles: Geometry) -> Products | None:
    import torch

    try:
        return Products(tiles, torch.device(device))
    except torch.OutOfMemoryError:
        _warn(device, f"its memory does not hold the inputs ({tiles.rows.nbytes / 2**30:.1f} GiB)")
    except RuntimeError as error:
        _warn(device, str(error).splitlines()[0])
    return None


def _warn(device: str, why: str) -> None:
    warnings.warn(
        f"device={device!r} was not used: {why}. Pullbacks are clustered on the processor; the graph is the same.",
        DeviceWarning,
        stacklevel=2,
    )


class Products:
    """Inputs of tiles, held by a device, which finds those that are near each other.

    Parameters
    ----------
    tiles : Geometry
    device : torch.device
    """

    def __init__(self, tiles: Geometry, device: torch.device) -> None:
        import torch

        self.tiles, self.device = tiles, device
        self.rows = torch.from_numpy(tiles.rows).to(device)
        self.norms = torch.from_numpy(tiles.norms).to(device)
        self.within = torch.arange(tiles.largest, device=device)

    def near_inputs(
        self, held: Memberships, links: Any, pairs: Pairs, first: int, last: int, found: Pairs
    ) -> tuple[int, int, int]:
        """Find inputs within 1 of each other whose link may still matter: see ``kernels.near_inputs``."""
        from topoalign_widget.mapper.kernels import open_inputs

        tiles = self.tiles
        last = min(last, first + max(len(found) // tiles.largest**2, 1))
        # Of each pair of tiles: the inputs that may be near the other tile, and those of them with open links.
        near = np.empty((last - first, 2, tiles.largest), dtype=np.bool_)
        unsettled = np.empty_like(near)
        open_inputs(tiles, held, links, tiles.reach, pairs, first, last, near, unsettled)
        some = np.flatnonzero(unsettled.any(axis=(1, 2)))
        if not len(some):
            return 0, 0, last
        sure, unsure = self._compared(pairs[first:last][some], near[some], unsettled[some])
        found[: len(sure)] = sure
        found[len(found) - len(unsure) :] = unsure
        return len(sure), len(unsure), last

    def _compared(
        self, pairs: Pairs, near: NDArray[np.bool_], unsettled: NDArray[np.bool_]
    ) -> tuple[Pairs, Pairs]:
        """Compare the open inputs of pairs of tiles; returns pairs within 1 for certain, and perhaps."""
        import torch

        rounding = float(self.tiles.rounding)
        begin = torch.from_numpy(self.tiles.bounds[pairs]).to(self.device)
        # Past a tile's end there are rows of the next one, which are not open.
        place = (begin[:, :, None] + self.within).clamp_(max=len(self.rows) - 1)
        a, b = place[:, 0], place[:, 1]
        near_a, near_b = torch.from_numpy(near).to(self.device).unbind(1)
        new_a, new_b = torch.from_numpy(unsettled).to(self.device).unbind(1)
        # Settled inputs have nothing to say to each other; the others must be compared with all.
        asked = (new_a[:, :, None] & near_b[:, None, :]) | (near_a[:, :, None] & new_b[:, None, :])
        # Within one tile, each pair once.
        asked &= (a[:, :, None] < b[:, None, :]) | torch.from_numpy(pairs[:, 0] != pairs[:, 1]).to(
            self.device
        )[:, None, None]
        product = torch.bmm(self.rows[a], self.rows[b].transpose(1, 2))
        both = self.norms[a][:, :, None] + self.norms[b][:, None, :]
        # Squared distances are norm + norm - 2 product, off by at most rounding (norm + norm + 1). What is not a
        # number is near.
        may = asked & ~(product < 0.5 * ((1 - rounding) * both - (1 + rounding)))
        sure = may & (product > 0.5 * ((1 + rounding) * both - (1 - rounding)))
        return self._listed(sure, a, b), self._listed(may & ~sure, a, b)

    def _listed(self, chosen: torch.Tensor, a: torch.Tensor, b: torch.Tensor) -> Pairs:
        import torch

        e, i, j = chosen.nonzero(as_tuple=True)
        return torch.stack((a[e, i], b[e, j]), dim=1).to(torch.int32).cpu().numpy()
