"""Prints how often techniques are found in ordinary telephone talk, where few should be.

    python benchmarks/techniques.py --data FOLDER [--half held|seen|all]
        [--text-model off|sure|all] [--show ID]

FOLDER holds `switchboard-dialog-acts.csv.gz` (call, side, start_s, end_s, word, act): telephone
calls between strangers about everyday topics. Each side plays the agent once. Nobody there
serves anybody, so that hits of the agent's techniques are an upper bound of false hits: a real
question is a real question, a real good-bye a real one. Patterns may be changed after looking
at the `seen` half (every second call) only; the `held` half is for reporting.

`calls/callytics-call01.srt`, a short service call, follows with every hit quoted, to be read.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import re
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from callcoach.coaching.playbook.pack import Pack, load_pack
from callcoach.coaching.record.promises import promises
from callcoach.coaching.wording.matching import Search
from callcoach.coaching.wording.sayings import Saying, sayings
from callcoach.language import lexicon
from callcoach.types.call import Party
from callcoach.types.review import Evidence
from callcoach.types.words import Transcript, Utterance, Word

GAP_S = 1.0

MARKS = re.compile(r"laughter-|[\[\]]|_\d")
"""What transcribers wrote into words: laughed words, unspoken letters, variants."""

SRT_BLOCK = re.compile(
    r"(\d+):(\d+):(\d+),(\d+) --> (\d+):(\d+):(\d+),(\d+)\n\[(\w+)\] (.+?)(?:\n\n|\Z)", re.DOTALL
)


def calls(path: Path, half: str) -> Iterator[list[dict[str, str]]]:
    """Rows of each call, of the half asked for."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for i, (_, rows) in enumerate(groupby(csv.DictReader(file), lambda row: row["call"])):
            if half == "all" or (half == "seen") == (i % 2 == 0):
                yield list(rows)


def transcript(rows: list[dict[str, str]], agent_side: str) -> Transcript[Party]:
    """The call's words as utterances, parted where a side pauses for `GAP_S`."""
    utterances: list[Utterance[Party]] = []
    for side in ("A", "B"):
        party: Party = "agent" if side == agent_side else "customer"
        group: list[Word] = []
        for row in sorted(rows, key=lambda row: float(row["start_s"])):
            if row["side"] != side:
                continue
            text = MARKS.sub("", row["word"])
            word = Word(float(row["start_s"]), float(row["end_s"]), text)
            if group and word.start_s - group[-1].end_s >= GAP_S:
                utterances.append(_utterance(party, group))
                group = []
            group.append(word)
        if group:
            utterances.append(_utterance(party, group))
    return Transcript("switchboard", None, {}, tuple(utterances))


def service_call(path: Path) -> Transcript[Party]:
    """The subtitles of a call whose lines begin with [CSR] or [Customer]."""
    utterances = []
    for block in SRT_BLOCK.finditer(path.read_text(encoding="utf-8")):
        *clock, speaker, text = block.groups()
        hours, minutes, whole, thousandths = (clock[i::4] for i in range(4))
        start_s, end_s = (
            int(hours[i]) * 3600 + int(minutes[i]) * 60 + int(whole[i]) + int(thousandths[i]) / 1000
            for i in (0, 1)
        )
        party: Party = "agent" if speaker == "CSR" else "customer"
        utterances.append(Utterance(party, start_s, end_s, text))
    return Transcript("subtitles", None, {}, tuple(utterances))


def _utterance(party: Party, words: list[Word]) -> Utterance[Party]:
    text = " ".join(word.text for word in words)
    return Utterance(party, words[0].start_s, words[-1].end_s, text, tuple(words))


def judge(pack: Pack, said: tuple[Saying, ...], found: dict[str, list[Evidence]]) -> int:
    """Adds the hits of all techniques judged from words; gives how many promises there are."""
    search = Search(said, pack)
    for rule in pack.techniques:
        if rule.judge in ("words", "words_shared"):
            found[rule.id].extend(search.evidence(rule))
    return len(promises(said, pack, search, None))


def print_ordinary_talk(pack: Pack, path: Path, half: str, show: str | None) -> None:
    """Hits per technique, in a thousand utterances of the party and in an hour of call."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    n_said, n_words, call_s, judging_s = {"agent": 0, "customer": 0}, 0, 0.0, 0.0
    n_promises = 0
    for rows in calls(path, half):
        for side in ("A", "B"):
            words = transcript(rows, side)
            begun_s = time.perf_counter()
            said = sayings(words, pack.expand, lexicon("en"))
            n_promises += judge(pack, said, found)
            judging_s += time.perf_counter() - begun_s
            for saying in said:
                n_said[saying.party] += 1
            n_words += sum(len(saying.words) for saying in said if saying.party == "agent")
            call_s += max(saying.end_s for saying in said)
    for one in found[show] if show else ():
        print(f"{one.start_s:8.1f}  {one.quote}   [{one.why}]")
    print(f"{half} half: {n_said['agent']} utterances, {n_words} words, {call_s / 3600:.2f} h")
    print(f"judged in {judging_s:.2f} s: {3600 * judging_s / call_s:.2f} s for an hour of call")
    print(f"{n_promises} promises")
    print(f"{'technique':22} {'party':9} {'hits':>5} {'per 1000':>9} {'per hour':>9}")
    for rule in pack.techniques:
        if rule.judge in ("words", "words_shared"):
            count = len(found[rule.id])
            per_1000, per_hour = 1000 * count / n_said[rule.party], 3600 * count / call_s
            print(f"{rule.id:22} {rule.party:9} {count:5} {per_1000:9.2f} {per_hour:9.2f}")


def print_service_call(pack: Pack, path: Path) -> None:
    """Every hit in one service call, with its quote."""
    found: dict[str, list[Evidence]] = defaultdict(list)
    judge(pack, sayings(service_call(path), pack.expand, lexicon("en")), found)
    print(f"\n{path.name}")
    for technique_id, evidence in found.items():
        for one in evidence:
            print(f"{technique_id:22} {one.start_s:6.1f}  {one.quote}")


def main() -> None:
    """Reads the command line and prints both parts."""
    parser = argparse.ArgumentParser(description="False hits of techniques in ordinary talk.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--half", choices=("held", "seen", "all"), default="held")
    parser.add_argument("--text-model", choices=("off", "sure", "all"), default="sure")
    parser.add_argument("--show", metavar="ID", help="print the hits of one technique")
    asked = parser.parse_args()
    pack = load_pack("en").asking(asked.text_model)
    source = asked.data / "switchboard-dialog-acts.csv.gz"
    print_ordinary_talk(pack, source, asked.half, asked.show)
    print_service_call(pack, asked.data / "calls" / "callytics-call01.srt")


if __name__ == "__main__":
    main()
