"""Measures who-speaks-when and talk-overs against truth, each beside a plain energy rule.

    python benchmarks/turns.py --data FOLDER

FOLDER holds `calls/auto-repairs-40.wav` and `.rttm` (a real two-channel call with the speech of
either party) and `switchboard-dialog-acts.csv.gz` (timelines with dialog acts, see
`turn_taking/switchboard.py`). Channel 0 of the call as recorded, and with 20 and 10 dB noise, was
used to fit the weights of the speech score; channel 1 was not. The thresholds around them
(`score.py`) were chosen by hand with the errors of both channels in sight, so no figure on this
call is that of a call never seen.

The truth is a level rule on the clean channel (over the 10th percentile + 20 dB and over -48
dBFS), so rows between -45 and -51 dBFS are not scored. Error is (missed + false) / true speech.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from turn_taking.switchboard import print_switchboard

from callcoach.audio.call_audio import CallAudio
from callcoach.frames.stream import FrameStream
from callcoach.settings import Settings
from callcoach.turns.activity import judge_activity
from callcoach.turns.judge import judge_floor, judge_turns
from callcoach.turns.rows import spans_of_rows
from callcoach.types.floor import Activity, Floor, Incursion
from callcoach.types.frames import FrameTrack
from callcoach.types.time import Spans, intersection, joined, total_s

SETTINGS = Settings()
CALL = "calls/auto-repairs-40"
PARTIES = ("agent", "customer")
ONSET_TOLERANCE_S = (-0.25, 0.5)
BASELINE_DB = 15.0
BLEED_TURNS_S = (100, 180)

Samples = npt.NDArray[np.float32]
Rows = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Truth:
    """Speech of one channel by the truth's rule, and the rows it decides clearly."""

    speech: Rows
    is_scored: Rows

    def rolled(self, n_rows: int) -> Truth:
        """The truth of the channel turned by so many rows."""
        return Truth(np.roll(self.speech, n_rows), np.roll(self.is_scored, n_rows))


def frames_of(samples: Samples, rate_hz: int) -> FrameTrack:
    """The frames of one channel."""
    stream = FrameStream(rate_hz, SETTINGS.voice)
    stream.push(np.ascontiguousarray(samples, np.float32))
    return stream.finish()


def truth_of(path: Path, party: str, track: FrameTrack) -> Truth:
    """The truth of one party, on the rows of the clean track."""
    speech = np.zeros(len(track), bool)
    for line in path.read_text().splitlines():
        parts = line.split()
        if parts[7] == party:
            start_s, length_s = float(parts[3]), float(parts[4])
            speech[round(start_s * 100) : round((start_s + length_s) * 100)] = True
    level = track.level_dbfs
    return Truth(speech, ~((level > -51) & (level < -45)))


def rows_of(spans: Spans, n_rows: int) -> Rows:
    """The spans as rows."""
    rows = np.zeros(n_rows, bool)
    for span in spans:
        rows[round(span.start_s * 100) : round(span.end_s * 100)] = True
    return rows


def energy_units(track: FrameTrack) -> Spans:
    """The baseline: level over the 10th percentile + 15 dB, gaps closed as ours are."""
    level = track.level_dbfs
    spurts = spans_of_rows(level > np.quantile(level, 0.1) + BASELINE_DB)
    return tuple(unit for unit in joined(spurts, 0.2) if unit.duration_s >= 0.1)


def energy_talk_overs(units: tuple[Spans, ...]) -> list[tuple[int, float]]:
    """The baseline: every overlap of 0.5 s and more, by who began later; (channel, start)."""
    found = []
    for both in intersection(*units):
        if both.duration_s >= 0.5:
            starts_s = [max(u.start_s for u in side if u.start_s <= both.start_s) for side in units]
            found.append((0 if starts_s[0] > starts_s[1] else 1, both.start_s))
    return found


def events_of(floor: Floor) -> list[tuple[int, float]]:
    """Talk-overs by either channel as (channel, start), counted or withheld."""
    least_s = SETTINGS.turns.talk_over_least_s
    return [(i.by, i.start_s) for i in floor.incursions if _is_talk_over(i, least_s)]


def _is_talk_over(each: Incursion[int], least_s: float) -> bool:
    return each.kind in ("interruption", "butting_in") and each.overlap_s >= least_s - 1e-9


def matched(found: list[tuple[int, float]], true: list[tuple[int, float]]) -> int:
    """True events found, one to one in order of time: same channel, onset -0.25..+0.5 s."""
    left, hits = sorted(found, key=lambda event: event[1]), 0
    low_s, high_s = ONSET_TOLERANCE_S
    for by, start_s in sorted(true, key=lambda event: event[1]):
        for each in left:
            if each[0] == by and low_s <= each[1] - start_s <= high_s:
                left.remove(each)
                hits += 1
                break
    return hits


def noisy(samples: Samples, snr_db: float, speech: Rows, rate_hz: int, seed: int) -> Samples:
    """The samples with white noise so far below the mean power of the speech."""
    step = rate_hz // 100
    power = np.mean(np.square(samples[: len(speech) * step].reshape(-1, step)[speech]))
    noise = np.random.default_rng(seed).standard_normal(len(samples)).astype(np.float32)
    return np.clip(samples + noise * np.sqrt(power / 10 ** (snr_db / 10)), -1, 1)


def bled(samples: Samples, source: Samples, gain_db: float, rate_hz: int) -> Samples:
    """The samples with a copy of the other channel, 40 ms late."""
    late = np.concatenate((np.zeros(round(0.04 * rate_hz), np.float32), source))[: len(source)]
    return samples + late * np.float32(10 ** (gain_db / 20))


def print_detection(channels: list[Samples], truths: list[Truth], rate_hz: int) -> None:
    """Error of speech per channel, clean and with noise."""
    print("\nSpeech detection, (missed + false) / true speech; weights fitted on channel 0")
    print(f"{'channel':>8} {'noise':>6} {'missed':>8} {'false':>8} {'error':>8} {'energy':>8}")
    for c, truth in enumerate(truths):
        for snr_db in (None, 20, 10):
            samples = channels[c]
            if snr_db is not None:
                samples = noisy(samples, snr_db, truth.speech, rate_hz, 7 * c + snr_db)
            track = frames_of(samples, rate_hz)
            (units,) = judge_activity([track], SETTINGS).ipus
            parts = []
            for found in (rows_of(units, len(track)), rows_of(energy_units(track), len(track))):
                true = truth.speech & truth.is_scored
                missed = np.count_nonzero(true & ~found) / np.count_nonzero(true)
                false = np.count_nonzero(found & ~truth.speech & truth.is_scored)
                parts.append((missed, false / np.count_nonzero(true)))
            (missed, wrong), energy = parts
            name = "none" if snr_db is None else f"{snr_db} dB"
            print(
                f"{c:>8} {name:>6} {missed:8.3f} {wrong:8.3f} {missed + wrong:8.3f}"
                f" {sum(energy):8.3f}"
            )


def print_as_recorded(tracks: list[FrameTrack], truths: list[Truth]) -> None:
    """Talk-overs where there are none."""
    activity, floor = judge_turns(tracks, None, SETTINGS)
    both_s = total_s(intersection(*activity.ipus))
    true_s = np.count_nonzero(truths[0].speech & truths[1].speech) / 100
    energy = tuple(energy_units(track) for track in tracks)
    print("\nAs recorded: no talk-overs in truth")
    for channel, each in floor.talk_overs.items():
        print(
            f"  by channel {channel}: {each.count}, range {each.count_low} to {each.count_high}, "
            f"ambiguous {each.n_ambiguous}"
        )
    print(f"  overlap {both_s:.2f} s (truth {true_s:.2f} s)")
    print(
        f"  energy rule: {len(energy_talk_overs(energy))} talk-overs, "
        f"overlap {total_s(intersection(*energy)):.2f} s"
    )


@dataclass
class Tally:
    """Sums over calls: rows of overlap and events, found and true."""

    hits: int = 0
    found: int = 0
    true: int = 0

    def add(self, hits: int, found: int, true: int) -> None:
        """One more call."""
        self.hits, self.found, self.true = self.hits + hits, self.found + found, self.true + true

    def __str__(self) -> str:
        precision, recall = self.hits / max(self.found, 1), self.hits / max(self.true, 1)
        f1 = 2 * self.hits / max(self.found + self.true, 1)
        return f"precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}"


def print_rotations(channels: list[Samples], truths: list[Truth], rate_hz: int) -> None:
    """Eleven calls with known overlap: the customer turned by 20, 40, ... 220 s."""
    agent = frames_of(channels[0], rate_hz)
    tallies = {name: Tally() for name in ("rows", "rows, energy", "events", "events, energy")}
    ranges = Counter[str]()
    n_true = n_found = 0
    for turn_s in range(20, 221, 20):
        customer = frames_of(np.roll(channels[1], turn_s * rate_hz), rate_hz)
        truth = truths[1].rolled(turn_s * 100)
        n = min(len(agent), len(customer), len(truth.speech))
        true_units = tuple(spans_of_rows(rows[:n]) for rows in (truths[0].speech, truth.speech))
        unheard = Activity(n / 100, true_units, (), ())
        true_floor = judge_floor(unheard, None, SETTINGS)
        true_events = events_of(true_floor)
        activity, floor = judge_turns((agent, customer), None, SETTINGS)
        energy = (energy_units(agent), energy_units(customer))
        is_scored = (truths[0].is_scored & truth.is_scored)[:n]
        true_both = (truths[0].speech & truth.speech)[:n] & is_scored
        for name, units, events in (
            ("", activity.ipus, events_of(floor)),
            (", energy", energy, energy_talk_overs(energy)),
        ):
            both = rows_of(intersection(*units), n) & is_scored
            sums = (both & true_both, both, true_both)
            tallies["rows" + name].add(*(int(np.count_nonzero(rows)) for rows in sums))
            hits = matched(events, true_events)
            tallies["events" + name].add(hits, len(events), len(true_events))
        for channel, each in floor.talk_overs.items():
            count = len([event for event in true_events if event[0] == channel])
            n_true, n_found = n_true + count, n_found + (each.count or 0)
            if each.count is None or each.count_low is None or each.count_high is None:
                ranges["withheld"] += 1
            else:
                ranges["holds the true count"] += each.count_low <= count <= each.count_high
                ranges["given"] += 1
                ranges["width"] += each.count_high - each.count_low
    print("\nEleven rotations (events: talk-overs judged from true spans, either channel)")
    for name, tally in tallies.items():
        print(f"  {name:16} {tally}  true {tally.true}  found {tally.found}")
    mean_width = ranges["width"] / max(ranges["given"], 1)
    print(
        f"  counts given {ranges['given']}, withheld {ranges['withheld']}; the range holds the "
        f"count from true spans in {ranges['holds the true count']}; mean width {mean_width:.1f}"
    )


def print_bleed(channels: list[Samples], rate_hz: int) -> None:
    """Overlap of rotated calls with a copy of either party in the other channel."""
    print("\nBleed both ways, 40 ms late; overlap against the same call without")
    print("(how bleed is told from speech was chosen on rotations by 60 and 140 s)")
    for turn_s in BLEED_TURNS_S:
        pair = [channels[0], np.roll(channels[1], turn_s * rate_hz)]
        plain = [frames_of(samples, rate_hz) for samples in pair]
        activity, floor = judge_turns(plain, None, SETTINGS)
        plain_units, events = activity.ipus, events_of(floor)
        plain_s = total_s(intersection(*plain_units))
        energy_s = total_s(intersection(*map(energy_units, plain)))
        print(f"  customer turned by {turn_s} s: overlap {plain_s:.2f} s, {len(events)} talk-overs")
        for gain_db in (-10, -20, -30, -40):
            tracks = [
                frames_of(bled(pair[c], pair[1 - c], gain_db, rate_hz), rate_hz) for c in (0, 1)
            ]
            activity, floor = judge_turns(tracks, None, SETTINGS)
            both = intersection(*activity.ipus)
            right_s = total_s(intersection(both, intersection(*plain_units)))
            energy = total_s(intersection(*map(energy_units, tracks)))
            found = "/".join(str(quality.bleed_db) for quality in activity.quality)
            print(
                f"    {gain_db} dB (found {found}): overlap x {total_s(both) / plain_s:.2f}, "
                f"precision {right_s / total_s(both):.2f}, recall {right_s / plain_s:.2f}; "
                f"talk-overs {len(events_of(floor))}, {matched(events_of(floor), events)} of them "
                f"the same; energy rule: overlap x {energy / energy_s:.2f}"
            )


def print_cost(tracks: list[FrameTrack]) -> None:
    """Seconds for the whole judgement of two hours, three levels."""
    repeats = int(np.ceil(7200 / tracks[0].duration_s))

    def repeated(track: FrameTrack) -> FrameTrack:
        names = [name for name in FrameTrack.__slots__ if name != "sample_rate_hz"]
        columns = {name: np.concatenate([getattr(track, name)] * repeats) for name in names}
        return replace(track, **columns)

    long = [repeated(track) for track in tracks]
    start_s = time.perf_counter()
    judge_turns(long, None, SETTINGS)
    print(f"\n{long[0].duration_s / 3600:.1f} h judged in {time.perf_counter() - start_s:.2f} s")


def main() -> None:
    """Prints all tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the folder with the data")
    data: Path = parser.parse_args().data
    audio = CallAudio.open(data / f"{CALL}.wav")
    blocks = [np.asarray(block, np.float32) for block in audio.blocks()]
    channels = list(np.concatenate(blocks, axis=1))
    rate_hz = audio.sample_rate_hz
    tracks = [frames_of(samples, rate_hz) for samples in channels]
    truths = [
        truth_of(data / f"{CALL}.rttm", party, track)
        for party, track in zip(PARTIES, tracks, strict=True)
    ]
    print_detection(channels, truths, rate_hz)
    print_as_recorded(tracks, truths)
    print_rotations(channels, truths, rate_hz)
    print_bleed(channels, rate_hz)
    print_switchboard(data)
    print_cost(tracks)


if __name__ == "__main__":
    main()
