"""Owns made speech whose syllables are known: by flite and espeak-ng, with each vowel's middle.

The text is that of telephone calls (Switchboard), in pieces of some words, and for espeak-ng
pseudo-words too, so that sounds follow each other as they do in many languages. What a voice
makes of the text decides the truth: its own phones with their times. Needs the command `flite`
and the library of espeak-ng (`apt-get install flite espeak-ng`).
"""

from __future__ import annotations

import csv
import ctypes
import gzip
import re
import subprocess
import tempfile
import wave
from dataclasses import dataclass
from functools import cache
from itertools import groupby, pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

Sound = npt.NDArray[np.float32]
Moments = npt.NDArray[np.float64]

FLITE_VOICES = ("slt", "rms", "awb", "kal16")
FLITE_VOWELS = frozenset(
    [
        "aa",
        "ae",
        "ah",
        "ao",
        "aw",
        "ax",
        "axr",
        "ay",
        "eh",
        "el",
        "em",
        "en",
        "er",
        "ey",
        "ih",
        "iy",
        "ow",
        "oy",
        "uh",
        "uw",
    ]
)
ESPEAK_VOICES = (
    *("en-us", "en-gb", "en-gb-scotland", "de", "de", "de", "nl", "fr", "es", "es-419", "it"),
    *("pt-br", "pl", "sv", "da", "tr", "cs", "hu", "fi", "ro", "el", "ru", "hi", "id"),
)
ESPEAK_VARIANTS = (
    *("", "+m1", "+m3", "+m7", "+f1", "+f2", "+f4", "+f5", "+Andy", "+Annie", "+klatt2", "+klatt4"),
    *("+steph", "+Michael", "+Diogo", "+belinda", "+Alicia", "+Hugo", "+max", "+Mario"),
)
IPA_VOWELS = frozenset("aeiouy\u00e6\u00f8\u0153\u0276\u0289") | frozenset(
    map(chr, (*range(0x250, 0x253), 0x254, *range(0x258, 0x25F), 0x264, *range(0x268, 0x26B)))
)
IPA_VOWELS |= frozenset(map(chr, (0x26F, 0x275, 0x28A, 0x28C, 0x28F)))
SYLLABIC = "\u0329"
ONSETS = (*"bdfghklmnprstvwz", "sch", "st", "tr", "br", "kl", "gr", "sp", "fr", "pl", "ch")
NUCLEI = ("a", "e", "i", "o", "u", "a", "e", "i", "o", "ai", "au", "ei", "ie")
CODAS = ("", "", "", "", "n", "r", "l", "s", "t", "nt", "st", "m", "ch", "ng", "lt")


@dataclass(frozen=True, eq=False)
class Spoken:
    """Sound at `rate_hz` with the middles of its vowels in seconds, in order."""

    voice: str
    samples: Sound
    rate_hz: int
    vowels_s: Moments


@cache
def sentences(path: Path) -> tuple[str, ...]:
    """What is said in one go in the calls of `switchboard-dialog-acts.csv.gz`."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = sorted(
            csv.DictReader(file), key=lambda r: (r["call"], r["side"], float(r["start_s"]))
        )
    said = []
    for _, group in groupby(rows, lambda r: (r["call"], r["side"], r["act"])):
        words = [w for w in (each["word"].lower() for each in group) if re.fullmatch("[a-z']+", w)]
        said += [" ".join(words[i : i + 12]) for i in range(0, len(words), 12)]
    return tuple(each for each in said if each.count(" ") >= 2)


def text_of(path: Path, rng: np.random.Generator) -> str:
    """Words of a call, at random."""
    texts = sentences(path)
    return texts[rng.integers(len(texts))]


def pseudo_words(rng: np.random.Generator) -> str:
    """Three to ten words of one to four syllables that no language has."""

    def word() -> str:
        n = int(rng.choice([1, 2, 3, 4], p=[0.35, 0.35, 0.2, 0.1]))
        return "".join(
            f"{rng.choice(ONSETS)}{rng.choice(NUCLEI)}{rng.choice(CODAS)}" for _ in range(n)
        )

    return " ".join(word() for _ in range(rng.integers(3, 11)))


def by_flite(voice: str, text: str, stretch: float, f0_hz: float) -> Spoken:
    """Spoken by a voice of flite."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        command = ["flite", "-voice", voice, "--setf", f"duration_stretch={stretch}"]
        command += ["--setf", f"int_f0_target_mean={f0_hz}", "-psdur", "-t", text, "-o", str(path)]
        printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        with wave.open(str(path)) as file:
            rate_hz = file.getframerate()
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    ends = [each.rpartition(":") for each in printed.split()]
    phones = [("", 0.0)] + [(phone, float(end_s)) for phone, _, end_s in ends]
    middles = [(a[1] + b[1]) / 2 for a, b in pairwise(phones) if b[0] in FLITE_VOWELS]
    return Spoken(voice, samples.astype(np.float32), rate_hz, np.array(middles))


class _Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique", ctypes.c_uint),
        ("position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user", ctypes.c_void_p),
        ("name", ctypes.c_char * 8),
    )


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)
PHONEME, RATE, PITCH, RANGE = 7, 1, 3, 4
RETRIEVE, PHONEME_EVENTS_IN_IPA, UTF8 = 1, 3, 1


class Espeak:
    """espeak-ng in this process, which must not hold two of it."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL("libespeak-ng.so.1")
        self._rate_hz = self._library.espeak_Initialize(RETRIEVE, 0, None, PHONEME_EVENTS_IN_IPA)
        self._pieces: list[Sound] = []
        self._phones: list[tuple[str, float]] = []
        self._callback = _CALLBACK(self._take)
        self._library.espeak_SetSynthCallback(self._callback)

    def _take(
        self, samples: ctypes._Pointer[ctypes.c_short], n: int, events: ctypes._Pointer[_Event]
    ) -> int:
        if n > 0:
            self._pieces.append(np.ctypeslib.as_array(samples, (n,)).astype(np.float32) / 32768)
        i = 0
        while events[i].type != 0:
            if events[i].type == PHONEME:
                name = events[i].name.decode(errors="ignore")
                self._phones.append((name, events[i].audio_ms / 1000))
            i += 1
        return 0

    def say(self, voice: str, text: str, words_per_minute: int, pitch: int) -> Spoken:
        """Spoken by a voice; its pitch 0 to 100."""
        self._pieces.clear()
        self._phones.clear()
        self._library.espeak_SetVoiceByName(voice.encode())
        self._library.espeak_SetParameter(RATE, words_per_minute, 0)
        self._library.espeak_SetParameter(PITCH, pitch, 0)
        raw = text.encode() + b"\0"
        self._library.espeak_Synth(raw, len(raw), 0, 0, 0, UTF8, None, None)
        self._library.espeak_Synchronize()
        samples = np.concatenate([*self._pieces, np.zeros(1, np.float32)])
        phones = [*self._phones, ("", len(samples) / self._rate_hz)]
        middles = [(a[1] + b[1]) / 2 for a, b in pairwise(phones) if is_nucleus(a[0])]
        return Spoken(voice, samples, self._rate_hz, np.array(middles))


def is_nucleus(ipa: str) -> bool:
    """Whether a phone in IPA carries a syllable; "(en)" is a change of language, no phone."""
    return "(" not in ipa and (SYLLABIC in ipa or any(letter in IPA_VOWELS for letter in ipa))


FESTIVAL_VOICES = (
    *("kal_diphone", "ked_diphone", "lp_diphone", "pc_diphone", "upc_ca_ona_hts"),
    *("czech_dita", "czech_krb", "czech_machac", "czech_ph"),
    *("hy_fi_mv_diphone", "suo_fi_lj_diphone", "msu_ru_nsh_clunits"),
)


def by_festival(voice: str, text: str, stretch: float) -> Spoken:
    """Spoken by a voice of festival, a language of its own for most."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "said.wav"
        script = (
            f"(voice_{voice}) (Parameter.set 'Duration_Stretch {stretch:.3f})\n"
            f'(set! said (utt.synth (Utterance Text "{text}")))\n'
            f'(utt.save.wave said "{path}" \'riff)\n'
            '(mapcar (lambda (s) (format t "%s %s %s\\n" (item.feat s \'segment_start)\n'
            "  (item.feat s 'segment_end) (item.feat s 'ph_vc)))"
            " (utt.relation.items said 'Segment))\n"
        )
        command = Path(folder) / "say.scm"
        command.write_text(script)
        printed = subprocess.run(
            ["festival", "-b", str(command)], capture_output=True, text=True, check=True
        ).stdout
        with wave.open(str(path)) as file:
            rate_hz = file.getframerate()
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
    rows = [line.split() for line in printed.splitlines() if len(line.split()) == 3]
    middles = [(float(start) + float(end)) / 2 for start, end, kind in rows if kind == "+"]
    return Spoken(voice, samples.astype(np.float32), rate_hz, np.array(middles))


def pulsed_vowel(rng: np.random.Generator) -> Spoken:
    """A vowel of one colour whose loudness alone rises and falls, once a syllable, for 4 s."""
    rate_hz, n = 16_000, 64_000
    per_s = float(np.exp(rng.uniform(np.log(2.5), np.log(8.5))))
    lengths = 1 / per_s * rng.uniform(0.65, 1.35, round(4.5 * per_s))
    edges_s = np.concatenate([[0.0], np.cumsum(lengths)])
    at_s = np.arange(n) / rate_hz
    within = np.interp(at_s, edges_s, np.arange(len(edges_s))) % 1
    dip_db, sharpness = rng.uniform(5, 25), rng.uniform(0.5, 2)
    level_db = -dip_db * ((1 + np.cos(2 * np.pi * within)) / 2) ** sharpness
    glide = np.interp(at_s, np.linspace(0, 4, 6), rng.uniform(0.85, 1.15, 6))
    f0_hz = rng.uniform(90, 260) * glide
    phase = 2 * np.pi * np.cumsum(f0_hz) / rate_hz
    formants_hz = np.array([500, 1500, 2500, 3500]) * rng.uniform(0.7, 1.3, 4)
    voice = np.zeros(n)
    for k in range(1, int(7500 / f0_hz.max()) + 1):
        gain = np.sum(1 / (1 + ((k * f0_hz.mean() - formants_hz) / 120) ** 2)) + 0.02
        voice += gain / k**0.5 * np.sin(k * phase)
    sound = voice * 10 ** (level_db / 20)
    middles = (edges_s[1:] + edges_s[:-1]) / 2
    samples = (0.3 * sound / np.abs(sound).max()).astype(np.float32)
    return Spoken("pulsed", samples, rate_hz, middles[middles < 4.0])
