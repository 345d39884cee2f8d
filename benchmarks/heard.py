"""What it saves to keep what was heard: a call reviewed again under other settings.

``python benchmarks/heard.py [RECORDING...] [--model FOLDER]``: each call is reviewed from its
sound under both settings, then again from what was kept; all reviews must be equal to the byte.
Prints processor seconds of both ways, their ratio, and the size of what is kept.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from callcoach.audio.call_audio import content_id_of
from callcoach.batch.work.unit import Unit, review_unit
from callcoach.settings import Settings, with_values
from callcoach.types.about import About
from callcoach.words import KeptWhisper

ROOT = Path(__file__).parents[1]
OTHER = {"turns": {"talk_over_least_s": 0.4}, "coaching": {"findings_most": 9}}


def main() -> None:
    """Runs it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("recordings", nargs="*", type=Path)
    parser.add_argument("--model", default=str(ROOT / "tests" / "data" / "tiny-whisper"))
    given = parser.parse_args()
    recordings = given.recordings or sorted((ROOT / "audio_samples").glob("*.wav"))
    changes = {"words": {"model": given.model, "device": "cpu"}, "report": {"sound": "link"}}
    base = with_values(Settings(), changes)
    load = KeptWhisper()
    print("seconds from sound, from what was kept, ratio; frames and words, share of recording")
    with tempfile.TemporaryDirectory() as folder:
        for recording in recordings:
            print(f"{recording.stem:20}", _shown(recording, base, Path(folder), load))


def _shown(recording: Path, base: Settings, folder: Path, load: KeptWhisper) -> str:
    content = content_id_of(recording)
    other = with_values(base, OTHER)
    reviews, heard = folder / "reviews", folder / "heard"

    def done(settings: Settings, kept: Path | None) -> tuple[bytes, bytes, float]:
        unit = Unit(recording, content, About(), reviews, settings, heard=kept)
        start_s = time.process_time()
        page, review = review_unit(unit, load).files
        spent_s = time.process_time() - start_s
        return review.data, page.data, spent_s

    done(base, None)  # loads the model and the libraries
    by_sound = done(other, None)
    done(base, heard)
    by_memory = done(other, heard)
    assert by_memory[:2] == by_sound[:2], f"{recording}: not the same review"
    n_bytes = [path.stat().st_size for path in sorted(heard.glob(f"{content}.*"))]
    sizes = " + ".join(f"{each / 1e6:.2f}" for each in n_bytes)
    share = sum(n_bytes) / recording.stat().st_size
    ratio = by_sound[2] / by_memory[2]
    return f"{by_sound[2]:6.2f} {by_memory[2]:6.2f} {ratio:5.1f}   {sizes} MB {share:.2f}"


if __name__ == "__main__":
    main()
