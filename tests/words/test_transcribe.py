"""A call's transcript comes from each party's own speech and lies in the call's own time."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from callcoach.settings import WordSettings
from callcoach.types.words import Word
from callcoach.words import HeardSegment, transcribe_channels
from callcoach.words.guards import Doubted
from callcoach.words.passages import CONTEXT_S, Samples
from callcoach.words.utterances import suppressed_of

from .conftest import ScriptedTranscriber, ToneCall, a_word_each_second, spans, words

ENGLISH = WordSettings(language="en")


def test_words_come_back_to_the_moment_they_were_said() -> None:
    ipus = (spans((5.0, 9.0), (100.0, 104.5)), spans((50.0, 55.0)))
    engine = ScriptedTranscriber(a_word_each_second)
    transcript = transcribe_channels(engine, ToneCall(), ipus, 200.0, ENGLISH)
    for channel in (0, 1):
        said = transcript.words_of(channel)
        assert len(said) >= 4
        for word in said:
            # The script names each word for the moment of the call that its sound holds.
            off_s = CONTEXT_S + 0.01 if word.is_clamped else 0.06
            assert word.start_s == pytest.approx(float(word.text), abs=off_s)
            assert any(u.start_s <= word.start_s <= word.end_s <= u.end_s for u in ipus[channel])
    assert transcript.language == {"0": "en", "1": "en"}
    assert (transcript.engine, transcript.model) == ("scripted", "none")
    assert [u.start_s for u in transcript.utterances] == sorted(
        u.start_s for u in transcript.utterances
    )


def test_ten_minutes_of_silence_are_never_heard() -> None:
    engine = ScriptedTranscriber(lambda _: pytest.fail("silence was transcribed"))
    call = ToneCall()
    transcript = transcribe_channels(engine, call, ((), ()), 600.0, WordSettings())
    assert transcript.utterances == ()
    assert transcript.suppressed == ()
    assert transcript.language == {}
    assert call.asked == []
    assert engine.n_detections == 0


def test_only_the_speaking_channel_is_heard() -> None:
    call = ToneCall()
    engine = ScriptedTranscriber(a_word_each_second)
    transcript = transcribe_channels(engine, call, ((), spans((5.0, 9.0))), 20.0, ENGLISH)
    assert {channel for channel, _ in call.asked} == {1}
    assert {u.party for u in transcript.utterances} == {1}


def test_text_over_no_speech_is_shown_as_suppressed() -> None:
    # The passage has 1.4 s around the first unit, a tenth of silence, 5.4 s around the second.
    said = words((0.3, 0.8, "Hello."), (1.42, 1.44, "Thank"), (1.44, 1.46, "you."), (29, 30, "Bye"))
    engine = ScriptedTranscriber(lambda _: (HeardSegment(said),))
    ipus = (spans((1.0, 2.0), (60.0, 65.0)),)
    transcript = transcribe_channels(engine, ToneCall(), ipus, 70.0, ENGLISH)
    assert [u.text for u in transcript.utterances] == ["Hello."]
    inside, after = transcript.suppressed
    assert (inside.party, inside.text, inside.why) == (0, "Thank you.", "no_speech_under_it")
    assert 2.3 < inside.start_s < inside.end_s < 59.7
    assert (after.text, after.start_s, after.why) == ("Bye", 65.2, "no_speech_under_it")


def test_utterances_part_at_pauses_and_at_sentence_ends() -> None:
    said = words(
        (0.2, 0.5, "Hello."),
        (0.6, 0.9, "How"),
        (0.9, 1.2, "are"),
        (1.3, 1.5, "you?\u201d"),
        (1.6, 1.9, "well"),
        (2.8, 3.0, "then"),
    )
    engine = ScriptedTranscriber(lambda _: (HeardSegment(said),))
    transcript = transcribe_channels(engine, ToneCall(), (spans((0.0, 4.0)),), 4.0, ENGLISH)
    assert [u.text for u in transcript.utterances] == [
        "Hello.",
        "How are you?\u201d",
        "well",
        "then",
    ]
    second = transcript.utterances[1]
    assert (second.start_s, second.end_s) == (0.6, 1.5)
    assert [word.text for word in second.words] == ["How", "are", "you?\u201d"]


def test_languages_without_spaces_are_joined_without() -> None:
    said = words((0.2, 0.5, "\u304a\u96fb\u8a71"), (0.5, 0.9, "\u3067\u3059"))
    engine = ScriptedTranscriber(lambda _: (HeardSegment(said),))
    settings = WordSettings(language="ja")
    transcript = transcribe_channels(engine, ToneCall(), (spans((0.0, 4.0)),), 4.0, settings)
    assert transcript.utterances[0].text == "\u304a\u96fb\u8a71\u3067\u3059"


class TestLanguage:
    IPUS = (spans(*((40.0 * i, 40.0 * i + 27.0) for i in range(9))), spans((10.0, 11.0)))

    @staticmethod
    def transcribed(languages: object) -> tuple[Mapping[str, str], ScriptedTranscriber, ToneCall]:
        engine = ScriptedTranscriber(lambda _: (), languages=languages)  # type: ignore[arg-type]
        call = ToneCall()
        found = transcribe_channels(engine, call, TestLanguage.IPUS, 400.0, WordSettings())
        return found.language, engine, call

    def test_is_told_from_several_places_and_pinned(self) -> None:
        language, engine, call = self.transcribed(lambda _: {"en": 0.9, "de": 0.1})
        assert language == {"0": "en", "1": "en"}
        assert {code for _, code in engine.heard} == {"en"}
        assert engine.n_detections == 4
        starts_s = [span.start_s for channel, span in call.asked[:3] if channel == 0]
        assert starts_s == pytest.approx([40 - 0.2, 160 - 0.2, 280 - 0.2])

    def test_one_odd_place_does_not_decide(self) -> None:
        def languages(samples: Samples) -> dict[str, float]:
            is_second = 0.15 < float(samples[0]) < 0.2
            return {"fr": 0.9, "en": 0.1} if is_second else {"fr": 0.2, "en": 0.8}

        assert self.transcribed(languages)[0]["0"] == "en"

    def test_channels_may_differ(self) -> None:
        def languages(samples: Samples) -> dict[str, float]:
            return {"de": 0.9} if samples.max() > 1 else {"en": 0.9}

        assert self.transcribed(languages)[0] == {"0": "en", "1": "de"}

    def test_an_unsure_channel_takes_the_language_of_the_other(self) -> None:
        def languages(samples: Samples) -> dict[str, float]:
            return {"cy": 0.3, "de": 0.2} if samples.max() > 1 else {"en": 0.9}

        assert self.transcribed(languages)[0] == {"0": "en", "1": "en"}

    def test_what_is_asked_for_is_taken_without_listening(self) -> None:
        engine = ScriptedTranscriber(lambda _: ())
        settings = WordSettings(language="en-GB")
        found = transcribe_channels(engine, ToneCall(), self.IPUS, 400.0, settings)
        assert found.language == {"0": "en", "1": "en"}
        assert engine.n_detections == 0


def test_progress_rises_to_the_whole() -> None:
    told: list[tuple[str, float, float | None]] = []
    engine = ScriptedTranscriber(lambda _: ())
    ipus = (spans((0.0, 25.0), (40.0, 65.0)), spans((70.0, 75.0)))
    transcribe_channels(
        engine, ToneCall(), ipus, 80.0, ENGLISH, progress=lambda *step: told.append(step)
    )
    done = [step[1] for step in told]
    assert {step[0] for step in told} == {"words"}
    assert done == sorted(done)
    assert done[0] == 0.0
    assert done[-1] == pytest.approx(told[-1][2])


def test_levels_tell_where_to_cut() -> None:
    level_dbfs = np.full(5000, -20.0, np.float32)
    level_dbfs[2500:2520] = -70.0
    call = ToneCall()
    engine = ScriptedTranscriber(lambda _: ())
    transcribe_channels(
        engine, call, (spans((0.0, 50.0)),), 50.0, ENGLISH, levels_dbfs=[level_dbfs]
    )
    assert call.asked[1][1].start_s == pytest.approx(25.1, abs=0.06)


def test_the_words_of_a_call_do_not_depend_on_the_other_channel() -> None:
    own = spans((5.0, 9.0), (30.0, 33.0))
    alone = transcribe_channels(
        ScriptedTranscriber(a_word_each_second), ToneCall(), (own, ()), 40.0, ENGLISH
    )
    both = transcribe_channels(
        ScriptedTranscriber(a_word_each_second), ToneCall(), (own, own), 40.0, ENGLISH
    )
    assert alone.words_of(0) == both.words_of(0)
    assert all(isinstance(word, Word) for word in alone.words_of(0))


def test_text_suppressed_for_different_reasons_stays_apart() -> None:
    (far, near, late) = words((50.0, 50.2, "one"), (50.2, 50.4, "two"), (52.0, 52.2, "three"))
    doubted = [
        Doubted(far, "no_speech_under_it"),
        Doubted(near, "low_confidence"),
        Doubted(late, "low_confidence"),
    ]
    shown = suppressed_of(doubted, 0, "en")
    assert [(one.text, one.why) for one in shown] == [
        ("one", "no_speech_under_it"),
        ("two", "low_confidence"),
        ("three", "low_confidence"),
    ]
