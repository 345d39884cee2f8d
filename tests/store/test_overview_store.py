"""What the store holds becomes the overview, and no measure of a voice that is not to be kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from report_examples import mono, no_words

from callcoach.settings import OverviewSettings
from callcoach.store import Store
from callcoach.store.event_names import EVENT_NAMES
from callcoach.store.overview import overview_of
from callcoach.types.about import About
from callcoach.types.overview import CallEvent
from callcoach.types.review import Evidence, Review, Technique
from stored_examples import WHOLE


def of(review: Review, call_id: str, recorded_at: str | None = None) -> Review:
    return replace(review, call=replace(review.call, id=call_id, recorded_at=recorded_at))


def test_each_call_comes_with_its_class_its_reason_and_its_page(store: Store) -> None:
    abuse = Technique(
        "abuse", "Abusive words", 2,
        tuple(Evidence("customer", s, s + 1, "made", "made") for s in (31.0, 60.0)),
    )  # fmt: skip
    others = [each for each in WHOLE.techniques or () if each.id != "abuse"]
    abused = replace(WHOLE, techniques=(*others, abuse))
    store.add(
        of(abused, "aa", "2026-11-02"), About(agent="Dana", tags="new"), page="reviews/aa.html"
    )
    store.add(of(WHOLE, "bb", "2026-11-01"), About(call_id="C-1"))
    store.add(of(no_words(), "cc"))
    store.add(of(mono(), "dd"))
    found = overview_of(store)
    assert [call.id for call in found.calls] == ["bb", "aa", "cc", "dd"]
    assert [call.triage for call in found.calls] == ["learn", "person", "learn", "unjudged"]
    learn, person, wordless, single = found.calls
    assert person.why == "Abusive words of the customer twice, no boundary was heard"
    assert (person.start_s, person.agent, person.tags) == (31.0, "Dana", "new")
    assert (person.page, learn.page) == ("reviews/aa.html", None)
    assert (learn.name, person.name) == ("C-1", "northgate-2291.wav")
    assert CallEvent("abuse", 31.0) in person.events
    assert found.event_names["abuse"] in ("Abuse", "Abusive words")
    assert learn.why == EVENT_NAMES["talk_over"]
    assert (wordless.has_words, learn.has_words, single.n_complaints) == (False, True, None)
    assert single.measures["talk_over_rate"] is None
    customer_s = (WHOLE.time.customer_only_s or 0) + (WHOLE.time.both_s or 0)
    assert learn.measures["talk_over_rate"] == 4 * 600 / customer_s
    assert [each.call for each in found.promises] == [0, 0, 1, 1]
    assert found.promises[0].text == (WHOLE.promises or ())[0].text
    assert found.followed == ()


def test_incursions_of_the_customer_are_no_events_of_the_agent(store: Store) -> None:
    (first, *_) = WHOLE.incursions or ()
    theirs = replace(first, by="customer", over="agent", kind="silent_interruption", start_s=9.0)
    ours = tuple(replace(first, kind="butting_in", start_s=s) for s in (40.0, 30.0))
    withheld = replace(WHOLE.talk_overs, events=None, count=None)
    store.add(replace(WHOLE, incursions=(theirs, *ours), talk_overs=withheld))
    events = {each.event: each.start_s for each in overview_of(store).calls[0].events}
    assert events["butting_in"] == 30.0
    assert "silent_interruption" not in events


def test_the_settings_move_the_thresholds(store: Store) -> None:
    store.add(WHOLE)
    (call,) = overview_of(store, OverviewSettings(talk_overs_least=3)).calls
    assert (call.triage, call.why) == ("person", "The agent talked over the customer 4 times (3-5)")
    assert overview_of(store, OverviewSettings(calls_least=12)).calls_least == 12


def test_a_policy_against_it_leaves_no_measure_of_the_voice(tmp_path: Path) -> None:
    kept = replace(WHOLE, provenance=replace(WHOLE.provenance, voice_measures="self_only"))
    with Store.open(tmp_path / "one.db") as store:
        store.add(kept)
        (call,) = overview_of(store).calls
    assert call.measures["steadiness"] is None
    assert call.measures["raised"] is None
    assert call.customer_raised is None
    assert call.measures["wpm"] is not None
    assert "raised_voice" not in {each.event for each in call.events}


def test_an_empty_store_is_an_empty_overview(store: Store) -> None:
    assert overview_of(store).calls == ()
