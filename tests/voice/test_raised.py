"""Raised voice: pitch, another cue and all together, long enough; not noise, not a louder line."""

from __future__ import annotations

import numpy as np
import pytest

from callcoach.types.measures import Baseline

N_ROWS = 6000
USUAL_HZ = 120.0
UNITS = [(at, at + 3) for at in range(0, 60, 3)]


def raised(scene, drawn, *, rows, f0_st=0.0, alpha_db=0.0, level_db=0.0, agc=False, units=None):
    """The raised spans of a minute of even voice but for a rise on `rows`."""
    spans = units or UNITS
    f0_hz, alpha, level = np.full(N_ROWS, USUAL_HZ), np.full(N_ROWS, -6.0), np.full(N_ROWS, -25.0)
    f0_hz[rows] *= 2 ** (f0_st / 12)
    alpha[rows] += alpha_db
    level[rows] += level_db
    for start, end in zip([0, *(b for _, b in spans)], [*(a for a, _ in spans), 60], strict=True):
        level[round(100 * start) : round(100 * end)] = -70.0
    track = drawn(N_ROWS, f0_hz=f0_hz, alpha_db=alpha, level_dbfs=level)
    return scene(spans, agc=agc).measure(track).loudness.raised


@pytest.mark.parametrize(
    ("rise", "n"),
    [
        ((2.6, 2.8, 0.0), 1),
        ((2.6, 0.0, 4.2), 1),
        ((0.9, 3.5, 4.2), 1),
        ((1.6, 2.1, 3.2), 1),
        ((0.6, 5.0, 9.0), 0),
        ((4.0, 3.0, 0.0), 1),
        ((4.0, 2.4, 0.0), 0),
        ((2.6, 1.2, 2.5), 0),
        ((2.0, 2.0, 0.0), 0),
        ((12.0, 0.0, 0.0), 0),
        ((0.0, 0.0, 20.0), 0),
    ],
)
def test_pitch_with_another_cue_and_the_cues_together_over_six_seconds(scene, drawn, rise, n):
    """Asked of 6 s: root of 4 / 6 of 0.9 st, of 1.6 dB or 3.2 dB, of 0.575 in the mean, and of 0.4
    in that of spectrum and level."""
    sizes = dict(zip(("f0_st", "alpha_db", "level_db"), rise, strict=True))
    assert len(raised(scene, drawn, rows=slice(3000, 3600), **sizes)) == n


def test_a_shorter_rise_must_be_larger(scene, drawn):
    rise = {"f0_st": 2.0, "alpha_db": 2.6, "level_db": 4.0}
    assert len(raised(scene, drawn, rows=slice(3000, 3600), **rise)) == 1
    assert raised(scene, drawn, rows=slice(3000, 3240), **rise) == ()
    rise = {"f0_st": 3.0, "alpha_db": 4.0, "level_db": 6.0}
    assert len(raised(scene, drawn, rows=slice(3000, 3240), **rise)) == 1


def test_a_third_cue_that_falls_speaks_against_the_two(scene, drawn):
    at = slice(3000, 3600)
    assert len(raised(scene, drawn, rows=at, f0_st=3, alpha_db=4, level_db=0)) == 1
    assert raised(scene, drawn, rows=at, f0_st=3, alpha_db=4, level_db=-3) == ()


@pytest.mark.parametrize(("swing_st", "n"), [(0.2, 1), (2.5, 0)])
def test_a_cue_counts_by_how_far_it_moves_by_itself(scene, drawn, swing_st, n):
    """Pitch goes up and down every 6 s: a rise of that size tells little in a voice that does."""
    swing = swing_st * np.where(np.arange(N_ROWS) // 600 % 2, 1.0, -1.0)
    at = np.arange(N_ROWS)
    is_there = (at >= 3000) & (at < 3600)
    swing[is_there] = 2.5
    track = drawn(
        N_ROWS,
        f0_hz=USUAL_HZ * 2 ** (swing / 12),
        alpha_db=-6 + 3.0 * is_there,
        level_dbfs=-25.0,
    )
    assert len(scene(UNITS).measure(track).loudness.raised) == n


def test_falls_at_the_ends_of_units_do_not_hide_a_rise(scene, drawn):
    """The last third of each unit is 6 st lower: the mean 2 st under the median, raised or not."""
    f0_st = np.where(np.arange(N_ROWS) % 300 >= 200, -6.0, 0.0)
    f0_st[3000:3600] += 3.0
    at = np.arange(N_ROWS)
    is_there = (at >= 3000) & (at < 3600)
    track = drawn(
        N_ROWS,
        f0_hz=USUAL_HZ * 2 ** (f0_st / 12),
        alpha_db=-6 + 3.0 * is_there,
        level_dbfs=-25.0 + 2.0 * is_there,
    )
    (span,) = scene(UNITS).measure(track).loudness.raised
    assert span.f0_st == pytest.approx(3.0, abs=0.3)


def test_a_usual_from_earlier_calls_is_kept_to(scene, drawn):
    """The whole call lies over it; the call's own windows do not take the place of it."""
    track = drawn(N_ROWS, f0_hz=USUAL_HZ, alpha_db=-6.0, level_dbfs=-25.0)
    stored = Baseline(USUAL_HZ / 2 ** (4 / 12), -10.0, -31.0, "stored")
    assert scene(UNITS).measure(track).loudness.raised == ()
    spans = scene(UNITS).measure(track, baseline=stored).loudness.raised
    assert sum(span.end_s - span.start_s for span in spans) == pytest.approx(60.0, abs=1.0)
    assert spans[0].f0_st == pytest.approx(4.0, abs=0.05)


def test_a_span_has_its_times_and_sizes(scene, drawn):
    (span,) = raised(scene, drawn, rows=slice(3000, 3600), f0_st=4, alpha_db=4, level_db=8)
    assert (span.start_s, span.end_s) == pytest.approx((30.0, 36.0), abs=0.21)
    assert span.f0_st == pytest.approx(4.0, abs=0.2)
    assert span.alpha_db == pytest.approx(4.0, abs=0.2)
    assert span.level_db == pytest.approx(8.0, abs=0.2)
    assert span.reasons == {}


def test_under_gain_control_pitch_and_spectrum_must_both_hold(scene, drawn):
    at = slice(3000, 3600)
    assert raised(scene, drawn, rows=at, alpha_db=5, level_db=12, agc=True) == ()
    (span,) = raised(scene, drawn, rows=at, f0_st=4, alpha_db=4, level_db=1, agc=True)
    assert span.level_db is None
    assert span.reasons["level_db"] == "automatic gain control on this line is suspected"


def test_under_gain_control_a_level_that_stays_behind_speaks_against(scene, drawn):
    """2 dB of level count in full there; a level alone with pitch is not enough."""
    rise = {"rows": slice(3000, 3600), "f0_st": 1.8, "agc": True}
    assert raised(scene, drawn, **rise, alpha_db=2.0, level_db=0) == ()
    assert len(raised(scene, drawn, **rise, alpha_db=2.0, level_db=1.5)) == 1
    assert raised(scene, drawn, **rise, alpha_db=0, level_db=8) == ()


def test_under_gain_control_the_usual_level_is_this_call_s(scene, drawn):
    """A usual of earlier calls tells nothing of a line that sets its gain."""
    at = np.arange(N_ROWS)
    is_there = (at >= 3000) & (at < 3600)
    track = drawn(
        N_ROWS,
        f0_hz=USUAL_HZ * 2 ** (3 * is_there / 12),
        alpha_db=-6 + 3.0 * is_there,
        level_dbfs=-25 + 1.5 * is_there,
    )
    stored = Baseline(USUAL_HZ, -6.0, -15.0, "stored")
    (span,) = scene(UNITS, agc=True).measure(track, baseline=stored).loudness.raised
    assert (span.start_s, span.end_s) == pytest.approx((30.0, 36.0), abs=0.21)


@pytest.mark.parametrize(("hidden", "n"), [(slice(9, 10), 1), (slice(7, 10), 0)])
def test_a_spectrum_that_noise_hides_has_not_risen(scene, drawn, hidden, n):
    """Noise as loud as the voice in the uppermost band, or in three of the five over 1 kHz."""
    at = np.arange(N_ROWS)
    is_there, is_own = (at >= 3000) & (at < 3600), at % 300 < 250
    track = drawn(
        N_ROWS,
        f0_hz=USUAL_HZ * 2 ** (2.2 * is_there / 12),
        alpha_db=-6.0 + 3.0 * is_there,
        level_dbfs=np.where(is_own, -25.0 + 4.0 * is_there, -70.0),
    )
    around = slice(2850, 3750)
    track.bands_dbfs[around, hidden] = track.bands_dbfs[3000, hidden]
    units = [(at_s, at_s + 2.5) for at_s in range(0, 60, 3)]
    assert len(scene(units).measure(track).loudness.raised) == n


@pytest.mark.parametrize(("upper_db", "n"), [((0, 0, 10, 0, 0), 0), ((4.5,) * 5, 1)])
def test_no_one_band_makes_a_brighter_voice(scene, drawn, upper_db, n):
    """Either way the bands over 1 kHz hold 4.5 dB more together; one alone is another vowel."""
    f0_hz = np.full(N_ROWS, USUAL_HZ)
    f0_hz[3000:3600] *= 2 ** (2 / 12)
    track = drawn(N_ROWS, f0_hz=f0_hz, alpha_db=-6.0, level_dbfs=-25.0)
    track.bands_dbfs[3000:3600, 5:10] += np.array(upper_db, np.float32)
    spans = scene(UNITS).measure(track).loudness.raised
    assert len(spans) == n
    assert [span.alpha_db for span in spans] == [pytest.approx(4.5, abs=0.2)] * n


@pytest.mark.parametrize(("n_rows", "n"), [(150, 0), (220, 1)])
def test_it_takes_two_seconds(scene, drawn, n_rows, n):
    rise = {"f0_st": 4, "alpha_db": 4, "level_db": 8}
    assert len(raised(scene, drawn, rows=slice(3000, 3000 + n_rows), **rise)) == n


def test_it_takes_sixty_percent_of_the_steps(scene, drawn):
    some = np.arange(3000, 3600)
    rise = {"f0_st": 6, "alpha_db": 8, "level_db": 16}
    dense = raised(scene, drawn, rows=some[some % 100 < 70], **rise)
    sparse = raised(scene, drawn, rows=some[some % 200 < 60], **rise)
    assert len(dense) == 1
    assert sparse == ()


def test_the_steps_are_looked_at_with_their_neighbours(scene, drawn):
    """A rise in each second tenth of a second, as from syllable to syllable."""
    some = np.arange(3000, 3600)
    rise = {"f0_st": 5, "alpha_db": 7, "level_db": 9}
    assert len(raised(scene, drawn, rows=some[some % 20 < 10], **rise)) == 1


def test_a_rise_goes_on_after_a_short_pause_and_not_after_a_long_one(scene, drawn):
    """1.3 s raised before and after the pause: only together are they two seconds."""
    rise = {"rows": slice(2870, 3330), "f0_st": 4, "alpha_db": 4, "level_db": 8}
    short = raised(scene, drawn, **rise, units=[*UNITS[:10], (32.0, 36), *UNITS[12:]])
    long = raised(scene, drawn, **rise, units=[*UNITS[:9], (27, 29.9), (32.1, 36), *UNITS[12:]])
    assert [(s.start_s, s.end_s) for s in short] == [pytest.approx((28.7, 33.3), abs=0.2)]
    assert long == ()


def test_loud_noise_is_no_raised_voice(scene, drawn):
    f0_hz, level, alpha = np.full(N_ROWS, USUAL_HZ), np.full(N_ROWS, -25.0), np.full(N_ROWS, -6.0)
    f0_hz[3000:3600] = 0.0
    level[3000:3600] += 10
    alpha[3000:3600] = 5.0
    track = drawn(N_ROWS, f0_hz=f0_hz, alpha_db=alpha, level_dbfs=level)
    assert scene(UNITS).measure(track).loudness.raised == ()


def test_overlap_is_not_judged(scene, drawn):
    level = np.full(N_ROWS, -25.0)
    level[3000:3600] += 10
    alpha = np.full(N_ROWS, -6.0)
    alpha[3000:3600] += 10
    f0_hz = np.full(N_ROWS, USUAL_HZ)
    f0_hz[3000:3600] *= 2 ** (2 / 12)
    track = drawn(N_ROWS, f0_hz=f0_hz, alpha_db=alpha, level_dbfs=level)
    assert len(scene(UNITS).measure(track).loudness.raised) == 1
    assert scene(UNITS, [(29.9, 36.1)]).measure(track).loudness.raised == ()


def test_a_call_without_enough_voice_says_so(scene, drawn):
    loudness = scene([(0, 9)]).measure(drawn(900, f0_hz=USUAL_HZ)).loudness
    assert loudness.raised == ()
    assert loudness.reasons["raised"] == "only 9.0 s of voiced own speech; 10 s needed"


@pytest.mark.parametrize("seed", range(3))
def test_a_drifting_line_with_noise_raises_nothing_in_twenty_minutes(scene, drawn, seed):
    """The gain drifts by 12 dB and back; voice and spectrum vary as they do from word to word."""
    rng = np.random.default_rng(seed)
    n_rows = 20 * 60 * 100
    words = np.repeat(rng.normal(0, 1, (3, n_rows // 30)), 30, axis=1)
    drift = 6 * np.sin(2 * np.pi * np.arange(n_rows) / n_rows * 3)
    track = drawn(
        n_rows,
        f0_hz=USUAL_HZ * 2 ** (1.5 * words[0] / 12),
        alpha_db=-6 + 1.0 * words[1],
        level_dbfs=-25 + drift + 2 * words[2],
    )
    assert scene([(0, 1200)]).measure(track).loudness.raised == ()


def test_less_own_speech_than_a_span_takes_is_no_span(scene, drawn):
    rise = {"rows": slice(0, 150), "f0_st": 4, "alpha_db": 4, "level_db": 8}
    apart = [(0, 1.5), *((at, at + 3) for at in range(6, 60, 3))]
    assert raised(scene, drawn, **rise, units=apart) == ()


def test_a_dense_rise_is_not_lost_in_a_sparse_one_after_it(scene, drawn):
    some = np.arange(3000, 3800)
    is_raised = (some < 3300) | ((some - 3300) % 200 >= 160)
    rise = {"f0_st": 6, "alpha_db": 8, "level_db": 16}
    (span,) = raised(scene, drawn, rows=some[is_raised], **rise)
    assert (span.start_s, span.end_s) == pytest.approx((30.0, 33.0), abs=0.21)


def test_a_louder_and_brighter_line_is_no_raised_voice(scene, drawn):
    """Level and spectrum are up and pitch is not, from the middle of the call on or for 6 s."""
    for rows in (slice(3000, 6000), slice(3000, 3600)):
        assert raised(scene, drawn, rows=rows, alpha_db=4, level_db=8) == ()
    (span,) = raised(scene, drawn, rows=slice(3000, 3600), f0_st=1, alpha_db=4, level_db=8)
    assert (span.start_s, span.end_s) == pytest.approx((30.0, 36.0), abs=0.21)


def test_pitch_goes_up_on_a_louder_and_brighter_line(scene, drawn):
    """From the middle on the line is brighter by 3 dB and louder by 5; in its last fifth pitch is
    up by 1.5 semitones, as pitch is now and then."""
    f0_hz, level, alpha = np.full(N_ROWS, USUAL_HZ), np.full(N_ROWS, -25.0), np.full(N_ROWS, -6.0)
    f0_hz[4800:] *= 2 ** (1.5 / 12)
    level[3000:] += 5.0
    alpha[3000:] += 3.0
    track = drawn(N_ROWS, f0_hz=f0_hz, alpha_db=alpha, level_dbfs=level)
    assert scene(UNITS).measure(track).loudness.raised == ()


def test_a_voice_raised_for_half_a_minute_takes_its_pitch_along(scene, drawn):
    (span,) = raised(scene, drawn, rows=slice(3300, 5900), f0_st=3, alpha_db=4, level_db=6)
    assert (span.start_s, span.end_s) == pytest.approx((33.0, 59.0), abs=0.5)


def test_octave_errors_in_a_tenth_of_the_rows_are_no_rise_of_pitch(scene, drawn):
    """0.25 s of each 2.5 s an octave too high, with the upper bands up: one cue, not two."""
    at = np.arange(N_ROWS)
    is_there = (at >= 3000) & (at < 3600)
    track = drawn(
        N_ROWS,
        f0_hz=USUAL_HZ * np.where(is_there & (at % 250 < 37), 2, 1),
        alpha_db=-6 + 3.0 * is_there,
        level_dbfs=-25.0,
    )
    assert scene(UNITS).measure(track).loudness.raised == ()


@pytest.mark.parametrize(("level_db", "n"), [(6.0, 1), (0.0, 0)])
def test_a_lively_stretch_while_the_line_drifts_is_no_raised_voice(scene, drawn, level_db, n):
    """The line gets louder by 12 dB and softer again; where it is loudest, pitch is up for 6 s,
    and pitch shortly before and after: `line_shift` leaves what that explains to the voice. Raised
    voice is only where the level goes up there too."""
    at = np.arange(N_ROWS)
    is_there = (at >= 2700) & (at < 3300)
    is_near = (at >= 1500) & (at < 4500)
    track = drawn(
        N_ROWS,
        f0_hz=USUAL_HZ * 2 ** ((3.5 * is_there + 2.5 * (is_near & ~is_there)) / 12),
        alpha_db=-6 + 2.0 * is_there,
        level_dbfs=-25.0 - 6.0 * np.cos(2 * np.pi * at / N_ROWS) + level_db * is_there,
    )
    assert len(scene(UNITS).measure(track).loudness.raised) == n
