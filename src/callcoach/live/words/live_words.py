"""Owns the words of a call that is going on, which come when they can and hold up nothing."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from callcoach.errors import ModelUnavailable
from callcoach.language import base_code
from callcoach.live.words.desk import Start, WordsDesk
from callcoach.live.words.gathering import Due, Gathering
from callcoach.live.words.keeping_up import Step
from callcoach.live.words.process import WordsProcess
from callcoach.live.words.waiting_sound import WaitingSound
from callcoach.pipeline.wording import NOBODY_SPEAKS, NOT_TO_BE_HAD, SWITCHED_OFF, Wording
from callcoach.settings import Settings, WordSettings
from callcoach.types.call import Channel
from callcoach.types.frames import FloatRow
from callcoach.types.live import Block16, WordsNow
from callcoach.types.time import Span, Spans, difference, joined, total_s
from callcoach.words import HeardSegment, found_folder
from callcoach.words.heard import ChannelHeard, transcript_of
from callcoach.words.languages import LANGUAGE_PLACES, Guess, agreed
from callcoach.words.passages import Samples, passage_samples

UNHEARD_MOST_S = 1.0
"""Speech without its words that nobody is told of: edges of units, which the whole call moves."""

_END_S = 5.0


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    channel: Channel
    due: Due
    samples: Samples
    began_s: float


@dataclass(frozen=True, slots=True)
class _Shown:
    oldest_s: float | None = None
    last_text: str = ""


class LiveWords:
    """Puts finished passages of a running call into words, in a process of its own.

    `push`, `spoken` and `now` hand over and come back at once: one thread gathers passages, another
    waits for the process. What has been heard waits in memory, bounded (`WaitingSound`), and never
    touches the disk.

    Parameters
    ----------
    settings : of which `words` and `turns.ipu_gap_s` are used. Nothing is downloaded.
    n_channels : 1 or 2
    sample_rate_hz : of the samples pushed.
    start : starts the process.
    """

    def __init__(
        self,
        settings: Settings,
        n_channels: int,
        sample_rate_hz: int,
        *,
        start: Start = WordsProcess,
    ) -> None:
        self._settings = replace(settings.words, download=False)
        self._why_off = _why_off(self._settings)
        self._sound = WaitingSound(n_channels, sample_rate_hz)
        self._channels = [
            Gathering(self._settings, settings.turns.ipu_gap_s) for _ in range(n_channels)
        ]
        self._heard = {channel: ChannelHeard() for channel in range(n_channels)}
        self._heard_spans: dict[Channel, list[Span]] = {c: [] for c in range(n_channels)}
        self._guesses = {channel: Guess() for channel in range(n_channels)}
        self._desk = WordsDesk(self._settings, lambda: self._sound.ends_s, start)
        self._at_work: _Job | None = None
        self._shown = _Shown()
        self._levels_dbfs: Sequence[FloatRow] | None = None
        self._is_over = False
        self._is_ended = False
        self._all_done = threading.Event()
        self._came: queue.SimpleQueue[tuple[Callable[..., None], tuple[Any, ...]] | None]
        self._came = queue.SimpleQueue()
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._threads = [
            threading.Thread(target=each, daemon=True, name=f"words-{each.__name__.strip('_')}")
            for each in (self._gather, self._ask)
        ]
        if not self._why_off:
            for thread in self._threads:
                thread.start()

    def push(self, samples: Block16) -> None:
        """Takes the next samples of the call, int16 (n_channels, n); the caller may reuse them."""
        if not self._is_silent:
            self._came.put((self._take_sound, (samples.copy(),)))

    def spoken(self, ipus: Sequence[Spans], final_to_s: float) -> None:
        """Takes the units of speech of the recent call, per channel, ordered and disjoint.

        What lies before `final_to_s` changes no more, and its sound has been pushed.
        """
        if not self._is_silent:
            self._came.put((self._take_units, (tuple(ipus), final_to_s)))

    def now(self, at_s: float) -> WordsNow:
        """How words stand at a moment of the call."""
        if self._why_off:
            return WordsNow("off", why=self._why_off)
        desk, shown = self._desk.state, self._shown
        lag_s = 0.0 if shown.oldest_s is None else max(0.0, at_s - shown.oldest_s)
        return WordsNow(
            desk.state,
            desk.model,
            0.0 if desk.state == "gave_up" else lag_s,
            shown.last_text,
            desk.why,
        )

    def finish(
        self, ipus: Sequence[Spans], levels_dbfs: Sequence[FloatRow], within_s: float
    ) -> Wording:
        """The words of the call that has ended, for its review; to be asked once.

        Waits for those that are still to come, at most `within_s`. Then all that was heard is
        judged against the call's own units of speech, as `transcribe_channels` judges.

        Parameters
        ----------
        ipus, levels_dbfs : per channel, of the whole call.
        """
        if self._why_off:
            is_wish = self._why_off == SWITCHED_OFF
            told = () if is_wish else (f"{NOT_TO_BE_HAD}{self._why_off}",)
            return Wording(None, self._why_off, told)
        self._is_over = True
        self._came.put((self._take_end, (tuple(ipus), tuple(levels_dbfs))))
        in_time = self._all_done.wait(within_s)
        self._came.put(None)
        self._threads[0].join(_END_S)
        if not any(ipus):
            return Wording(None, NOBODY_SPEAKS)
        why = self._desk.state.why
        if not in_time:
            why = f"the rest was not ready {within_s:g} s after the end of the call"
        return self._wording(ipus, why or "it was not heard as speech while the call went on")

    def close(self) -> None:
        """Ends the process and the threads; a second time does nothing."""
        self._is_over = True
        self._desk.close()
        self._came.put(None)
        self._jobs.put(None)
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(_END_S)

    @property
    def _is_silent(self) -> bool:
        """Whether nobody listens any more."""
        return bool(self._why_off) or self._desk.has_given_up or self._is_over

    def _wording(self, ipus: Sequence[Spans], why: str) -> Wording:
        unheard_s = sum(
            total_s(difference(units, joined(self._heard_spans[channel])))
            for channel, units in enumerate(ipus)
        )
        made_with = self._desk.made_with
        if not any(self._heard_spans.values()):
            return Wording(None, why, (f"{NOT_TO_BE_HAD}{why}",))
        languages = {c: code for c, code in self._languages().items() if ipus[c]}
        notices = list(dict.fromkeys(told for each in made_with for told in each.notices))
        if unheard_s > UNHEARD_MOST_S:
            notices.append(f"Words are missing for {unheard_s:.0f} s of the speech: {why}")
        if self._desk.why_smaller:
            notices.append(f"A smaller model took over in the call: {self._desk.why_smaller}")
        transcript = transcript_of(
            self._heard,
            ipus,
            languages,
            engine=made_with[-1].engine,
            model=", ".join(dict.fromkeys(each.model for each in made_with)),
        )
        return Wording(transcript, notices=tuple(notices), runs_on=made_with[-1].runs_on)

    def _gather(self) -> None:
        """The first thread's work; all that is not the process's is this thread's own."""
        while (came := self._came.get()) is not None:
            take, what = came
            try:
                take(*what)
                if not self._desk.has_given_up:
                    self._give_work()
            except Exception as error:  # told once; the call goes on without words
                self._desk.give_up(f"{type(error).__name__}: {error}")
            self._shown = replace(self._shown, oldest_s=self._oldest_s())
            is_due = any(each.due_since_s is not None for each in self._channels)
            is_waiting = self._at_work is not None or is_due
            if self._desk.has_given_up or (self._is_ended and not is_waiting):
                self._all_done.set()

    def _take_sound(self, samples: Block16) -> None:
        self._sound.push(samples)
        for channel in self._channels:
            channel.lose(self._sound.starts_s)

    def _take_units(self, ipus: tuple[Spans, ...], final_to_s: float) -> None:
        for channel, units in zip(self._channels, ipus, strict=True):
            channel.spoken(units, final_to_s)
        self._sound.forget(min(each.needs_from_s for each in self._channels))

    def _take_end(self, ipus: tuple[Spans, ...], levels_dbfs: tuple[FloatRow, ...]) -> None:
        self._is_ended, self._levels_dbfs = True, levels_dbfs
        self._sound.end()
        for channel, units in zip(self._channels, ipus, strict=True):
            channel.end(units, self._sound.ends_s)
            channel.lose(self._sound.starts_s)

    def _take_heard(self, job: _Job, segments: tuple[HeardSegment, ...] | None) -> None:
        self._at_work = None
        if segments is None:
            return
        spans = [piece.call_span for piece in job.due.passage.pieces]
        self._heard[job.channel].add(job.due.passage, segments)
        self._heard_spans[job.channel] += spans
        alone = ChannelHeard()
        alone.add(job.due.passage, segments)
        language = self._languages().get(job.channel, "")
        said = alone.said(job.channel, tuple(spans), language).utterances
        if said:
            self._shown = replace(self._shown, last_text=" ".join(one.text for one in said))

    def _give_work(self) -> None:
        """Has the passage that has been due for longest put into words, one at a time."""
        if self._at_work is not None or not self._desk.made_with:
            return
        due = {
            channel: each.due_since_s
            for channel, each in enumerate(self._channels)
            if each.due_since_s is not None
        }
        if not due:
            return
        channel = min(due, key=lambda each: due[each])
        taken = self._channels[channel].take(self._desk.longest_s, lambda: self._levels(channel))
        if taken is None:
            return
        sound = [self._sound.stretch(channel, piece.call_span) for piece in taken.passage.pieces]
        samples = passage_samples(taken.passage, sound)
        self._at_work = _Job(channel, taken, samples, self._sound.ends_s)
        self._jobs.put(self._at_work)

    def _levels(self, channel: Channel) -> FloatRow:
        whole = self._levels_dbfs
        return self._sound.levels_dbfs(channel) if whole is None else whole[channel]

    def _oldest_s(self) -> float | None:
        waiting = [each.oldest_s for each in self._channels if each.oldest_s is not None]
        if self._at_work is not None:
            waiting.append(self._at_work.due.passage.call_span.start_s)
        return min(waiting, default=None)

    def _ask(self) -> None:
        """The second thread's work: it waits for the process."""
        try:
            self._desk.do(lambda _process: None)  # have the model loaded
            self._came.put((lambda: None, ()))
            while (job := self._jobs.get()) is not None:
                self._came.put((self._take_heard, (job, self._words_of(job))))
        except Exception as error:  # told once; the call goes on without words
            self._desk.give_up(f"{type(error).__name__}: {error}")
            self._came.put((lambda: None, ()))
        finally:
            self._desk.drop()

    def _words_of(self, job: _Job) -> tuple[HeardSegment, ...] | None:
        before_s = self._desk.work_s
        guess = self._guesses[job.channel]
        if self._settings.language == "auto" and guess.n_asked < LANGUAGE_PLACES:
            probabilities = self._desk.do(lambda process: process.language_of(job.samples))
            if probabilities is None:
                return None
            guess.add(probabilities)
        languages = self._languages()
        language = languages[job.channel]
        segments = self._desk.do(lambda process: process.transcribe(job.samples, language))
        if segments is not None and not self._is_ended:
            done_s, work_s = self._sound.ends_s, self._desk.work_s - before_s
            step = Step(job.due.since_s, job.began_s, done_s, work_s)
            self._desk.done(step, is_english=set(languages.values()) == {"en"})
        return segments

    def _languages(self) -> dict[Channel, str]:
        if self._settings.language != "auto":
            return dict.fromkeys(self._heard, base_code(self._settings.language))
        return dict(agreed(self._guesses))


def _why_off(settings: WordSettings) -> str:
    if not settings.transcribe:
        return SWITCHED_OFF
    try:
        found_folder(settings.model)
    except ModelUnavailable as error:
        return str(error)
    return ""
