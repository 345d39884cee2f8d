"""Owns what is said of sound inputs: what one is, how loud, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from callcoach.audio.inputs import SoundInput
from callcoach.live.inputs.devices_now import DevicesNow
from callcoach.live.inputs.loudness_heard import LevelSeen
from callcoach.types.frames import SILENCE_DBFS

EMPTY = "No microphone or line was found; plug one in and run this again."

MUTED = "only zeros: it is muted, or the system does not let programs record"

NO_CUSTOMER = "Nothing is taken for the customer: no input gives what this computer plays."

_CUSTOMER_BY = {
    "linux": "Run PulseAudio or PipeWire: each output then has a monitor that is listed here.",
    "darwin": "Install a loopback driver such as BlackHole and send the call's sound to it.",
    "win32": 'Switch "Stereo Mix" on under the recording devices, or install a virtual cable.',
}
"""The way to the other party's sound, by `sys.platform`; docs/live.md says more."""


def kind(one: SoundInput) -> str:
    """What an input is, in words."""
    return "what you hear" if one.is_monitor else "microphone"


def channels(one: SoundInput) -> str:
    """How many it has, in words."""
    return "1 channel" if one.n_channels == 1 else f"{one.n_channels} channels"


def taken_words(now: DevicesNow, one: SoundInput) -> str:
    """What an input is taken for, "" for nothing."""
    parties = now.taken_as(one)
    return f"taken for the {' and the '.join(parties)}" if parties else ""


def level_words(level: LevelSeen | None, now_dbfs: float | None = None) -> str:
    """A level in few words: `now_dbfs` where it moves, else the peak of all that was heard."""
    if level is None:
        return ""
    if level.peak_dbfs is None:
        return "no level"
    if level.is_zero:
        return "only zeros"
    peak = level.peak_dbfs if now_dbfs is None else now_dbfs
    return "silence" if peak <= SILENCE_DBFS else f"{peak:4.0f} dBFS"


def plain_lines(now: DevicesNow, levels: Mapping[SoundInput, LevelSeen]) -> list[str]:
    """A line an input, in columns, the longest last."""
    rows = [
        (
            str(number),
            ", ".join(now.taken_as(one)),
            kind(one),
            level_words(levels[one]).strip(),
            f"{one.n_channels} ch",
            one.host,
            one.name,
        )
        for number, one in enumerate(now.inputs, 1)
    ]
    return list(_in_columns(rows))


def footnotes(now: DevicesNow, levels: Mapping[SoundInput, LevelSeen], platform: str) -> list[str]:
    """What a person should know below the list, a line each."""
    if not now.inputs:
        return [EMPTY, *_way(platform)]
    lines = [f"{notice[0].upper()}{notice[1:]}." for notice in now.notices]
    for number, one in enumerate(now.inputs, 1):
        level = levels[one]
        if level.why_not:
            lines.append(f"{number} gives no level: {level.why_not}.")
        elif level.is_zero and one.is_monitor:
            lines.append(f"{number} gives only zeros: nothing plays there now.")
        elif level.is_zero:
            lines.append(f"{number} gives {MUTED}.")
    if not any(one.is_monitor for one in now.inputs):
        lines += [NO_CUSTOMER, *_way(platform)]
    return lines


def _way(platform: str) -> list[str]:
    return [_CUSTOMER_BY[platform]] if platform in _CUSTOMER_BY else []


def _in_columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        yield "  ".join(cells).rstrip()
