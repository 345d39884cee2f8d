"""Speakers become parties by what the user says, by obvious names, or as the only one left."""

from __future__ import annotations

import pytest

from callcoach.errors import TimelineError
from callcoach.types.call import Party
from callcoach.words.timeline_names import named_parties


def party_of(*speakers: str, **given: Party) -> dict[str, Party]:
    return dict(named_parties(speakers, given, "call.srt").party_of)


@pytest.mark.parametrize(
    ("name", "party"),
    [
        ("agent", "agent"),
        ("AGENT", "agent"),
        ("Customer_Service-Representative", "agent"),
        ("CSR", "agent"),
        (" Caller ", "customer"),
        ("unknown", "unknown"),
        ("<NA>", "unknown"),
    ],
)
def test_obvious_names_need_no_mapping(name: str, party: str) -> None:
    assert party_of(name) == {name: party}


@pytest.mark.parametrize("name", ["ch_0", "spk_1", "speaker_0", "A", "1", "agents", "left"])
def test_numbers_of_channels_say_nothing(name: str) -> None:
    with pytest.raises(TimelineError, match=f"the party of '{name}'; "):
        party_of(name)


def test_what_the_user_says_comes_before_the_name() -> None:
    # In an outbound call the caller is the agent.
    assert party_of("Caller", "Bo", Caller="agent") == {"Caller": "agent", "Bo": "customer"}
    assert party_of("ANNA", "customer", Anna="agent")["ANNA"] == "agent"


def test_the_only_other_speaker_is_the_other_party_and_a_notice_says_so() -> None:
    named = named_parties(["Anna", "Bo", "unknown"], {"Anna": "customer"}, "call.srt")
    assert named.party_of == {"Anna": "customer", "Bo": "agent", "unknown": "unknown"}
    assert named.notices == ("'Bo', the only other speaker, was taken to be the agent.",)


def test_names_that_were_understood_are_told() -> None:
    named = named_parties(["agent", "Caller", "Rep"], {}, "call.srt")
    (notice,) = named.notices
    assert notice == "Speakers taken by their names: 'Caller' as the customer, 'Rep' as the agent."


def test_a_name_that_is_not_there_is_told() -> None:
    named = named_parties(["agent", "customer"], {"Anan": "agent"}, "call.srt")
    (notice,) = named.notices
    assert notice == "The transcript has no speaker 'Anan'; it has 'agent', 'customer'."


@pytest.mark.parametrize(
    ("speakers", "given", "message"),
    [
        (
            ["ch_0", "ch_1"],
            {},
            "call.srt: cannot tell the party of 'ch_0', 'ch_1'; it has the speakers 'ch_0', "
            "'ch_1'. Add --party ch_0=agent --party ch_1=customer, or the other way round",
        ),
        (
            ["Jane Doe", "O'Hara"],
            {},
            "call.srt: cannot tell the party of 'Jane Doe', \"O'Hara\"; it has the speakers "
            "'Jane Doe', \"O'Hara\". Add --party 'Jane Doe=agent' "
            "--party 'O'\"'\"'Hara=customer', or the other way round",
        ),
        (
            ["Anna", "Bo", "Cy"],
            {"Anna": "agent"},
            "call.srt: cannot tell the party of 'Bo', 'Cy'; it has the speakers 'Anna', 'Bo', "
            "'Cy'. Add --party Bo=customer --party Cy=unknown",
        ),
        (
            ["agent", "customer", "IVR"],
            {},
            "call.srt: cannot tell the party of 'IVR'; it has the speakers 'agent', "
            "'customer', 'IVR'. Add --party IVR=unknown",
        ),
    ],
)
def test_unnamed_speakers_get_the_option_to_add(
    speakers: list[str], given: dict[str, Party], message: str
) -> None:
    with pytest.raises(TimelineError) as caught:
        named_parties(speakers, given, "call.srt")
    assert str(caught.value) == message


def test_a_crowd_is_not_listed_whole() -> None:
    with pytest.raises(TimelineError, match=r"'s5' and 14 more; .*'s5' and 14 more\. Add"):
        party_of(*(f"s{i}" for i in range(20)))
