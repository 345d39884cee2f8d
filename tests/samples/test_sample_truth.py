"""The truth beside each sample agrees with itself, with its timeline and with its page."""

from __future__ import annotations

from itertools import pairwise

import pytest

NAMES = ("good-call", "bad-call", "bled-call", "mono-mix", "hold-call")
PARTIES = ("agent", "customer")
NEEDED = (
    "greeting",
    "affirmation",
    "empathy",
    "paraphrase",
    "apology",
    "ownership",
    "options",
    "next_step_with_time",
    "ask_preference",
    "documenting",
    "follow_up",
    "resolution_check",
    "appreciation",
    "closing",
)


def common(first, second):
    """Overlaps of two lists of spans."""
    return [
        (max(a[0], b[0]), min(a[1], b[1]))
        for a in first
        for b in second
        if min(a[1], b[1]) > max(a[0], b[0])
    ]


@pytest.mark.parametrize("name", NAMES)
def test_words_and_phonemes_stand_in_order_within_their_utterance(name, plain_of):
    for utterance in plain_of(f"{name}.truth.json")["utterances"]:
        words, phonemes = utterance["words"], utterance["phonemes"]
        assert words[0]["start_s"] == phonemes[0][1] == utterance["start_s"]
        assert words[-1]["end_s"] == phonemes[-1][2] == utterance["end_s"]
        assert all(word["start_s"] < word["end_s"] for word in words)
        assert all(a["end_s"] <= b["start_s"] for a, b in pairwise(words))
        assert all(a[2] <= b[1] for a, b in pairwise(phonemes))
        assert " ".join(word["text"] for word in words) == utterance["text"]
        borders = {edge for _, *edges in phonemes for edge in edges}
        assert {word["start_s"] for word in words} <= borders
        assert {word["end_s"] for word in words} <= borders


@pytest.mark.parametrize("name", NAMES)
def test_what_was_said_is_the_sentence_or_its_broken_off_start(name, plain_of):
    for utterance in plain_of(f"{name}.truth.json")["utterances"]:
        if utterance["is_cut"]:
            assert utterance["text"].endswith("-")
            assert utterance["sentence"].startswith(utterance["text"].rstrip("-"))
            assert len(utterance["text"]) < len(utterance["sentence"])
        else:
            assert utterance["text"] == utterance["sentence"]


@pytest.mark.parametrize("name", NAMES)
def test_activity_is_the_phonemes_with_short_pauses_joined(name, plain_of):
    truth = plain_of(f"{name}.truth.json")
    for party in PARTIES:
        spans = truth["activity"][party]
        assert all(b[0] - a[1] >= 0.20 for a, b in pairwise(spans))
        assert spans[0][0] >= 0
        assert spans[-1][1] <= truth["duration_s"]
        phonemes = [
            phoneme[1:]
            for utterance in truth["utterances"]
            if utterance["party"] == party
            for phoneme in utterance["phonemes"]
        ]
        for start_s, end_s in phonemes:
            assert any(a <= start_s and end_s <= b for a, b in spans)
        assert {start_s for start_s, _ in spans} <= {start_s for start_s, _ in phonemes}
        assert {end_s for _, end_s in spans} <= {end_s for _, end_s in phonemes}


@pytest.mark.parametrize("name", NAMES)
def test_parties_overlap_where_it_was_planned_and_nowhere_else(name, plain_of):
    truth = plain_of(f"{name}.truth.json")
    found = common(truth["activity"]["agent"], truth["activity"]["customer"])
    planned = [(each["start_s"], each["end_s"]) for each in truth["overlaps"]]
    assert sorted(found) == sorted(planned)
    for each in truth["overlaps"]:
        assert each["overlap_s"] == pytest.approx(each["end_s"] - each["start_s"], abs=1e-9)


@pytest.mark.parametrize("name", NAMES)
def test_kinds_are_what_the_definitions_make_of_the_placement(name, plain_of):
    truth = plain_of(f"{name}.truth.json")
    lines = {utterance["line"]: utterance for utterance in truth["utterances"]}
    for each in truth["overlaps"]:
        came_in, base = lines[each["line"]], lines[each["over_line"]]
        goes_on_s = base["end_s"] - came_in["end_s"]
        lead_s = came_in["start_s"] - base["start_s"]
        if each["kind"] == "interruption":
            assert base["is_cut"]
            assert came_in["end_s"] - base["end_s"] >= 1.0 or follows(truth, came_in, 1.0)
        elif each["kind"] == "butting_in":
            assert not base["is_cut"]
            assert goes_on_s > 1.0
            assert each["overlap_s"] > 1.0
        elif each["kind"] == "terminal_overlap":
            assert not base["is_cut"]
            assert each["overlap_s"] == 0.3
            assert came_in["end_s"] - base["end_s"] >= 1.0
        elif each["kind"] == "backchannel":
            assert came_in["end_s"] - came_in["start_s"] <= 1.0
            assert goes_on_s > 1.0
        else:
            assert each["kind"] == "simultaneous_start"
            assert lead_s < 0.2
        assert lead_s >= 0.2 or each["kind"] == "simultaneous_start"
        assert each["is_talk_over"] == (each["kind"] in ("interruption", "butting_in"))


def follows(truth, utterance, least_s):
    """Whether the party holds the floor alone from the yielding on, its next line included."""
    after = [u for u in truth["utterances"] if u["start_s"] >= utterance["end_s"]]
    own = [u for u in after if u["party"] == utterance["party"]]
    others = [u for u in after if u["party"] != utterance["party"]]
    alone_until_s = others[0]["start_s"]
    cut_s = next(o["end_s"] for o in truth["overlaps"] if o["line"] == utterance["line"])
    spoken_s = utterance["end_s"] - cut_s
    spoken_s += sum(u["end_s"] - u["start_s"] for u in own if u["end_s"] <= alone_until_s)
    return spoken_s >= least_s


def test_the_bad_call_holds_seven_talk_overs_of_many_lengths(plain_of):
    truth = plain_of("bad-call.truth.json")
    talk_overs = [each for each in truth["overlaps"] if each["is_talk_over"]]
    assert truth["talk_overs"]["count"] == len(talk_overs) == 7
    lengths = [each["overlap_s"] for each in talk_overs]
    assert truth["talk_overs"]["overlap_s"] == pytest.approx(sum(lengths), abs=1e-9)
    assert (min(lengths), max(lengths)) == (0.6, 2.4)
    assert {each["by"] for each in talk_overs} == {"agent"}
    traps = sorted(each["kind"] for each in truth["overlaps"] if not each["is_talk_over"])
    assert traps == ["backchannel", "simultaneous_start", "terminal_overlap"]


@pytest.mark.parametrize("name", ["good-call", "hold-call", "mono-mix"])
def test_the_other_calls_hold_no_talk_over(name, plain_of):
    truth = plain_of(f"{name}.truth.json")
    assert truth["talk_overs"] == {"count": 0, "overlap_s": 0}
    assert {each["kind"] for each in truth["overlaps"]} <= {"backchannel"}


def test_the_customer_of_the_good_call_vents_for_25_s_and_hears_only_affirmations(plain_of):
    truth = plain_of("good-call.truth.json")
    complaint = [u for u in truth["utterances"] if "complaint" in u["techniques"]]
    start_s, end_s = complaint[0]["start_s"], complaint[-1]["end_s"]
    assert sum(u["end_s"] - u["start_s"] for u in complaint) >= 25
    heard = [
        u for u in truth["utterances"] if u["party"] == "agent" and start_s < u["start_s"] < end_s
    ]
    assert len(heard) == 4
    assert all(u["is_backchannel"] for u in heard)


def test_the_good_call_shows_what_a_good_call_needs(plain_of):
    shown = [each["id"] for each in plain_of("good-call.truth.json")["techniques"]]
    for needed in NEEDED:
        assert needed in shown, needed
    bad = [each["id"] for each in plain_of("bad-call.truth.json")["techniques"]]
    assert {"non_apology", "dismissive", "blaming", "arguing", "negative_wording"} <= set(bad)
    assert not {"apology", "next_step_with_time", "options", "empathy"} & set(bad)


def test_nobody_speaks_in_the_hold(plain_of):
    truth = plain_of("hold-call.truth.json")
    (music,) = [sound for sound in truth["sounds"] if sound["kind"] == "music"]
    for utterance in truth["utterances"]:
        assert utterance["end_s"] < music["start_s"] or utterance["start_s"] > music["end_s"]
    (sigh,) = [sound for sound in truth["sounds"] if sound["kind"] == "sigh"]
    assert music["start_s"] < sigh["start_s"] < sigh["end_s"] < music["end_s"]
    assert sigh["channel"] == 1


@pytest.mark.parametrize("name", NAMES)
def test_the_timeline_is_the_truths_words(name, plain_of):
    truth, timeline = plain_of(f"{name}.truth.json"), plain_of(f"{name}.timeline.json")
    assert timeline["duration_s"] == truth["duration_s"]
    fields = ("party", "start_s", "end_s", "text", "words")
    expected = [{field: each[field] for field in fields} for each in truth["utterances"]]
    assert timeline["utterances"] == expected


def test_the_page_beside_the_samples_tells_the_truth(folder, plain_of):
    page = (folder / "README.md").read_text(encoding="utf-8")
    assert "These calls are synthetic" in page
    for name in NAMES:
        truth = plain_of(f"{name}.truth.json")
        assert f"| `{truth['audio']}` | {truth['duration_s']} |" in page
    for each in plain_of("bad-call.truth.json")["overlaps"]:
        (row,) = [line for line in page.splitlines() if f"| {each['start_s']:.3f} s |" in line]
        assert f"| {each['overlap_s']:.3f} s |" in row
        assert row.endswith("| yes |" if each["is_talk_over"] else "| no |")


def test_the_good_calls_agent_is_unhurried_and_the_bad_calls_is_rushed(plain_of):
    def words_per_minute(name):
        own = [u for u in plain_of(f"{name}.truth.json")["utterances"] if u["party"] == "agent"]
        return 60 * sum(len(u["words"]) for u in own) / sum(u["end_s"] - u["start_s"] for u in own)

    assert 120 < words_per_minute("good-call") < 180
    assert words_per_minute("bad-call") > 250
