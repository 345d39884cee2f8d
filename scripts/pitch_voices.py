"""Owns made voices of known pitch, pieces of recorded ones, and the lines they come through.

All in PyTorch, so that a GPU makes them anew for every step of `scripts/fit_pitch.py`. Sounds are
at 8 kHz, a hop is 20 ms. None of it is shared with the made voices on which `benchmarks/voice.py`
reports.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

RATE_HZ, HOP, ROW = 8000, 160, 80
N_HOPS = 160
N_SAMPLES = N_HOPS * HOP
N_STRINGS, N_VOWELS, AT_ONCE, STEP = 24, 60, 8, 40
TOP_HZ, LOWEST_HZ, HIGHEST_HZ = 3900.0, 56.0, 630.0
EDGE_S = 0.003
"""So near to where a voice sets in or ends, a hop is not judged."""

TONES_SHARE = 0.12

Tensor = torch.Tensor


@dataclass(frozen=True)
class Sounds:
    """samples (b, N_SAMPLES), of power 1 where voiced; f0_hz (b, N_HOPS), 0: unvoiced; and the hops
    that are known well enough to be judged."""

    samples: Tensor
    f0_hz: Tensor
    is_known: Tensor


class Draw:
    """Random numbers for `b` sounds on a device."""

    def __init__(self, device: torch.device, seed: int) -> None:
        self._generator = torch.Generator(device=device)
        self._generator.manual_seed(seed)
        self.device = device

    def between(self, low: float, high: float, *shape: int) -> Tensor:
        """Evenly between two numbers."""
        return low + (high - low) * self._unit(*shape)

    def octaves(self, low: float, high: float, *shape: int) -> Tensor:
        """Evenly in their logarithm."""
        return low * (high / low) ** self._unit(*shape)

    def normal(self, *shape: int) -> Tensor:
        """Of mean 0 and deviation 1."""
        return torch.randn(*shape, generator=self._generator, device=self.device)

    def happens(self, share: float, b: int) -> Tensor:
        """(b, 1) in such a share of the sounds."""
        return self._unit(b, 1) < share

    def gain(self, low_db: float, high_db: float, *shape: int) -> Tensor:
        """So many dB down, as a factor."""
        return 10 ** (-self.between(low_db, high_db, *shape) / 20)

    def whole(self, below: int, *shape: int) -> Tensor:
        """Whole numbers from 0."""
        kept = {"generator": self._generator, "device": self.device}
        return torch.randint(0, below, shape, **kept)

    def order(self, n: int) -> Tensor:
        """0 to n - 1 in any order."""
        return torch.randperm(n, generator=self._generator, device=self.device)

    def _unit(self, *shape: int) -> Tensor:
        return torch.rand(*shape, generator=self._generator, device=self.device)


def made(draw: Draw, b: int) -> Sounds:
    """Strings of vowels with rests, hisses, tones and breath between."""
    at_s = (torch.arange(N_SAMPLES, device=draw.device) / RATE_HZ).expand(b, -1).contiguous()
    lengths_s = draw.octaves(0.06, 1.2, b, N_STRINGS)
    lengths_s[:, 1::2] = draw.octaves(0.03, 0.51, b, N_STRINGS // 2)
    edges_s = lengths_s.cumsum(1) - draw.between(0, 0.8, b, 1)
    piece = torch.searchsorted(edges_s, at_s)  # the how manieth each sample lies in
    is_voiced = piece % 2 == 0
    before_s = functional.pad(edges_s, (1, 0), value=-9.0).gather(1, piece)
    after_s = edges_s.gather(1, piece.clamp(max=N_STRINGS - 1))
    from_edge_s = torch.minimum(at_s - before_s, after_s - at_s)
    swell = (from_edge_s / draw.between(0.004, 0.03, b, 1)).clamp(0, 1)
    f0_hz = _melody(draw, at_s, piece, at_s - before_s.clamp(min=-1))
    voice = _vowels(draw, f0_hz) * swell * is_voiced
    shimmer_db = _upsampled(draw.normal(b, 1, N_SAMPLES // 80)) * draw.between(0, 1.2, b, 1)
    voice = voice * draw.gain(0, 14, b, N_STRINGS + 1).gather(1, piece) * 10 ** (shimmer_db / 20)
    voice = voice / _power(voice, is_voiced)
    noise = draw.normal(b, N_SAMPLES)
    noise = functional.pad(noise[:, 1:] - draw.between(-0.9, 0.95, b, 1) * noise[:, :-1], (1, 0))
    breath = draw.gain(18, 45, b, 1) * is_voiced
    is_hiss = draw.between(0, 1, b, N_STRINGS + 1) < 0.5
    hiss = (draw.gain(3, 40, b, N_STRINGS + 1) * is_hiss).gather(1, piece) * ~is_voiced
    hops = torch.arange(N_HOPS, device=draw.device) * HOP
    return Sounds(
        voice + (noise * (breath + hiss) + _tones(draw, at_s, piece) * ~is_voiced) * swell,
        torch.where(is_voiced, f0_hz, 0.0)[:, hops],
        from_edge_s[:, hops] >= EDGE_S,
    )


SIGNALS_HZ = (
    *((350.0, 440.0), (440.0, 480.0), (480.0, 620.0), (400.0, 450.0)),
    *((425.0, 425.0), (450.0, 450.0), (400.0, 400.0)),
)
"""Dial, ring, busy; of one tone in much of Europe, and in Asia."""


def _tones(draw: Draw, at_s: Tensor, piece: Tensor) -> Tensor:
    """(b, N_SAMPLES): in some pieces one or two tones of equal loudness.

    A third of those are keys (DTMF, ITU-T Q.23), a third signals of a line (ITU-T E.180), the
    others of any pitch.
    """
    b, n = len(at_s), N_STRINGS + 1
    rows = torch.tensor([697.0, 770, 852, 941], device=draw.device)[draw.whole(4, b, n)]
    columns = torch.tensor([1209.0, 1336, 1477, 1633], device=draw.device)[draw.whole(4, b, n)]
    signals = torch.tensor(SIGNALS_HZ, device=draw.device)[draw.whole(len(SIGNALS_HZ), b, n)]
    kind = draw.whole(3, b, n)
    first_hz = torch.where(kind == 0, rows, draw.octaves(200, 3000, b, n))
    first_hz = torch.where(kind == 1, signals[..., 0], first_hz)
    second_hz = torch.where(kind == 0, columns, draw.octaves(200, 3000, b, n))
    second_hz = torch.where(kind == 1, signals[..., 1], second_hz)
    is_two = (kind < 2) | (draw.between(0, 1, b, n) < 0.5)
    gains = draw.gain(-6, 25, b, n) * (draw.between(0, 1, b, n) < TONES_SHARE)
    tones = [
        gain.gather(1, piece) * torch.sin(2 * math.pi * hz.gather(1, piece) * at_s)
        for gain, hz in ((gains, first_hz), (gains * is_two, second_hz))
    ]
    return tones[0] + tones[1]


def _melody(draw: Draw, at_s: Tensor, piece: Tensor, within_s: Tensor) -> Tensor:
    """(b, N_SAMPLES) Hz: slow and quick waves, and a step and a slope for each string."""
    b = len(at_s)
    semitones = torch.zeros_like(at_s)
    for low_hz, high_hz, most_st in ((0.2, 1, 4), (0.8, 3, 2.5), (2, 6, 1.0)):
        turns = draw.between(low_hz, high_hz, b, 1) * at_s + draw.between(0, 1, b, 1)
        semitones += draw.between(0, most_st, b, 1) * torch.sin(2 * math.pi * turns)
    steps_st = draw.normal(b, N_STRINGS + 1) * draw.between(0.3, 2.5, b, 1)
    slopes_st = draw.normal(b, N_STRINGS + 1) * 3
    semitones += steps_st.gather(1, piece)
    semitones += (slopes_st.gather(1, piece) * within_s).clamp(-8, 8)
    f0_hz = draw.octaves(65, 420, b, 1) * 2 ** (semitones / 12)
    return f0_hz.clamp(LOWEST_HZ, HIGHEST_HZ)


def _vowels(draw: Draw, f0_hz: Tensor) -> Tensor:
    """(b, N_SAMPLES): harmonics up to `TOP_HZ` through formants that move from vowel to vowel."""
    b, device = len(f0_hz), draw.device
    jitter = _upsampled(draw.normal(b, 1, N_SAMPLES // STEP)) * draw.between(0, 0.006, b, 1)
    phase = torch.cumsum((f0_hz * (1 + jitter)).double() / RATE_HZ, 1)
    formants_hz = _formants(draw, b)
    widths_hz = [draw.between(*range_hz, b, 1, 1) for range_hz in WIDTHS_HZ]
    slow_hz = functional.avg_pool1d(f0_hz[:, None], STEP)  # (b, 1, steps)
    tilt = draw.between(0.5, 1.9, b, 1, 1)
    n_harmonics = int(TOP_HZ / float(f0_hz.min()))
    starts = draw.between(0, 1, b, n_harmonics, 1).double()
    sound = torch.zeros_like(f0_hz)
    for first in range(1, n_harmonics + 1, AT_ONCE):
        last = min(n_harmonics, first + AT_ONCE - 1)
        number = torch.arange(first, last + 1, device=device)[None, :, None]
        hz = number * slow_hz
        weight = torch.where(hz < TOP_HZ, number.float() ** -tilt, 0.0)
        for formant_hz, width_hz in zip(formants_hz.split(1, dim=1), widths_hz, strict=True):
            square = formant_hz**2
            weight = weight * square / torch.sqrt((square - hz**2) ** 2 + (width_hz * hz) ** 2)
        weight = weight * 10 ** (draw.normal(b, number.shape[1], 1) * 1.5 / 20)
        turns = (number * phase[:, None] + starts[:, first - 1 : last]) % 1
        tone = torch.sin(2 * math.pi * turns.float())
        sound += (functional.interpolate(weight, N_SAMPLES, mode="linear") * tone).sum(1)
    return sound


WIDTHS_HZ = ((40, 130), (60, 180), (80, 260), (120, 400))


def _formants(draw: Draw, b: int) -> Tensor:
    """(b, 4, steps) Hz of vowels of any colour, of 70 to 350 ms, of tracts long and short."""
    steps = N_SAMPLES // STEP
    at_s = (torch.arange(steps, device=draw.device) * STEP + STEP // 2) / RATE_HZ
    ends_s = draw.octaves(0.07, 0.35, b, N_VOWELS).cumsum(1) - 0.3
    vowel = torch.searchsorted(ends_s, at_s.expand(b, -1).contiguous())
    n = N_VOWELS + 1
    first = draw.between(240, 850, b, n)
    second = first + 250 + draw.between(0, 1, b, n) * (2150 - first).clamp(min=100)
    third = torch.maximum(second + 350, draw.between(1900, 2900, b, n))
    fourth = torch.maximum(third + 300, draw.between(3100, 3900, b, n))
    each = torch.stack((first, second, third, fourth), 1)
    stepped = each.gather(2, vowel[:, None].expand(b, 4, steps))
    glide = functional.avg_pool1d(functional.pad(stepped, (7, 7), mode="replicate"), 15, 1)
    return glide * draw.between(0.88, 1.25, b, 1, 1)


class Recorded:
    """Pieces of the speech that `scripts/pitch_material.py` wrote, somewhat faster or slower."""

    def __init__(self, path: Path, device: torch.device) -> None:
        held = np.load(path)
        sounds = [torch.tensor(held[name], device=device) for name in ("clean", "coded")]
        self._sounds = torch.stack(sounds)
        self._f0_hz = torch.tensor(held["f0_hz"], device=device)
        self._is_agreed = torch.tensor(held["is_agreed"], device=device)
        size = (torch.arange(256, device=device) - 128) / 127
        self._samples = torch.sign(size) * (256 ** size.abs() - 1) / 255

    def drawn(self, draw: Draw, b: int) -> Sounds:
        """Pieces of it, played at 0.8 to 1.3 times their speed, three in ten as coded."""
        speed = draw.octaves(0.8, 1.3, b, 1)
        first = draw.whole(len(self._f0_hz) - int(1.3 * N_SAMPLES / ROW) - 4, b, 1)
        which = draw.happens(0.3, b).long()
        at = torch.arange(N_SAMPLES, device=draw.device) * speed + first * ROW
        before, way = at.long(), at - at.floor()
        samples = self._heard(which, before) * (1 - way) + self._heard(which, before + 1) * way
        rows = torch.arange(N_HOPS, device=draw.device) * HOP * speed / ROW + first - 0.5
        row, between = rows.floor().long().clamp(min=0), rows - rows.floor()
        low_hz, high_hz = self._f0_hz[row], self._f0_hz[row + 1]
        is_voiced, is_unvoiced = (low_hz > 0) & (high_hz > 0), (low_hz <= 0) & (high_hz <= 0)
        glide_hz = low_hz.clamp(min=1) ** (1 - between) * high_hz.clamp(min=1) ** between
        f0_hz = torch.where(is_voiced, glide_hz * speed, 0.0)
        is_agreed = self._is_agreed[row] & self._is_agreed[row + 1]
        power = _power(samples, (f0_hz > 0).repeat_interleave(HOP, 1))
        return Sounds(samples / power, f0_hz, is_agreed & (is_voiced | is_unvoiced))

    def _heard(self, which: Tensor, at: Tensor) -> Tensor:
        return self._samples[self._sounds[which, at].long()]


def through_lines(draw: Draw, sounds: Tensor) -> Tensor:
    """(b, N_SAMPLES): rooms, bands, noises, other voices, hum, gains, clipping and mu-law."""
    b, n = sounds.shape
    hz = torch.fft.rfftfreq(n, 1 / RATE_HZ).to(draw.device)[None]
    spectra = torch.fft.rfft(sounds) * torch.fft.rfft(_rooms(draw, b), n)
    low = (hz - draw.between(60, 380, b, 1)) / draw.between(20, 150, b, 1) + 1
    high = (draw.between(2700, 3900, b, 1) - hz) / draw.between(50, 300, b, 1) + 1
    band = torch.sin(math.pi / 2 * low.clamp(0, 1) * high.clamp(0, 1)) ** 2
    band = torch.where(draw.happens(0.25, b), 1.0, band)
    slope_db = draw.between(-3, 3, b, 1) * torch.log2(hz.clamp(min=50) / 1000)
    line = torch.fft.irfft(spectra * band * 10 ** (slope_db / 20), n)
    line = line / (_power(line) / _power(sounds))
    colour = torch.where(draw.happens(0.4, b), draw.between(-1.1, -0.3, b, 1), 0.0)
    noise = torch.fft.rfft(draw.normal(b, n)) * hz.clamp(min=20) ** colour
    noise = torch.fft.irfft(noise * band, n)
    swell_db = _upsampled(draw.normal(b, 1, 8)) * draw.between(0, 5, b, 1) * draw.happens(0.3, b)
    down = torch.where(draw.happens(0.2, b), draw.gain(40, 60, b, 1), draw.gain(0, 40, b, 1))
    line = line + noise / noise.std(1, keepdim=True) * 10 ** (swell_db / 20) * down
    bleed = torch.roll(line, 1, 0) * draw.gain(14, 35, b, 1) * draw.happens(0.2, b)
    babble = sum(torch.roll(sounds, k, 0) for k in range(2, 8)) / 2.5
    babble = babble * draw.gain(3, 25, b, 1) * draw.happens(0.12, b)
    line = line + bleed + babble + _hum(draw, b)
    line = line * draw.gain(8, 45, b, 1)
    clipped = torch.where(draw.happens(0.1, b), line.clamp(-0.12, 0.12), line.clamp(-1, 1))
    return torch.where(draw.happens(0.5, b), _mu_law(clipped), torch.round(clipped * 32768) / 32768)


def _rooms(draw: Draw, b: int) -> Tensor:
    """(b, 2400) responses: in a quarter of them an echo that dies away in 0.1 to 0.5 s."""
    at_s = torch.arange(2400, device=draw.device) / RATE_HZ
    echo = draw.normal(b, 2400) * 10 ** (-3 * at_s / draw.between(0.1, 0.5, b, 1))
    echo = echo / echo.norm(dim=1, keepdim=True) * draw.gain(3, 20, b, 1) * draw.happens(0.25, b)
    echo[:, 0] += 1
    return echo


def _hum(draw: Draw, b: int) -> Tensor:
    at_s = torch.arange(N_SAMPLES, device=draw.device) / RATE_HZ
    mains_hz = torch.where(draw.happens(0.5, b), 50.0, 60.0)
    tones = [torch.sin(2 * math.pi * k * mains_hz * at_s + k * k) / k for k in range(1, 6)]
    return sum(tones) * draw.gain(15, 45, b, 1) * draw.happens(0.12, b)


def _mu_law(samples: Tensor) -> Tensor:
    size = torch.log1p(255 * samples.abs()) / math.log(256)
    size = torch.round(size * 127) / 127
    return torch.sign(samples) * (256**size - 1) / 255


def _power(samples: Tensor, among: Tensor | None = None) -> Tensor:
    """(b, 1) root of the mean square, of some samples."""
    if among is None:
        return samples.square().mean(1, keepdim=True).sqrt().clamp(min=1e-4)
    n = among.sum(1, keepdim=True).clamp(min=400)
    return ((samples.square() * among).sum(1, keepdim=True) / n).sqrt().clamp(min=1e-4)


def _upsampled(rows: Tensor) -> Tensor:
    return functional.interpolate(rows, N_SAMPLES, mode="linear")[:, 0]
