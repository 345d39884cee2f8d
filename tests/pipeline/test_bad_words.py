"""Whatever stands in a transcript, it is judged or withheld with the reason, and stays text."""

from __future__ import annotations

import io
import json
import random
import re
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import callcoach
from callcoach.errors import TimelineError
from callcoach.report.json_file import json_text
from callcoach.report.page import page_html
from callcoach.report.terminal import print_summary
from callcoach.settings import Settings
from callcoach.types.review import Evidence, Review
from made_calls import sample_part, write_wav

Line = tuple[str, str]
NOT_FROM_WORDS = {"steady_under_pressure", "let_them_vent"}
FROM_TIMING = {"dead_air", "high_talk_share", "slow_response", "monologue", "talk_over"}


def timeline(*lines: Line, language: str | None = "en", length_s: float = 5.0) -> dict[str, Any]:
    """The lines one after the other, ten seconds each."""
    utterances = [
        {"party": party, "start_s": 10.0 * i, "end_s": 10.0 * i + length_s, "text": text}
        for i, (party, text) in enumerate(lines)
    ]
    named = {} if language is None else {"language": language}
    return {"duration_s": 10.0 * len(lines) + 5, "utterances": utterances, **named}


def spoken(party: str, start_s: float, text: str) -> dict[str, Any]:
    """An utterance whose words have times, half a second each."""
    words = [
        {"text": word, "start_s": start_s + 0.5 * i, "end_s": start_s + 0.5 * i + 0.5}
        for i, word in enumerate(text.split())
    ]
    return {"party": party, "start_s": start_s, "end_s": words[-1]["end_s"], "words": words}


def judged(*lines: Line, **more: Any) -> Review:
    """The lines through the whole pipeline; the review also stands in JSON and comes back."""
    review = callcoach.judge_timeline(timeline(*lines, **more))
    assert Review.from_dict(json.loads(json_text(review))) == review
    return review


def counts(review: Review) -> dict[str, int]:
    return {one.id: one.count for one in review.techniques or () if one.count}


def evidence(review: Review, technique_id: str) -> tuple[Evidence, ...]:
    return next(one.evidence for one in review.techniques or () if one.id == technique_id)


def withheld(review: Review) -> dict[str, str]:
    """Why each technique that is judged from words was not."""
    return {
        one.id: one.reasons["count"]
        for one in review.techniques or ()
        if one.count is None and one.id not in (*NOT_FROM_WORDS, "affirmation", "jargon")
    }


class TestLittleOrNothingSaid:
    def test_a_timeline_without_utterances_is_refused(self) -> None:
        with pytest.raises(TimelineError, match="names no party"):
            judged()

    def test_texts_without_a_word_leave_every_technique_unjudged(self) -> None:
        review = judged(("agent", ""), ("customer", "  "), ("agent", ""))
        assert review.reasons["transcript"] == "the timeline holds no words"
        assert len(withheld(review)) == 28
        assert set(withheld(review).values()) == {"no transcript"}
        assert review.promises is None
        assert {one.id for one in review.findings} <= FROM_TIMING

    def test_an_empty_transcript_of_a_recording_leaves_it_reviewed_without_words(
        self, tmp_path: Path
    ) -> None:
        call = write_wav(tmp_path / "call.wav", *sample_part("good-call", 0.0, 12.0))
        said = {
            "duration_s": 12.0,
            "utterances": [{"party": "agent", "start_s": 1, "end_s": 2, "text": ""}],
        }
        (tmp_path / "said.json").write_text(json.dumps(said))
        review = callcoach.review(call, transcript=tmp_path / "said.json")
        assert review.reasons["transcript"] == "the given transcript holds no words"
        assert set(withheld(review).values()) == {"no transcript"}
        assert review.activity["agent"]

    def test_marks_and_hesitations_are_no_words(self) -> None:
        review = judged(("agent", "... - ?!"), ("customer", "um"))
        assert set(withheld(review).values()) == {
            "the transcript holds no words of the agent",
            "the transcript holds no words of the customer",
        }

    @pytest.mark.parametrize(
        ("line", "found", "silent"),
        [
            (("agent", "I'm so sorry for the delay with your order."), "apology", "customer"),
            (("customer", "I have been waiting for three weeks."), "complaint", "agent"),
        ],
    )
    def test_one_who_is_silent_is_not_judged_and_the_other_is(
        self, line: Line, found: str, silent: str
    ) -> None:
        review = judged(line)
        assert counts(review) == {found: 1}
        assert set(withheld(review).values()) == {f"the transcript holds no words of the {silent}"}
        assert (review.promises is None) == (silent == "agent")
        assert not [one for one in review.findings if one.id.startswith("no_")]


FRENCH: Sequence[Line] = [
    ("agent", "Bonjour, service client, je m'appelle Claire, que puis-je faire pour vous ?"),
    ("customer", "J'attends mon colis depuis trois semaines et personne ne me rappelle jamais."),
    (
        "agent",
        "Je suis vraiment d\u00e9sol\u00e9e, c'est notre faute et je m'en occupe tout de suite.",
    ),
    ("customer", "C'est la troisi\u00e8me fois que je vous appelle, c'est inadmissible."),
    ("agent", "Je vous rappelle vendredi au plus tard. Puis-je faire autre chose pour vous ?"),
    ("customer", "Non merci, pourvu que le colis arrive enfin cette semaine chez ma s\u0153ur."),
    (
        "agent",
        "Merci de votre patience, madame, je vous souhaite une tr\u00e8s bonne journ\u00e9e.",
    ),
]


class TestAnotherLanguage:
    def test_a_language_without_a_pack_is_withheld_in_every_technique_of_words(self) -> None:
        review = judged(*FRENCH, language="fr")
        assert len(withheld(review)) == 28
        assert set(withheld(review).values()) == {"spoken in 'fr'; the playbook pack is for 'en'"}
        assert review.promises is None
        assert review.reasons["promises"] == "spoken in 'fr'; the playbook pack is for 'en'"

    def test_no_finding_claims_anything_from_its_words(self) -> None:
        review = judged(*FRENCH, language="fr")
        assert {one.id for one in review.findings} <= FROM_TIMING
        for finding in review.findings:
            assert all(one.quote is None for one in finding.evidence)
            assert "was found in your words" not in finding.detail

    def test_words_that_are_not_of_the_language_they_are_read_as_are_withheld(self) -> None:
        review = judged(*FRENCH, language=None)
        told = "hardly any word of the agent is an everyday word of 'en'"
        assert withheld(review)["apology"].startswith(told)
        assert "words.language" in withheld(review)["apology"]
        assert len(withheld(review)) == 28
        assert {one.id for one in review.findings} <= FROM_TIMING
        assert review.promises is None

    def test_an_english_call_that_names_no_language_is_judged(self) -> None:
        lines = [
            ("agent", "I'm sorry for the delay with your order. Is there anything else I can do?")
        ]
        assert counts(judged(*lines * 5, language=None))["apology"] == 5


class TestNames:
    @pytest.mark.parametrize("mark", ["'", "\u2019", "\u02bc", "`"])
    def test_names_with_apostrophes_are_kept_and_short_forms_written_out(self, mark: str) -> None:
        line = "Mr O'Brien, I'm sorry we didn't call Ms D'Souza's office.".replace("'", mark)
        review = judged(("agent", line), ("customer", "Okay."))
        (found,) = evidence(review, "apology")
        assert found.quote == line
        assert found.why.endswith('"i am sorry we did not"')

    def test_a_name_may_stand_where_a_pattern_takes_any_word(self) -> None:
        line = "This is O\u2019Brien speaking."
        review = judged(("agent", line), ("customer", "Hello."), ("agent", "Right."))
        assert [one.quote for one in evidence(review, "greeting")] == [line]

    def test_a_part_of_a_name_is_no_word_of_a_pattern(self) -> None:
        review = judged(("agent", "It's the O'Sorry'd-for-the file."), ("customer", "Ok."))
        assert counts(review) == {}


MARKUP = (
    'I\'m sorry for the <b>delay</b> &amp; the <script>alert(1)</script> [red]mess[/red] "{{x}}".'
)


class TestMarkup:
    def test_it_is_judged_as_words_and_quoted_as_written(self) -> None:
        (found,) = evidence(judged(("agent", MARKUP), ("customer", "</script>")), "apology")
        assert found.quote == MARKUP

    def test_it_stays_text_on_the_page(self) -> None:
        review = judged(("agent", MARKUP), ("customer", "</script><img src=x onerror=alert(1)>"))
        html = page_html(review, swapped=None, contours=None, sound_url=None, name="call")
        assert "alert(1)" in html
        for part in ("<script>alert", "<b>delay", "<img src=x"):
            assert part not in html
        assert "&amp;amp; the" in html

    def test_it_stays_text_on_the_terminal_which_is_sent_no_control_signs(self) -> None:
        said = [
            spoken(
                "customer",
                0.0,
                "my parcel came and nobody ever called me back about [red]it[/red]\x1b[2J",
            ),
            spoken(
                "agent", 1.5, "<b>Right</b> [bold]so\x07 that is &amp; how it is with the parcel"
            ),
        ]
        review = callcoach.judge_timeline(
            {"duration_s": 12.0, "language": "en", "utterances": said}
        )
        assert review.talk_overs.count == 1
        out = io.StringIO()
        print_summary(review, Console(file=out, width=200, force_terminal=False))
        shown = " ".join(out.getvalue().split())
        assert "<b>Right</b> [bold]so that is &amp; how" in shown
        assert "[red]it[/red]" in shown
        assert not re.search(r"[\x00-\x08\x0b-\x1f]", out.getvalue())


class TestSigns:
    @pytest.mark.parametrize(
        "line",
        [
            "I'm sorry\x00 for the delay.",
            "I'm sorry \x1b for the\x07 delay.",
            "I'm \u202esorry for\u202c the delay\u200f.",
            "\u2067I'm so\u00adrry for the delay.\u2069",
            "\ufeffI'm sorry for\u2028the\u00a0delay.",
            "I\u2019m sorry for the delay \U0001f64f.",
        ],
    )
    def test_signs_that_nobody_says_hide_no_technique(self, line: str) -> None:
        review = judged(("agent", line), ("customer", "Okay."))
        (found,) = evidence(review, "apology")
        assert found.quote is not None
        assert re.sub(r"\s+", "", found.quote) in re.sub(r"\s+", "", line)


class TestTimes:
    def test_text_without_times_of_words_is_found_within_its_utterance(self) -> None:
        review = judged(("customer", "Hi."), ("agent", "Right. I'm sorry for the delay. Okay."))
        (found,) = evidence(review, "apology")
        assert found.quote == "I'm sorry for the delay."
        assert 10.0 <= found.start_s < found.end_s <= 15.0

    @pytest.mark.parametrize("length_s", [0.0, 1e-9])
    def test_utterances_without_length_are_judged_by_their_words(self, length_s: float) -> None:
        review = judged(("agent", "I'm sorry for the delay."), length_s=length_s)
        (found,) = evidence(review, "apology")
        assert (found.start_s, found.end_s) == pytest.approx((0.0, 0.0), abs=1e-6)

    def test_words_without_length_are_judged(self) -> None:
        words = [
            {"text": w, "start_s": 2.0, "end_s": 2.0}
            for w in ("I'm", "sorry", "for", "the", "delay.")
        ]
        said = [{"party": "agent", "start_s": 1.0, "end_s": 5.0, "words": words}]
        review = callcoach.judge_timeline({"duration_s": 9.0, "language": "en", "utterances": said})
        (found,) = evidence(review, "apology")
        assert (found.start_s, found.end_s, found.quote) == (2.0, 2.0, "I'm sorry for the delay.")


SAID = [
    "I'm so sorry for the delay with your order.",
    "I can either refund you or send a new one.",
    "okay",
    "mm-hm",
    "We will call you back by Friday at the latest.",
    "This is unacceptable, I have been waiting for weeks.",
    "the parcel is in the depot and i can see it on the screen here with the number",
]


def test_five_thousand_utterances_go_through_in_seconds() -> None:
    """3 to 4 s of work; 20 s where every hit looks for the call's end again."""
    rng = random.Random(6)
    lines = [("agent" if i % 2 else "customer", rng.choice(SAID)) for i in range(5000)]
    begun_s = time.process_time()
    review = callcoach.judge_timeline(timeline(*lines))
    assert time.process_time() - begun_s < 12
    agents = [text for party, text in lines if party == "agent"]
    assert len(evidence(review, "apology")) == agents.count(SAID[0])
    assert len(evidence(review, "follow_up")) == agents.count(SAID[4])
    assert len(review.findings) <= Settings().coaching.findings_most + 10
