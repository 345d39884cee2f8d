"""Two devices' clocks drift apart; their sound stays in step, and soon here."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from sound_studio import Device, Recorder, Session, tone

Made = Callable[..., Recorder]


def _late(seed: int) -> Callable[[int], float]:
    """Some ms late as a rule, and now and then 0.15 s, as on a busy machine."""
    random = np.random.default_rng(seed)
    return lambda _n: 0.003 + random.exponential(0.005) + (0.15 if random.random() < 2e-3 else 0.0)


def _wrong(seed: int) -> Callable[[int], float]:
    random = np.random.default_rng(seed)
    return lambda _n: random.normal(0.0, 0.003)


def _errors_ms(heard: Session) -> np.ndarray:
    agent, customer = heard.clicks(0), heard.clicks(1)
    assert len(agent) == len(customer)
    return (customer - agent) / 16


@pytest.mark.parametrize(
    ("agent_ppm", "customer_ppm", "gives_ages"), [(200.0, -200.0, True), (-200.0, 200.0, False)]
)
def test_what_drifts_by_48_ms_is_aligned_within_20(
    studio: Made, agent_ppm: float, customer_ppm: float, gives_ages: bool
) -> None:
    ages = [_wrong(seed) if gives_ages else None for seed in (3, 4)]
    made = studio(
        Device("near", ppm=agent_ppm, delay_s=_late(1), age_error_s=ages[0]),
        Device("far", ppm=customer_ppm, delay_s=_late(2), age_error_s=ages[1]),
    )
    heard = made.session("near", "far", 120.0)
    errors_ms = _errors_ms(heard)
    assert len(errors_ms) >= 117
    assert np.abs(errors_ms).max() <= 20
    assert np.abs(errors_ms[-30:]).mean() <= 2  # nor does it grow
    assert heard.events == []


def test_ages_that_are_wrong_at_first_do_no_harm(studio: Made) -> None:
    """As PulseAudio's are: by a fifth of a second for one, then less and less."""
    made = studio(
        Device("near", age_error_s=lambda n: min(-0.2 + 0.02 * max(n - 60, 0), 0.0)),
        Device("far", age_error_s=lambda n: min(-0.05 + 0.02 * max(n - 40, 0), 0.0)),
    )
    assert np.abs(_errors_ms(made.session("near", "far", 20))).max() <= 20


def test_ages_of_one_input_alone_are_not_used(studio: Made) -> None:
    """What ages say and what arrivals say differ, here by 45 ms."""
    made = studio(Device("near", age_error_s=lambda _n: 0.045), Device("far", age_error_s=None))
    assert np.abs(_errors_ms(made.session("near", "far", 20))).max() <= 20


def test_arrivals_that_move_do_no_harm_where_ages_tell(studio: Made) -> None:
    """As on PulseAudio, where a null sink gives its sound 45 ms later while something plays."""
    made = studio(Device("near", delay_s=lambda n: 0.05 if n > 250 else 0.004), Device("far"))
    assert np.abs(_errors_ms(made.session("near", "far", 25))).max() <= 20


def test_the_call_goes_by_the_agents_clock(studio: Made) -> None:
    heard = studio(Device("near", ppm=200.0), Device("far", ppm=-200.0)).session("near", "far", 30)
    assert np.diff(heard.clicks(0)) == pytest.approx(16_000 * (1 + 200e-6), abs=1)


def test_the_agents_sound_is_taken_as_it_comes(studio: Made) -> None:
    made = studio(Device("near", tone(440)), Device("far"))
    heard = made.session("near", "far", 5)
    n = np.arange(heard.samples.shape[1])
    phases = np.array([np.sin(2 * np.pi * 440 * n / 16_000), np.cos(2 * np.pi * 440 * n / 16_000)])
    fitted = np.linalg.lstsq(phases.T, heard.samples[0].astype(float), rcond=None)[0] @ phases
    assert np.abs(heard.samples[0] - fitted).max() <= 0.51  # int16's own rounding, and no more


def test_one_clock_for_both_leaves_speech_as_it_was(studio: Made) -> None:
    # The stream that follows is resampled, at a ratio of one: a tone of 3 kHz keeps 60 dB and more.
    made = studio(Device("near"), Device("far", tone(3000), age_error_s=_wrong(1)))
    sound = made.session("near", "far", 8).samples[1, 64_000:80_000].astype(float)
    power = np.abs(np.fft.rfft(sound * np.blackman(len(sound)))) ** 2
    wanted = power[2990:3011].sum()
    assert 10 * np.log10(wanted / (power.sum() - wanted)) > 60
    assert np.sqrt(np.mean(sound**2)) == pytest.approx(10_000 / np.sqrt(2), rel=0.01)


def test_two_channels_of_one_input_are_not_touched(studio: Made) -> None:
    random = np.random.default_rng(5).integers(-32_768, 32_767, (400_000, 2))

    def noise(times_s: np.ndarray) -> np.ndarray:
        return random[np.rint((times_s - 1000) * 16_000).astype(int)]

    heard = studio(Device("line", noise, 2)).session("line", "line", 6)
    first = np.flatnonzero((random == heard.samples[:, 0]).all(axis=1))[0]
    assert heard.samples.shape[1] > 80_000
    assert np.array_equal(heard.samples.T, random[first : first + heard.samples.shape[1]])


@pytest.mark.parametrize("rate_hz", [48_000, 44_100, 32_000, 8000])
def test_inputs_at_another_rate_are_in_step_too(studio: Made, rate_hz: int) -> None:
    made = studio(
        Device("near", rates_hz=(rate_hz,), ppm=100, own_rate_hz=rate_hz),
        Device("far", delay_s=_late(1)),
    )
    near_leads = _errors_ms(made.session("near", "far", 12))
    far_leads = _errors_ms(made.session("far", "near", 12))
    assert len(near_leads) >= 10
    assert len(far_leads) >= 10
    assert np.abs([*near_leads, *far_leads]).max() <= 5


def test_sound_is_here_within_0_15_s(studio: Made) -> None:
    """Arrivals as from PulseAudio's null sinks: 15 to 43 ms after their end, in a saw tooth."""
    made = studio(
        Device("near", delay_s=lambda n: 0.015 + 0.007 * (n % 4)),
        Device("far", delay_s=lambda n: 0.015 + 0.007 * ((n + 2) % 4), ppm=90),
    )
    heard = made.session("near", "far", 60)
    latencies_s = []
    for row in (0, 1):
        ends = np.array([n for _, n in heard.came_s])
        for at in heard.clicks(row):
            came_s = heard.came_s[int(np.searchsorted(ends, at, side="right"))][0]
            latencies_s.append(came_s % 1.0 - 0.5)  # clicks are at half seconds
    assert len(latencies_s) >= 116
    assert np.percentile(latencies_s, 95) <= 0.15
