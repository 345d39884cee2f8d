"""The English playbook: what counts as each technique, what nearly does, and what denies it."""

from __future__ import annotations

from typing import Any

import pytest

from callcoach.coaching import coach, load_pack
from callcoach.settings import Settings
from callcoach.types.review import Technique
from pack_cases import cases

CONTRACT = [
    *("steady_under_pressure", "let_them_vent", "affirmation", "clarifying_question"),
    *("paraphrase", "feelings_summary", "empathy", "apology", "ownership", "options"),
    *("next_step_with_time", "ask_preference", "boundary", "polite_policy", "support"),
    *("resolution_check", "follow_up", "documenting", "common_ground", "education"),
    *("appreciation", "positive_wording", "greeting", "closing", "non_apology", "blaming"),
    *("dismissive", "negative_wording", "jargon", "arguing", "complaint", "abuse"),
]

BEFORE: dict[str, str] = {
    "paraphrase": "I ordered a blue kettle in March and the handle came off after two days",
}
"""What the customer said before the agent's line, where the technique looks back."""

FOUND: dict[str, list[str]] = {
    "greeting": [
        "Good morning, Harbour Insurance, how can I help you today?",
        "thank you for calling this is maria speaking",
        "Hello and welcome to Brightwater, what can I do for you?",
        "hi my name is tom how may i assist you",
    ],
    "closing": [
        "Thanks for calling, have a great day.",
        "thank you so much for contacting us bye bye",
        "Enjoy the rest of your evening.",
        "All right, take care, goodbye.",
    ],
    "clarifying_question": [
        "Could you tell me more about what happened?",
        "when did this start",
        "Can you walk me through the steps you took?",
        "When you say it freezes, do you mean the whole screen?",
        "How long has this been going on?",
        "what exactly happened after you pressed the button",
        "Which order is it about?",
        "did you get an error message",
    ],
    "paraphrase": [
        "So what happened is that the handle of your kettle came off.",
        "Let me make sure I understand, you ordered a kettle in March and the handle broke.",
        "if i understand correctly the blue kettle came without a handle after two days",
        "So if I have it right, you ordered the kettle in March and the handle came off.",
        "just to make sure i understood the handle of the kettle came off in march",
        "So you ordered the kettle in March and two days later the handle broke?",
    ],
    "feelings_summary": [
        "It sounds like this has been really frustrating for you.",
        "i can hear how upsetting this is",
        "So you felt let down when nobody called.",
        "it sounds like you are worried about the deadline",
    ],
    "empathy": [
        "I understand how frustrating this must be.",
        "i can see why you would be upset",
        "That must have been very stressful.",
        "I'm sorry to hear that.",
        "I'd feel the same way.",
        "i completely understand your concern",
        "I can only imagine how difficult that was.",
        "i'm so sorry you have had to deal with this",
    ],
    "apology": [
        "I'm so sorry about the delay with your order.",
        "I apologize for the confusion.",
        "we're really sorry that we sent you the wrong part",
        "i do apologise for keeping you waiting",
        "My sincere apologies for the mix-up.",
        "I'm sorry we didn't call you back.",
        "im sorry you were charged twice",
        "You're right, and I'm sorry. We took the money twice.",
    ],
    "ownership": [
        "That was our mistake.",
        "this is completely our fault",
        "I take full responsibility for that.",
        "We made an error on your bill.",
        "it's my mistake i typed the wrong number",
        "We should have called you on Monday.",
        "that one's on us",
        "We shouldn't have charged you for that.",
        "I'll personally make sure this gets done.",
        "I will take care of it myself until the money is back.",
    ],
    "options": [
        "I can either refund you or send a new one.",
        "Would you like a refund or a replacement?",
        "we can send someone on monday or you can bring it to the shop",
        "I can issue a credit today. Or I can replace the unit if you prefer.",
        "You have two options here.",
        "Would you prefer to hold or have me call you back?",
    ],
    "next_step_with_time": [
        "You'll receive the refund within three to five business days.",
        "the technician will be there tomorrow between 2 and 4",
        "We'll send the new part by Friday.",
        "It should arrive by the end of the week.",
        "I'll get it fixed today.",
        "the refund will take about five days",
    ],
    "ask_preference": [
        "What would work best for you?",
        "which one would you prefer",
        "How would you like us to handle this?",
        "Would that work for you?",
        "what time works for you",
        "Do you prefer email?",
    ],
    "positive_wording": [
        "What I can do is send a replacement today.",
        "here's what i can do for you",
        "I'd be happy to look into it.",
        "We can definitely sort that out.",
        "let me see what i can do",
        "I can help you with that.",
    ],
    "support": [
        "Let me check with my manager.",
        "i will transfer you to someone in billing",
        "I'd like to bring in a specialist for this.",
        "Let me get my supervisor on the line.",
        "I'm going to escalate this for you.",
    ],
    "common_ground": [
        "We both want the same thing here.",
        "let's work through this together",
        "I want this fixed as much as you do.",
        "We can figure this out together.",
    ],
    "education": [
        "Let me explain how the billing cycle works.",
        "what that means for you is a lower bill",
        "The reason for that is the change of plan.",
        "The way it works is you pay a month ahead.",
        "this happens because the two accounts were joined",
    ],
    "boundary": [
        "I ask that you speak to me respectfully.",
        "please stop shouting at me",
        "If this goes on I will have to end the call.",
        "I can't continue if you use that language.",
        "Let's keep this conversation civil.",
        "I need you to stop swearing.",
    ],
    "polite_policy": [
        "To protect your account I need to ask two questions.",
        "for your security i have to verify your name",
        "I understand, unfortunately our policy allows thirty days, but what I can do is a credit.",
        "Our policy asks for that because cards get stolen.",
    ],
    "resolution_check": [
        "Is there anything else I can help you with?",
        "does that solve the problem for you",
        "Did that answer all your questions?",
        "Have I answered everything?",
        "are you happy with that",
        "Can I help you with anything else today?",
    ],
    "follow_up": [
        "I'll call you back tomorrow morning.",
        "we will follow up with you by email by friday",
        "I'm going to check back with you in two days.",
        "You'll hear from us within 24 hours.",
        "my manager will contact you this afternoon",
        "By Monday I will let you know.",
    ],
    "documenting": [
        "I've noted that on your account.",
        "i am making a note of this",
        "Your reference number is four four two.",
        "I've put all of it in the notes.",
        "We have documented everything.",
        "I've opened a ticket for this.",
        "I am writing all of this down in your file now.",
    ],
    "appreciation": [
        "Thank you for your patience.",
        "thanks so much for waiting",
        "I really appreciate your feedback.",
        "Thank you for bringing this to our attention.",
        "i appreciate you taking the time",
    ],
    "non_apology": [
        "I'm sorry you feel that way.",
        "sorry if that upset you",
        "I'm sorry but that's not our fault.",
        "I am sorry, but you should have read the terms.",
        "we apologise if there was any inconvenience",
        "I'm sorry about the delay, but there's nothing we can do.",
        "I'm sorry that you're upset.",
    ],
    "blaming": [
        "That's your own fault.",
        "you should have called us earlier",
        "You must have entered it wrong.",
        "If you had read the email you would know.",
        "you didn't follow the instructions",
        "that was the shipping department's fault",
    ],
    "dismissive": [
        "That's not my problem.",
        "there's nothing i can do",
        "It's not a big deal.",
        "You're overreacting.",
        "as i already told you it takes a week",
        "What do you expect me to do?",
        "It will come when it comes.",
    ],
    "negative_wording": [
        "You need to calm down.",
        "calm down sir",
        "You'll have to call another number.",
        "i can't do that",
        "We can't refund that.",
        "That's not possible.",
        "There is no reason to shout at me.",
    ],
    "arguing": [
        "No, you didn't.",
        "that's not true",
        "You're wrong.",
        "I never said that.",
        "No, that's not what I said.",
        "That cannot be, our system does not do that.",
    ],
}

NOT_FOUND: dict[str, list[str]] = {
    "greeting": ["you're welcome to try that", "what is my name is not the question", "okay"],
    "closing": ["I'll take care of it", "did you have a good time", "have a good look at page two"],
    "clarifying_question": [
        "Could you tell me your account number?",
        "can you tell me what your date of birth is",
        "I don't know how long that will take.",
        "what do you mean",
        "I know what exactly happened.",
        "Do you mean to pay today?",
    ],
    "paraphrase": [
        "So what happened is that our system was down.",
        "So what happened is that the kettle was sold out.",
        "Let me make sure I understand, could you say that again?",
        "I don't know what happened.",
        "The blue kettle with the handle is sold out.",
    ],
    "feelings_summary": [
        "It sounds like a frustrating film.",
        "it sounds like the line is bad",
        "I can hear you.",
        "Do you feel frustrated?",
        "I'm sorry you feel upset.",
    ],
    "empathy": [
        "I don't understand how that could be difficult.",
        "Can you see why that is difficult?",
        "I understand.",
        "I see how the form works.",
        "I'm not sorry to hear that.",
        "I understand your concern but those are the rules.",
        "I can't imagine why that would be difficult.",
    ],
    "apology": [
        "I'm not going to apologise for that.",
        "Sorry, could you repeat that?",
        "I'm sorry, I didn't catch that.",
        "I'm sorry to hear that.",
        "I won't apologise for the delay.",
        "You should apologise for that.",
        "I feel sorry for them.",
        "I'm sorry you feel that way.",
        "We're not sorry about that.",
        "sorry for how long was it down",
        "I'm sorry, but that is how it is.",
        "I apologise if there was a delay.",
        "Why should I apologise for that?",
        "We apologise for any inconvenience.",
        "I'm sorry for the delay, but it's not our fault.",
        "sorry",
    ],
    "ownership": [
        "That was not our mistake.",
        "it isn't our fault",
        "If we made a mistake we will fix it.",
        "I can't take responsibility for that.",
        "We never made a mistake.",
        "You said it was our fault.",
        "Whose fault is it?",
        "Did we make an error?",
    ],
    "options": [
        "You have no options.",
        "I can't either.",
        "Would you like to hold or something?",
        "We can send it on Monday.",
        "Two or three people called.",
        "There aren't any other options.",
    ],
    "next_step_with_time": [
        "We will send it soon.",
        "I won't call you tomorrow.",
        "I hope it will arrive by Friday.",
        "You called yesterday.",
        "It should not take five days.",
        "You received the letter in two days.",
    ],
    "ask_preference": [
        "How would you like it if I did that?",
        "What would you like me to do?",
        "I prefer email.",
        "That works for me.",
        "would you hold please",
    ],
    "positive_wording": [
        "I don't know what I can do.",
        "I can't help you with that.",
        "I wouldn't be happy to do that.",
        "I'd be happy to help but it is not possible.",
        "can i help you",
    ],
    "support": [
        "I can't transfer you to my manager.",
        "My manager is at lunch.",
        "There's no supervisor here.",
        "You have to talk to your bank.",
        "I'll get my coat.",
    ],
    "common_ground": [
        "They live together.",
        "We can't figure this out together.",
        "I want this done.",
        "I'm not on your side in this.",
    ],
    "education": [
        "I can't explain that.",
        "There is no reason for that.",
        "What does that mean?",
        "explain that to my manager",
    ],
    "boundary": [
        "Please don't call me back before five.",
        "Please hold.",
        "please speak up a little",
        "I will end the subscription.",
        "He was shouting at me.",
    ],
    "polite_policy": [
        "That's our policy.",
        "your insurance policy ends in may",
        "It is against the rules.",
        "I keep your account number here.",
    ],
    "resolution_check": [
        "There was nothing else I could do.",
        "Is there anything else wrong with it?",
        "That didn't answer your question.",
        "someone else can take it",
        "I can't think of anything else I can say.",
    ],
    "follow_up": [
        "I won't call you tomorrow.",
        "I'll call you back.",
        "You can call us tomorrow.",
        "I called you this morning.",
        "maybe someone will call tomorrow",
        "If I call you tomorrow, would that help?",
    ],
    "documenting": [
        "I haven't noted that.",
        "You should make a note of that.",
        "What is your reference number?",
        "I noticed that too.",
        "on a good note",
    ],
    "appreciation": [
        "Thank you.",
        "thanks",
        "Thank you for calling.",
        "I would appreciate your patience.",
        "I don't appreciate your feedback.",
        "Thanks for nothing.",
    ],
    "non_apology": [
        "I'm sorry about that.",
        "I'm sorry, but could you repeat that?",
        "I'm sorry but I can't hear you.",
        "Sorry, if you can hear the dog, that's mine.",
        "I'm not sorry if that helps.",
        "I'm sorry that you were charged twice.",
    ],
    "blaming": [
        "That's not your fault.",
        "it was never your mistake",
        "You should have received an email.",
        "You shouldn't have had to call twice.",
        "It was our fault.",
        "you did not get the letter",
    ],
    "dismissive": [
        "If it's not my department I'll find out whose it is.",
        "You're not overreacting.",
        "There's nothing I can do better than that today.",
        "it is a big deal",
        "that is my job",
        "It is our problem now.",
    ],
    "negative_wording": [
        "You don't have to call again.",
        "I can't do that today, but what I can do is book it for Monday.",
        "You can relax.",
        "I can't believe it.",
        "I can't thank you enough.",
        "Do you have to call them?",
        "Take your time, there's no rush.",
    ],
    "arguing": [
        "If you're wrong, we'll see it here.",
        "You're not wrong.",
        "You were wrongly charged.",
        "No, you don't need to do anything.",
        "That is true.",
        "That cannot be easy.",
    ],
}

CUSTOMER_FOUND: dict[str, list[str]] = {
    "complaint": [
        "This is unacceptable.",
        "I've been waiting for three weeks.",
        "i was charged twice and nobody called me back",
        "This is the third time I'm calling.",
        "I want to make a complaint.",
        "it stopped working again",
        "You keep telling me the same thing.",
    ],
    "abuse": [
        "You're an idiot.",
        "go to hell",
        "Shut up!",
        "you people are all liars",
        "Are you stupid?",
        "screw you",
    ],
}

CUSTOMER_NOT_FOUND: dict[str, list[str]] = {
    "complaint": [
        "I can't complain.",
        "I have no complaints.",
        "It was like a joke.",
        "I'm not unhappy with it.",
        "It works fine.",
        "It's the second time this year we go on holiday.",
    ],
    "abuse": [
        "The alarm would not shut up.",
        "You're not an idiot.",
        "I'm such an idiot.",
        "You are very kind.",
        "I felt stupid.",
        "He said you are stupid.",
    ],
}


def judged(drafts: Any, technique_id: str, line: str, party: str = "agent") -> Technique:
    lines = [(party, line)]
    if technique_id in BEFORE:
        lines.insert(0, ("customer", BEFORE[technique_id]))
    if technique_id == "closing":
        lines.insert(0, ("customer", " ".join(["well"] * 3 + ["so"] * 3)))
    coaching = coach(drafts.said(*lines), Settings())
    assert coaching.techniques is not None
    return next(one for one in coaching.techniques if one.id == technique_id)


@pytest.mark.parametrize(("technique_id", "line"), cases(FOUND))
def test_is_found(drafts: Any, technique_id: str, line: str) -> None:
    assert judged(drafts, technique_id, line).count == 1


@pytest.mark.parametrize(("technique_id", "line"), cases(NOT_FOUND))
def test_a_near_miss_or_denial_is_not_found(drafts: Any, technique_id: str, line: str) -> None:
    assert judged(drafts, technique_id, line).count == 0


@pytest.mark.parametrize(("technique_id", "line"), cases(CUSTOMER_FOUND))
def test_is_found_in_the_customers_words(drafts: Any, technique_id: str, line: str) -> None:
    assert judged(drafts, technique_id, line, "customer").count == 1


@pytest.mark.parametrize(("technique_id", "line"), cases(CUSTOMER_NOT_FOUND))
def test_is_not_found_in_the_customers_words(drafts: Any, technique_id: str, line: str) -> None:
    assert judged(drafts, technique_id, line, "customer").count == 0


@pytest.mark.parametrize(("technique_id", "line"), cases(FOUND))
def test_is_found_without_punctuation_capitals_or_apostrophes(
    drafts: Any, technique_id: str, line: str
) -> None:
    bare = "".join(letter for letter in line.lower() if letter.isalnum() or letter in " -'")
    assert judged(drafts, technique_id, bare.replace("-", " ")).count == 1


@pytest.mark.parametrize(("technique_id", "line"), cases(FOUND))
def test_belongs_to_the_agent_alone(drafts: Any, technique_id: str, line: str) -> None:
    lines = [("agent", "mm"), ("customer", line)]
    coaching = coach(drafts.said(*lines), Settings())
    found = {one.id: one.count for one in coaching.techniques or ()}
    assert found[technique_id] == 0


@pytest.mark.parametrize("technique_id", sorted(CUSTOMER_FOUND))
def test_the_agent_does_not_complain_or_abuse(drafts: Any, technique_id: str) -> None:
    for line in CUSTOMER_FOUND[technique_id]:
        coaching = coach(drafts.said(("agent", line), ("customer", "mm")), Settings())
        found = {one.id: one.count for one in coaching.techniques or ()}
        assert found[technique_id] == 0


def test_hesitations_and_repeated_words_do_not_hide_a_technique(drafts: Any) -> None:
    line = "I I'm um really uh sorry about about the delay"
    assert judged(drafts, "apology", line).count == 1


def test_every_technique_of_the_contract_is_in_the_pack_and_tested() -> None:
    rules = load_pack("en").techniques
    assert sorted(rule.id for rule in rules) == sorted(CONTRACT)
    from_words = {rule.id for rule in rules if rule.patterns}
    assert from_words == set(FOUND) | set(CUSTOMER_FOUND)
    assert from_words == set(NOT_FOUND) | set(CUSTOMER_NOT_FOUND)


def test_the_customers_i_cannot_believe_is_nothing_of_the_agents(drafts: Any) -> None:
    coaching = coach(
        drafts.said(("agent", "okay"), ("customer", "I can't believe this happened")), Settings()
    )
    assert {one.count for one in coaching.techniques or () if one.id != "complaint"} <= {0, None}
