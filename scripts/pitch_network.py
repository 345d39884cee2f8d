"""Owns the pitch network as it is fitted, in PyTorch."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from callcoach.frames.comb import N_BANDS, N_PITCHES

CHANNELS, REACH, VOICING_CHANNELS = 16, 60, 16


class Block(nn.Module):
    """Adds to rows what a kernel over bands and hops finds in them.

    `is_full`: a kernel for each pair of channels; else one a channel, then all are mixed. A GPU
    does both as one full convolution, which it is much faster at.
    """

    def __init__(self, bands: int, hops: int, *, step: int = 1, is_full: bool = False) -> None:
        super().__init__()
        self.padding, self.step = (bands // 2 * step, hops // 2), step
        shape = (CHANNELS, CHANNELS if is_full else 1, bands, hops)
        self.kernel = nn.Conv2d(shape[1], CHANNELS, (bands, hops)).weight
        self.mix = None if is_full else nn.Conv2d(CHANNELS, CHANNELS, 1).weight
        self.bias = nn.Parameter(torch.zeros(CHANNELS))

    def full(self) -> Tensor:
        """(CHANNELS, CHANNELS, bands, hops)."""
        if self.mix is None:
            return self.kernel
        return self.mix * self.kernel[:, 0][None]

    def forward(self, rows: Tensor) -> Tensor:
        """Rows as they came in: (b, CHANNELS, bands, hops)."""
        return torch.relu(rows + self.found(rows, self.padding))

    def found(self, rows: Tensor, padding: tuple[int, int]) -> Tensor:
        """What the kernel finds."""
        if self.mix is None or rows.is_cuda:
            return functional.conv2d(
                rows, self.full(), self.bias, padding=padding, dilation=(self.step, 1)
            )
        found = functional.conv2d(
            rows, self.kernel, padding=padding, dilation=(self.step, 1), groups=CHANNELS
        )
        return functional.conv2d(found, self.mix, self.bias)


class Comb(Block):
    """What lies in `REACH` bands up from each of the lowest `N_PITCHES`."""

    def __init__(self) -> None:
        super().__init__(REACH, 1)
        self.above = N_PITCHES + REACH - 1 - N_BANDS

    def forward(self, rows: Tensor) -> Tensor:
        """(b, CHANNELS, N_PITCHES, hops)."""
        padded = functional.pad(rows, (0, 0, 0, self.above))
        return torch.relu(rows[:, :, :N_PITCHES] + self.found(padded, (0, 0)))


class Network(nn.Module):
    """The network of `CombTracker`."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(1, CHANNELS, 3, padding=1)
        self.blocks = nn.ModuleList(
            [
                Block(5, 3, is_full=True),
                Comb(),
                Block(7, 3),
                Block(7, 1, step=9),
                Block(5, 3, is_full=True),
                Block(7, 3),
            ]
        )
        self.pitch = nn.Conv2d(CHANNELS, 1, 1)
        self.heard = nn.Conv2d(CHANNELS, VOICING_CHANNELS, 1)
        self.about = nn.Conv1d(2 * VOICING_CHANNELS, VOICING_CHANNELS, 3, padding=1)
        self.voicing = nn.Conv1d(VOICING_CHANNELS, 1, 1)

    def forward(self, columns: Tensor) -> tuple[Tensor, Tensor]:
        """Odds of each pitch (b, N_PITCHES, hops) and log odds of voicing (b, hops)."""
        rows = torch.relu(self.first(columns))
        for block in self.blocks:
            rows = block(rows)
        heard = self.heard(rows)
        heard = torch.cat((heard.amax(2), heard.mean(2)), 1)
        return self.pitch(rows)[:, 0], self.voicing(torch.relu(self.about(heard)))[:, 0]
