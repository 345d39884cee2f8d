"""The layout is found from the sound: two people stay two, one person never becomes two."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from callcoach.audio import LayoutMeter

RATE_HZ = 8000
#          0    .    5    .    10   .    15   .    20   .    25   .    30
AGENT = "..######..........####....######........#########......######"
OTHER = ".........########.......##.......#######...........####......"

Sound = Any
Talk = Callable[..., Sound]


def _meter(sound: Sound, rate_hz: int = RATE_HZ, block: int | None = None) -> LayoutMeter:
    meter = LayoutMeter(len(sound), rate_hz)
    step = block or rate_hz * 10
    for start in range(0, sound.shape[1], step):
        meter.push(sound[:, start : start + step])
    return meter


def _late(sound: Sound, n: int) -> Sound:
    return np.concatenate((np.zeros(n, np.float32), sound[: len(sound) - n]))


def _mu_law_noise(sound: Sound) -> Sound:
    """What coding as mu-law, by its formula with 255 steps, makes of a signal."""
    coded = np.rint(np.sign(sound) * np.log1p(255 * np.abs(sound)) / np.log(256) * 127) / 127
    return (np.sign(coded) * np.expm1(np.abs(coded) * np.log(256)) / 255).astype(np.float32)


@pytest.fixture(scope="module")
def agent(talk: Talk) -> Sound:
    return talk(AGENT)


@pytest.fixture(scope="module")
def other(talk: Talk) -> Sound:
    return talk(OTHER, seed=3, pitch_hz=210.0)


@pytest.mark.parametrize("rate_hz", [8000, 11_025, 16_000, 44_100, 48_000])
def test_two_people_are_two_channels(talk: Talk, rate_hz: int) -> None:
    call = np.stack([talk(AGENT, rate_hz=rate_hz), talk(OTHER, rate_hz=rate_hz, seed=3)])
    assert _meter(call, rate_hz).layout() == "two_channel"
    assert _meter(call[::-1], rate_hz).layout() == "two_channel"
    assert _meter(-0.1 * call, rate_hz).layout() == "two_channel"


@pytest.mark.parametrize("delay_s", [0.0, 0.0005, 0.04])
@pytest.mark.parametrize("bleed_db", [-6, -10, -20, -30, -40])
def test_two_people_with_bleed_stay_two_channels(
    agent: Sound, other: Sound, bleed_db: float, delay_s: float
) -> None:
    gain = np.float32(10 ** (bleed_db / 20))
    n = round(delay_s * RATE_HZ)
    for into_agent, into_other in ((gain, 0), (0, gain), (gain, gain)):
        call = np.stack(
            [agent + into_agent * _late(other, n), other + into_other * _late(agent, n)]
        )
        assert _meter(call).layout() == "two_channel"


def test_a_customer_who_says_little_over_loud_bleed_stays(agent: Sound, talk: Talk) -> None:
    little = talk("." * 30 + "##" + "." * 29, seed=3)
    assert _meter(np.stack([agent, little + 0.3 * agent])).layout() == "two_channel"


def test_a_customer_20_db_quieter_stays(
    agent: Sound, other: Sound, line_noise: Callable[..., Sound]
) -> None:
    quiet = 0.1 * other + line_noise(-70, len(other))
    assert _meter(np.stack([agent, quiet])).layout() == "two_channel"


@pytest.mark.parametrize(
    "change",
    [
        lambda s: s,
        lambda s: -s,
        lambda s: 0.5 * s,
        lambda s: -0.1 * s,
        lambda s: np.rint(0.1 * s * 32768) / 32768,
        _mu_law_noise,
        lambda s: _late(s, 1),
        lambda s: 0.7 * _late(s, 20),
    ],
    ids=["same", "inverted", "half", "tenth", "16bit", "mulaw", "late1", "late20"],
)
@pytest.mark.parametrize("who", ["one", "both"])
def test_a_copy_never_becomes_a_second_speaker(
    agent: Sound, other: Sound, change: Callable[[Sound], Sound], who: str
) -> None:
    sound = agent if who == "one" else agent + other
    pair = np.stack([sound, np.asarray(change(sound), np.float32)])
    assert _meter(pair).layout() == "dual_mono"
    assert _meter(pair[::-1]).layout() == "dual_mono"


def test_a_copy_with_noise_of_its_own_is_still_a_copy(
    agent: Sound, other: Sound, line_noise: Callable[..., Sound]
) -> None:
    noises = [line_noise(-45, len(agent), seed) for seed in (1, 2)]
    pair = np.stack([agent + other + noises[0], agent + other + noises[1]])
    assert _meter(pair).layout() == "dual_mono"


def test_of_two_copies_the_louder_is_to_be_judged(agent: Sound) -> None:
    assert _meter(np.stack([0.5 * agent, agent])).live_channel() == 1
    assert _meter(np.stack([agent, 0.5 * agent])).live_channel() == 0


def _silences(n: int, noise: Callable[..., Sound]) -> dict[str, Sound]:
    time_s = np.arange(n) / RATE_HZ
    hum = 0.01 * np.sin(2 * np.pi * 50 * time_s) + 0.004 * np.sin(2 * np.pi * 150 * time_s)
    clicks = np.where(np.random.default_rng(6).random(n) < 1e-4, 0.3, 0.0)
    return {
        "digital silence": np.zeros(n),
        "constant offset": np.full(n, 0.02),
        "dither": noise(-75, n),
        "hiss": noise(-45, n),
        "hum": hum,
        "swelling hum": hum * (1 + 0.5 * np.sin(0.3 * time_s)),
        "comfort noise that comes and goes": noise(-70, n) * (np.sin(time_s) > 0),
        "clicks": clicks + noise(-70, n),
    }


def test_a_side_without_a_voice_is_found(agent: Sound, line_noise: Callable[..., Sound]) -> None:
    for name, silent in _silences(len(agent), line_noise).items():
        meter = _meter(np.stack([agent, silent]).astype(np.float32))
        assert (name, meter.layout(), meter.live_channel()) == (name, "one_sided", 0)
        meter = _meter(np.stack([silent, agent]).astype(np.float32))
        assert (name, meter.layout(), meter.live_channel()) == (name, "one_sided", 1)


def test_a_faint_echo_alone_is_no_second_party(
    agent: Sound, line_noise: Callable[..., Sound]
) -> None:
    echo = 10 ** (-32 / 20) * _late(agent, 320) + line_noise(-72, len(agent))
    meter = _meter(np.stack([echo, agent]))
    assert (meter.layout(), meter.live_channel()) == ("one_sided", 1)


def test_one_short_word_makes_a_side_live(agent: Sound) -> None:
    word = np.zeros_like(agent)
    at = 8 * RATE_HZ  # nobody else speaks there
    word[at : at + 3200] = agent[RATE_HZ : RATE_HZ + 3200]
    assert _meter(np.stack([agent, word])).layout() == "two_channel"


def test_one_channel_is_mono(agent: Sound) -> None:
    meter = _meter(agent[None])
    assert (meter.layout(), meter.live_channel()) == ("mono", 0)


def test_silence_on_both_sides_is_no_copy(line_noise: Callable[..., Sound]) -> None:
    n = 80_000
    dither = np.rint(line_noise(-90, n) * 32768) / 32768
    for silence in (np.zeros(n), np.full(n, 0.02), dither):
        assert _meter(np.stack([silence, silence]).astype(np.float32)).layout() == "two_channel"
        assert _meter(np.stack([silence, 0 * silence]).astype(np.float32)).layout() == "two_channel"
    hiss = np.stack([line_noise(-50, n, seed) for seed in (1, 2)])
    assert _meter(hiss).layout() == "two_channel"


@pytest.mark.parametrize(
    ("level_dbfs", "change"),
    [
        *((level_dbfs, sign) for level_dbfs in (-30, -20, -15, -12) for sign in (1.0, -1.0)),
        *((level_dbfs, 0.5) for level_dbfs in (-30, -25, -12)),
    ],
)
def test_two_people_in_the_same_loud_noise_stay_two_channels(
    agent: Sound, other: Sound, line_noise: Callable[..., Sound], level_dbfs: float, change: float
) -> None:
    noise = line_noise(level_dbfs, len(agent), seed=5)
    for common in (noise, np.convolve(noise, np.ones(8) / 8**0.5, "same")):
        call = np.stack([agent + common, other + change * _late(common, 10)]).astype(np.float32)
        assert _meter(call).layout() == "two_channel"
        assert _meter(call[::-1]).layout() == "two_channel"


@pytest.mark.parametrize("level_dbfs", [-40, -30, -20, -15, -10])
def test_a_copy_of_both_in_loud_noise_is_still_a_copy(
    agent: Sound, other: Sound, line_noise: Callable[..., Sound], level_dbfs: float
) -> None:
    sound = agent + other + line_noise(level_dbfs, len(agent), seed=5)
    own = line_noise(level_dbfs - 25, len(agent), seed=6)
    for copy in (-sound, 0.1 * sound, _mu_law_noise(sound), 0.7 * _late(sound, 20), sound + own):
        assert _meter(np.stack([sound, copy]).astype(np.float32)).layout() == "dual_mono"


def test_a_voice_9_db_over_loud_noise_is_no_silence(
    agent: Sound, other: Sound, line_noise: Callable[..., Sound]
) -> None:
    noisy = other + line_noise(-30, len(other))
    assert _meter(np.stack([agent, noisy])).layout() == "two_channel"


@pytest.mark.parametrize("n", [0, 1, 100, 1999, 2000])
def test_very_short_calls_have_a_layout(agent: Sound, other: Sound, n: int) -> None:
    start = 12_000
    pair = np.stack([agent, other + 0.1 * agent])[:, start : start + n]
    assert _meter(pair).layout() in ("two_channel", "one_sided", "dual_mono")
    same = "dual_mono" if n > 1 else "two_channel"  # one sample is no sound
    assert _meter(np.stack([pair[0], pair[0]])).layout() == same
    assert _meter(pair).live_channel() == 0


def test_every_cut_gives_the_same_tallies(agent: Sound, other: Sound) -> None:
    call = np.stack([agent, other + 0.1 * agent])
    whole = _meter(call, block=call.shape[1])._tallies
    rng = np.random.default_rng(8)
    cut = LayoutMeter(2, RATE_HZ)
    start = 0
    while start < call.shape[1]:
        n = int(rng.choice([0, 1, 399, 2000, 2001, 30_000]))
        cut.push(call[:, start : start + n])
        start += n
    for name in ("levels", "runs", "differences", "likeness", "own"):
        assert np.array_equal(getattr(cut._tallies, name), getattr(whole, name))


def test_a_push_does_not_change_the_block(agent: Sound) -> None:
    block = np.stack([agent, agent])[:, :80_000]
    before = block.copy()
    _meter(block).layout()
    assert np.array_equal(block, before)
