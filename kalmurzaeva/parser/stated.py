"""What a line only states: how something is, was, or is had, seen or liked. `I've got six thousand` sends nothing, whatever is listed with those words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import ARTICLES, tokens
from kalmurzaeva.model.story import Block
from kalmurzaeva.parser.agreement import people_of
from kalmurzaeva.parser.evidence import AUXILIARIES, Heard, is_content, negated, stem

_BETWEEN = r"(?:(?:also|just|only|still|really|never|always|already|so|all|both|ever|not) )*"
_IS = r"(?:is|are|was|were|has|have|had|looks?|seems?|smells?|hurts?|aches?|sounds?|feels?|must be|may be|might be|will be|would be)"
_FEELS = (
    r"(?:am|feel) (?:a (?:bit|little) |quite |rather |too |so |very |really |still |not )*(?:afraid|frightened|scared|nervous|worried|anxious|embarrassed|jealous|happy|sad|lonely|hungry|thirsty"
    r"|cold|warm|angry|cross|lost|relieved|moved|touched|surprised|grateful|torn|confused|homesick|guilty)"
)
# One's own: what is had, known, felt or seen; not what one is about to do.
_OF_ONESELF = (
    rf"(?:i|we) {_BETWEEN}(?:have|had|like|liked|hate|hated|love|loved|know|knew|own|miss|missed|(?:can |could )?(?:see|hear)|saw|heard|was|were|wonder|wondered"
    r"|do not (?:have|like|know|see|own|love|remember)|did not (?:have|like|know|see|own|love)|am (?:so |very |really )?(?:tired|sick|fond|proud|ashamed|sure|glad|sorry|aware)|{_FEELS}) (?!to\b).+"
)
_OF_OTHERS = (
    rf"(?:it|that|this|there|these|those|she|he|they|you|everything|everybody|everyone|nobody|somebody|someone|something|nothing) {_BETWEEN}"
    rf"(?:{_IS}|told|said|knows?|knew|likes?|liked|loves?|loved|hates?|hated|wants?|wanted|owns?|owned)\b.+"
)
_OF_A_THING = (
    rf"(?:the|a|an|my|her|his|its|our|your|their|this|that) (?:(?!who\b|that\b|which\b|what\b)\w+ ){{1,4}}{_IS}\b.*"
)
_CRIED_OUT = r"what an? .+|(?:the|a|an|my|her|his|its|our|your|their) \w+(?: \w+)? again"
_STATED = re.compile("|".join((_OF_ONESELF, _OF_OTHERS, _OF_A_THING, _CRIED_OUT)))
# What is decided or about to be done is no mere fact.
_DECIDED = re.compile(
    r"\b(?:decided|chosen|agreed|going to|about to|have to|had to|had better|had rather|has to|time to|need to|ready to)\b"
)
_TO_WHOM = frozenset("her him them".split())
_MUCH = 2
_SPOKEN = frozenset("say tell answer admit confess".split())


def states(view: View, heard: Heard) -> bool:
    """Whether a line only says how things are, were, or are had, seen or liked."""
    if heard.question and heard.words[:2] not in (("what", "a"), ("what", "an")):
        return False
    line = " ".join(_uncalled(view, heard))
    return _STATED.fullmatch(line) is not None and _DECIDED.search(line) is None


def feels(heard: Heard) -> bool:
    """Whether a line says how one feels: `I am a bit afraid of it`."""
    return re.search(rf"\bi {_BETWEEN}{_FEELS}\b", " ".join(heard.words)) is not None


def _uncalled(view: View, heard: Heard) -> tuple[str, ...]:
    """The words behind what only leads up to them: a name that is called, or a cry, before a comma."""
    names = people_of(view.story, view.around.persons).names
    begin = 0
    for comma in sorted(heard.commas):
        if all(word in names or place in heard.aside for place, word in enumerate(heard.words[:comma])):
            begin = comma
    return heard.words[begin:]


def says_so(heard: Heard, block: Block, label: Sequence[str]) -> bool:
    """Whether a choice, or one of its forms, is itself such a statement, and a line makes it: *"There were eleven seats"*."""
    if heard.words[0] == "what":
        return any(tuple(tokens(form.topic)) == heard.words for form in block.forms if isinstance(form.topic, str))
    line = [word for word in heard.words if word not in ARTICLES]
    said = [tokens(form.topic) for form in block.forms if isinstance(form.topic, str)]
    for words in said:
        own = [word for word in words if word not in ARTICLES]
        if own == line or (not AUXILIARIES.isdisjoint(own) and _runs_in(own, line)):
            return True
    own = [word for word in label if word not in ARTICLES]
    if own[:1] and own[0] not in _SPOKEN and not _STATED.fullmatch(" ".join(own)):
        return False
    own = own[1:] if own[:1] and own[0] in _SPOKEN else own
    own = own[1:] if own[:1] and own[0] in _TO_WHOM else own
    own = own[1:] if own[:1] == ["that"] else own
    if not AUXILIARIES.isdisjoint(own) and _runs_in(own, line):
        return True
    content = {stem(word) for word in own if is_content(word)}
    same = content & {stem(word) for word in line if is_content(word)}
    return (
        bool(content)
        and not AUXILIARIES.isdisjoint(own)
        and negated(own) == heard.negated
        and len(same) >= _MUCH
        and 2 * len(same) > len(content)
    )


def _runs_in(words: Sequence[str], line: Sequence[str]) -> bool:
    """Whether words stand in a line one after the other."""
    return any(list(line[at : at + len(words)]) == list(words) for at in range(len(line) - len(words) + 1))
