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
    "time": "You have no watch on.",
    "score": "There is nothing to count here.",
    "inventory": "You carry nothing that matters here.",
    "keep": "There is nothing there to keep.",
    "why": "Nothing has been refused.",
    "hint": "Look at what is here, and ask whoever is here. EXITS, TOPICS and LOOK say what there is.",
}
_MOST_TOPICS = 9
_OTHERWISE = "Nothing comes of that."
_GONE = "{The} is not here."


def not_here(view: View, identity: str) -> str:
    """What is said when a command names what is out of scope."""
    return _GONE.replace("{The}", view.word(identity, "The"))


def answer(view: View, command: Command) -> str:
    """The built-in answer to a command."""
    if command.verb == "topics":
        return _topics(view, command.noun)
    if command.verb == "exits":
        return _exits(view)
    noun = command.noun or command.topic
    text = _TEXTS.get(command.verb, _OTHERWISE)
    if noun is None and ("{the}" in text.lower()):
        return _OTHERWISE
    if not noun:
        return text
    return text.replace("{the}", view.word(noun, "the")).replace("{The}", view.word(noun, "The"))


def _topics(view: View, person: str | None) -> str:
    """What could be raised with whoever is here."""
    sentences = []
    for name in [person] if person else view.present():
        topics = topics_for(view, name)
        if topics:
            sentences.append(f"With {view.word(name, 'the')} you could talk about {listed(topics, 'or')}.")
    return " ".join(sentences) or (
        "You have asked what there was to ask." if view.present() else "There is nobody here to ask."
    )


def topics_for(view: View, person: str) -> list[str]:
    """What the story would answer now, in words: first what belongs to this place, then what was not asked yet; never more than a
    person has in mind at once."""
    fresh: list[str] = []
    for layer in view.layers:
        spoken = set()
        for command, blocks in layer.exact.items():
            if command.verb == "ask" and command.noun == person and command.topic:
                block = next((block for block in blocks if view.holds(block.condition)), None)
                if block and block.id not in spoken and not view.shown.get(block.id):
                    spoken.add(block.id)
                    words = _topic_words(view, command.topic)
                    if words not in fresh:
                        fresh.append(words)
    return fresh[:_MOST_TOPICS]


def _topic_words(view: View, topic: str) -> str:
    entity = view.story.entities.get(topic)
    if topic == view.story.player:
        return "yourself"
    if entity is None:
        return view.story.spoken.get(topic, topic)
    return view.word(topic, "the" if entity.kind == "thing" else "name")


def _exits(view: View) -> str:
    """The places that a live header goes to."""
    found = []
    for thing in view.things():
        if thing.exit:
            found.append(view.word(thing.id, "the"))
    if not found:
        return "No other place is named here. LOOK says what there is to do."
    return f"You could go to {listed(found, 'or')}."


def listed(words: list[str], last: str = "and") -> str:
    """`a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
