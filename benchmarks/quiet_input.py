"""How quiet the agent's microphone may be before judgements change.

    python benchmarks/quiet_input.py

Sample calls, whose agent is made quieter and rounded to 16 bits again, are reviewed with the words
they have. `live/level_check.py` calls a microphone very quiet under a peak of -36 dBFS by these
figures. The line's own noise is made quieter with the voice, as it would not be in a microphone's:
there, noise is one more reason not to be quiet.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

import numpy as np

import callcoach
from made_calls import SAMPLES, sample_part, write_wav

CALLS = ("bad-call", "good-call")
PEAKS_DBFS = (None, -30.0, -36.0, -40.0, -43.0, -46.0, -52.0)


def main() -> None:
    """Prints a row for each call and peak."""
    print("call         agent's peak  agent's speech  pace        talk-overs")
    for name in CALLS:
        agent, customer = sample_part(name, 0.0, 3600.0)
        peak_dbfs = 20 * np.log10(np.abs(agent.astype(int)).max() / 32768)
        for wanted in PEAKS_DBFS:
            gain_db = 0.0 if wanted is None else wanted - peak_dbfs
            quiet = np.round(agent * 10 ** (gain_db / 20)).astype(np.int16)
            with tempfile.TemporaryDirectory() as folder:
                call = write_wav(Path(folder) / f"{name}.wav", quiet, customer)
                words = SAMPLES / f"{name}.timeline.json"
                review = callcoach.review(call, transcript=words)
            speech_s = sum(end_s - start_s for start_s, end_s in review.activity.get("agent", ()))
            pace, talk_overs = review.pace.get("agent"), review.talk_overs
            rate_sps = pace.articulation_rate_sps if pace else None
            count = f"{talk_overs.count} ({talk_overs.count_low}-{talk_overs.count_high})"
            print(
                f"{name:<12} {peak_dbfs + gain_db:7.1f} dBFS  "
                f"{speech_s:12.1f} s  "
                f"{f'{rate_sps:.2f} syll/s' if rate_sps else 'none':<11} "
                f"{'withheld' if talk_overs.count is None else count}",
                flush=True,
            )


if __name__ == "__main__":
    main()
