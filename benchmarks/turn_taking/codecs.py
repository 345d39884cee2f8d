"""Owns what lines do to a channel: codecs and lost packets. Nothing is moved in time."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from turn_taking.truths import Samples

PACKET_S = 0.02
OPUS_RATE_HZ = 48_000
AMR_FRAME, AMR_DELAY = 160, 40


def pcm_codec(samples: Samples, rate_hz: int, name: str) -> Samples:
    """Through `pcm_mulaw` or `pcm_alaw` (ITU-T G.711), sample by sample."""
    coded = b"".join(_encoded(samples, rate_hz, name))
    return _decoded_pcm(coded, rate_hz, name)[: len(samples)]


def gsm(samples: Samples, rate_hz: int) -> Samples:
    """Through GSM 06.10 full rate, by sox.

    Raises
    ------
    RuntimeError
        If sox is not installed.
    """
    if shutil.which("sox") is None:
        raise RuntimeError("GSM needs sox: apt-get install sox libsox-fmt-base")
    raw = ["-t", "raw", "-e", "signed", "-b", "16", "-c", "1", "-r", str(rate_hz), "-"]
    coded = ["-t", "gsm", "-r", str(rate_hz), "-c", "1", "-"]
    data = _as_pcm(samples).tobytes()
    for command in (["sox", "-D", *raw, *coded], ["sox", "-D", *coded, *raw]):
        done = subprocess.run(command, input=data, capture_output=True, check=True)
        data = done.stdout
    return _fitted(_from_pcm(np.frombuffer(data, "<i2")), len(samples))


def amr(samples: Samples, bit_rate: int = 12_200) -> Samples:
    """Samples at 8 kHz through AMR narrow-band (3GPP TS 26.071), its delay of 5 ms taken out."""
    import av

    coder = av.CodecContext.create("libopencore_amrnb", "w")
    coder.sample_rate, coder.layout, coder.format = 8000, "mono", "s16"
    coder.bit_rate, coder.time_base = bit_rate, Fraction(1, 8000)
    pcm = _as_pcm(np.pad(samples, (0, -len(samples) % AMR_FRAME + AMR_FRAME)))
    packets = []
    for first in range(0, len(pcm), AMR_FRAME):
        frame = av.AudioFrame.from_ndarray(
            pcm[np.newaxis, first : first + AMR_FRAME], format="s16", layout="mono"
        )
        frame.sample_rate, frame.pts = 8000, first
        packets += coder.encode(frame)
    packets += coder.encode(None)
    decoder = av.CodecContext.create("amrnb", "r")
    decoder.sample_rate, decoder.layout = 8000, "mono"
    frames = [frame for packet in packets for frame in decoder.decode(packet)]
    sound = np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])
    sound = sound.astype(np.float32) / (32768 if sound.dtype == np.int16 else 1)
    return _fitted(sound[AMR_DELAY:], len(samples))


def opus(samples: Samples, rate_hz: int, bit_rate: int = 12_000) -> Samples:
    """Through Opus for speech at a bit rate, its own delay taken out."""
    import av

    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = rate_hz, "mono", "s16"
    encoder.bit_rate, encoder.time_base = bit_rate, Fraction(1, rate_hz)
    encoder.options = {"application": "voip", "vbr": "on"}
    packets = list(encoder.encode(_frame(samples, rate_hz)))
    packets += encoder.encode(None)
    decoder = av.CodecContext.create("libopus", "r")
    decoder.sample_rate, decoder.layout = OPUS_RATE_HZ, "mono"
    decoder.extradata = encoder.extradata
    frames = [frame for packet in packets for frame in decoder.decode(packet)]
    at_48k = np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])
    sound = at_48k.astype(np.float32) / (32768 if at_48k.dtype == np.int16 else 1)
    import soxr

    return _fitted(soxr.resample(sound, OPUS_RATE_HZ, rate_hz).astype(np.float32), len(samples))


def lossy(samples: Samples, rate_hz: int, share: float, seed: int, *, repeats: bool) -> Samples:
    """With packets of 20 ms lost at random: silence in their place, or the one before again."""
    step = round(PACKET_S * rate_hz)
    result = samples.copy()
    n_packets = len(samples) // step
    for k in np.flatnonzero(np.random.default_rng(seed).random(n_packets) < share):
        is_first = k == 0 or not repeats
        result[k * step : (k + 1) * step] = (
            0 if is_first else result[(k - 1) * step : k * step].copy()
        )
    return result


def _as_pcm(samples: Samples) -> np.ndarray:
    return np.clip(np.round(samples * 32768), -32768, 32767).astype("<i2")


def _from_pcm(pcm: np.ndarray) -> Samples:
    return pcm.astype(np.float32) / 32768


def _fitted(samples: Samples, n_samples: int) -> Samples:
    return np.pad(samples[:n_samples], (0, max(0, n_samples - len(samples))))


def _frame(samples: Samples, rate_hz: int) -> object:
    import av

    frame = av.AudioFrame.from_ndarray(_as_pcm(samples)[np.newaxis], format="s16", layout="mono")
    frame.sample_rate, frame.pts, frame.time_base = rate_hz, 0, Fraction(1, rate_hz)
    return frame


def _encoded(samples: Samples, rate_hz: int, name: str) -> Iterator[bytes]:
    import av

    encoder = av.CodecContext.create(name, "w")
    encoder.sample_rate, encoder.layout, encoder.format = rate_hz, "mono", "s16"
    encoder.time_base = Fraction(1, rate_hz)
    for packet in (*encoder.encode(_frame(samples, rate_hz)), *encoder.encode(None)):
        yield bytes(packet)


def _decoded_pcm(coded: bytes, rate_hz: int, name: str) -> Samples:
    import av

    decoder = av.CodecContext.create(name, "r")
    decoder.sample_rate, decoder.layout = rate_hz, "mono"
    frames = decoder.decode(av.Packet(coded))
    return _from_pcm(np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames]))
