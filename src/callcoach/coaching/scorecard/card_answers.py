"""Owns callcoach's own answers to the questions of a scorecard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from callcoach.coaching.phrasing import times
from callcoach.coaching.playbook.pack import Pack
from callcoach.coaching.scorecard.asked_measures import MEASURES, Found, limits_shown, shown
from callcoach.coaching.scorecard.scorecard_file import CardItem
from callcoach.language.lexicon import base_code
from callcoach.settings import Settings
from callcoach.types.review import Evidence, Review, ScorecardItem, Technique

NOT_HEARD = "not heard by callcoach; listen and answer"
FOR_A_PERSON = "a person answers this"


@dataclass(frozen=True, slots=True)
class _Answer:
    """Yes, no or open, what that rests on in words, and the moments."""

    is_yes: bool | None
    why: str
    evidence: tuple[Evidence, ...] = ()


class CardAnswers:
    """The automatic answers for one call: by timing, by the voice or by words, never by both.

    `language`: whose limits of pace the card has, empty for any.
    """

    def __init__(
        self,
        draft: Review,
        found: tuple[Technique, ...],
        pack: Pack,
        settings: Settings,
        language: str,
    ) -> None:
        self._draft = draft
        self._found: Mapping[str, Technique] = {one.id: one for one in found}
        self._pack = pack
        self._settings = settings
        self._language = language

    def item(self, item: CardItem) -> ScorecardItem:
        """The item with callcoach's answer."""
        is_asked, unknown = self._occasion(item)
        answer = self._answer(item) if unknown is None else _Answer(None, unknown)
        is_open = answer.is_yes is None
        by_person = item.technique is None and item.measure is None
        return ScorecardItem(
            id=item.id,
            weight=item.weight,
            answer=answer.is_yes,
            evidence=answer.evidence,
            overridden_by=None,
            comment=None,
            reasons={"answer": answer.why, "automatic": answer.why} if is_open else {},
            question=item.question,
            group=item.group,
            by="person" if by_person else "callcoach",
            automatic=answer.is_yes,
            why=answer.why,
            is_asked=is_asked,
        )

    def _occasion(self, item: CardItem) -> tuple[bool, str | None]:
        """Whether the item is asked of this call, and why it cannot be answered, if so."""
        if item.when is None:
            return True, None
        technique = self._found.get(item.when)
        if technique is None:
            return True, f"the playbook pack has no technique {item.when!r}"
        name = technique.name.lower()
        if technique.count is None:
            why = technique.reasons.get("count", "not judged")
            return True, f"whether this is asked of the call ({name}) is not known: {why}"
        if technique.count == 0:
            return False, f"not asked: no {name} was heard"
        return True, None

    def _answer(self, item: CardItem) -> _Answer:
        if item.technique is not None:
            technique = self._found.get(item.technique)
            if technique is None:
                return _Answer(None, f"the playbook pack has no technique {item.technique!r}")
            return self._by_technique(item, technique)
        if item.measure is not None:
            return self._by_measure(item, item.measure)
        return _Answer(None, FOR_A_PERSON)

    def _by_technique(self, item: CardItem, technique: Technique) -> _Answer:
        rule = self._pack.rule(technique.id)
        if rule is not None and rule.judge == "steady" and (why := self._voice_withheld()):
            return _Answer(None, why)
        count, evidence = technique.count, technique.evidence
        if count is None:
            return _Answer(None, f"not judged: {technique.reasons.get('count', 'no reason')}")
        heard = f"found {times(count)}" if count else "not heard"
        if item.least is not None and count >= item.least:
            return _Answer(True, heard, evidence)
        if item.most is not None and count > item.most:
            return _Answer(False, heard, evidence)
        if item.absent != "open":
            return _Answer(item.absent == "true", f"{heard}; {_asked(item)}", evidence)
        why = f"{heard}; {_asked(item)}; listen and answer" if count else NOT_HEARD
        return _Answer(None, why, evidence)

    def _by_measure(self, item: CardItem, name: str) -> _Answer:
        measure = MEASURES[name]
        withheld = self._voice_withheld() if measure.is_of_voice else None
        withheld = withheld or (self._other_language() if measure.needs_language else None)
        if withheld:
            return _Answer(None, withheld)
        found = measure.of(self._draft, self._settings)
        if isinstance(found, str):
            return _Answer(None, f"not measured: {found}")
        why = f"{shown(found, measure.unit)}; {_asked(item, measure.unit)}"
        is_yes = _within(found, item.least, item.most)
        if is_yes is None:
            why = f"too close to call: {why}"
        return _Answer(is_yes, why, found.evidence)

    def _voice_withheld(self) -> str | None:
        """Why nothing of the voice may be scored, by the policy now or when it was measured."""
        measured, now = self._draft.provenance.voice_measures, self._settings.policy.voice_measures
        if "off" in (measured, now):
            return "measures of the voice are switched off (policy.voice_measures)"
        if "self_only" in (measured, now):
            return (
                "measures of the voice are for the call's own review and are not scored "
                "(policy.voice_measures)"
            )
        return None

    def _other_language(self) -> str | None:
        words = self._draft.transcript
        spoken = words.language.get("agent", "") if words else ""
        if not self._language or not spoken or base_code(spoken) == base_code(self._language):
            return None
        return f"spoken in {spoken!r}; the limit is for {self._language!r}"


def _within(found: Found, least: float | None, most: float | None) -> bool | None:
    """Whether the value is within the limits, None where its range lies on both sides of one."""
    low, high = min(found.low, found.value), max(found.high, found.value)
    if (least is None or low >= least) and (most is None or high <= most):
        return True
    if (most is not None and low > most) or (least is not None and high < least):
        return False
    return None


def _asked(item: CardItem, unit: str = "count") -> str:
    return f"asked: {limits_shown(item.least, item.most, unit)}"
