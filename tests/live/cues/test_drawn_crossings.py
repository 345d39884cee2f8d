"""Crossings in drawn calls; one sign is 0.1 s, each call is watched as it grows."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from callcoach.live.cues.dead_air import DeadAirWatch
from callcoach.live.cues.monologue import MonologueWatch
from callcoach.live.cues.talk_over import TalkOverWatch
from callcoach.settings import LiveSettings, Settings
from callcoach.turns.judge import judge_floor
from callcoach.types.cues import Crossing
from callcoach.types.floor import Activity
from callcoach.types.time import Span

Growing = Callable[..., Iterator[Activity]]
SETTINGS = Settings()


def talk_overs(growing: Growing, agent: str, customer: str) -> list[tuple[float, float]]:
    """When each crossed, and when that was noticed."""
    watch = TalkOverWatch(SETTINGS)
    found = [watch.look(each, each.duration_s) for each in growing(agent, customer)]
    return [(each.at_s, each.heard_at_s) for each in found if each]


def silences(
    growing: Growing, agent: str, customer: str, *holds: Span, loud: bool = False
) -> list[Crossing]:
    watch = DeadAirWatch(SETTINGS)
    found = [
        watch.look(each, each.duration_s, is_loud=loud) for each in growing(agent, customer, holds)
    ]
    return [each for each in found if each]


class TestTalkOver:
    def test_it_crosses_at_a_second_and_a_half(self, growing: Growing) -> None:
        agent = "." * 20 + "#" * 30 + "." * 10
        customer = "#" * 50 + "." * 10
        assert talk_overs(growing, agent, customer) == [(3.5, 3.5)]

    def test_it_does_not_cross_before(self, growing: Growing) -> None:
        agent = "." * 20 + "#" * 14 + "." * 26
        assert talk_overs(growing, agent, "#" * 60) == []

    def test_one_incursion_crosses_once(self, growing: Growing) -> None:
        agent = "." * 20 + "#" * 20 + "..." + "#" * 27 + "." * 10
        assert talk_overs(growing, agent, "#" * 80) == [(3.5, 3.5)]

    def test_another_incursion_crosses_again(self, growing: Growing) -> None:
        agent = "." * 20 + "#" * 20 + "." * 10 + "#" * 20 + "." * 10
        assert talk_overs(growing, agent, "#" * 80) == [(3.5, 3.5), (6.5, 6.5)]

    def test_a_breath_within_it_adds_up(self, growing: Growing) -> None:
        agent = "." * 20 + "#" * 10 + "..." + "#" * 10 + "." * 27
        assert talk_overs(growing, agent, "#" * 70) == [(3.8, 3.8)]

    def test_a_closure_is_no_breath(self, growing: Growing) -> None:
        agent = "." * 20 + "#" * 10 + ".." + "#" * 10 + "." * 28
        assert talk_overs(growing, agent, "#" * 70) == [(3.5, 3.5)]

    def test_who_was_come_in_on_does_not_cross(self, growing: Growing) -> None:
        customer = "." * 20 + "#" * 30 + "." * 10
        assert talk_overs(growing, "#" * 60, customer) == []

    def test_a_start_at_once_does_not_cross(self, growing: Growing) -> None:
        agent, customer = "." * 11 + "#" * 49, "." * 10 + "#" * 40 + "." * 10
        assert talk_overs(growing, agent, customer) == []

    def test_answers_do_not_add_up(self, growing: Growing) -> None:
        agent = ("." * 10 + "#" * 8) * 5
        assert talk_overs(growing, agent, "#" * len(agent)) == []

    def test_a_breath_found_later_makes_no_second_crossing(self) -> None:
        watch, customer = TalkOverWatch(SETTINGS), Span(0.0, 6.0)
        first = Activity(4.0, ((Span(2.0, 4.0),), (customer,)), (), ())
        anew = ((Span(2.0, 3.4), Span(4.1, 6.0)), (customer,))
        found = watch.look(first, 4.0)
        assert found is not None
        assert watch.look(Activity(6.0, anew, (), ()), 6.0) is None

    def test_what_is_found_long_after_is_not_told(self) -> None:
        agent, customer = (Span(2.0, 8.0), Span(19.0, 19.5)), (Span(0.0, 20.0),)
        late = Activity(20.0, (agent, customer), (), ())
        assert TalkOverWatch(SETTINGS).look(late, 20.0) is None


class TestDeadAir:
    def test_eight_seconds_of_silence_cross_once(self, growing: Growing) -> None:
        (found,) = silences(growing, "#" * 20 + "." * 130, "." * 150)
        assert (found.at_s, found.heard_at_s) == (10.0, 10.0)
        assert found.evidence == {"silent_since_s": 2.0}
        assert found.text == "Say what you are doing: the line has been silent for 8 s."

    def test_none_before_the_first_word(self, growing: Growing) -> None:
        assert silences(growing, "." * 150, "." * 150) == []

    def test_another_silence_crosses_again(self, growing: Growing) -> None:
        agent = "#" * 20 + "." * 90 + "#" * 10 + "." * 90
        found = silences(growing, agent, "." * len(agent))
        assert [each.at_s for each in found] == [10.0, 20.0]

    def test_a_click_makes_no_other_silence(self, growing: Growing) -> None:
        agent = "#" * 20 + "." * 90 + "##" + "." * 100
        found = silences(growing, agent, "." * len(agent))
        assert [each.at_s for each in found] == [10.0]

    def test_not_on_hold_and_afterwards_from_its_end(self, growing: Growing) -> None:
        agent = "#" * 20 + "." * 280
        hold = Span(4.0, 18.0)
        found = silences(growing, agent, "." * 300, hold)
        assert [each.at_s for each in found] == [26.0]

    def test_what_was_not_heard_is_no_silence(self, growing: Growing) -> None:
        watch, found = DeadAirWatch(SETTINGS), []
        for each in growing("#" * 20 + "." * 180, "." * 200):
            if 4.0 <= each.duration_s < 7.0:
                watch.begin_anew(each.duration_s)
            found.append(watch.look(each, each.duration_s, is_loud=False))
        assert [each.at_s for each in found if each] == [14.9]

    def test_a_loud_silence_is_waited_for(self, growing: Growing) -> None:
        (found,) = silences(growing, "#" * 20 + "." * 130, "." * 150, loud=True)
        assert (found.at_s, found.heard_at_s) == (10.0, 14.0)


class TestMonologue:
    @staticmethod
    def found(growing: Growing, agent: str, customer: str, *holds: Span) -> list[Crossing]:
        watch, found = MonologueWatch(SETTINGS), []
        for step, each in enumerate(growing(agent, customer, holds), start=1):
            if step % 10 == 0:
                floor = judge_floor(each, None, SETTINGS)
                found.append(watch.look(each, floor, each.duration_s))
        return [each for each in found if each]

    def test_it_crosses_at_a_minute_and_each_half_after(self, growing: Growing) -> None:
        agent = ("#" * 95 + "." * 5) * 13
        found = self.found(growing, agent, "." * len(agent))
        assert [each.at_s for each in found] == [60.0, 90.0, 120.0]
        assert [each.severity for each in found] == [1, 2, 2]
        assert found[0].text == "You have talked for a minute: ask a question."
        assert found[1].text == "You have talked for 90 s: ask a question."

    def test_short_answers_do_not_end_it(self, growing: Growing) -> None:
        agent = ("#" * 95 + "." * 5) * 7
        customer = "." * 297 + "####" + "." * 399
        (found,) = self.found(growing, agent, customer)
        assert found.at_s == 60.0

    def test_a_turn_of_the_customers_ends_it(self, growing: Growing) -> None:
        agent = "#" * 300 + "." * 40 + "#" * 350
        customer = "." * 305 + "#" * 30 + "." * 355
        assert self.found(growing, agent, customer) == []

    @pytest.mark.parametrize("holds", [(), (Span(30.5, 33.5),)])
    def test_a_long_silence_or_a_hold_ends_it(
        self, growing: Growing, holds: tuple[Span, ...]
    ) -> None:
        gap = 40 if holds else 60
        agent = "#" * 300 + "." * gap + "#" * 350
        assert self.found(growing, agent, "." * len(agent), *holds) == []

    def test_a_new_turn_counts_from_its_own_start(self, growing: Growing) -> None:
        agent = "#" * 700 + "." * 30 + "#" * 700
        customer = "." * 703 + "#" * 24 + "." * 703
        found = self.found(growing, agent, customer)
        assert [each.at_s for each in found] == [60.0, 133.0]


def test_the_times_are_settings(growing: Growing) -> None:
    watch = TalkOverWatch(Settings(live=LiveSettings(talk_over_s=1.0)))
    agent, customer = "." * 20 + "#" * 30, "#" * 50
    found = [watch.look(each, each.duration_s) for each in growing(agent, customer)]
    assert [each.at_s for each in found if each] == [3.0]
