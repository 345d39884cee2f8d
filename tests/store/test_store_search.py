"""Search finds what was said, whatever is typed, and filters leave what they say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from callcoach.errors import SearchError
from callcoach.store import Store
from callcoach.types.about import About
from callcoach.types.floor import Incursion
from callcoach.types.stored import Filters, SearchHit
from stored_examples import WHOLE, call_of


def found(store: Store, asked: str, filters: Filters | None = None) -> list[str]:
    hits = store.search(asked, filters) if filters else store.search(asked)
    return [hit.call_id for hit in hits]


def marked(hit: SearchHit) -> list[str]:
    return [hit.snippet[start:end] for start, end in hit.marks]


@pytest.fixture
def said(store: Store) -> Store:
    store.add(
        call_of("a", "Well, I don't know.", "The café is closed on the 5th"), About(agent="Dana")
    )
    store.add(call_of("b", "we know that you do not", "Rock 'n' roll, O'Brien"), About(agent="Bob"))
    return store


class TestWords:
    @pytest.mark.parametrize(
        "asked", ["don't", "DON\u2019T", '"I don\'t know"', "don't know", "know, don't"]
    )
    def test_with_an_apostrophe(self, said: Store, asked: str) -> None:
        assert found(said, asked) == ["a"]

    def test_without_case_or_accents(self, said: Store) -> None:
        assert found(said, "CAFE") == found(said, "café") == found(said, "cafe\u0301") == ["a"]

    def test_all_of_them_in_any_order(self, said: Store) -> None:
        assert found(said, "you know") == found(said, "know you") == ["b"]

    def test_between_quotes_in_their_order(self, said: Store) -> None:
        assert found(said, '"you do not"') == ["b"]
        assert found(said, '"do you not"') == []

    def test_whole_ones_only(self, said: Store) -> None:
        assert found(said, "kno") == []

    @pytest.mark.parametrize(
        "asked",
        [
            "know OR",
            "know AND",
            "NOT know",
            "know*",
            "NEAR(know)",
            "text:know",
            "^know",
            "kno*",
            "-know",
        ],
    )
    def test_that_would_be_operators_are_words(self, said: Store, asked: str) -> None:
        alone = {"know*": ["a", "b"], "^know": ["a", "b"], "-know": ["a", "b"]}
        both = {"NOT know": ["b"]}  # the one that says "not"
        assert found(said, asked) == {**alone, **both}.get(asked, [])

    @pytest.mark.parametrize(
        "asked",
        [
            'know"',
            '"know',
            "know'",
            "'); DROP TABLE calls; --know",
            "know\x00",
            "know:*",
            "know & !",
            "%know_",
            "\\know",
            "(know",
            "know <-> ' | know",
            "know\ud800",
        ],
    )
    def test_that_are_hostile_do_no_harm(self, said: Store, asked: str) -> None:
        hits = found(said, asked)
        assert hits == ([] if "DROP" in asked else ["a", "b"])
        assert len(said.calls()) == 2

    @pytest.mark.parametrize("asked", ["", "  ", '""', "!?", "' OR ''='", "\U0001f600"])
    def test_that_are_none_are_refused(self, said: Store, asked: str) -> None:
        if "OR" in asked:  # a word like any other
            assert found(said, asked) == []
            return
        with pytest.raises(SearchError, match="holds no word to look for"):
            said.search(asked)

    def test_that_are_too_many_are_refused(self, said: Store) -> None:
        with pytest.raises(SearchError, match="100 words to look for; at most 64"):
            said.search(" ".join(f"w{i}" for i in range(100)))
        assert said.search(" ".join(f"w{i}" for i in range(64))) == ()

    @pytest.mark.parametrize(
        "text", ["naïve Straße", "привет мир", "1e5 3d 12.50", "a@b.com well/known e-mail", "½ ﬁnd"]
    )
    def test_of_all_kinds_are_found_as_they_are_written(self, store: Store, text: str) -> None:
        store.add(call_of("a", f"before {text} after"))
        assert found(store, text) == found(store, f'"{text}"') == ["a"]


class TestHits:
    def test_say_who_when_and_where(self, said: Store) -> None:
        (hit,) = said.search("closed")
        assert (hit.call_id, hit.source, hit.agent) == ("a", "a.wav", "Dana")
        assert (hit.party, hit.start_s, hit.end_s) == ("agent", 10.0, 14.0)
        assert hit.recorded_at == "2026-11-02T09:30:00"
        assert hit.snippet == "The café is closed on the 5th"
        assert marked(hit) == ["closed"]

    def test_mark_all_that_was_found(self, said: Store) -> None:
        (hit,) = said.search("know don't")
        assert marked(hit) == ["don't", "know"]

    def test_are_cut_out_of_a_long_text(self, store: Store) -> None:
        words = [f"w{i}" for i in range(40)]
        store.add(call_of("a", " ".join(words)))
        (hit,) = store.search("w20")
        assert hit.snippet == "…" + " ".join(words[12:29]) + "…"
        assert marked(hit) == ["w20"]

    def test_come_in_order_and_no_more_than_asked(self, store: Store) -> None:
        store.add(call_of("b", "yes", "yes", recorded_at="2026-11-01"))
        store.add(call_of("a", "yes", recorded_at=None))
        hits = store.search("yes")
        assert [(hit.call_id, hit.start_s) for hit in hits] == [("b", 0.0), ("b", 10.0), ("a", 0.0)]
        assert store.search("yes", at_most=2) == hits[:2]


class TestFilters:
    @pytest.fixture
    def three(self, store: Store) -> Store:
        quiet = replace(WHOLE, incursions=(), findings=(), techniques=(), promises=())
        for call_id, day, count, agent in (
            ("a", "2026-11-01T23:59:00", 0, "Dana"),
            ("b", "2026-11-02", 3, "Bob"),
            ("c", None, None, None),
        ):
            call = call_of(call_id, "hello", recorded_at=day, count=count)
            store.add(
                replace(
                    quiet, call=call.call, transcript=call.transcript, talk_overs=call.talk_overs
                ),
                About(agent=agent),
            )
        return store

    def test_by_agent(self, three: Store) -> None:
        assert found(three, "hello", Filters(agent="Dana")) == ["a"]
        assert found(three, "hello", Filters(agent="dan%")) == []

    def test_by_date(self, three: Store) -> None:
        assert found(three, "hello", Filters(since="2026-11-02")) == ["b"]
        assert found(three, "hello", Filters(before="2026-11-02")) == ["a"]
        assert found(three, "hello", Filters(since="2026-11-01", before="2026-11-03")) == ["a", "b"]

    def test_by_measure_where_null_is_not_zero(self, three: Store) -> None:
        def of(*limits: str) -> list[str]:
            return [call.id for call in three.calls(Filters(measures=limits))]

        assert of("talk_overs >= 3") == of("talk_overs>0") == ["b"]
        assert of("talk_overs < 3") == of("talk_overs = 0") == of("talk_overs <= 0.5") == ["a"]
        assert of("talk_overs >= 0", "talk_overs < 1") == ["a"]
        assert of("duration_s > 10") == ["a", "b", "c"]

    def test_by_event(self, three: Store) -> None:
        three.add(WHOLE)
        for event in ("interruption", "talk_over", "apology", "promise"):
            assert [call.id for call in three.calls(Filters(event=event))] == ["3f9c1d2ab47e"], (
                event
            )
        assert three.calls(Filters(event="blaming")) == ()  # judged, and not found
        assert three.calls(Filters(event="simultaneous_start")) == ()

    def test_together_leave_what_fulfils_all(self, three: Store) -> None:
        both = Filters(agent="Bob", measures=("talk_overs >= 3",), since="2026-11-01")
        assert found(three, "hello", both) == ["b"]
        assert found(three, "hello", replace(both, agent="Dana")) == []

    @pytest.mark.parametrize(
        ("filters", "told"),
        [
            (Filters(since="yesterday"), "'yesterday' is no date; write it as 2026-11-27"),
            (
                Filters(measures=("rudeness > 1",)),
                "no measure 'rudeness'; there are duration_s, talk_",
            ),
            (Filters(measures=("id > 1",)), "there is no measure 'id'"),
            (Filters(measures=("talk_overs >= many",)), "is no limit of a measure; write it as"),
            (
                Filters(event="interuption"),
                "no call holds an event 'interuption'; there are .*interr",
            ),
        ],
    )
    def test_that_mean_nothing_are_refused(self, store: Store, filters: Filters, told: str) -> None:
        with pytest.raises(SearchError, match=told):
            store.calls(filters)


def test_an_incursion_of_a_kind_is_found_by_it(store: Store) -> None:
    one: Incursion[str] = (WHOLE.incursions or ())[0]  # type: ignore[assignment]
    store.add(replace(WHOLE, incursions=(replace(one, kind="silent_interruption"),), findings=()))  # type: ignore[arg-type]
    assert len(store.calls(Filters(event="silent_interruption"))) == 1
    assert store.calls(Filters(event="butting_in")) == ()


def test_queue_and_tags_are_found_whole(store: Store) -> None:
    store.add(call_of("a"), About(queue="billing", tags="new, refund;Köln 100%"))
    store.add(call_of("b"), About(queue="sales", tags="refunds"))
    for filters, there in (
        (Filters(queue="billing"), ["a"]),
        (Filters(queue="bill"), []),
        (Filters(tag="refund"), ["a"]),
        (Filters(tag="new"), ["a"]),
        (Filters(tag=" Köln 100%"), ["a"]),
        (Filters(tag="%"), []),
        (Filters(tag="refunds"), ["b"]),
    ):
        assert [call.id for call in store.calls(filters)] == there, filters
