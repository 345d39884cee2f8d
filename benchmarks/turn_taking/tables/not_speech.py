"""Owns the table of sounds that are no speech."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from callcoach.types.time import Spans, total_s
from turn_taking import baselines, codecs
from turn_taking.bench import Bench
from turn_taking.framing import say
from turn_taking.line_tones import line_tones
from turn_taking.music import PIECES, played, sound_font
from turn_taking.report import under
from turn_taking.truths import Samples

SHARE_MOST = 0.005
MUSIC_DBFS = -22.0
CODECS: dict[str, Callable[[Samples, int], Samples]] = {
    "mu-law": lambda x, hz: codecs.pcm_codec(x, hz, "pcm_mulaw"),
    "GSM": codecs.gsm,
}


def print_not_speech(bench: Bench) -> None:
    """Share of each sound that is called speech, through either codec."""
    table = bench.report.table(
        "No speech: share of time called speech",
        {"callcoach": ".4f", "energy": ".3f", "detector": ".3f"},
        "tones and noise of a minute each, hold music (fluidsynth, FluidR3 GM) at -22 dBFS, alone",
        "on a channel of 8 kHz",
        width=40,
    )
    judging = bench.judges.of_sets("not speech")
    for codec_name, codec in CODECS.items():
        for name, samples in _sounds(bench).items():
            say(f"not speech: {name}, {codec_name}")
            rate_hz = bench.call.rate_hz
            (track,) = bench.workshop.frames([codec(samples, rate_hz)], rate_hz)
            (units,) = judging([track]).as_is.ipus
            table.row(
                f"{name}, {codec_name}",
                {
                    "callcoach": _share(units, track.duration_s),
                    "energy": _share(baselines.energy_units(track), track.duration_s),
                    "detector": _share(baselines.detector_units(track), track.duration_s),
                },
                under("callcoach", SHARE_MOST),
            )


def _share(units: Spans, duration_s: float) -> float:
    return total_s(units) / duration_s


def _sounds(bench: Bench) -> dict[str, Samples]:
    sounds = line_tones(bench.call.rate_hz)
    font = sound_font()
    if font is None:
        say("hold music is left out: apt-get install fluidsynth fluid-soundfont-gm")
        return sounds
    for piece in PIECES[:3] if bench.is_quick else PIECES:
        music = played(piece, font, bench.call.rate_hz)
        gain = 10 ** (MUSIC_DBFS / 20) / np.sqrt(np.mean(np.square(music)))
        sounds[f"music: {piece.name}"] = np.clip(music * np.float32(gain), -1, 1)
    return sounds
