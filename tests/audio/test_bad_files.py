"""A file that cannot be judged is refused in one line; one that can is read with a notice."""

from __future__ import annotations

import os
import signal
import socket
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from callcoach.audio import CallAudio
from callcoach.audio.block_pass import BlockPass
from callcoach.audio.media import MediaInfo, _packets
from callcoach.audio.promise import missing_s
from callcoach.errors import AudioError, AudioMissing

Wav = Callable[..., Path]
SECOND = np.full(8000, 1000, "<i2").tobytes()


def _read(path: Path) -> tuple[Any, BlockPass]:
    passing = CallAudio.open(path).blocks()
    return np.concatenate(list(passing), axis=1), passing


def _refused(path: str | Path, match: str, kind: type[Exception] = AudioError) -> None:
    with pytest.raises(kind, match=match) as caught:
        CallAudio.open(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    _refused(tmp_path / "none.wav", "there is no such file", AudioMissing)
    _refused(tmp_path / "none.wav", "there is no such file", FileNotFoundError)


def test_a_folder_is_refused(tmp_path: Path) -> None:
    _refused(tmp_path, "is a folder; name one recording")


def test_a_device_is_refused() -> None:
    _refused("/dev/null", "not a file on disk")


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.wav"
    path.touch()
    _refused(path, "file is empty")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_refused(wav: Wav) -> None:
    path = wav(SECOND)
    path.chmod(0)
    _refused(path, "cannot be read .Permission denied.; check")


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs Linux")
def test_a_file_that_fails_while_reading_is_refused() -> None:
    _refused("/proc/self/mem", "cannot be read .Input/output error.")


def test_text_named_wav_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    path.write_text("Dear customer,\nthank you for calling.\n" * 50)
    _refused(path, "not a recording that can be read")


def test_a_playlist_reaches_for_no_address(tmp_path: Path) -> None:
    path = tmp_path / "call.m3u8"
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/a.ts"
        path.write_text(
            f"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{address}\n#EXT-X-ENDLIST\n"
        )
        _refused(path, "not a recording that can be read|holds no sound")
        server.settimeout(0.2)
        with pytest.raises(TimeoutError):
            server.accept()


def test_zero_samples_are_refused(wav: Wav) -> None:
    _refused(wav(b""), "its sound track is empty .no samples.")


def test_a_video_without_sound_is_refused(silent_film: Path) -> None:
    _refused(silent_film, "holds no sound track")


def test_eight_channels_are_refused_with_the_way_out(wav: Wav) -> None:
    path = wav(bytes(16 * 800), n_channels=8)
    _refused(path, r"has 8 channels; one or two .* ffmpeg -i IN -af .pan=stereo")


@pytest.mark.parametrize("rate_hz", [2000, 3999, 384_001, 2**31 - 1])
def test_impossible_sample_rates_are_refused(wav: Wav, rate_hz: int) -> None:
    _refused(wav(SECOND, rate_hz=rate_hz), f"sample rate is {rate_hz} Hz; 4000 to 384000 Hz")


@pytest.mark.parametrize("rate_hz", [4000, 7919, 44_056, 384_000])
def test_odd_sample_rates_are_read(wav: Wav, rate_hz: int) -> None:
    sound, passing = _read(wav(SECOND, rate_hz=rate_hz))
    assert sound.shape == (1, 8000)
    assert passing.notes.duration_s == 8000 / rate_hz


def test_an_unknown_coding_is_refused(tmp_path: Path, wav: Wav) -> None:
    raw = bytearray(wav(SECOND).read_bytes())
    raw[20:22] = struct.pack("<H", 0x7777)
    path = tmp_path / "strange.wav"
    path.write_bytes(raw)
    _refused(path, "coded in a way not known here; if it plays elsewhere, convert it")


def test_an_unknown_kind_of_sample_is_refused(wav: Wav) -> None:
    audio = CallAudio.open(wav(bytes(8 * 100), "s64"))
    with pytest.raises(AudioError, match="samples are of the kind s64, which is not known here"):
        next(audio.blocks())


def test_nan_and_infinity_are_read_as_0_and_counted(wav: Wav) -> None:
    values = np.array([0.5, np.nan, np.inf, -np.inf, -0.5], "<f4")
    sound, passing = _read(wav(values.tobytes(), "f32"))
    assert sound[0].tolist() == [0.5, 0.0, 0.0, 0.0, -0.5]
    assert passing.notes.n_not_finite == 3
    assert passing.notes.n_limited == 0
    assert passing.notes.notices == (
        "3 samples were no numbers (NaN or infinite) and were read as 0.",
    )


def test_a_float64_that_float32_cannot_hold_counts_as_no_number(wav: Wav) -> None:
    sound, passing = _read(wav(np.array([1e300, 0.25], "<f8").tobytes(), "f64"))
    assert sound[0].tolist() == [0.0, 0.25]
    assert passing.notes.n_not_finite == 1


def test_samples_beyond_full_scale_are_limited_and_told(wav: Wav) -> None:
    values = np.array([1.5, -3.0, 1.0, 0.5], "<f4")
    sound, passing = _read(wav(values.tobytes(), "f32"))
    assert sound[0].tolist() == [1.0, -1.0, 1.0, 0.5]
    assert passing.notes.n_limited == 2
    assert "2 samples lie beyond full scale" in passing.notes.notices[0]


def test_a_rare_overshoot_is_limited_without_a_word(wav: Wav) -> None:
    values = np.zeros(5000, "<f4")
    values[7] = 1.01
    sound, passing = _read(wav(values.tobytes(), "f32"))
    assert sound.max() == 1.0
    assert passing.notes.n_limited == 1
    assert passing.notes.notices == ()


def test_clipping_at_full_scale_is_the_recordings_own_and_kept(wav: Wav) -> None:
    values = np.repeat(np.array([32767, -32768], "<i2"), 500)
    sound, passing = _read(wav(values.tobytes()))
    assert np.array_equal(sound[0] * 32768, values)
    assert passing.notes.notices == ()


def test_a_wav_header_longer_than_the_data_is_told(wav: Wav) -> None:
    sound, passing = _read(wav(SECOND * 2, n_promised=len(SECOND) * 5))
    assert sound.shape == (1, 16_000)
    assert passing.notes.missing_s == pytest.approx(3.0)
    assert passing.notes.notices == (
        "The file's header promises 3.0 s more sound than the file holds; "
        "the 2.0 s that are there were read.",
    )


def test_chunks_before_the_data_are_stepped_over(wav: Wav) -> None:
    notes = b"LIST" + struct.pack("<I", 5) + b"INFOx\0"
    path = wav(SECOND, n_promised=len(SECOND) * 2, before=notes)
    assert _read(path)[1].notes.missing_s == pytest.approx(1.0)


def test_a_wav_that_names_no_data_promises_none(tmp_path: Path) -> None:
    path = tmp_path / "call.wav"
    path.write_bytes(b"RIFX\0\0\0\x0cWAVEnote\0\0\0\x02hi")
    info = MediaInfo("wav", 8000, 1, None, None, 1)
    assert missing_s(path, info, 1.0) == 0.0


@pytest.mark.parametrize("n_promised", [0, 0x7FFFF000, 0x7FFFFFFF - 36, 0xFFFFFFFF])
def test_a_length_that_the_writer_did_not_know_is_no_promise(wav: Wav, n_promised: int) -> None:
    sound, passing = _read(wav(SECOND, n_promised=n_promised))
    assert sound.shape == (1, 8000)
    assert passing.notes.notices == ()


@pytest.mark.parametrize(
    ("name", "codec"),
    [("call.mp3", "libmp3lame"), ("call.flac", "flac")],
)
def test_a_cut_off_file_is_read_as_far_as_it_goes(
    encoded: Wav, talk: Any, name: str, codec: str
) -> None:
    path = encoded(name, talk("#" * 40)[None], 8000, codec)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    notes = _read(path)[1].notes
    assert 8.0 < notes.duration_s < 12.0
    assert notes.duration_s + notes.missing_s == pytest.approx(20.0, abs=0.1)
    assert "promises" in notes.notices[0]


def test_a_cut_off_mp3_that_states_no_length_is_read_without_a_promise(
    encoded: Wav, talk: Any
) -> None:
    path = encoded("a.mp3", talk("#" * 20)[None], 8000, "libmp3lame")
    raw = path.read_bytes().replace(b"Xing", b"\0\0\0\0").replace(b"Info", b"\0\0\0\0")
    path.write_bytes(raw[: len(raw) // 2])
    assert _read(path)[1].notes.missing_s == 0.0


@pytest.mark.parametrize(
    ("name", "codec"),
    [("call.mp3", "libmp3lame"), ("call.m4a", "aac"), ("call.opus", "libopus")],
)
def test_damage_in_the_middle_becomes_silence_and_later_times_stay(
    encoded: Wav, talk: Any, capfd: Any, name: str, codec: str
) -> None:
    rate_hz = 8000 if codec != "libopus" else 48_000
    sound = talk("#" * 30 + "." * 10 + "#" * 20, rate_hz=rate_hz)[None]
    path = encoded(name, sound, rate_hz, codec, bit_rate=16_000)
    intact = _read(path)[0]
    raw = bytearray(path.read_bytes())
    middle = int(len(raw) * 0.3)
    raw[middle : middle + 3000] = bytes(3000)
    path.write_bytes(raw)
    damaged, passing = _read(path)
    lost_s = passing.notes.lost_s
    assert 0.5 < lost_s < 4.0
    assert f"{lost_s:.2f} s of the sound are damaged or missing" in passing.notes.notices[0]
    assert damaged.shape[1] == pytest.approx(intact.shape[1], abs=0.1 * rate_hz)
    late = slice(int(14 * rate_hz), int(29 * rate_hz))
    envelopes = [
        (sound[0, late].reshape(-1, rate_hz // 10) ** 2).mean(axis=1) for sound in (intact, damaged)
    ]
    assert np.corrcoef(envelopes)[0, 1] > 0.9
    assert capfd.readouterr() == ("", "")


def test_damage_without_time_stamps_keeps_later_times(encoded: Wav, talk: Any) -> None:
    """The FLAC reader gives frames after damage no time stamp, and later ones again."""
    path = encoded("call.flac", talk("#" * 40)[None], 8000, "flac")
    raw = bytearray(path.read_bytes())
    middle = len(raw) // 2
    raw[middle : middle + 3000] = bytes(3000)
    path.write_bytes(raw)
    notes = _read(path)[1].notes
    assert 0.1 < notes.lost_s < 2.0
    assert notes.duration_s == pytest.approx(20.0, abs=0.05)


def test_damage_at_the_very_end_is_counted(encoded: Wav, talk: Any) -> None:
    path = encoded("a.m4a", talk("#" * 20)[None], 8000, "aac")
    raw = bytearray(path.read_bytes())
    data = raw.index(b"mdat")
    end = data + struct.unpack(">I", raw[data - 4 : data])[0] - 4
    raw[end - 2000 : end] = bytes(2000)
    path.write_bytes(raw)
    assert 0.1 < _read(path)[1].notes.lost_s < 3.0


def test_a_change_of_channels_on_the_way_is_refused(encoded: Wav, talk: Any) -> None:
    mono = encoded("mono.mp3", talk("####")[None], 8000, "libmp3lame")
    both = encoded("both.mp3", np.stack([talk("####")] * 2), 8000, "libmp3lame")
    both.write_bytes(both.read_bytes() + mono.read_bytes())
    with pytest.raises(AudioError, match="8000 Hz, 2 channels to 8000 Hz, 1 channels on the way"):
        _read(both)


def test_only_the_first_of_two_sound_tracks_is_read_and_it_is_said(
    tmp_path: Path, talk: Any
) -> None:
    path = tmp_path / "call.mkv"
    sound = talk("####")
    with av.open(str(path), "w") as container:
        streams: list[Any] = [container.add_stream("pcm_s16le", rate=8000) for _ in range(2)]
        for stream in streams:
            stream.layout = "mono"
        for gain, stream in zip((1.0, 0.0), streams, strict=True):
            frame = av.AudioFrame.from_ndarray(
                (gain * sound * 32768).astype(np.int16)[None], layout="mono"
            )
            frame.sample_rate = 8000
            frame.pts = 0
            container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
    found, passing = _read(path)
    assert np.abs(found).max() > 0.1
    assert passing.notes.notices == ("The file holds 2 sound tracks; only the first was read.",)


def test_a_gap_in_the_time_stamps_becomes_silence_and_a_broken_clock_does_not(
    tmp_path: Path,
) -> None:
    for jump_s, n_expected in ((1.5, 8000 * 2 + 12_000), (5000.0, 8000 * 2)):
        path = tmp_path / "gap.mkv"
        with av.open(str(path), "w") as container:
            stream: Any = container.add_stream("pcm_s16le", rate=8000)
            stream.layout = "mono"
            for pts in (0, round(8000 * (1 + jump_s))):
                frame = av.AudioFrame.from_ndarray(np.full((1, 8000), 9, np.int16), layout="mono")
                frame.sample_rate = 8000
                frame.pts = pts
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        sound, passing = _read(path)
        assert sound.shape[1] == pytest.approx(n_expected, abs=16)
        assert passing.notes.lost_s == pytest.approx(n_expected / 8000 - 2, abs=0.002)


def test_a_disk_that_fails_on_the_way_is_one_clear_line() -> None:
    class Torn:
        def demux(self, track: Any) -> Any:
            yield track
            raise av.error.OSError(5, "Input/output error")

    with pytest.raises(AudioError, match=r"call.wav: reading stopped on the way .Input/output"):
        list(_packets(Torn(), "packet", Path("call.wav")))


def test_a_file_that_changed_between_two_passes_is_refused(wav: Wav) -> None:
    path = wav(SECOND)
    audio = CallAudio.open(path)
    path.unlink()
    with pytest.raises(AudioError, match="not a recording that can be read"):
        next(audio.blocks())


def test_notes_before_the_end_are_our_own_mistake(wav: Wav) -> None:
    passing = CallAudio.open(wav(SECOND)).blocks(0.1)
    next(passing)
    with pytest.raises(AssertionError, match="before the end"):
        _ = passing.notes


def test_an_interrupt_ends_the_pass(wav: Wav) -> None:
    audio = CallAudio.open(wav(SECOND * 100))
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    try:
        with pytest.raises(KeyboardInterrupt):
            for _ in (block for _ in range(10**6) for block in audio.blocks(0.01)):
                pass
    finally:
        signal.signal(signal.SIGALRM, before)
