"""What somebody said, in the mouth of whoever hears it: `have you got a kettle of your own?` is *Have I got a kettle of my own*.

English turns round word by word, but for *you*, which is *I* or *me*: it is *me* behind a verb that takes somebody, behind a preposition, and where nothing
is done by it.
"""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
# The shortest and the longest sentence that somebody says after another, in words.
_SHORTEST, _LONGEST = 3, 16
_END = re.compile(r"[\s.?!…]+$")
_TURNED = {
    "i": "you", "me": "you", "my": "your", "mine": "yours", "myself": "yourself", "i'm": "you're", "i've": "you've", "i'd": "you'd", "i'll": "you'll",
    "your": "my", "yours": "mine", "yourself": "myself", "you're": "I'm", "you've": "I've", "you'd": "I'd", "you'll": "I'll",
}  # fmt: skip
_BY_ME = {"are": "am", "were": "was", "aren't": "aren't", "weren't": "wasn't"}
_BY_YOU = {"am": "are", "was": "were", "wasn't": "weren't"}
_ASKING = frozenset(
    "do did are were have had will would can could should shall must may might don't didn't aren't weren't haven't won't wouldn't can't couldn't shouldn't".split()
)
# `What scares you most?`: who or what does it stands before the verb. What is said or thought has its own doer: `who says you can?`
_DOERS = frozenset("what who which that".split())
_NO_VERB = (
    _DOERS
    | _ASKING
    | frozenset(
        """say says said think thinks thought know knows knew believe believes hope hopes suppose supposes is was when where why how if as so
        whether""".split()
    )
)
_TAKING = frozenset(
    """tell told ask asked give gave show showed see saw hear heard help helped thank love loved like hate miss missed want wanted let make made
    watch watched hug kiss lend lent owe owed forgive forgave bring brought send sent call called follow hurt promise promised pay paid teach taught join beg
    on to for with about from of at by behind beside near without than between like past over under around into against""".split()
)
_DONE = frozenset(
    "about to for with of at on in from by and or but the a an my his her their this that these those what why how who where when if yes no please now then too again".split()
)
_IN_YOUR_PLACE = ("were", "you")
# Whoever does it, before what is done; and what no deed begins with.
_I_DO = re.compile(
    r"^(?:(?:and|so|then|now|just|ok|okay|well),? )*(?:(?:i|we)(?:['’]ll|['’]m going to|['’]d (?:like|love|prefer) to|['’]d (?:rather|better)"
    r"| will| (?:want|need|have|try|ought) to| would (?:like|love|prefer) to| am going to| would rather| just)?|let me|let us|let['’]s|to) ",
    re.IGNORECASE,
)
# `I answer: not yet` is to answer.
_WHAT_IS_SAID = re.compile(r"\s*[:;].*")
_NO_DEED = frozenset(
    """i you he she it we they a an the my your his her its our their this that these those there here what who where when why how which is are am was were do does
    did have has had can could will would shall should may might must in on at to for with of from by up down out off over under behind beside into not no
    yes and or but so if because very too also always never really still already please""".split()
)
_OF_THE_HEARER = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
_ENDING_IN = re.compile(r"..(?:ing|ed|ly)$")
_LEADING = frozenset("and but so oh well then no yes ok okay".split())


@lru_cache(maxsize=1024)
def turned(said: str) -> str | None:
    """A sentence as typed, its full stop or question mark at its end, turned round and without that mark; None for what is none, or too long to be said
    after anybody. What nobody typed, as a topic in a header, ends in no mark."""
    spoken = _END.sub("", said)
    words = [(found.group(), found.start(), found.end()) for found in _WORD.finditer(spoken)]
    if spoken == said or not _SHORTEST <= len(words) <= _LONGEST or any(mark in spoken for mark in '.?!;:"“()'):
        return None
    while len(words) > _SHORTEST and words[0][0].lower() in _LEADING:
        words.pop(0)
    low = [word.lower().replace("’", "'") for word, _, _ in words]
    if any(low[at] == "i" and tuple(low[at + 1 : at + 3]) == _IN_YOUR_PLACE for at in range(len(low))):
        return None  # `if I were you` is not turned word by word
    out, last = [], words[0][1]
    for at, (word, begin, end) in enumerate(words):
        out += [spoken[last:begin], _turned(low, at, word)]
        last = end
    said_back = "".join(out) + spoken[last:]
    return said_back[:1].upper() + said_back[1:]


@lru_cache(maxsize=1024)
def deed(said: str) -> str | None:
    """What somebody says they do, as a thing to do, turned round: `I get in beside my sister.` is *get in beside your sister*. None where no deed begins it."""
    spoken = _WHAT_IS_SAID.sub(".", _I_DO.sub("", said))
    first = _WORD.match(spoken)
    if (
        first is None
        or first.group().lower() in _NO_DEED
        or not first.group().isalpha()
        or _ENDING_IN.search(first.group().lower())
    ):
        return None
    if _OF_THE_HEARER.search(spoken):
        return None  # who hears it is not who says that it is not done
    back = turned(f"to {spoken[:1].lower()}{spoken[1:]}")
    return back[3:] if back is not None else None


def _turned(words: list[str], at: int, typed: str) -> str:
    word = words[at]
    before, behind = (words[at - 1] if at else ""), (words[at + 1] if at + 1 < len(words) else "")
    if word == "you":
        is_done_to = at > 1 and words[at - 2] in _DOERS and before not in _NO_VERB
        return "me" if is_done_to or not _does(before, behind) else "I"
    if word in _BY_ME and ("you" in (before, behind)) and (before == "you" or _does(word, "")):
        return _BY_ME[word]
    if word in _BY_YOU and "i" in (before, behind):
        return _BY_YOU[word]
    return _TURNED.get(word, typed)


def _does(before: str, behind: str) -> bool:
    """Whether a *you* between two words does something, and has nothing done to it."""
    if before in _ASKING or not before:
        return True
    return before not in _TAKING and bool(behind) and behind not in _DONE
