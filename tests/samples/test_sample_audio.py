"""The sample calls are telephone recordings that sound when their truth says so."""

from __future__ import annotations

import hashlib
import re

import numpy as np
import pytest

RATE_HZ = 8000
CALLS = ("good-call", "bad-call", "bled-call", "hold-call")
CLEAN_CALLS = ("good-call", "bad-call", "hold-call")
PARTIES = ("agent", "customer")


def level_dbfs(samples):
    return float(10 * np.log10(np.mean(np.square(samples)) + 1e-12))


def part(side, start_s, end_s):
    return side[round(start_s * RATE_HZ) : round(end_s * RATE_HZ)]


def speech(truth, party, side):
    return np.concatenate([part(side, *span) for span in truth["activity"][party]])


def without_sound(truth, n_samples, party, margin_s=0.15):
    """Samples at which the party's side should carry line noise only."""
    quiet = np.ones(n_samples, dtype=bool)
    sounds = [
        (sound["start_s"], sound["end_s"])
        for sound in truth["sounds"]
        if PARTIES[sound["channel"]] == party
    ]
    for start_s, end_s in [*truth["activity"][party], *sounds]:
        first = max(0, round((start_s - margin_s) * RATE_HZ))
        quiet[first : round((end_s + margin_s) * RATE_HZ)] = False
    return quiet


def test_every_file_is_the_one_that_was_summed(folder):
    sums = dict(
        reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines()
    )
    made = {path.name for path in folder.glob("[!.]*")} - {"README.md", "SHA256SUMS"}
    assert made == set(sums)
    for name, expected in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == expected, name


def test_the_folder_stays_small(folder):
    assert sum(path.stat().st_size for path in folder.iterdir()) < 8_000_000


@pytest.mark.parametrize("name", CALLS)
def test_a_call_is_a_two_channel_mu_law_file_of_8_khz(name, wave_of, plain_of):
    wave = wave_of(f"{name}.wav")
    assert (wave.format_tag, wave.n_channels, wave.rate_hz, wave.bits) == (7, 2, RATE_HZ, 8)
    assert wave.samples.shape[1] / RATE_HZ == plain_of(f"{name}.truth.json")["duration_s"]


@pytest.mark.parametrize("name", CALLS)
def test_nothing_clips(name, wave_of):
    largest_code = 32124 / 32768
    assert np.abs(wave_of(f"{name}.wav").samples).max() < largest_code


@pytest.mark.parametrize("name", CALLS)
def test_speech_has_a_telephones_level_and_the_line_is_quiet(name, wave_of, plain_of):
    truth, samples = plain_of(f"{name}.truth.json"), wave_of(f"{name}.wav").samples
    for party, side in zip(PARTIES, samples, strict=True):
        assert -30 <= level_dbfs(speech(truth, party, side)) <= -20
        if name != "bled-call":
            quiet = side[without_sound(truth, len(side), party)]
            assert len(quiet) > 10 * RATE_HZ
            assert -66 < level_dbfs(quiet) < -55


@pytest.mark.parametrize("name", CALLS)
def test_the_sound_stays_within_the_telephone_band(name, wave_of):
    for side in wave_of(f"{name}.wav").samples:
        power = np.abs(np.fft.rfft(side)) ** 2
        hz = np.fft.rfftfreq(len(side), 1 / RATE_HZ)
        for outside in (hz < 250, hz > 3500):
            assert 10 * np.log10(power[outside].sum() / power.sum()) < -35


@pytest.mark.parametrize("name", CLEAN_CALLS)
def test_every_word_is_heard_where_the_truth_puts_it(name, wave_of, plain_of):
    truth, samples = plain_of(f"{name}.truth.json"), wave_of(f"{name}.wav").samples
    for utterance in truth["utterances"]:
        side = samples[PARTIES.index(utterance["party"])]
        usual = level_dbfs(part(side, utterance["start_s"], utterance["end_s"]))
        for word in utterance["words"]:
            level = level_dbfs(part(side, word["start_s"], word["end_s"]))
            assert level > usual - 18, (utterance["line"], word)


@pytest.mark.parametrize("name", ["good-call", "bad-call"])
def test_planned_overlaps_are_where_both_sides_sound(name, wave_of, plain_of):
    """Within 20 ms; a first soft consonant ("th", "c") may stay under the threshold for 40 ms."""
    truth, samples = plain_of(f"{name}.truth.json"), wave_of(f"{name}.wav").samples
    lines = {utterance["line"]: utterance for utterance in truth["utterances"]}
    for overlap in truth["overlaps"]:
        loud = {}
        for key in (overlap["line"], overlap["over_line"]):
            party = lines[key]["party"]
            side = samples[PARTIES.index(party)]
            usual = level_dbfs(part(side, lines[key]["start_s"], lines[key]["end_s"]))
            first_s = max(lines[key]["start_s"], overlap["start_s"] - 0.1)
            frames = part(side, first_s, lines[key]["end_s"] + 0.1)
            n_frames = len(frames) // 40
            levels = np.array([level_dbfs(row) for row in frames[: n_frames * 40].reshape(-1, 40)])
            active = np.flatnonzero(levels > usual - 25)
            loud[key] = (first_s + active[0] * 0.005, first_s + (active[-1] + 1) * 0.005)
        soft = re.match(r"(?i)th|c", overlap["said"])
        onset_s = loud[overlap["line"]][0]
        ending_s = min(end_s for _, end_s in loud.values())
        assert onset_s == pytest.approx(overlap["start_s"], abs=0.04 if soft else 0.02), overlap
        assert ending_s == pytest.approx(overlap["end_s"], abs=0.02), overlap


def test_a_broken_off_word_leaves_no_rest(wave_of, plain_of):
    truth, samples = plain_of("bad-call.truth.json"), wave_of("bad-call.wav").samples
    cut = [utterance for utterance in truth["utterances"] if utterance["is_cut"]]
    assert len(cut) == 5
    for utterance in cut:
        end_s = utterance["end_s"]
        assert level_dbfs(part(samples[1], end_s - 0.15, end_s - 0.05)) > -35
        assert level_dbfs(part(samples[1], end_s, end_s + 0.2)) < -55


def test_the_bled_call_is_the_bad_call_with_each_side_in_the_other(wave_of):
    bad, bled = wave_of("bad-call.wav").samples, wave_of("bled-call.wav").samples
    n_delay = round(0.04 * RATE_HZ)
    for own, other in ((0, 1), (1, 0)):
        leak = (bled[own] - bad[own])[n_delay:]
        source = bad[other][:-n_delay]
        gain = np.vdot(leak, source) / np.vdot(source, source)
        assert 20 * np.log10(gain) == pytest.approx(-20, abs=0.1)
        rest = leak - gain * source
        assert level_dbfs(rest) < level_dbfs(leak) - 6


def test_raised_lines_are_louder_and_brighter(wave_of, plain_of):
    truth, side = plain_of("bad-call.truth.json"), wave_of("bad-call.wav").samples[0]
    levels = {True: [], False: []}
    alphas = {True: [], False: []}
    for utterance in truth["utterances"]:
        if utterance["party"] == "agent" and not utterance["is_backchannel"]:
            sound = part(side, utterance["start_s"], utterance["end_s"])
            power = np.abs(np.fft.rfft(sound)) ** 2
            hz = np.fft.rfftfreq(len(sound), 1 / RATE_HZ)
            high, low = power[(hz >= 1000) & (hz < 3400)], power[(hz >= 300) & (hz < 1000)]
            is_raised = utterance["pitch"] > 1
            levels[is_raised].append(level_dbfs(sound))
            alphas[is_raised].append(10 * np.log10(high.sum() / low.sum()))
    assert len(levels[True]) == 6
    assert np.median(levels[True]) - np.median(levels[False]) == pytest.approx(7, abs=0.5)
    assert np.median(alphas[True]) - np.median(alphas[False]) > 3


def test_hold_music_fills_the_hold_on_the_agents_side_and_has_bass_lead_and_drums(
    wave_of, plain_of
):
    truth, samples = plain_of("hold-call.truth.json"), wave_of("hold-call.wav").samples
    (music,) = [sound for sound in truth["sounds"] if sound["kind"] == "music"]
    assert 25 <= music["end_s"] - music["start_s"] <= 40
    sound = part(samples[music["channel"]], music["start_s"], music["end_s"])
    seconds = sound[: len(sound) // RATE_HZ * RATE_HZ].reshape(-1, RATE_HZ)
    assert min(level_dbfs(second) for second in seconds) > -35
    # Onsets of the drums come twice a beat: that rate stands out in the envelope.
    frames = np.sqrt(np.mean(np.square(sound.reshape(-1, 80)), axis=1))
    rises = np.clip(np.diff(frames), 0, None)
    spectrum = np.abs(np.fft.rfft(rises - rises.mean()))
    hz = np.fft.rfftfreq(len(rises), 0.01)
    eighths_hz = 112 / 60 * 2
    near = spectrum[np.abs(hz - eighths_hz) < 0.05].max()
    assert near > 8 * np.median(spectrum[(hz > 1) & (hz < 10)])


def test_keys_are_the_standard_pairs_of_tones_on_the_customers_side(wave_of, plain_of):
    truth, samples = plain_of("hold-call.truth.json"), wave_of("hold-call.wav").samples
    pairs = {"1": (697, 1209), "2": (697, 1336), "5": (770, 1336), "7": (852, 1209)}
    pairs["9"] = (852, 1477)
    keys = [sound for sound in truth["sounds"] if sound["kind"] == "key"]
    assert "".join(key["label"] for key in keys) == "552917"
    for key in keys:
        sound = part(samples[1], key["start_s"], key["end_s"])
        power = np.abs(np.fft.rfft(sound, RATE_HZ)) ** 2
        low = 600 + int(np.argmax(power[600:1000]))
        high = 1100 + int(np.argmax(power[1100:1600]))
        assert (low, high) == pytest.approx(pairs[key["label"]], abs=6)
        assert level_dbfs(part(samples[0], key["start_s"], key["end_s"])) < -55


def test_the_mono_mix_is_the_good_call_added_up(folder, wave_of):
    av = pytest.importorskip("av")
    with av.open(str(folder / "mono-mix.mp3")) as container:
        stream = container.streams.audio[0]
        assert (stream.codec_context.channels, stream.rate) == (1, RATE_HZ)
        mix = np.concatenate([f.to_ndarray().reshape(-1) for f in container.decode(stream)])
    both = wave_of("good-call.wav").samples.sum(axis=0)
    assert len(mix) == pytest.approx(len(both), abs=RATE_HZ // 10)
    shortest = min(len(mix), len(both))
    assert np.corrcoef(mix[:shortest], both[:shortest])[0, 1] > 0.99
