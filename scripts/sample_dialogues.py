"""Owns the text of the sample calls: who says what, how, and where it is placed on purpose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

VOICES: Mapping[str, str] = {"agent": "slt", "customer": "rms"}
"""The flite voice of each party, in every call."""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of one party.

    A line starts `gap_s` after everything before it has ended; or, where `over` names another
    line, `at_s` after that line's start (before its end where negative). `cuts_after_s`: the
    line spoken over breaks off that long after this one starts. `kind`: what the placement is
    meant to be, in the words of the review. `stretch` multiplies durations, `pitch` the voice's
    mean F0; `gain_db` is the level, `tilt_db` the treble against the voice's usual.
    """

    party: str
    key: str
    text: str
    gap_s: float = 0.45
    over: str | None = None
    at_s: float = 0.0
    cuts_after_s: float | None = None
    kind: str | None = None
    techniques: tuple[str, ...] = ()
    stretch: float = 1.0
    pitch: float = 1.0
    gain_db: float = 0.0
    tilt_db: float = 0.0


_customer = partial(Line, "customer")
_calm = partial(Line, "agent", stretch=1.45)
_rushed = partial(Line, "agent", stretch=0.82)
_raised = partial(Line, "agent", stretch=0.82, pitch=1.28, gain_db=7.0, tilt_db=9.0)
_nod = partial(Line, "agent", gain_db=-4.0, kind="backchannel", techniques=("affirmation",))

THANKS = "Thank you for calling Harbor Telephone."
HELP = "My name is Anna, and how can I help you today?"
UNHAPPY = "Yes, hello, I have a problem with my bill and I am not happy about it at all."
TWO_TIMES = "You took the money for March from my account two times."
MONDAY = "I called last Monday and a man told me it would come back within three days."
NEVER = "It never came and nobody called me."
THURSDAY = "Then I called again on Thursday and waited for forty minutes until the line went dead."
RENT = "Because of that my rent was not paid and the bank wants a fee from me."
ELEVEN = "I have been with you for eleven years and this is how you treat me."
NOW = "And what will you do about it now?"
ELSE = "Is there anything else that I can do for you today?"
ALL = "No, that was all."
BYE = "Have a good day, goodbye."
THANKS_BYE = "Thank you, goodbye."
UH_HUH = "Uh huh."
SEE = "I see."
OKAY = "Okay."

GOOD_CALL: tuple[Line, ...] = (
    _calm("g01", THANKS, gap_s=0.8, techniques=("greeting",)),
    _calm("g02", HELP, gap_s=0.35, techniques=("greeting",)),
    _customer("g03", UNHAPPY, gap_s=0.5, techniques=("complaint",)),
    _customer("g04", TWO_TIMES, gap_s=0.4, techniques=("complaint",)),
    _nod("g05", SEE, stretch=1.1, gap_s=0.25),
    _customer("g06", MONDAY, gap_s=0.3, techniques=("complaint",)),
    _nod("g07", UH_HUH, stretch=1.8, over="g06", at_s=1.9),
    _customer("g08", NEVER, gap_s=0.4, techniques=("complaint",)),
    _nod("g09", OKAY, stretch=1.1, gap_s=0.3),
    _customer("g10", THURSDAY, gap_s=0.3, techniques=("complaint",)),
    _nod("g11", UH_HUH, stretch=1.8, over="g10", at_s=3.0),
    _customer("g12", RENT, gap_s=0.4, techniques=("complaint",)),
    _customer("g13", ELEVEN, gap_s=0.4, techniques=("complaint",)),
    _calm(
        "g14",
        "I understand how frustrating that is, and I am glad that you told me.",
        gap_s=0.6,
        techniques=("empathy",),
    ),
    _calm(
        "g15",
        "So what happened is that we took the money for March two times,"
        " and the refund never came.",
        techniques=("paraphrase",),
    ),
    _calm("g16", "Is that right?", gap_s=0.3, techniques=("paraphrase",)),
    _customer("g17", "Yes, that is exactly it.", gap_s=0.35),
    _calm("g18", "I am sorry that we charged you twice.", techniques=("apology", "ownership")),
    _calm("g19", "That was our mistake.", gap_s=0.35, techniques=("apology", "ownership")),
    _calm(
        "g20", "I will take care of it myself until the money is back.", techniques=("ownership",)
    ),
    _customer("g21", NOW, gap_s=0.5),
    _calm("g22", "There are two ways to do this.", techniques=("options",)),
    _calm(
        "g23",
        "I can send the money back to your bank, and it will be there by Friday at noon.",
        techniques=("options", "next_step_with_time"),
    ),
    _calm(
        "g24",
        "Or I can take it off your next bill, and that is done today before five.",
        techniques=("options", "next_step_with_time"),
    ),
    _calm("g25", "Which of the two would you prefer?", gap_s=0.35, techniques=("ask_preference",)),
    _customer("g26", "Send it back to my bank, please.", gap_s=0.7),
    _customer("g27", "And what about the fee?", gap_s=0.35),
    _calm(
        "g28",
        "Please send me the letter from your bank, and we will pay the fee as well.",
        techniques=("ownership",),
    ),
    _calm(
        "g29",
        "I am writing all of this down in your file now, so that nobody has to ask you again.",
        techniques=("documenting",),
    ),
    _calm(
        "g30",
        "I will call you on Friday at two in the afternoon,"
        " to make sure that the money has arrived.",
        techniques=("follow_up", "next_step_with_time"),
    ),
    _customer("g31", "All right, Friday at two is fine.", gap_s=0.5),
    _calm("g32", "Does that solve the problem for you?", techniques=("resolution_check",)),
    _customer("g33", "Yes, if it really happens, it does.", gap_s=0.5),
    _calm("g34", ELSE, techniques=("resolution_check",)),
    _customer("g35", ALL, gap_s=0.4),
    _calm(
        "g36",
        "Thank you for your patience, and for eleven years with us.",
        techniques=("appreciation",),
    ),
    _calm("g37", BYE, gap_s=0.35, techniques=("closing",)),
    _customer("g38", THANKS_BYE, gap_s=0.4),
)

BAD_CALL: tuple[Line, ...] = (
    _rushed("b01", THANKS, gap_s=0.6, techniques=("greeting",)),
    _rushed("b02", "What is your number?", gap_s=0.25),
    _customer("b03", "My number is five five two nine one seven.", gap_s=0.5),
    _rushed(
        "b04",
        "And now what is the problem with your bill?",
        over="b03",
        at_s=-0.3,
        kind="terminal_overlap",
    ),
    _customer("b05", UNHAPPY, gap_s=0.4, techniques=("complaint",)),
    _nod("b06", UH_HUH, stretch=1.6, over="b05", at_s=2.3),
    _rushed("b07", "I have your account in front of me here.", gap_s=0.3),
    _rushed("b08", "There is one payment for March, and that is all I can see.", gap_s=0.25),
    _customer("b09", TWO_TIMES, gap_s=0.4, techniques=("complaint",)),
    _rushed(
        "b10",
        "That cannot be, our system does not make such mistakes.",
        over="b09",
        at_s=1.3,
        cuts_after_s=0.8,
        kind="interruption",
        techniques=("dismissive", "arguing"),
    ),
    _rushed(
        "b11", "You did not read the letter that we sent you.", gap_s=0.25, techniques=("blaming",)
    ),
    _customer("b12", MONDAY, gap_s=0.4, techniques=("complaint",)),
    _rushed(
        "b13",
        "Yes, but you have to look at the letter.",
        over="b12",
        at_s=0.9,
        kind="butting_in",
        techniques=("negative_wording",),
    ),
    _customer("b14", NEVER, gap_s=0.4, techniques=("complaint",)),
    _rushed(
        "b15",
        "Everybody has to wait for ten days, and so do you.",
        gap_s=0.3,
        techniques=("dismissive",),
    ),
    _rushed(
        "b16",
        "It is written in the contract, under point nine.",
        gap_s=0.25,
        techniques=("dismissive",),
    ),
    _customer("b17", THURSDAY, gap_s=0.4, techniques=("complaint",)),
    _rushed(
        "b18",
        "Calm down, sir, I am not the one who cut the line.",
        over="b17",
        at_s=2.0,
        cuts_after_s=1.3,
        kind="interruption",
        techniques=("negative_wording",),
    ),
    _rushed(
        "b19",
        "We had a lot of calls on Thursday, that is just how it is.",
        gap_s=0.25,
        techniques=("dismissive",),
    ),
    _customer("b20", RENT, gap_s=0.4, techniques=("complaint",)),
    _raised(
        "b21",
        "I am sorry you feel that way, but your rent is not our problem.",
        over="b20",
        at_s=1.3,
        cuts_after_s=2.4,
        kind="interruption",
        techniques=("non_apology", "dismissive"),
    ),
    _raised(
        "b22",
        "You have to ask your bank about that, and not me.",
        gap_s=0.25,
        techniques=("dismissive", "negative_wording"),
    ),
    _rushed(
        "b23",
        "Then you have to wait until the money comes back.",
        gap_s=1.4,
        techniques=("negative_wording",),
    ),
    _customer("b24", NOW, over="b23", at_s=0.12, kind="simultaneous_start"),
    _rushed(
        "b25",
        "I can not do anything about it from here.",
        gap_s=0.35,
        techniques=("negative_wording",),
    ),
    _customer("b26", ELEVEN, gap_s=0.4, techniques=("complaint",)),
    _raised(
        "b27",
        "There is no reason to shout at me.",
        over="b26",
        at_s=0.8,
        kind="butting_in",
        techniques=("blaming", "negative_wording"),
    ),
    _customer(
        "b28",
        "I want to speak to your manager and I want my money back.",
        gap_s=0.4,
        techniques=("complaint",),
    ),
    _raised(
        "b29",
        "The manager will tell you exactly the same thing.",
        over="b28",
        at_s=1.6,
        cuts_after_s=0.6,
        kind="interruption",
        techniques=("dismissive",),
    ),
    _raised(
        "b30",
        "You have to send us the form, and you have to sign it first.",
        gap_s=0.25,
        techniques=("negative_wording",),
    ),
    _customer(
        "b31",
        "Nobody ever told me that there is a form for this.",
        gap_s=0.35,
        techniques=("complaint",),
    ),
    _raised(
        "b32",
        "Well, I am telling you now, so please write it down.",
        over="b31",
        at_s=0.8,
        cuts_after_s=1.5,
        kind="interruption",
        techniques=("arguing",),
    ),
    _customer("b33", "And when will I get my money back?", gap_s=0.5),
    _rushed(
        "b34",
        "It will come when it comes, I can not say more.",
        gap_s=0.3,
        techniques=("dismissive", "negative_wording"),
    ),
    _rushed("b35", "There are two hundred people in front of you.", gap_s=0.25),
    _customer("b36", "That is not good enough for me.", gap_s=0.4, techniques=("complaint",)),
    _rushed(
        "b37",
        "Other people are waiting on the line, goodbye.",
        gap_s=0.25,
        techniques=("dismissive",),
    ),
)

HOLD_CALL_BEFORE_KEYS: tuple[Line, ...] = (_calm("h01", "Please enter your number.", gap_s=0.4),)

HOLD_CALL_BEFORE_HOLD: tuple[Line, ...] = (
    _calm("h02", THANKS, gap_s=0.9, techniques=("greeting",)),
    _calm("h03", HELP, gap_s=0.35, techniques=("greeting",)),
    _customer("h04", "Hello, I would like to know when my new phone will come.", gap_s=0.5),
    _calm("h05", "I will look that up for you.", techniques=("support",)),
    _calm("h06", "May I put you on hold for half a minute?", gap_s=0.35),
    _customer("h07", "Yes, that is fine.", gap_s=0.4),
)

HOLD_CALL_AFTER_HOLD: tuple[Line, ...] = (
    _calm("h08", "Thank you for holding.", gap_s=0.6, techniques=("appreciation",)),
    _calm(
        "h09",
        "Your phone left us this morning, and it will be with you tomorrow by noon.",
        gap_s=0.35,
        techniques=("next_step_with_time",),
    ),
    _customer("h10", "Oh good, thank you very much.", gap_s=0.4),
    _calm("h11", ELSE, techniques=("resolution_check",)),
    _customer("h12", ALL, gap_s=0.4),
    _calm("h13", BYE, gap_s=0.35, techniques=("closing",)),
    _customer("h14", THANKS_BYE, gap_s=0.4),
)

ALL_LINES: tuple[Line, ...] = (
    GOOD_CALL + BAD_CALL + HOLD_CALL_BEFORE_KEYS + HOLD_CALL_BEFORE_HOLD + HOLD_CALL_AFTER_HOLD
)


def sentences() -> tuple[tuple[str, str], ...]:
    """The distinct (party, sentence) pairs of all calls, in order."""
    return tuple(sorted({(line.party, line.text) for line in ALL_LINES}))
