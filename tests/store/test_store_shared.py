"""Several batches keep their calls in one database, and each touches its own alone."""

from __future__ import annotations

from pathlib import Path

from batch_folder import made_batch
from callcoach.batch.folder.choosing import Rule
from callcoach.batch.folder.forget import forget, plan_of
from callcoach.batch.folder.ledger import Ledger
from callcoach.batch.folder.publish import publish
from callcoach.settings import Settings, with_values
from callcoach.store import Store
from stored_examples import call_of

A, B, C, D = (letter * 64 for letter in "abcd")


def test_of_a_database_that_others_share_only_a_folders_own_calls_are_touched(
    place: str, tmp_path: Path
) -> None:
    settings = with_values(Settings(), {"store": {"url": place}})
    one = made_batch(tmp_path / "one", call_of(A, "A refund."), call_of(B), call_of(C))
    two = made_batch(tmp_path / "two", call_of(D, "A refund, too."))
    for out in (one, two):
        with Ledger(out / ".callcoach") as ledger:
            publish(out, ledger, settings)
        assert not (out / "callcoach.db").exists()
    with Store.open(place) as store:
        assert sorted(store.digests()) == [A, B, C, D]
        assert store.of([B])[0].page == str(one / "reviews" / f"{B}.html")
    assert "3 calls reviewed" in (one / "index.html").read_text("utf-8")
    assert "1 call reviewed" in (two / "index.html").read_text("utf-8")
    (one / "reviews" / f"{B}.html").unlink()
    with Ledger(one / ".callcoach") as ledger:
        publish(one, ledger, settings)
        with Store.open(place) as store:
            assert sorted(store.digests()) == [A, C, D]
        plan = plan_of(one, ledger, settings, (A,), Rule(calls=(A,)))
        assert plan.removed["calls in the database"] == 1
        forget(one, ledger, settings, plan)
    with Store.open(place) as store:
        assert sorted(store.digests()) == [C, D]
        assert [hit.call_id for hit in store.search("refund")] == [D]
