"""The German playbook: what counts as each technique, what nearly does, and what denies it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import callcoach
from callcoach.coaching import coach, load_pack
from callcoach.settings import Settings, with_values
from callcoach.types.review import Review, Technique
from pack_cases import cases

GERMAN = with_values(Settings(), {"coaching": {"pack": "de"}})

FOUND: dict[str, list[str]] = {
    "greeting": [
        "Guten Tag, Hafen Versicherung, wie kann ich Ihnen helfen?",
        "Herzlich willkommen bei Nordlicht, mein Name ist Petra Vogel.",
        "vielen dank für ihren anruf sie sprechen mit herrn lorenz",
        "Guten Morgen, was kann ich für Sie tun?",
    ],
    "closing": [
        "Ich wünsche Ihnen noch einen schönen Tag, auf Wiederhören.",
        "vielen dank für ihren anruf tschüss",
        "Schönes Wochenende Ihnen, machen Sie es gut.",
        "Einen angenehmen Abend noch, auf Wiedersehen!",
    ],
    "clarifying_question": [
        "Können Sie mir das bitte genauer beschreiben?",
        "was genau ist denn passiert",
        "Seit wann funktioniert der Anschluss nicht mehr?",
        "Welche Fehlermeldung sehen Sie denn?",
        "Haben Sie das Gerät schon einmal neu gestartet?",
        "Um welche Bestellung geht es?",
    ],
    "empathy": [
        "Das kann ich gut verstehen.",
        "Ich verstehe Ihren Ärger.",
        "das ist wirklich sehr ärgerlich",
        "Ich kann Ihre Enttäuschung gut nachvollziehen.",
        "Da wäre ich auch verärgert.",
        "Ich verstehe, dass das frustrierend ist.",
        "Das tut mir leid zu hören.",
    ],
    "apology": [
        "Es tut mir sehr leid, dass wir Ihnen das falsche Teil geschickt haben.",
        "Ich möchte mich für die Verspätung entschuldigen.",
        "wir entschuldigen uns für den fehler auf der rechnung",
        "Bitte entschuldigen Sie die lange Wartezeit.",
        "Ich bitte Sie um Entschuldigung für das Missverständnis.",
        "tut mir leid dass sie so lange warten mussten",
        "Entschuldigen Sie bitte, dass ich Sie unterbrochen habe.",
    ],
    "ownership": [
        "Das war unser Fehler.",
        "Da haben wir einen Fehler gemacht.",
        "Der Fehler liegt ganz klar bei uns.",
        "ich übernehme dafür die volle verantwortung",
        "Das hätte nicht passieren dürfen.",
        "Wir hätten Sie vorher anrufen müssen.",
        "Ich kümmere mich persönlich darum.",
    ],
    "options": [
        "Ich kann Ihnen entweder das Geld erstatten oder ein neues Gerät schicken.",
        "Möchten Sie lieber eine Gutschrift oder einen Ersatz?",
        "Sie haben zwei Möglichkeiten.",
        "wir können einen techniker schicken oder sie können es in die filiale bringen",
        "Soll ich Sie zurückrufen oder bleiben Sie dran?",
    ],
    "next_step_with_time": [
        "Ich schicke Ihnen das Ersatzteil noch heute zu.",
        "Sie bekommen die Gutschrift innerhalb von drei Werktagen.",
        "Der Techniker kommt morgen zwischen zehn und zwölf Uhr.",
        "Bis Freitag überweise ich Ihnen den Betrag.",
        "das dauert etwa zwei bis drei tage",
        "Wir liefern es am Montag bis 14:30 Uhr.",
    ],
    "support": [
        "Ich frage kurz meine Teamleiterin.",
        "Ich verbinde Sie gern mit der Fachabteilung.",
        "ich hole eine kollegin dazu",
        "Darf ich einen Spezialisten hinzuziehen?",
        "Ich möchte das mit meinem Vorgesetzten besprechen.",
    ],
    "resolution_check": [
        "Kann ich sonst noch etwas für Sie tun?",
        "Haben Sie noch Fragen?",
        "ist ihr anliegen damit vollständig geklärt",
        "Habe ich alle Ihre Fragen beantwortet?",
        "Gibt es noch etwas, was offen ist?",
    ],
    "follow_up": [
        "Ich rufe Sie morgen Vormittag zurück.",
        "Wir melden uns bis Freitag bei Ihnen.",
        "mein kollege meldet sich innerhalb von 24 stunden bei ihnen",
        "Morgen rufe ich Sie an.",
        "Sie hören bis Montag von uns.",
        "Ich werde Sie übermorgen zurückrufen.",
        "Sie bekommen heute noch eine Rückmeldung.",
    ],
    "documenting": [
        "Ich habe das in Ihrem Konto vermerkt.",
        "Ihre Vorgangsnummer lautet vier vier zwei.",
        "ich notiere das gleich",
        "Das habe ich so für Sie festgehalten.",
        "Ich habe einen Vorgang dazu angelegt.",
    ],
    "appreciation": [
        "Vielen Dank für Ihre Geduld.",
        "Danke, dass Sie so lange gewartet haben.",
        "herzlichen dank für den hinweis",
        "Danke für Ihr Verständnis.",
    ],
    "non_apology": [
        "Es tut mir leid, wenn Sie das so empfinden.",
        "Tut mir leid, aber das ist nun mal so.",
        "tut mir leid aber sie hätten das lesen müssen",
        "Wir entschuldigen uns für etwaige Unannehmlichkeiten.",
        "Es tut mir leid, dass Sie verärgert sind.",
    ],
    "negative_wording": [
        "Beruhigen Sie sich doch mal.",
        "Das geht leider nicht.",
        "da müssen sie woanders anrufen",
        "Da kann ich nichts machen.",
        "Dafür bin ich nicht zuständig.",
        "Das ist nicht möglich.",
    ],
}

NOT_FOUND: dict[str, list[str]] = {
    "greeting": ["Wie mein Name ist, tut nichts zur Sache.", "Ich helfe Ihnen.", "Ja, gut."],
    "closing": [
        "Hatten Sie einen schönen Tag?",
        "Das machen wir gut.",
        "Es war ein schöner Abend.",
    ],
    "clarifying_question": [
        "Können Sie mir Ihre Kundennummer sagen?",
        "Ich weiß nicht, seit wann das ist.",
        "Das ist egal, was passiert ist.",
        "Können Sie bitte dranbleiben?",
    ],
    "empathy": [
        "Das kann ich nicht nachvollziehen.",
        "Ich verstehe nicht, warum das schwierig ist.",
        "Ich kann Ihren Ärger verstehen, aber so sind die Regeln.",
        "Können Sie das verstehen?",
        "Das ist einfach.",
    ],
    "apology": [
        "Dafür werde ich mich nicht entschuldigen.",
        "Entschuldigung, das habe ich nicht verstanden.",
        "Das tut mir nicht leid.",
        "Es tut mir leid, wenn Sie das so empfinden.",
        "Sie sollten sich für den Ton entschuldigen.",
        "Wir entschuldigen uns für etwaige Unannehmlichkeiten.",
        "Es tut mir leid, dass Sie verärgert sind.",
        "Warum sollte ich mich für den Fehler entschuldigen?",
    ],
    "ownership": [
        "Das war nicht unser Fehler.",
        "Der Fehler liegt nicht bei uns.",
        "Dafür übernehmen wir keine Verantwortung.",
        "Wenn wir einen Fehler gemacht haben, beheben wir ihn.",
        "Wir haben keinen Fehler gemacht.",
    ],
    "options": [
        "Sie haben keine anderen Möglichkeiten.",
        "Möchten Sie warten oder so?",
        "Wir schicken das am Montag.",
        "Es gibt leider keine Alternativen.",
    ],
    "next_step_with_time": [
        "Ich schicke Ihnen das bald zu.",
        "Ich schicke das nicht vor Montag bis 12 Uhr.",
        "Hoffentlich kommt das Paket morgen.",
        "Ich glaube, die Lieferung kommt morgen.",
        "Sie haben gestern angerufen.",
        "Rufen Sie morgen noch einmal an.",
    ],
    "support": [
        "Ich kann Sie nicht mit meinem Vorgesetzten verbinden.",
        "Mein Kollege ist beim Essen.",
        "Hier ist kein Vorgesetzter.",
        "Sprechen Sie mit Ihrer Bank.",
    ],
    "resolution_check": [
        "Dann ist das erledigt.",
        "Da kann ich sonst nichts für Sie tun.",
        "Das ist noch nicht geklärt.",
        "Ich habe noch eine Frage.",
    ],
    "follow_up": [
        "Ich rufe Sie zurück.",
        "Ich rufe Sie morgen nicht an.",
        "Rufen Sie uns morgen an.",
        "Wenn ich Sie morgen anrufe, passt das?",
        "Vielleicht meldet sich morgen jemand.",
        "Ich habe Sie gestern angerufen.",
    ],
    "documenting": [
        "Ich habe nichts notiert.",
        "Wie lautet Ihre Vorgangsnummer?",
        "Das habe ich nicht vermerkt.",
        "Notieren Sie sich das bitte.",
    ],
    "appreciation": ["Danke.", "Danke für nichts.", "Ich bitte um Geduld.", "Vielen Dank."],
    "non_apology": [
        "Es tut mir leid, dass wir das falsche Teil geschickt haben.",
        "Tut mir leid, aber ich kann Sie nicht hören.",
        "Es tut mir nicht leid.",
        "Entschuldigung, wie war der Name?",
    ],
    "negative_wording": [
        "Sie müssen nichts weiter tun.",
        "Das geht heute nicht, aber ich kann es für Montag buchen.",
        "Das geht schnell.",
        "Das ist möglich.",
        "Wenn Sie warten müssen, rufe ich an.",
    ],
}

CUSTOMER_FOUND = [
    "Ich möchte mich beschweren.",
    "Das ist eine Frechheit.",
    "ich warte schon seit drei wochen",
    "Das ist jetzt das dritte Mal.",
    "Niemand hat mich zurückgerufen.",
    "Sie haben doppelt abgebucht.",
    "Das Internet geht schon wieder nicht.",
    "Ich bin wirklich sauer.",
    "So kann das nicht weitergehen.",
]
CUSTOMER_NOT_FOUND = [
    "Ich kann mich nicht beschweren.",
    "Ich habe keine Beschwerden.",
    "Das ist ein gutes Angebot.",
    "Das Internet geht wieder.",
    "Ich bin nicht verärgert.",
    "Es wurde nicht doppelt abgebucht.",
]


def judged(drafts: Any, technique_id: str, line: str, party: str = "agent") -> Technique:
    lines = [(party, line)]
    if technique_id == "closing":
        lines.insert(0, ("customer", "so so ja ja nun nun"))
    coaching = coach(drafts.said(*lines, language="de"), GERMAN)
    assert coaching.techniques is not None
    return next(one for one in coaching.techniques if one.id == technique_id)


@pytest.mark.parametrize(("technique_id", "line"), cases(FOUND))
def test_is_found(drafts: Any, technique_id: str, line: str) -> None:
    assert judged(drafts, technique_id, line).count == 1


@pytest.mark.parametrize(("technique_id", "line"), cases(NOT_FOUND))
def test_a_near_miss_or_denial_is_not_found(drafts: Any, technique_id: str, line: str) -> None:
    assert judged(drafts, technique_id, line).count == 0


@pytest.mark.parametrize(("technique_id", "line"), cases(FOUND))
def test_is_found_without_punctuation_or_capitals(
    drafts: Any, technique_id: str, line: str
) -> None:
    bare = "".join(letter for letter in line.lower() if letter.isalnum() or letter in " :-'")
    assert judged(drafts, technique_id, bare.replace("-", " ")).count == 1


@pytest.mark.parametrize(("technique_id", "line"), cases(FOUND))
def test_belongs_to_the_agent_alone(drafts: Any, technique_id: str, line: str) -> None:
    coaching = coach(drafts.said(("agent", "hm"), ("customer", line), language="de"), GERMAN)
    assert {one.id: one.count for one in coaching.techniques or ()}[technique_id] == 0


@pytest.mark.parametrize("line", CUSTOMER_FOUND)
def test_a_complaint_is_found(drafts: Any, line: str) -> None:
    assert judged(drafts, "complaint", line, "customer").count == 1


@pytest.mark.parametrize("line", CUSTOMER_NOT_FOUND)
def test_no_complaint_is_found(drafts: Any, line: str) -> None:
    assert judged(drafts, "complaint", line, "customer").count == 0


@pytest.mark.parametrize("line", CUSTOMER_FOUND)
def test_the_agent_does_not_complain(drafts: Any, line: str) -> None:
    coaching = coach(drafts.said(("agent", line), ("customer", "hm"), language="de"), GERMAN)
    assert {one.id: one.count for one in coaching.techniques or ()}["complaint"] == 0


def test_every_technique_from_words_is_tested_and_explains_itself() -> None:
    rules = load_pack("de").techniques
    from_words = {rule.id for rule in rules if rule.patterns}
    assert from_words == {*FOUND, "complaint"} == {*NOT_FOUND, "complaint"}
    assert {rule.id for rule in rules} <= {rule.id for rule in load_pack("en").techniques}
    for rule in rules:
        assert rule.what.endswith(".")
        assert rule.why.endswith(".")
        assert rule.say_instead is not None or not rule.is_to_avoid


CALL = [
    ("agent", "Guten Tag, Hafen Versicherung, mein Name ist Vogel, wie kann ich Ihnen helfen?"),
    ("customer", "Ich warte schon seit drei Wochen auf mein Geld und niemand hat sich gemeldet."),
    ("agent", "Das ist wirklich ärgerlich. Können Sie mir sagen, wann Sie das eingereicht haben?"),
    ("customer", "Am ersten März. Das ist jetzt das dritte Mal, dass ich anrufe."),
    ("agent", "Es tut mir leid, dass wir uns nicht gemeldet haben. Das war unser Fehler."),
    ("customer", "Und wann kommt das Geld?"),
    ("agent", "Ich überweise Ihnen den Betrag noch heute und rufe Sie am Freitag an."),
    ("customer", "Gut, danke."),
    ("agent", "Kann ich sonst noch etwas für Sie tun? Ich wünsche Ihnen einen schönen Tag."),
]


@pytest.fixture(scope="module")
def review() -> Review:
    utterances = [
        {"party": party, "start_s": 8.0 * i, "end_s": 8.0 * i + 6.5, "text": text}
        for i, (party, text) in enumerate(CALL)
    ]
    timeline = {"duration_s": 80.0, "language": "de", "utterances": utterances}
    return callcoach.judge_timeline(timeline, GERMAN)


def test_a_german_call_is_judged_as_it_was_planted(review: Review) -> None:
    found = {
        one.id: [e.quote for e in one.evidence] for one in review.techniques or () if one.count
    }
    assert found == {
        "greeting": [CALL[0][1]],
        "complaint": [CALL[1][1], CALL[3][1].split(". ")[1]],
        "empathy": ["Das ist wirklich ärgerlich."],
        "clarifying_question": ["Können Sie mir sagen, wann Sie das eingereicht haben?"],
        "apology": ["Es tut mir leid, dass wir uns nicht gemeldet haben."],
        "ownership": ["Das war unser Fehler."],
        "next_step_with_time": [CALL[6][1]],
        "follow_up": [CALL[6][1]],
        "resolution_check": ["Kann ich sonst noch etwas für Sie tun?"],
        "closing": ["Ich wünsche Ihnen einen schönen Tag."],
    }


def test_its_promises_name_their_times(review: Review) -> None:
    assert [promise.due for promise in review.promises or ()] == ["noch heute", "am Freitag"]


def test_the_findings_quote_german_and_praise_the_apology(review: Review) -> None:
    praise = {one.id for one in review.findings if one.kind == "praise"}
    assert {"apology_with_ownership", "empathy", "follow_up"} <= praise
    assert not [one for one in review.findings if one.id.startswith("no_")]


def test_silence_that_was_announced_in_german_is_no_finding(drafts: Any) -> None:
    from callcoach.types.floor import Silence

    silence: Silence[Any] = Silence(6.0, 16.0, "gap", "agent", True)
    told = drafts.said(
        ("agent", "Bleiben Sie bitte kurz dran, ich schaue mal nach."), language="de"
    )
    untold = drafts.said(("agent", "Ja, gut, das ist die Nummer von dem Vertrag."), language="de")
    for draft, n_findings in ((told, 0), (untold, 1)):
        coaching = coach(replace(draft, silences=(silence,)), GERMAN)
        assert len([one for one in coaching.findings if one.id == "dead_air"]) == n_findings
