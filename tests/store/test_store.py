"""What is put in comes out as the review says it, null as null, and nothing is in twice."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from report_examples import mono, no_words, one_sided, two_channel
from sqlalchemy import func, select

from callcoach.errors import StoreError
from callcoach.store import Store
from callcoach.store.engine import reading
from callcoach.store.next_minute import next_minutes
from callcoach.store.tables import CALLS, FINDINGS, INCURSIONS, LISTS, TECHNIQUES, UTTERANCES
from callcoach.types.about import About
from callcoach.types.measures import Loudness
from callcoach.types.review import Finding, Review, Technique
from callcoach.words.redact_review import redact_review
from stored_examples import WHOLE, call_of

VOICE = (
    *("steadiness", "steadiness_low", "steadiness_high", "pitch_hz", "pitch_sd_st"),
    *("level_dbfs", "raised", "customer_raised"),
)


def n_rows(store: Store) -> dict[str, int]:
    with reading(store._engine, "test") as connection:
        tables = (CALLS, *LISTS)
        counts = {each.name: select(func.count()).select_from(each) for each in tables}
        return {name: connection.execute(query).scalar_one() for name, query in counts.items()}


def column(store: Store, of: object) -> list[object]:
    with reading(store._engine, "test") as connection:
        return list(connection.execute(select(of)).scalars())  # type: ignore[call-overload]


def test_a_call_comes_out_as_it_was_put_in(store: Store) -> None:
    assert store.add(WHOLE, About(agent="Dana"), page="reviews/3f.html")
    (call,) = store.calls()
    assert (call.id, call.agent, call.page) == ("3f9c1d2ab47e", "Dana", "reviews/3f.html")
    assert (call.source, call.recorded_at) == ("/recordings/northgate-2291.wav", None)
    assert (call.layout, call.settings_hash) == ("two_channel", "0a1b2c3d4e5f")
    assert call.duration_s == WHOLE.call.duration_s
    assert call.measures["talk_overs"] == WHOLE.talk_overs.count == 4
    assert call.measures["talk_overs_low"] == 3
    assert call.measures["talk_share"] == WHOLE.time.talk_share
    assert call.measures["response_s"] == 0.41
    assert call.measures["steadiness"] == 71.0
    assert call.measures["pitch_hz"] == 196.0
    assert call.measures["raised"] == 1
    assert call.measures["n_promises"] == 2
    assert WHOLE.scorecard is not None
    assert call.measures["score"] == WHOLE.scorecard.score


def test_each_list_has_a_row_for_each_thing(store: Store) -> None:
    store.add(WHOLE)
    techniques, words = WHOLE.techniques or (), WHOLE.transcript
    assert words is not None
    assert n_rows(store) == {
        "calls": 1,
        "incursions": len(WHOLE.incursions or ()),
        "findings": len(WHOLE.findings),
        "techniques": len(techniques),
        "technique_moments": sum(len(each.evidence) for each in techniques),
        "promises": 2,
        "vents": len(WHOLE.vents or ()),
        "next_minutes": len(next_minutes(WHOLE)),
        "utterances": len(words.utterances),
    }
    assert column(store, INCURSIONS.c.is_talk_over).count(True) == 4


def test_what_is_null_in_the_review_is_null_here(store: Store) -> None:
    store.add(mono())
    (call,) = store.calls()
    agents = ("talk_overs", "talk_overs_low", "talk_over_s", "talk_share", "response_s", "wpm")
    for name in (*agents, "n_responses", "n_words", "n_promises", "n_vents", *VOICE):
        assert call.measures[name] is None, name
    assert call.agent is None


def test_a_call_without_words_has_no_invented_counts(store: Store) -> None:
    store.add(no_words())
    (call,) = store.calls()
    assert [call.measures[name] for name in ("wpm", "n_words", "n_promises", "score")] == [None] * 4
    assert call.measures["talk_overs"] == 4
    assert n_rows(store)["utterances"] == n_rows(store)["techniques"] == 0


def test_dead_air_of_a_call_with_one_party_only_is_not_known(store: Store) -> None:
    store.add(one_sided())
    (call,) = store.calls()
    assert [call.measures[name] for name in ("dead_air", "dead_air_s")] == [None, None]
    silent = [each for each in WHOLE.silences if each.is_dead_air]
    store.add(WHOLE)
    (call,) = store.calls()
    assert call.measures["dead_air"] == len(silent) == 1
    lengths_s = [each.end_s - each.start_s for each in silent]
    assert call.measures["dead_air_s"] == pytest.approx(sum(lengths_s))


def test_a_technique_that_was_not_judged_has_no_count(store: Store) -> None:
    store.add(WHOLE)
    counts = dict(
        zip(*(column(store, TECHNIQUES.c[n]) for n in ("technique", "count")), strict=True)
    )
    assert counts["steady_under_pressure"] is None
    assert (counts["apology"], counts["blaming"]) == (1, 0)


def test_raised_voice_that_was_withheld_is_not_none_of_it(store: Store) -> None:
    withheld = Loudness(None, None, None, (), {"raised": "too little speech"})
    store.add(replace(WHOLE, loudness={"agent": withheld}))
    (call,) = store.calls()
    assert call.measures["raised"] is None


def test_the_same_call_twice_is_one_and_is_left_alone(store: Store) -> None:
    assert store.add(WHOLE, About(agent="Dana"))
    before = n_rows(store)
    assert not store.add(WHOLE, About(agent="Dana"))
    assert n_rows(store) == before


def test_a_new_judgement_takes_the_place_of_the_old(store: Store) -> None:
    store.add(call_of("a", "the first words"))
    assert store.add(call_of("a", "the second words", count=5))
    (call,) = store.calls()
    assert call.measures["talk_overs"] == 5
    assert column(store, UTTERANCES.c.text) == ["the second words"]
    assert store.search("first") == ()
    assert len(store.search("second")) == 1


def test_calls_come_by_date_and_those_without_one_last(store: Store) -> None:
    for call_id, day in (
        ("c", None),
        ("b", "2026-11-03"),
        ("a", "2026-11-03"),
        ("d", "2026-10-30"),
    ):
        store.add(call_of(call_id, recorded_at=day))
    assert [call.id for call in store.calls()] == ["d", "a", "b", "c"]


def test_what_is_removed_is_gone_from_every_table(store: Store) -> None:
    store.add(WHOLE)
    store.add(call_of("other", "these stay"))
    assert store.remove(WHOLE.call.id, "never there") == 1
    assert [call.id for call in store.calls()] == ["other"]
    assert column(store, UTTERANCES.c.text) == ["these stay"]
    assert store.search("northgate") == ()
    assert store.remove(WHOLE.call.id) == 0


def test_words_that_were_removed_are_not_left_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "callcoach.db"
    with Store.open(path) as store:
        store.add(call_of("a", "the xylophonist called about zwiebelkuchen"))
        for number in range(20):
            store.add(call_of(f"b{number}", f"other words entirely {number}"))
        left = [each.read_bytes() for each in tmp_path.iterdir()]
        assert any(b"zwiebelkuchen" in data for data in left)
        store.remove("a")
        left = [each.read_bytes() for each in tmp_path.iterdir()]
        assert not any(b"zwiebelkuchen" in data or b"xylophonist" in data for data in left)


@pytest.mark.parametrize("policy", ["self_only", "off"])
def test_nothing_of_the_voice_is_kept_where_it_is_for_oneself(store: Store, policy: str) -> None:
    def of_the_voice(review: Review) -> Review:
        told = Finding("raised_voice", "coach", 2, 1.0, 2.0, "Level rose", "6 dB", None, ())
        calm = replace(told, id="steady_voice", kind="praise")
        steady = Technique("steady_under_pressure", "Steady under pressure", 3, ())
        return replace(review, findings=(*review.findings, told, calm), techniques=(steady,))

    whole = of_the_voice(WHOLE)
    policy_of = replace(whole.provenance, voice_measures=policy)  # type: ignore[arg-type]
    store.add(replace(whole, provenance=policy_of))
    (call,) = store.calls()
    assert {name: call.measures[name] for name in VOICE} == dict.fromkeys(VOICE)
    assert call.measures["wpm"] is not None
    assert not {"raised_voice", "steady_voice"} & set(column(store, FINDINGS.c.finding))
    assert column(store, TECHNIQUES.c.technique) == []
    store.add(whole)
    assert {"raised_voice", "steady_voice"} <= set(column(store, FINDINGS.c.finding))
    assert column(store, TECHNIQUES.c.technique) == ["steady_under_pressure"]


def test_a_redacted_review_leaves_no_secret(store: Store) -> None:
    secret = "4111 1111 1111 1111"
    review = redact_review(call_of("a", f"my card is {secret} thank you"))
    store.add(review)
    (call,) = store.calls()
    assert call.is_redacted
    assert column(store, UTTERANCES.c.text) == ["my card is [card number] thank you"]
    assert store.search("4111") == ()
    assert len(store.search('"card number"')) == 1
    store.add(call_of("b", f"my card is {secret} thank you"))
    assert [hit.call_id for hit in store.search("4111")] == ["b"]


def test_names_that_no_database_takes_are_kept_with_a_sign(store: Store) -> None:
    call = replace(WHOLE.call, source="caf\udce9 \x00'; DROP TABLE calls; --\U0001f600.wav")
    store.add(
        replace(WHOLE, call=call), About(agent='O\'Neill "Bob"', call_id="C-7", queue="bills")
    )
    (stored,) = store.calls()
    assert stored.source == "caf\ufffd \ufffd'; DROP TABLE calls; --\U0001f600.wav"
    assert stored.agent == 'O\'Neill "Bob"'
    assert (stored.own_id, stored.queue, stored.tags) == ("C-7", "bills", None)


def test_a_failing_add_leaves_what_was_there(store: Store) -> None:
    store.add(call_of("a", "old words"))
    broken = call_of("a", "new words")
    promise = replace((WHOLE.promises or ())[0], text=None)  # type: ignore[arg-type]
    with pytest.raises(StoreError, match="promises"):
        store.add(replace(broken, promises=(promise,)))
    assert [hit.snippet for hit in store.search("words")] == ["old words"]


class TestWhatIsNoStore:
    def test_a_file_of_another_kind(self, tmp_path: Path) -> None:
        (tmp_path / "a.db").write_text("no database at all, " * 99)
        with pytest.raises(StoreError, match=r"a\.db: the database says: file is not a database"):
            Store.open(tmp_path / "a.db")

    def test_a_folder_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match=r"unable to open database file"):
            Store.open(tmp_path / "none" / "a.db")

    def test_a_database_of_another_program(self, tmp_path: Path) -> None:
        with sqlite3.connect(tmp_path / "a.db") as theirs:
            theirs.execute("CREATE TABLE calls (number)")
        theirs.close()
        with pytest.raises(StoreError, match="'calls' that callcoach did not make"):
            Store.open(tmp_path / "a.db")

    def test_another_kind_of_database(self) -> None:
        with pytest.raises(StoreError, match=r"mysql is not supported; use a path, or postgresql"):
            Store.open("mysql://me:secret@host/calls")

    def test_a_server_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(StoreError, match=r"calls.*: the database says: ") as told:
            Store.open(f"postgresql://me:secret@/calls?host={tmp_path}")
        assert "secret" not in str(told.value)
        assert "\n" not in str(told.value)


def test_the_long_call_of_the_report_is_kept(store: Store) -> None:
    store.add(two_channel(repeats=20))
    assert n_rows(store)["utterances"] == 20 * 37


def test_calls_are_asked_for_by_id_however_many(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("callcoach.store.store.AT_ONCE", 2)
    for name in "abc":
        store.add(call_of(name, f"I am {name}.", "Bye."), About(call_id=f"C-{name}"))
    all_of_them = store.digests()
    assert sorted(all_of_them) == ["a", "b", "c"]
    assert len(set(all_of_them.values())) == 3
    assert store.digests(["c", "x", "a"]) == {name: all_of_them[name] for name in "ac"}
    assert {call.own_id for call in store.of(["a", "b", "c", "x"])} == {"C-a", "C-b", "C-c"}
    assert store.digests([]) == {}
    said = store.said_in("b")
    assert [(each.party, each.start_s, each.text) for each in said.utterances] == [
        ("agent", 0.0, "I am b."), ("agent", 10.0, "Bye."),
    ]  # fmt: skip
