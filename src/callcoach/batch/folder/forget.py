"""Owns forgetting: taking out all that is kept of calls, to its end whatever comes between."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from callcoach.batch.folder.choosing import Rule
from callcoach.batch.folder.ledger import Ledger
from callcoach.batch.folder.places import OWN_FOLDER, clear
from callcoach.batch.folder.publish import publish
from callcoach.batch.folder.published import places_of
from callcoach.batch.folder.tables import failed_csv, read_failed
from callcoach.report.atomic import write_whole
from callcoach.settings import Settings
from callcoach.store import Store

SCHEMA = "callcoach.receipt/1"

PLAN = "forgetting.json"
"""What is being forgotten: written before anything is removed, removed after the receipt."""

_KINDS = {"json": "reviews", "html": "pages", "overrides.json": "corrections"}


@dataclass(frozen=True, slots=True)
class Plan:
    """Which calls are forgotten, when (UTC), by which rule, and how much of each kind there was.

    `recordings`: where they were seen; they stay.
    """

    contents: tuple[str, ...]
    at: str
    rule: Mapping[str, Any]
    removed: Mapping[str, int]
    recordings: tuple[str, ...]


def plan_of(
    out: Path, ledger: Ledger, settings: Settings, contents: Sequence[str], rule: Rule
) -> Plan:
    """What forgetting these calls would remove.

    Raises
    ------
    BatchError
        If their rows are in another database than the settings name.
    """
    places = places_of(out, settings)
    with Store.open(places.database) as store:
        n_rows = len(store.digests(tuple(contents)))
    removed = {kind: len(paths) for kind, paths in _files(out, contents).items()}
    n_lines = sum(1 + len(ledger.paths_of(each)) for each in contents if each in ledger.entries)
    return Plan(
        tuple(contents),
        datetime.now(UTC).isoformat(timespec="microseconds"),
        rule.kept(),
        {**removed, "calls in the database": n_rows, "lines of the ledger": n_lines},
        tuple(path for content in contents for path in _recordings(ledger, content)),
    )


def forget(out: Path, ledger: Ledger, settings: Settings, plan: Plan) -> Path:
    """Removes what a plan says, and gives the receipt.

    Ended in the middle, `finish` does the rest. Raises as `publish`.
    """
    write_whole(out / OWN_FOLDER / PLAN, json.dumps(asdict(plan)))
    return _carry_out(out, ledger, settings, plan)


def finish(out: Path, ledger: Ledger, settings: Settings) -> Path | None:
    """Does the rest of what was being forgotten; gives its receipt, None where there was nothing.

    Raises as `forget` and `plan_of`.
    """
    path = out / OWN_FOLDER / PLAN
    if not path.is_file():
        return None
    plain = json.loads(path.read_bytes())
    contents, recordings = tuple(plain.pop("contents")), tuple(plain.pop("recordings"))
    plan = Plan(contents=contents, recordings=recordings, **plain)
    return _carry_out(out, ledger, settings, plan)


def _carry_out(out: Path, ledger: Ledger, settings: Settings, plan: Plan) -> Path:
    """Each step can be done once more, and what finds the calls goes last."""
    with Store.open(places_of(out, settings).database) as store:
        store.remove(*plan.contents)
    for paths in _files(out, plan.contents).values():
        for path in paths:
            path.unlink(missing_ok=True)
    clear(out)
    _unlist_failed(out / "failed.csv", plan.recordings)
    ledger.forget(plan.contents, plan.at[:10])
    publish(out, ledger, settings)
    receipt = out / "receipts" / f"{plan.at[:26].replace(':', '-')}Z.json"
    write_whole(receipt, json.dumps(_receipt(ledger, plan), indent=1) + "\n")
    (out / OWN_FOLDER / PLAN).unlink()
    return receipt


def _receipt(ledger: Ledger, plan: Plan) -> Mapping[str, Any]:
    """What was removed, but nothing that tells whose it was to one who has not the recording."""
    return {
        "schema": SCHEMA,
        "at": plan.at,
        "rule": plan.rule,
        "calls": len(plan.contents),
        "removed": plan.removed,
        "digests": sorted(map(ledger.mark_of, plan.contents)),
    }


def _files(out: Path, contents: Sequence[str]) -> dict[str, list[Path]]:
    """All files of these calls by kind: they begin with a call's id, wherever they lie."""
    these = frozenset(contents)
    found: dict[str, list[Path]] = {}
    for top, is_cache in ((out / "reviews", False), (out / OWN_FOLDER, True)):
        for folder, _, names in os.walk(top):
            for name in sorted(names):
                content, _, rest = name.partition(".")
                if content in these:
                    kind = "caches" if is_cache else _KINDS.get(rest, "exports")
                    found.setdefault(kind, []).append(Path(folder, name))
    return found


def _recordings(ledger: Ledger, content: str) -> tuple[str, ...]:
    entry = ledger.entries.get(content)
    path = entry.row.get("path") if entry else None
    return ledger.paths_of(content) or ((path,) if path else ())


def _unlist_failed(path: Path, recordings: Sequence[str]) -> None:
    """Takes them out of failed.csv, which names them as they were named to the batch."""
    failed = read_failed(path)

    def is_gone(name: str) -> bool:
        return any(each == name or each.endswith(f"/{name}") for each in recordings)

    left = [each for each in failed if not is_gone(str(each.path))]
    if len(left) < len(failed):
        write_whole(path, failed_csv(left))
