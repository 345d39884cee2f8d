"""A promise's words become a date: known answers on several days, and what is not guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callcoach.coaching.record.due_dates import IN_UTC, NO_DATE, DueAt, due_at
from callcoach.coaching.record.due_hours import said_at
from callcoach.coaching.record.due_phrases import due_phrase
from callcoach.language import normalised
from callcoach.language.due_words import due_words, parse_due_words

ENGLISH = due_words("en")
assert ENGLISH is not None

MONDAY = "2026-11-23T09:00:00"
WEDNESDAY = "2026-11-25T14:30:00"
FRIDAY = "2026-11-27T10:15:00"
SATURDAY = "2026-11-28T11:00:00"
SUNDAY = "2026-11-29T11:00:00"
NEW_YEARS_EVE = "2026-12-31T16:00:00"  # a Thursday
LEAP = "2028-02-28T10:00:00"  # a Monday
JANUARY_END = "2027-01-31T10:00:00"  # a Sunday


def due(said: str, recorded_at: str | None = FRIDAY, start_s: float = 0.0) -> DueAt:
    assert ENGLISH is not None
    text = normalised(said)
    phrase = due_phrase(text, ENGLISH, (0, len(text)))
    assert phrase is not None, said
    return due_at(phrase, said_at(recorded_at, start_s), ENGLISH)


SURE = [
    ("today", FRIDAY, "2026-11-27"),
    ("later today", FRIDAY, "2026-11-27"),
    ("this afternoon", FRIDAY, "2026-11-27"),
    ("tonight at 8", FRIDAY, "2026-11-27T20:00"),
    ("by the end of the day", FRIDAY, "2026-11-27"),
    ("by close of business today", FRIDAY, "2026-11-27"),
    ("tomorrow", FRIDAY, "2026-11-28"),
    ("tomorrow", NEW_YEARS_EVE, "2027-01-01"),
    ("tomorrow", LEAP, "2028-02-29"),
    ("tomorrow morning", JANUARY_END, "2027-02-01"),
    ("tomorrow morning at nine", FRIDAY, "2026-11-28T09:00"),
    ("first thing in the morning", FRIDAY, "2026-11-28"),
    ("the day after tomorrow", LEAP, "2028-03-01"),
    ("by Friday", MONDAY, "2026-11-27"),
    ("by Friday", SATURDAY, "2026-12-04"),
    ("on Monday", FRIDAY, "2026-11-30"),
    ("on Monday", NEW_YEARS_EVE, "2027-01-04"),
    ("this Friday", WEDNESDAY, "2026-11-27"),
    ("by the end of business on Monday", FRIDAY, "2026-11-30"),
    ("next Tuesday", FRIDAY, "2026-12-01"),
    ("next Friday", FRIDAY, "2026-12-04"),
    ("Tuesday of next week", WEDNESDAY, "2026-12-01"),
    ("Thursday or Friday", MONDAY, "2026-11-27"),
    ("between Tuesday and Thursday", FRIDAY, "2026-12-03"),
    ("between Friday and Monday", WEDNESDAY, "2026-11-30"),
    ("a week from Friday", WEDNESDAY, "2026-12-04"),
    ("today or tomorrow", FRIDAY, "2026-11-28"),
    ("within 24 hours", FRIDAY, "2026-11-28T10:15"),
    ("within the next 24 to 48 hours", FRIDAY, "2026-11-29T10:15"),
    ("in two hours", FRIDAY, "2026-11-27T12:15"),
    ("in ten hours", NEW_YEARS_EVE, "2027-01-01T02:00"),
    ("in half an hour", FRIDAY, "2026-11-27T10:45"),
    ("within an hour and a half", FRIDAY, "2026-11-27T11:45"),
    ("within the hour", FRIDAY, "2026-11-27T11:15"),
    ("by the end of the hour", FRIDAY, "2026-11-27T11:00"),
    ("in 45 minutes", FRIDAY, "2026-11-27T11:00"),
    ("three to five business days", FRIDAY, "2026-12-04"),
    ("within 3-5 business days", MONDAY, "2026-11-30"),
    ("within two working days", FRIDAY, "2026-12-01"),
    ("one business day", SATURDAY, "2026-11-30"),
    ("one business day", SUNDAY, "2026-11-30"),
    ("the next business day", FRIDAY, "2026-11-30"),
    ("by the end of the next business day", WEDNESDAY, "2026-11-26"),
    ("in two or three days", FRIDAY, "2026-11-30"),
    ("in a day or two", FRIDAY, "2026-11-29"),
    ("within 2 days", LEAP, "2028-03-01"),
    ("in two weeks", FRIDAY, "2026-12-11"),
    ("two weeks from today", FRIDAY, "2026-12-11"),
    ("in one month", JANUARY_END, "2027-02-28"),
    ("in 13 months", JANUARY_END, "2028-02-29"),
    ("within a year", LEAP, "2029-02-28"),
    ("by the end of the month", LEAP, "2028-02-29"),
    ("by the end of the month", FRIDAY, "2026-11-30"),
    ("by the end of next month", NEW_YEARS_EVE, "2027-01-31"),
    ("next month", JANUARY_END, "2027-02-28"),
    ("by the end of March", FRIDAY, "2027-03-31"),
    ("by the end of the year", FRIDAY, "2026-12-31"),
    ("over the weekend", FRIDAY, "2026-11-29"),
    ("by the 14th", FRIDAY, "2026-12-14"),
    ("by the 30th", FRIDAY, "2026-11-30"),
    ("by the fifth", NEW_YEARS_EVE, "2027-01-05"),
    ("by January 5th", FRIDAY, "2027-01-05"),
    ("on the 14th of December", FRIDAY, "2026-12-14"),
    ("by March the second", LEAP, "2028-03-02"),
    ("on February 29", LEAP, "2028-02-29"),
    ("Friday, December 4th, 2026", FRIDAY, "2026-12-04"),
    ("Friday the 27th", FRIDAY, "2026-11-27"),
    ("by 5 pm", FRIDAY, "2026-11-27T17:00"),
    ("by 5 p.m. tomorrow", FRIDAY, "2026-11-28T17:00"),
    ("by 5:30 pm", FRIDAY, "2026-11-27T17:30"),
    ("by five", FRIDAY, "2026-11-27T17:00"),
    ("today before five", FRIDAY, "2026-11-27T17:00"),
    ("by noon", FRIDAY, "2026-11-27T12:00"),
    ("tomorrow by noon", FRIDAY, "2026-11-28T12:00"),
    ("before midnight", NEW_YEARS_EVE, "2027-01-01T00:00"),
    ("at 17:30 tomorrow", FRIDAY, "2026-11-28T17:30"),
    ("on Monday at two in the afternoon", FRIDAY, "2026-11-30T14:00"),
    ("between two and four tomorrow afternoon", FRIDAY, "2026-11-28T16:00"),
    ("between 2:15 and 4:30 pm tomorrow", FRIDAY, "2026-11-28T16:30"),
    ("by 12 pm tomorrow", FRIDAY, "2026-11-28T12:00"),
    ("by 12 am tomorrow", FRIDAY, "2026-11-28T00:00"),
    ("at half past two tomorrow afternoon", FRIDAY, "2026-11-28T14:30"),
]


@pytest.mark.parametrize(("said", "recorded_at", "at"), SURE)
def test_what_is_sure_has_a_date_and_no_reason(said: str, recorded_at: str, at: str) -> None:
    assert due(said, recorded_at) == DueAt(at)


@pytest.mark.parametrize(
    ("said", "recorded_at", "at", "why"),
    [
        ("by Friday", FRIDAY, "2026-12-04", "may also mean 2026-11-27; the later"),
        ("this Friday", FRIDAY, "2026-12-04", "may also mean 2026-11-27"),
        ("next Friday", MONDAY, "2026-12-04", "may also mean 2026-11-27"),
        ("next Tuesday", SUNDAY, "2026-12-08", "may also mean 2026-12-01"),
        ("by the 27th", FRIDAY, "2026-12-27", "may also mean 2026-11-27"),
        ("on the 31st", FRIDAY, "2026-12-31", "this month has no day 31"),
        ("on August 14th", FRIDAY, "2027-08-14", "a day just past"),
        ("by the end of the week", WEDNESDAY, "2026-11-27", "taken to end on Friday"),
        ("by the end of the week", SATURDAY, "2026-12-04", "may also mean 2026-11-29"),
        ("next week", FRIDAY, "2026-12-04", "taken to end on Friday"),
        ("next week", SUNDAY, "2026-12-11", "may also mean 2026-12-04"),
        ("next weekend", WEDNESDAY, "2026-12-06", "may also mean 2026-11-29"),
        ("on Monday at two", FRIDAY, "2026-11-30", "before or after noon was not said"),
        ("at 12 tomorrow", FRIDAY, "2026-11-28", "before or after noon was not said"),
        ("tomorrow night at one", FRIDAY, "2026-11-28", "before or after noon"),
        ("by 9 am", FRIDAY, "2026-11-28T09:00", "that hour had passed"),
        ("by five", "2026-11-27T18:00:00", "2026-11-28", "the day after; whether 5"),
        ("by five", "2026-11-27T03:00:00", "2026-11-27", "before or after noon"),
        ("in about an hour", FRIDAY, "2026-11-27T11:15", "no exact time"),
        ("in a couple of days", FRIDAY, "2026-11-29", "may be more than 2"),
        ("by 5 pm", "2026-11-27", "2026-11-27T17:00", "hour of the call is not known"),
    ],
)
def test_what_is_not_sure_says_so(said: str, recorded_at: str, at: str, why: str) -> None:
    found = due(said, recorded_at)
    assert found.at == at
    assert why in (found.reason or "")


@pytest.mark.parametrize(
    ("said", "recorded_at", "why"),
    [
        ("tomorrow", None, NO_DATE),
        ("tomorrow", "last week", NO_DATE),
        ("tomorrow", "0001-01-01T10:00:00", NO_DATE),
        ("within a few days", FRIDAY, "'a few' names no number"),
        ("in 99999 days", FRIDAY, "no length of time"),
        ("within 24 hours of receiving it", FRIDAY, "yet to happen"),
        ("once we have the form, within two days", FRIDAY, "yet to happen"),
        ("within 2 business hours", FRIDAY, "business hours are not known"),
        ("in two hours", "2026-11-27", "hour of the call is not known"),
        ("in two hours", "2026-11-27T00:00:00", "hour of the call is not known"),
        ("February 29th", FRIDAY, "no day 29 in month 2 of 2027"),
        ("Thursday the 4th", FRIDAY, "2026-12-04 is no thursday"),
        ("December 4th, 2025", FRIDAY, "2025-12-04 lies before the call"),
        ("by 9 am today", FRIDAY, "had passed when it was said"),
    ],
)
def test_what_cannot_be_told_has_a_reason(said: str, recorded_at: str | None, why: str) -> None:
    found = due(said, recorded_at)
    assert found.at is None
    assert why in (found.reason or "")


def test_it_counts_from_when_it_was_said_not_from_the_start_of_the_call() -> None:
    assert due("in two hours", FRIDAY, 1800.0).at == "2026-11-27T12:45"
    assert due("tomorrow", "2026-11-27T23:50:00", 1200.0).at == "2026-11-29"


def test_a_date_without_an_hour_still_tells_whole_days() -> None:
    assert due("within 48 hours", "2026-11-27") == DueAt("2026-11-29")
    assert due("tomorrow", "2026-11-27", 3600.0) == DueAt("2026-11-28")


def test_hours_said_have_no_zone_and_lengths_of_time_keep_that_of_the_stamp() -> None:
    assert due("by 5 pm", "2026-11-27T10:15:00+02:00") == DueAt("2026-11-27T17:00")
    assert due("in two hours", "2026-11-27T10:15:00+02:00") == DueAt("2026-11-27T12:15+02:00")


def test_a_stamp_in_utc_says_nothing_of_the_hour_where_they_spoke() -> None:
    stamp = "2026-11-27T21:00:00+00:00"
    assert due("tomorrow", stamp) == DueAt("2026-11-28", IN_UTC)
    found = due("by 5 pm", stamp)
    assert found.at == "2026-11-27T17:00"
    assert IN_UTC in (found.reason or "")
    assert due("in two hours", stamp) == DueAt("2026-11-27T23:00+00:00")


def test_a_time_is_found_in_a_sentence_and_a_short_one_only_where_asked() -> None:
    assert ENGLISH is not None
    text = "one of my colleagues will call you by friday at two in the afternoon / good bye"
    phrase = due_phrase(text, ENGLISH)
    assert phrase is not None
    assert text[phrase.start : phrase.end] == "by friday at two in the afternoon"
    for none in ("two days of rain", "it took three weeks", "the second time", "good morning"):
        assert due_phrase(none, ENGLISH) is None


@given(st.dates(date(1990, 1, 1), date(2150, 1, 1)), st.sampled_from([said for said, _, _ in SURE]))
def test_nothing_is_due_before_it_was_promised(day: date, said: str) -> None:
    """Times of day aside, the date is that of the call or later, whatever the day."""
    found = due(said, f"{day.isoformat()}T00:05:00")
    if found.at is not None:
        assert date.fromisoformat(found.at[:10]) >= day


@given(st.dates(date(1990, 1, 1), date(2150, 1, 1)), st.integers(1, 40))
def test_business_days_are_counted_as_by_hand(day: date, n: int) -> None:
    after = [day + timedelta(i) for i in range(1, 100)]
    expected = [each for each in after if each.weekday() < 5][n - 1]
    assert due(f"within {n} business days", day.isoformat()).at == expected.isoformat()


def test_another_language_brings_its_own_words() -> None:
    """A few German ones, which no code knows of."""
    words = parse_due_words(
        """
        [numbers]
        zwei = 2
        [ordinals]
        [weekdays]
        freitag = 5
        [months]
        [units]
        stunden = "hour"
        [halves]
        uhr = "uhr"
        [parts]
        nachmittag = "pm"
        [words]
        vague = []
        leads = '(?:bis|am)'
        joins = '(?:um|bis)'
        ranges = 'oder'
        about = 'etwa'
        elsewhere = 'nach'
        depends = 'sobald'
        [pieces]
        [[forms]]
        means = "weekday"
        pattern = '(?P<weekday>@weekday)'
        [[forms]]
        means = "ahead"
        pattern = '(?:in|innerhalb von) (?P<n>@number) (?P<unit>@unit)'
        [[forms]]
        means = "clock"
        pattern = '(?P<hour>\\d{1,2}) uhr'
        """
    )

    def due_in_german(said: str) -> str | None:
        phrase = due_phrase(said, words, (0, len(said)))
        assert phrase is not None
        return due_at(phrase, said_at(MONDAY, 0.0), words).at

    assert due_in_german("bis freitag um 17 uhr") == "2026-11-27T17:00"
    assert due_in_german("innerhalb von 24 stunden") == "2026-11-24T09:00"
    assert due_words("fr") is None


@pytest.mark.parametrize(
    ("said", "recorded_at", "at"),
    [
        ("heute noch", FRIDAY, "2026-11-27"),
        ("heute Nachmittag um drei", FRIDAY, "2026-11-27T15:00"),
        ("morgen", FRIDAY, "2026-11-28"),
        ("morgen früh um neun", FRIDAY, "2026-11-28T09:00"),
        ("übermorgen", LEAP, "2028-03-01"),
        ("bis Freitag", MONDAY, "2026-11-27"),
        ("bis Freitag um 17 Uhr", MONDAY, "2026-11-27T17:00"),
        ("am Montag um 14.30 Uhr", FRIDAY, "2026-11-30T14:30"),
        ("nächsten Dienstag", FRIDAY, "2026-12-01"),
        ("nächste Woche Dienstag", WEDNESDAY, "2026-12-01"),
        ("Montag oder Dienstag", FRIDAY, "2026-12-01"),
        ("zwischen Montag und Mittwoch", FRIDAY, "2026-12-02"),
        ("innerhalb von 24 Stunden", FRIDAY, "2026-11-28T10:15"),
        ("in zwei Stunden", FRIDAY, "2026-11-27T12:15"),
        ("in einer halben Stunde", FRIDAY, "2026-11-27T10:45"),
        ("in anderthalb Stunden", FRIDAY, "2026-11-27T11:45"),
        ("drei bis fünf Werktage", FRIDAY, "2026-12-04"),
        ("in zwei bis drei Tagen", FRIDAY, "2026-11-30"),
        ("am nächsten Werktag", FRIDAY, "2026-11-30"),
        ("in zwei Wochen", FRIDAY, "2026-12-11"),
        ("in einem Monat", JANUARY_END, "2027-02-28"),
        ("Ende des Monats", LEAP, "2028-02-29"),
        ("bis Ende März", FRIDAY, "2027-03-31"),
        ("am 14. Dezember", FRIDAY, "2026-12-14"),
        ("Montag, den 30. November", FRIDAY, "2026-11-30"),
        ("bis 5 Uhr nachmittags", FRIDAY, "2026-11-27T17:00"),
        ("bis morgen Mittag", FRIDAY, "2026-11-28T12:00"),
        ("zwischen 14 und 16 Uhr", FRIDAY, "2026-11-27T16:00"),
    ],
)
def test_german_times_are_read_too(said: str, recorded_at: str, at: str) -> None:
    words = due_words("de-AT")
    assert words is not None
    text = normalised(said)
    phrase = due_phrase(text, words, (0, len(text)))
    assert phrase is not None
    assert due_at(phrase, said_at(recorded_at, 0.0), words) == DueAt(at)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("in ein paar Tagen", "names no number"),
        ("innerhalb von zwei Tagen nach Eingang", "yet to happen"),
        ("sobald wir das haben, in zwei Tagen", "yet to happen"),
    ],
)
def test_german_times_that_are_none_have_a_reason(said: str, why: str) -> None:
    words = due_words("de")
    assert words is not None
    text = normalised(said)
    phrase = due_phrase(text, words)
    assert phrase is not None
    found = due_at(phrase, said_at(FRIDAY, 0.0), words)
    assert found.at is None
    assert why in (found.reason or "")
