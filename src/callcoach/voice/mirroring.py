"""Owns mirroring: how far one voice follows the changes of the other, turn by turn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from callcoach.settings import VoiceSettings
from callcoach.types.measures import Mirroring, MirrorMoment, TurnVoice
from callcoach.voice.following import follow_slope, interval_of, sham_gains
from callcoach.voice.pitch import FloatRow64
from callcoach.voice.spread import middle_and_spread

CUES_IN = ("f0", "alpha", "level", "rate")
N_COMPOSED = 3
"""Pitch, spectrum and level make up the mean; the rate, which is taken over 10 s and reaches into
the neighbouring turns, stands alone."""

BLEED_MOST_DB = -30.0
VOICED_LEAST_S = 0.5

RISE_LEAST = 1.0
ROSE_LEAST = 1.0
CAME_DOWN_MOST = 0.0
TURN_LEAST_S = 2.0
"""A rise of the customer: a turn of 2 s and more, its mean cue one usual spread over the usual, and
pitch or spectrum at half of its size in steadiness, so that an even voice has none. The agent's
next turn rose with it from one spread on, came down at the usual and below. Chosen by us."""

LEAST_F0_ST = 1.5
LEAST_ALPHA_DB = 1.25

_NUMBERS = ("follow_gain", "low", "high", "sham_mean", "sham_low", "sham_high")


def mirroring(
    agent: Sequence[TurnVoice],
    customer: Sequence[TurnVoice],
    bleeds_db: Sequence[float | None],
    settings: VoiceSettings,
) -> Mirroring:
    """How far `agent` followed `customer`, from the voices of their turns, in order.

    Each of the customer's turns is paired with the agent's next one. Cues are told in usual
    spreads: less the own median over turns, divided by 1.4826 MAD; their mean is followed.
    `follow_gain` is the Theil-Sen slope over pairs, its interval a moving-block bootstrap, the sham
    the slopes under circular shifts of one side's turns (as Borrie et al. pair conversations that
    never took place). A common noise, which lifts both voices, or a gain control shared by
    both makes them go together as well: what is told is what went together, not what caused it.

    None with fewer than `mirroring_pairs` pairs, or where a party's copy of -30 dB and more is
    heard in the other's channel (`bleeds_db`, None: no copy).
    """
    for bleed_db in bleeds_db:
        if bleed_db is not None and bleed_db > BLEED_MOST_DB:
            why = f"one party is heard in the other's channel ({bleed_db:.0f} dB)"
            return no_mirroring(why)
    pairs = _paired(agent, customer)
    if len(pairs) < settings.mirroring_pairs:
        needed = f"{settings.mirroring_pairs} needed"
        return no_mirroring(
            f"only {len(pairs)} turns that an answer followed; {needed}", len(pairs)
        )
    usual = [_spread_table(turns) for turns in (customer, agent)]
    from_turns = usual[0][[pair.customer for pair in pairs]]  # (n, 4)
    to_turns = usual[1][[pair.agent for pair in pairs]]
    shared = [
        i
        for i in range(N_COMPOSED)
        if not np.isnan(from_turns[:, i]).all() and not np.isnan(to_turns[:, i]).all()
    ]
    x, y = (_mean_of(table[:, shared]) for table in (from_turns, to_turns))
    known = ~np.isnan(x) & ~np.isnan(y)
    if known.sum() < settings.mirroring_pairs:
        return no_mirroring("too few turns have a pitch or a spectrum", int(known.sum()))
    gain = follow_slope(x[known], y[known])
    low, high = interval_of(x[known], y[known], settings)
    sham = sham_gains(x[known], y[known])
    return Mirroring(
        follow_gain=gain,
        low=low,
        high=high,
        n=int(known.sum()),
        sham_mean=float(np.mean(sham)),
        sham_low=float(np.quantile(sham, 0.025)),
        sham_high=float(np.quantile(sham, 0.975)),
        by_cue=_by_cue(from_turns, to_turns, settings),
        moments=_moments(agent, customer, pairs, x, y),
    )


def no_mirroring(why: str, n: int = 0) -> Mirroring:
    """A mirroring that could not be measured, and why."""
    reasons = dict.fromkeys((*_NUMBERS, "by_cue", "moments"), why)
    return Mirroring(None, None, None, n, reasons)


@dataclass(frozen=True, slots=True)
class _Pair:
    """Indices of a customer's turn and of the agent's next one."""

    customer: int
    agent: int


def _paired(agent: Sequence[TurnVoice], customer: Sequence[TurnVoice]) -> list[_Pair]:
    """Each customer's turn that the agent's next turn answers before the customer's next one."""
    starts_s = [turn.start_s for turn in agent]
    pairs = []
    for i, turn in enumerate(customer):
        at = int(np.searchsorted(starts_s, turn.start_s, side="right"))
        if at == len(agent) or min(turn.voiced_s, agent[at].voiced_s) < VOICED_LEAST_S:
            continue
        if i + 1 < len(customer) and customer[i + 1].start_s <= agent[at].start_s:
            continue
        pairs.append(_Pair(i, at))
    return pairs


def _spread_table(turns: Sequence[TurnVoice]) -> FloatRow64:
    """(k, 4) the cues of turns in their own usual spreads, NaN where unknown or never moving."""
    rows = [(each.f0_st, each.alpha_db, each.level_db, each.rate_sps) for each in turns]
    table = np.array(rows, dtype=np.float64).reshape(len(rows), len(CUES_IN))
    table[np.array([each.voiced_s for each in turns]) < VOICED_LEAST_S] = np.nan
    for column in table.T:
        median, spread = middle_and_spread(column)
        column[:] = (column - median) / spread if spread > 0 else np.nan
    return table


def _mean_of(table: FloatRow64) -> FloatRow64:
    """Means of the known cues of each row; NaN where none is."""
    known = ~np.isnan(table)
    n_known = known.sum(axis=1)
    sums = np.where(known, table, 0.0).sum(axis=1)
    means: FloatRow64 = np.where(n_known > 0, sums / np.maximum(n_known, 1), np.nan)
    return means


def _by_cue(x: FloatRow64, y: FloatRow64, settings: VoiceSettings) -> dict[str, float]:
    gains = {}
    for i, cue in enumerate(CUES_IN):
        known = ~np.isnan(x[:, i]) & ~np.isnan(y[:, i])
        if known.sum() >= settings.mirroring_pairs:
            gains[cue] = follow_slope(x[known, i], y[known, i])
    return gains


def _moments(
    agent: Sequence[TurnVoice],
    customer: Sequence[TurnVoice],
    pairs: Sequence[_Pair],
    x: FloatRow64,
    y: FloatRow64,
) -> tuple[MirrorMoment, ...]:
    moments = []
    for i, pair in enumerate(pairs):
        theirs, own = customer[pair.customer], agent[pair.agent]
        is_far = max((theirs.f0_st or 0.0) / LEAST_F0_ST, (theirs.alpha_db or 0.0) / LEAST_ALPHA_DB)
        if np.isnan(y[i]) or not x[i] >= RISE_LEAST or is_far < 1.0:
            continue
        if theirs.end_s - theirs.start_s < TURN_LEAST_S:
            continue
        later = x[i + 1] if i + 1 < len(pairs) and not np.isnan(x[i + 1]) else None
        moments.append(_moment(theirs, own, float(x[i]), float(y[i]), later))
    return tuple(moments)


def _moment(
    theirs: TurnVoice, own: TurnVoice, rise: float, own_rise: float, later: float | None
) -> MirrorMoment:
    reasons = (
        {} if later is not None else {"customer_came_down": "no later turn to hold it against"}
    )
    for name, value in (("customer_f0_st", theirs.f0_st), ("customer_alpha_db", theirs.alpha_db)):
        if value is None:
            reasons[name] = "no usual value to hold it against"
    kind: Literal["rose_with_them", "came_down", "in_between"] = "in_between"
    if own_rise >= ROSE_LEAST:
        kind = "rose_with_them"
    elif own_rise <= CAME_DOWN_MOST:
        kind = "came_down"
    return MirrorMoment(
        start_s=theirs.start_s,
        end_s=theirs.end_s,
        agent_start_s=own.start_s,
        agent_end_s=own.end_s,
        kind=kind,
        customer_rise=rise,
        agent_rise=own_rise,
        customer_f0_st=theirs.f0_st,
        customer_alpha_db=theirs.alpha_db,
        after_s=own.start_s - theirs.end_s,
        customer_came_down=None if later is None else bool(later < rise),
        reasons=reasons,
    )
