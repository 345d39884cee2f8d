"""The answers to a scorecard: from timing, voice or words, what they rest on, and the score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from callcoach.coaching import coach, load_pack
from callcoach.coaching.scorecard.scorecard import scorecard
from callcoach.coaching.scorecard.scorecard_file import load_scorecard
from callcoach.settings import Settings, with_values
from callcoach.types.floor import Response, Silence
from callcoach.types.overrides import Overrides, PersonAnswer
from callcoach.types.review import Evidence, Review, Scorecard, ScorecardItem, Technique, TimeShares

LONG = {"agent": ((0.0, 60.0),), "customer": ((60.0, 130.0),)}


class Cards:
    """Scorecards of some items, answered for a draft."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "card.toml"

    def answered(
        self,
        draft: Review,
        *items: str,
        found: Mapping[str, int | None] | None = None,
        values: Mapping[str, Any] | None = None,
        answers: Mapping[str, PersonAnswer] | None = None,
        head: str = "",
    ) -> Scorecard:
        """Items as TOML lines; an item is called `i0`, `i1`, ... and weighs 1 unless it says."""
        text = f'version = "t-1"\ntitle = "Test"\n{head}\n'
        for i, item in enumerate(items):
            weight = "" if "weight" in item else "weight = 1\n"
            text += f'[[items]]\nid = "i{i}"\nquestion = "?"\ngroup = "g"\n{weight}{item}\n'
        self._file.write_text(text, encoding="utf-8")
        settings = with_values(Settings(), {"coaching": {"scorecard": str(self._file)}})
        settings = with_values(settings, values or {})
        techniques = tuple(technique(name, count) for name, count in (found or {}).items())
        overrides = Overrides(None, answers or {})
        card = scorecard(draft, techniques, load_pack("en"), settings, overrides)
        assert card is not None
        return card

    def item(self, draft: Review, item: str, **given: Any) -> ScorecardItem:
        return self.answered(draft, item, **given).items[0]


def technique(technique_id: str, count: int | None) -> Technique:
    moments = tuple(
        Evidence("agent", 10.0 * i, 10.0 * i + 2, "so sorry", "says sorry")
        for i in range(count or 0)
    )
    why = {"count": "no transcript"} if count is None else {}
    return Technique(technique_id, technique_id.title(), count, moments, why)


@pytest.fixture
def cards(tmp_path: Path) -> Cards:
    return Cards(tmp_path)


class TestTechniques:
    SORRY = 'technique = "apology"\nleast = 1'
    TWICE = 'technique = "apology"\nleast = 2'
    NO_BLAME = 'technique = "blaming"\nmost = 0'

    def test_heard_is_yes_with_the_moments(self, cards: Cards, drafts: Any) -> None:
        item = cards.item(drafts.empty(), self.SORRY, found={"apology": 2})
        assert (item.answer, item.automatic, item.why) == (True, True, "found twice")
        assert [one.start_s for one in item.evidence] == [0.0, 10.0]

    def test_not_heard_is_open_and_not_no(self, cards: Cards, drafts: Any) -> None:
        item = cards.item(drafts.empty(), self.SORRY, found={"apology": 0})
        assert (item.answer, item.automatic) == (None, None)
        assert item.why == "not heard by callcoach; listen and answer"
        assert item.reasons == {"answer": item.why, "automatic": item.why}

    def test_a_supervisor_may_have_not_heard_answered_no(self, cards: Cards, drafts: Any) -> None:
        asked = self.SORRY + '\nabsent = "false"'
        item = cards.item(drafts.empty(), asked, found={"apology": 0})
        assert (item.answer, item.why) == (False, "not heard; asked: at least 1")

    def test_fewer_than_asked_is_open_with_what_was_found(self, cards: Cards, drafts: Any) -> None:
        item = cards.item(drafts.empty(), self.TWICE, found={"apology": 1})
        assert item.answer is None
        assert item.why == "found once; asked: at least 2; listen and answer"
        assert len(item.evidence) == 1
        assert cards.item(drafts.empty(), self.TWICE, found={"apology": 2}).answer is True

    def test_what_is_to_be_avoided_is_no_where_it_was_found(
        self, cards: Cards, drafts: Any
    ) -> None:
        item = cards.item(drafts.empty(), self.NO_BLAME, found={"blaming": 1})
        assert (item.answer, item.why, len(item.evidence)) == (False, "found once", 1)
        clean = cards.item(drafts.empty(), self.NO_BLAME, found={"blaming": 0})
        assert (clean.answer, clean.why) == (None, "not heard by callcoach; listen and answer")
        asked = self.NO_BLAME + '\nabsent = "true"'
        trusted = cards.item(drafts.empty(), asked, found={"blaming": 0})
        assert (trusted.answer, trusted.why) == (True, "not heard; asked: at most 0")

    @pytest.mark.parametrize("absent", ["open", "false"])
    def test_what_was_not_judged_is_never_answered(
        self, cards: Cards, drafts: Any, absent: str
    ) -> None:
        asked = f'{self.SORRY}\nabsent = "{absent}"'
        item = cards.item(drafts.empty(), asked, found={"apology": None})
        assert (item.answer, item.why) == (None, "not judged: no transcript")

    def test_only_asked_where_its_occasion_was_heard(self, cards: Cards, drafts: Any) -> None:
        asked = self.SORRY + '\nwhen = "complaint"'
        without = cards.item(drafts.empty(), asked, found={"apology": 3, "complaint": 0})
        assert (without.answer, without.is_asked) == (None, False)
        assert without.why == "not asked: no complaint was heard"
        heard = cards.item(drafts.empty(), asked, found={"apology": 3, "complaint": 1})
        assert (heard.answer, heard.is_asked) == (True, True)
        unknown = cards.item(drafts.empty(), asked, found={"apology": 3, "complaint": None})
        assert (unknown.answer, unknown.is_asked) == (None, True)
        assert unknown.why.endswith("(complaint) is not known: no transcript")

    def test_a_card_that_comes_along_leaves_open_what_a_small_pack_lacks(self, drafts: Any) -> None:
        pack = replace(load_pack("en"), techniques=())
        card = scorecard(drafts.empty(), (), pack, Settings(), Overrides())
        assert card is not None
        greets = next(item for item in card.items if item.id == "greets")
        assert (greets.answer, greets.why) == (
            None,
            "the playbook pack has no technique 'greeting'",
        )


class TestMeasures:
    CALM = 'measure = "talk_overs.count"\nmost = 2'

    def talked_over(self, drafts: Any, count: int, low: int, high: int) -> Review:
        draft = replace(drafts.empty(), activity=LONG)
        counted = replace(draft.talk_overs, count=count, count_low=low, count_high=high)
        return replace(draft, talk_overs=counted)

    @pytest.mark.parametrize(
        ("counts", "answer", "why"),
        [
            ((1, 0, 2), True, "1 (0-2); asked: at most 2"),
            ((4, 3, 5), False, "4 (3-5); asked: at most 2"),
            ((2, 1, 4), None, "too close to call: 2 (1-4); asked: at most 2"),
            ((3, 2, 3), None, "too close to call: 3 (2-3); asked: at most 2"),
            ((2, 2, 2), True, "2; asked: at most 2"),
        ],
    )
    def test_a_range_on_both_sides_of_the_limit_is_too_close(
        self, cards: Cards, drafts: Any, counts: tuple[int, int, int], answer: Any, why: str
    ) -> None:
        item = cards.item(self.talked_over(drafts, *counts), self.CALM)
        assert (item.answer, item.why) == (answer, why)

    def test_talk_overs_are_their_own_evidence(
        self, cards: Cards, drafts: Any, come_in: Any
    ) -> None:
        draft = drafts.with_talk_overs(
            come_in(30.0, 2.5, words=("and then", "well no")), come_in(60.0, 0.8)
        )
        item = cards.item(draft, 'measure = "talk_overs.overlap_s"\nmost = 2')
        assert (item.answer, item.why) == (False, "3.3 s; asked: at most 2.0 s")
        assert [(one.party, one.start_s, one.quote) for one in item.evidence] == [
            ("agent", 30.0, "well no"),
            ("agent", 60.0, None),
        ]

    def test_nobody_is_praised_for_a_call_in_which_one_hardly_spoke(
        self, cards: Cards, drafts: Any
    ) -> None:
        draft = self.talked_over(drafts, 0, 0, 0)
        assert cards.item(draft, self.CALM).answer is True
        short = {"agent": ((0.0, 60.0),), "customer": ((60.0, 72.0),)}
        item = cards.item(replace(draft, activity=short), self.CALM)
        assert item.answer is None
        assert item.why.endswith("no talk-over was found, but the customer spoke for 12 s only")

    def test_what_was_withheld_is_open_with_the_same_reason(
        self, cards: Cards, drafts: Any
    ) -> None:
        draft = drafts.empty()
        none = replace(draft.talk_overs, count=None, overlap_s=None, events=None)
        none = replace(none, reasons={"count": "one channel", "overlap_s": "one channel"})
        shares = TimeShares(None, None, None, None, None, {"talk_share": "one channel"})
        draft = replace(draft, talk_overs=none, time=shares, activity=LONG)
        for name in (
            "talk_overs.count", "talk_overs.overlap_s", "monologues.agent_longest_s",
            "silences.dead_air_s",
        ):  # fmt: skip
            item = cards.item(draft, f'measure = "{name}"\nmost = 1')
            assert (item.answer, item.why) == (None, "not measured: one channel"), name
        share = cards.item(draft, 'measure = "time.talk_share"\nmost = 1')
        assert (share.answer, share.why) == (None, "not measured: one channel")

    def test_talk_share_and_response_need_enough_of_a_call(self, cards: Cards, drafts: Any) -> None:
        draft = drafts.empty()  # 60 s and 80 s; ten answers, median 0.5 s
        share = cards.item(draft, 'measure = "time.talk_share"\nmost = 0.4')
        assert (share.answer, share.why) == (False, "43 %; asked: at most 40 %")
        wait = 'measure = "response.agent.median_s"\nleast = 0\nmost = 3'
        assert cards.item(draft, wait).why == "0.5 s; asked: 0.0 s to 3.0 s"
        few = replace(draft, response={"agent": Response(0.5, 1.0, 4)})
        assert cards.item(few, wait).why == "not measured: 4 answers only; 5 needed"
        early = replace(draft, response={"agent": Response(-0.46, 1.0, 9)})
        assert cards.item(early, wait).answer is False
        short = replace(draft, time=TimeShares(20.0, 30.0, 0.0, 9.0, 0.4))
        item = cards.item(short, 'measure = "time.talk_share"\nmost = 0.5')
        assert (item.answer, item.why) == (None, "not measured: 50 s of speech only; 60 s needed")

    def test_dead_air_has_a_count_a_sum_and_a_longest(self, cards: Cards, drafts: Any) -> None:
        silences = (
            Silence(40.0, 46.0, "pause", "customer", True),
            Silence(80.0, 100.0, "gap", "agent", True),
            Silence(110.0, 118.0, "hold", "agent", False),
        )
        draft = replace(drafts.with_silences(*silences), activity=LONG)
        told = {
            name: cards.item(draft, f'measure = "silences.{name}"\nmost = 1').why
            for name in ("dead_air_count", "dead_air_s", "dead_air_longest_s")
        }
        assert told == {
            "dead_air_count": "2; asked: at most 1",
            "dead_air_s": "26 s; asked: at most 1.0 s",
            "dead_air_longest_s": "20 s; asked: at most 1.0 s",
        }
        item = cards.item(draft, 'measure = "silences.dead_air_s"\nmost = 30')
        assert item.answer is True
        assert [(one.start_s, one.party) for one in item.evidence] == [
            (40.0, "customer"),
            (80.0, "agent"),
        ]

    def test_silence_says_nothing_where_nobody_speaks_or_one_side_is_missing(
        self, cards: Cards, drafts: Any
    ) -> None:
        asked = 'measure = "silences.dead_air_count"\nmost = 0'
        assert cards.item(drafts.empty(), asked).why == "not measured: nobody speaks"
        draft = replace(drafts.empty(), activity=LONG)
        assert cards.item(draft, asked).answer is True
        sided = replace(draft, call=replace(draft.call, layout="one_sided"))
        assert cards.item(sided, asked).answer is None

    def test_the_longest_turn_of_the_agent(self, cards: Cards, drafts: Any) -> None:
        asked = 'measure = "monologues.agent_longest_s"\nmost = 60'
        draft = drafts.with_turns(("agent", 0, 75), ("customer", 75, 190), ("agent", 190, 200))
        item = cards.item(draft, asked)
        assert (item.answer, item.why) == (False, "75 s; asked: at most 60 s")
        assert [(one.start_s, one.end_s) for one in item.evidence] == [(0, 75)]
        nobody = cards.item(drafts.with_turns(("customer", 0, 9)), asked)
        assert (nobody.answer, nobody.why) == (None, "not measured: the agent has no turn")

    def test_words_a_minute_are_asked_in_the_cards_language_only(
        self, cards: Cards, drafts: Any
    ) -> None:
        asked = 'measure = "pace.agent.speech_rate_wpm"\nleast = 110\nmost = 180'
        english = drafts.said(("agent", "hello"))
        item = cards.item(english, asked, head='language = "en"')
        assert item.why == "150 words a minute; asked: 110 to 180 words a minute"
        german = drafts.said(("agent", "hallo"), language="de")
        item = cards.item(german, asked, head='language = "en"')
        assert (item.answer, item.why) == (None, "spoken in 'de'; the limit is for 'en'")
        assert cards.item(german, asked).answer is True
        short = replace(english.pace["agent"], turn_s=12.0)
        item = cards.item(replace(english, pace={"agent": short}), asked)
        assert item.why == "not measured: 12 s of own turns only; 30 s needed"

    def test_the_interval_of_steadiness_counts_as_its_range(
        self, cards: Cards, drafts: Any
    ) -> None:
        draft = drafts.empty()  # 60 (50-68)
        answers = {
            least: cards.item(draft, f'measure = "steadiness.agent.score"\nleast = {least}')
            for least in (45, 55, 70)
        }
        assert [one.answer for one in answers.values()] == [True, None, False]
        assert answers[55].why == "too close to call: 60 (50-68) of 100; asked: at least 55 of 100"


class TestVoicePolicy:
    @pytest.mark.parametrize("policy", ["off", "self_only"])
    @pytest.mark.parametrize("where", ["settings", "review"])
    def test_nothing_of_the_voice_is_scored_unless_it_is_on(
        self, cards: Cards, drafts: Any, policy: Any, where: str
    ) -> None:
        draft = drafts.empty()
        values = {"policy": {"voice_measures": policy}} if where == "settings" else {}
        if where == "review":
            made = replace(draft.provenance, voice_measures=policy)
            draft = replace(draft, provenance=made)
        items = (
            'measure = "steadiness.agent.score"\nleast = 10',
            'measure = "loudness.agent.raised_count"\nmost = 0',
            'technique = "steady_under_pressure"\nleast = 1\nabsent = "false"',
            'measure = "response.agent.median_s"\nmost = 3',
        )
        found = {"steady_under_pressure": 1}
        on = cards.answered(drafts.empty(), *items, found=found)
        assert [item.answer for item in on.items] == [True, True, True, True]
        card = cards.answered(draft, *items, found=found, values=values)
        assert [item.answer for item in card.items] == [None, None, None, True]
        for item in card.items[:3]:
            assert "policy.voice_measures" in item.why
            assert item.evidence == ()


class TestScore:
    ONE = 'technique = "apology"\nleast = 1\nweight = 3'
    TWO = 'technique = "blaming"\nmost = 0\nweight = 1'
    OPEN = 'by = "person"\nweight = 4'
    FOUND = {"apology": 1, "blaming": 1, "complaint": 0}  # noqa: RUF012

    def test_it_is_the_weight_of_yes_in_what_was_answered(self, cards: Cards, drafts: Any) -> None:
        card = cards.answered(drafts.empty(), self.ONE, self.TWO, self.OPEN, found=self.FOUND)
        assert [item.answer for item in card.items] == [True, False, None]
        assert (card.score, card.answered_weight, card.asked_weight) == (75.0, 4.0, 8.0)
        assert (card.version, card.title, card.reasons) == ("t-1", "Test", {})

    def test_it_is_withheld_where_less_than_half_was_answered(
        self, cards: Cards, drafts: Any
    ) -> None:
        more = self.OPEN.replace("4", "4.1")
        card = cards.answered(drafts.empty(), self.ONE, self.TWO, more, found=self.FOUND)
        assert card.score is None
        assert card.reasons == {"score": "only 49 % of its weight was answered; 50 % needed"}

    def test_what_is_not_asked_weighs_nothing(self, cards: Cards, drafts: Any) -> None:
        aside = 'technique = "empathy"\nleast = 1\nwhen = "complaint"\nweight = 100'
        card = cards.answered(drafts.empty(), self.ONE, aside, found=self.FOUND)
        assert (card.score, card.answered_weight, card.asked_weight) == (100.0, 3.0, 3.0)
        none = cards.answered(drafts.empty(), aside, found=self.FOUND)
        assert (none.score, none.asked_weight) == (None, 0.0)
        assert none.reasons == {"score": "nothing of it applies to this call"}


class TestPersons:
    SORRY = 'technique = "apology"\nleast = 1'
    SOLVED = 'by = "person"'

    def card(self, cards: Cards, drafts: Any, answers: Mapping[str, PersonAnswer]) -> Scorecard:
        found = {"apology": 1, "complaint": 0}
        aside = self.SORRY + '\nwhen = "complaint"'
        items = (self.SORRY, self.SOLVED, aside)
        return cards.answered(drafts.empty(), *items, found=found, answers=answers)

    def test_a_persons_answer_stands_and_the_automatic_one_is_kept(
        self, cards: Cards, drafts: Any
    ) -> None:
        said = PersonAnswer(False, "Dana", "she only said it to herself")
        card = self.card(cards, drafts, {"i0": said, "i1": PersonAnswer(True)})
        first, second, _ = card.items
        assert (first.answer, first.automatic, first.why) == (False, True, "found once")
        assert (first.overridden_by, first.comment) == ("Dana", "she only said it to herself")
        assert len(first.evidence) == 1
        assert (second.answer, second.automatic, second.by) == (True, None, "person")
        assert second.overridden_by == "a person"
        assert second.reasons == {"automatic": "a person answers this"}
        assert (card.score, card.answered_weight) == (50.0, 2.0)

    def test_a_person_may_leave_a_question_open(self, cards: Cards, drafts: Any) -> None:
        card = self.card(cards, drafts, {"i0": PersonAnswer(None, "Dana")})
        first = card.items[0]
        assert (first.answer, first.automatic) == (None, True)
        assert first.reasons == {"answer": "left open by Dana"}
        assert (card.score, card.answered_weight, card.asked_weight) == (None, 0.0, 2.0)

    def test_a_comment_alone_changes_no_answer(self, cards: Cards, drafts: Any) -> None:
        said = PersonAnswer(None, "Dana", "well done", is_answered=False)
        first = self.card(cards, drafts, {"i0": said}).items[0]
        assert (first.answer, first.comment, first.overridden_by) == (True, "well done", None)

    def test_what_was_not_asked_is_asked_once_a_person_answers(
        self, cards: Cards, drafts: Any
    ) -> None:
        plain = self.card(cards, drafts, {})
        assert (plain.items[2].is_asked, plain.asked_weight) == (False, 2.0)
        card = self.card(cards, drafts, {"i2": PersonAnswer(False, "Dana")})
        assert (card.items[2].is_asked, card.asked_weight, card.score) == (True, 3.0, 50.0)

    def test_an_answer_to_an_unknown_item_is_told(self, cards: Cards, drafts: Any) -> None:
        card = self.card(cards, drafts, {"old_item": PersonAnswer(True), "i1": PersonAnswer(True)})
        (notice,) = card.notices
        assert "'old_item'" in notice
        assert "kept in the file of overrides and not used" in notice
        assert card.items[1].answer is True


class TestCoach:
    SAID = (
        ("customer", "I was charged twice and this is the third time I have to call about it."),
        ("agent", "I am so sorry that we charged you twice. That was our mistake."),
        ("agent", "I will send you the refund by Friday. Is there anything else I can do?"),
    )

    def test_none_is_made_where_none_is_named(self, drafts: Any) -> None:
        off = with_values(Settings(), {"coaching": {"scorecard": ""}})
        coaching = coach(drafts.said(*self.SAID), off)
        assert coaching.scorecard is None
        assert coaching.reasons["scorecard"] == "switched off in the settings (coaching.scorecard)"

    def test_words_answer_the_card_that_comes_along(self, drafts: Any) -> None:
        coaching = coach(drafts.said(*self.SAID), Settings())
        assert coaching.scorecard is not None
        items = {item.id: item for item in coaching.scorecard.items}
        assert items["apologises"].answer is True
        assert items["apologises"].evidence[0].quote is not None
        assert "sorry" in items["apologises"].evidence[0].quote
        assert items["no_blaming"].answer is None
        assert items["solved"].by == "person"
        assert coaching.scorecard.version == load_scorecard("en", load_pack("en")).version

    def test_without_words_no_item_of_wording_is_answered(self, drafts: Any) -> None:
        card = coach(replace(drafts.empty(), activity=LONG), Settings()).scorecard
        assert card is not None
        answered = {item.id for item in card.items if item.answer is not None}
        assert answered == {
            "lets_customer_finish", "leaves_room", "answers_in_time", "no_dead_air",
            "easy_to_follow",
        }  # fmt: skip

    def test_timing_is_the_same_whatever_was_said(self, drafts: Any) -> None:
        def timed(draft: Review) -> list[Any]:
            card = coach(replace(draft, activity=LONG), Settings()).scorecard
            assert card is not None
            measured = {
                item.id for item in load_scorecard("en", load_pack("en")).items if item.measure
            }
            return [item for item in card.items if item.id in measured]

        assert timed(drafts.said(*self.SAID)) == timed(drafts.said(("agent", "Not my problem.")))

    def test_the_same_call_gives_the_same_in_whatever_order_it_comes(
        self, drafts: Any, come_in: Any
    ) -> None:
        spoken = drafts.said(*self.SAID)
        talked = drafts.with_talk_overs(come_in(30.0, 2.5), come_in(60.0, 0.8))
        draft = replace(
            spoken,
            incursions=talked.incursions,
            talk_overs=talked.talk_overs,
            activity={"agent": ((0.0, 60.0),), "customer": ((60.0, 130.0),)},
        )
        once = coach(draft, Settings())
        assert coach(draft, Settings()) == once
        assert coach(Review.from_dict(draft.to_dict()), Settings()) == once
        words = draft.transcript
        assert words is not None
        turned = replace(
            draft,
            transcript=replace(words, utterances=words.utterances[::-1]),
            activity=dict(reversed(draft.activity.items())),
            pace=dict(reversed(draft.pace.items())),
            loudness=dict(reversed(draft.loudness.items())),
            response=dict(reversed(draft.response.items())),
            steadiness=dict(reversed(draft.steadiness.items())),
            talk_overs=replace(draft.talk_overs, events=draft.talk_overs.events[::-1]),
        )
        again = coach(turned, Settings())
        assert again.scorecard == once.scorecard
        assert again.findings == once.findings
        assert again.techniques == once.techniques
        assert once.findings
        assert once.scorecard is not None
        assert sum(len(item.evidence) for item in once.scorecard.items) >= 4
