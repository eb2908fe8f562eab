"""The built-in answers: what the game says when neither the story's blocks nor its `verbs` passages do.

They are plain. A story gives its own in its own voice. `{the}` and `{The}` stand for the noun.
"""

from __future__ import annotations

from kalmurzaeva.engine.view import View
from kalmurzaeva.model.story import Command

_TEXTS = {
    "examine": "You see nothing more about {the}.",
    "search": "You find nothing that you were not looking at already.",
    "listen": "Nothing here makes a sound worth following.",
    "smell": "It smells as such places smell.",
    "touch": "{The} feels as it looks.",
    "taste": "You would rather not.",
    "take": "{The} can stay here.",
    "steal": "{The} can stay here.",
    "drop": "You keep hold of it.",
    "put": "That would help nobody.",
    "give": "{The} is not yours to give.",
    "show": "That meets no interest.",
    "ask": "{The} has nothing to say about that.",
    "ask_for": "{The} does not give you that.",
    "tell": "{The} listens, and says nothing.",
    "talk": "{The} has nothing to say just now.",
    "say": "You say it. Nothing answers.",
    "yes": "Nobody asked.",
    "no": "Nobody asked.",
    "order": "{The} has other things to do.",
    "call": "There is nobody to call.",
    "remember": "Nothing comes.",
    "think": "You think about it.",
    "refrain": "Then you do not.",
    "attempt": "You think of it, and leave it at that.",
    "go": "You cannot go there from here.",
    "direction": "There is no compass here. EXITS says where you could go.",
    "up": "There is no way up.",
    "down": "There is no way down.",
    "in": "There is nothing to go into.",
    "out": "EXITS says where you could go.",
    "wait": "Time passes.",
    "sleep": "Not here.",
    "dance": "Not here, not now.",
    "jump": "You jump, and land.",
    "open": "{The} does not open.",
    "close": "{The} does not close.",
    "read": "There is nothing written on {the}.",
    "eat": "{The} is not for eating.",
    "drink": "{The} is not for drinking.",
    "hit": "That would mend nothing.",
    "break": "{The} stays whole.",
    "kiss": "No.",
    "sing": "You hum two bars of it.",
    "swear": "You say it under your breath.",
    "magic": "A word from another story.",
    "who": "You know who you are.",
    "feel": "Much as before.",
    "look_up": "There is nothing up there that you did not know of.",
    "look_down": "The floor, and you on it.",
    "time": "You have no watch on.",
    "score": "There is nothing to count here.",
    "inventory": "You carry nothing that matters here.",
    "keep": "There is nothing there to keep.",
    "why": "Nothing has been refused. WHY gives the reason when something is; GOALS says what is wanted here, and ASK somebody ABOUT something asks them.",
    "hint": "Look at what is here, and ask whoever is here. EXITS, TOPICS and LOOK say what there is.",
}
_OTHERWISE = "It comes to nothing here."
_GONE = "{The} is not here."


def not_here(view: View, identity: str) -> str:
    """What is said when a command names what is out of scope."""
    return _GONE.replace("{The}", view.word(identity, "The"))


def answer(view: View, command: Command) -> str:
    """The built-in answer to a command."""
    noun = command.noun or command.topic
    text = _TEXTS.get(command.verb, _OTHERWISE)
    if noun is None and ("{the}" in text.lower()):
        return _OTHERWISE
    if not noun:
        return text
    return text.replace("{the}", view.word(noun, "the")).replace("{The}", view.word(noun, "The"))
