"""Whether what somebody says on a topic answers a question that only shares words with it: its kind of question, and what it asks of the topic besides.

`how many pairs of shoes do you have` is not answered by what somebody says of shoes, unless a number is in it; `are you not afraid that the rope will
carry you` not by what is said of the rope, unless anything in it is near *afraid* or *carry*. What is written is the only witness.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from attrs import frozen

from kalmurzaeva.engine.help import words_of
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.likeness import likeness, weight
from kalmurzaeva.grammar.questions import kind_of
from kalmurzaeva.grammar.wordings import alike
from kalmurzaeva.model.memo import once_a_story
from kalmurzaeva.model.story import Block, Paragraph, Story, TextRun
from kalmurzaeva.model.traversal import parts_of, walk
from kalmurzaeva.parser.agreement import everyone
from kalmurzaeva.parser.contrary import EMPTY
from kalmurzaeva.parser.evidence import is_content, stem

# How an answer begins that says whether something is so.
_FIRMLY = re.compile(
    r"[\"“](?:yes|no|not|never|always|sometimes|often|of course|i do|i am|a little|only|once|nearly)\b", re.IGNORECASE
)
_WHEN = frozenset(map(stem, "today tomorrow tonight yesterday now morning evening night day".split()))
_OF_A_SAYING = frozenset("say said think want mean tell write do".split())
_DOING = (("did",), ("does",))
# How near a word of an answer must come to one of the question.
_NEAR, _COMMON = 0.55, 0.4
_NUMBERS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty
    sixty seventy eighty ninety hundred thousand million half dozen all none both every many few several once twice enough first second third""".split()
)
_TIMES = frozenset(
    """before after since until till when today tomorrow yesterday tonight morning afternoon evening night noon midnight day days week weeks
    month months year years minute minutes hour hours monday tuesday wednesday thursday friday saturday sunday january february march april may june july
    august september october november december spring summer autumn winter soon never always ago early late later clock""".split()
)
_PLACES = frozenset(
    """behind above below beside under down out outside inside upstairs downstairs here there home left right through round near across opposite corner
    along yard street road town city village river house room next""".split()
)
_REASONS = frozenset("because so since if otherwise then wants wanted cannot cause reason".split())
_SOMEBODY = frozenset(
    "he she they her him his their we us nobody somebody everybody everyone mother father aunt uncle sister brother girl girls boy boys man woman wife husband people i me my".split()
)
_EVIDENCE = {
    "how_many": _NUMBERS,
    "when": _TIMES | _NUMBERS,
    "where": _PLACES,
    "why": _REASONS,
    "who": _SOMEBODY,
}
# What a question says and asks nothing by.
_SAYS_NOTHING = frozenset(
    """get got use used make made take took put keep kept come came give gave let seem look looked tell told ask mean meant want wanted need like
    always never often sometimes exactly please just still already again thing things something anything everything someone anyone
    kind sort lot bit much long pairs time times really actually today now here people one ones little big good bad nice new old real true great fine""".split()
)
_ABBREVIATED = re.compile(r"['’].*")


def answers(view: View, phrase: Sequence[str], topic: Sequence[str], shared: frozenset[str], block: Block) -> bool:
    """Whether a block on a topic answers a question put in a phrase with which the topic shares some stems. What is no question it answers."""
    kind = kind_of(" ".join(phrase))
    if kind is None:
        return True
    names = everyone(view.story) if " ".join(topic) not in view.story.entities else {}
    left = [
        word
        for word in phrase
        if is_content(word)
        and word not in EMPTY
        and word not in _SAYS_NOTHING
        and word not in names
        and stem(word) not in shared
    ]
    if left and shared <= _WHEN:
        return False  # `what should I say tomorrow` is not *coming tomorrow*
    told, asked = _told(view.story, block), kind_of(" ".join(topic))
    if asked not in (kind, None) and kind not in told.kinds:
        return False  # `where is the ring` is not *why the ring is heavy*
    explained = sum(_is_said(word, told) for word in left)
    if kind == "why" and asked is None and explained == len(left):
        return True  # what somebody says of a thing is why it is so, where nothing else is asked
    if (
        asked is None
        and kind not in told.kinds
        and kind in _EVIDENCE
        and not (_EVIDENCE[kind] & told.words or (kind in ("when", "how_many") and told.counted))
    ):
        return False
    if kind == "whether" and len(left) == 1 and told.firmly:
        return True  # a yes or a no to one thing that is asked of it
    if asked is None and kind == "what" and not _OF_A_SAYING.isdisjoint(phrase) and phrase[1:2] in _DOING:
        return False  # `what did the director say` is not what is said of him
    return not left or explained * 2 > len(left) - (len(shared) > 1)


@frozen
class _Told:
    """The words of a block; what kinds of question it is written for; their stems, and those of the topics that it is written for; whether a figure is among them; whether it begins with a yes or a no."""

    words: frozenset[str]
    kinds: frozenset[str | None]
    stems: frozenset[str]
    counted: bool
    firmly: bool


@once_a_story
def _told(story: Story, block: Block) -> _Told:
    words = frozenset(_ABBREVIATED.sub("", word) for word in words_of(story, block)) | words_of(story, block)
    items = [item for item, _ in walk(block.items)]
    varied = [part for item in items if isinstance(item, Paragraph) for part in parts_of(item.parts)]
    firmly = any(isinstance(part, TextRun) and _FIRMLY.match(part.text) for part in varied)
    content = frozenset(stem(word) for word in words if is_content(word))
    topics = [form.topic for form in block.forms if isinstance(form.topic, str)]
    content |= {stem(word) for topic in topics for word in topic.split() if is_content(word)}
    return _Told(
        words, frozenset(map(kind_of, topics)) - {None}, content, any(word[:1].isdigit() for word in words), firmly
    )


def _is_said(word: str, told: _Told) -> bool:
    if stem(word) in told.stems or not told.words.isdisjoint(alike().get(word, ())):
        return True
    if weight(word) < _COMMON:
        return False  # common words stand near anything
    return any(likeness(word, other) >= _NEAR for other in told.words if is_content(other) and other not in EMPTY)
