"""Owns the redacted transcript: labels for secrets, and when they are heard."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from callcoach.types.call import Party
from callcoach.types.redaction import LABELS, SecretKind
from callcoach.types.time import Span, Spans, joined
from callcoach.types.words import SuppressedText, Transcript, Utterance, Word
from callcoach.words.labelled import Taken, labelled_pieces, labelled_text
from callcoach.words.secret_times import stretch_of, widened
from callcoach.words.secrets import secrets_in
from callcoach.words.spoken_lines import SpokenLine, lines_of


@dataclass(frozen=True, slots=True)
class RedactedWords:
    """A transcript with labels for secrets.

    `counts`: secrets by kind. `spoken`: when they are heard, ordered and disjoint. `lines` as
    they were, and for each what of it was taken: for what quotes them.
    """

    transcript: Transcript[Party]
    counts: Mapping[SecretKind, int]
    spoken: Spans
    lines: tuple[SpokenLine, ...]
    taken: tuple[Taken, ...]


def redact_words(transcript: Transcript[Party]) -> RedactedWords:
    """The transcript without card numbers, long numbers, e-mail addresses and telephones.

    The words of a secret become one word, the label, that lasts from their first start to their
    last end. Where the words of an utterance do not make up its text, they are left out, for a
    secret in one need not be seen in the other.
    """
    lines = lines_of(transcript)
    secrets = secrets_in(lines, transcript.language)
    taken: list[dict[int, tuple[int, SecretKind]]] = [{} for _ in lines]
    counts: dict[SecretKind, int] = {}
    for number, secret in enumerate(secrets):
        counts[secret.kind] = counts.get(secret.kind, 0) + 1
        for part in secret.parts:
            for piece in range(part.first, part.last + 1):
                taken[part.line][piece] = (number, secret.kind)
    utterances = list(transcript.utterances)
    suppressed = list(transcript.suppressed)
    for line, gone in zip(lines, taken, strict=True):
        if line.source == "utterance":
            utterances[line.index] = _utterance(utterances[line.index], line, gone)
        elif line.source == "suppressed":
            suppressed[line.index] = _suppressed(suppressed[line.index], line, gone)
    return RedactedWords(
        transcript=replace(transcript, utterances=tuple(utterances), suppressed=tuple(suppressed)),
        counts=counts,
        spoken=_spoken(transcript, lines, taken),
        lines=lines,
        taken=tuple(taken),
    )


def _utterance(said: Utterance[Party], line: SpokenLine, gone: Taken) -> Utterance[Party]:
    is_by_words = tuple(word.text for word in said.words) == line.pieces
    if not gone:
        return said if is_by_words or not said.words else replace(said, words=())
    words = _words(said.words, gone) if is_by_words else ()
    return replace(said, text=labelled_text(said.text, line.pieces, gone), words=words)


def _suppressed(
    doubted: SuppressedText[Party], line: SpokenLine, gone: Taken
) -> SuppressedText[Party]:
    return replace(doubted, text=" ".join(labelled_pieces(line.pieces, gone)))


def _words(words: Sequence[Word], gone: Taken) -> tuple[Word, ...]:
    made: list[Word] = []
    for i, word in enumerate(words):
        if i not in gone:
            made.append(word)
            continue
        (label,) = labelled_pieces([word.text], {0: gone[i]})
        if i == 0 or gone.get(i - 1) != gone[i]:
            made.append(replace(word, text=label))
            continue
        before = made[-1]
        sure = [w.confidence for w in (before, word) if w.confidence is not None]
        made[-1] = Word(
            before.start_s,
            max(before.end_s, word.end_s),
            label,
            min(sure, default=None),
            before.is_clamped or word.is_clamped,
            before.is_timed and word.is_timed,
        )
    return tuple(made)


def _spoken(
    transcript: Transcript[Party], lines: Sequence[SpokenLine], taken: Sequence[Taken]
) -> Spans:
    by_words = {
        line.index: gone
        for line, gone in zip(lines, taken, strict=True)
        if line.source == "utterance"
        and tuple(word.text for word in transcript.utterances[line.index].words) == line.pieces
    }
    kept: dict[Party, list[Span]] = {}
    for index, said in enumerate(transcript.utterances):
        gone = by_words.get(index, {})
        kept.setdefault(said.party, []).extend(
            word.span for i, word in enumerate(said.words) if word.is_timed and i not in gone
        )
    found: list[Span] = []
    for line, gone in zip(lines, taken, strict=True):
        within = Span(line.start_s, line.end_s)
        if not gone:
            continue
        if line.source != "utterance" or line.index not in by_words:
            found.append(widened(within))
            continue
        words = transcript.utterances[line.index].words
        for part in _in_a_row(gone):
            found.append(stretch_of([words[i] for i in part], kept[line.party], within))
    return joined(found)


def _in_a_row(gone: Taken) -> list[list[int]]:
    rows: list[list[int]] = []
    for i in sorted(gone):
        if rows and rows[-1][-1] == i - 1:
            rows[-1].append(i)
        else:
            rows.append([i])
    return rows


def labels_of(counts: Mapping[SecretKind, int]) -> str:
    """What was taken out, for a person: "1 card number and 2 phone numbers"."""
    said = [
        f"{count} {_NAMES[kind]}{'' if count == 1 else _PLURALS[kind]}"
        for kind in LABELS
        if (count := counts.get(kind, 0))
    ]
    return " and ".join(filter(None, [", ".join(said[:-1]), *said[-1:]]))


_NAMES: Mapping[SecretKind, str] = {
    "card_number": "card number",
    "phone_number": "phone number",
    "number": "number",
    "e_mail": "e-mail address",
    "iban": "bank account number",
}
_PLURALS: Mapping[SecretKind, str] = {**dict.fromkeys(_NAMES, "s"), "e_mail": "es"}
