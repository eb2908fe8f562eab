"""What hands type for each other: apostrophes left out, words cut short. A clause in plain spelling, before anything is compared.

A short form that names something in scope stays what it is.
"""

from __future__ import annotations

import re
from collections.abc import Container

_NOT = "do did does ca could would should is are was were have has had must need".split()
_SHORT = {
    **{f"{word}nt": f"{'can' if word == 'ca' else word} not" for word in _NOT},
    **{f"{who}ve": f"{who} have" for who in ("i", "we", "you", "they")},
    **{f"{who}ll": f"{who} will" for who in ("you", "they", "it")},
    **{f"{who}s": f"{who} is" for who in ("he", "she", "who", "what", "that", "where", "how", "why", "there", "here")},
    **{f"{who}re": f"{who} are" for who in ("you", "they")},
    **{f"{who}d": f"{who} would" for who in ("they", "you")},
    "im": "i am", "wont": "will not", "aint": "is not", "lets": "let us", "hes": "he is", "cannot": "can not",
    "whats": "what is", "pls": "please", "plz": "please", "plse": "please", "ples": "please", "u": "you", "r": "are", "ur": "your",
    "ya": "you", "yr": "your", "thx": "thanks", "ty": "thank you", "tnx": "thanks", "gonna": "going to", "wanna": "want to", "gotta": "have got to",
    "lemme": "let me", "gimme": "give me", "dunno": "do not know", "cos": "because", "coz": "because", "cuz": "because",
    "msg": "message", "txt": "text", "pic": "picture", "pics": "pictures", "ppl": "people", "sth": "something", "smth": "something",
    "abt": "about", "bcs": "because", "bc": "because", "wot": "what", "wat": "what", "hav": "have", "wen": "when", "wud": "would",
    "cud": "could", "shud": "should", "luv": "love", "gd": "good", "nite": "night", "kinda": "kind of", "sorta": "sort of", "outta": "out of",
    "tho": "though", "thru": "through", "gotcha": "understood", "whatcha": "what are you", "whaddya": "what do you", "cmon": "come on",
    "whre": "where", "wher": "where", "wehre": "where", "waht": "what", "whta": "what", "teh": "the", "hte": "the", "adn": "and",
    "taht": "that", "thsi": "this", "abotu": "about", "aobut": "about", "becuase": "because", "idk": "I do not know", "omw": "on my way",
    "theres": "there is", "y'all": "you all", "em": "them", "d'you": "do you", "ma'am": "madam", "o'clock": "oclock",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
# `its` where nothing is owned: an article, a small word, a verb in *-ing*, or nothing that is here, stands behind it.
_ITS = re.compile(
    r"\bits(?= +(?:an?|the|too|so|very|really|not|only|just|all|my|your|his|her|me|you|him|us|them|on|in|at|up|for|from|like|been|no"
    r"|nearly|almost|always|never|over|because|what|where|how|why|who|that|this|going|getting|being|raining|snowing|ok|okay|fine)\b)",
    re.IGNORECASE,
)
_ITS_LAST = re.compile(
    r"(?:^|\b(?:if|that|because|but|and|think|know|hope|say|wow|oh) +)(its) +(\w+)[.!? ]*$", re.IGNORECASE
)


def plainly(text: str, named: Container[str]) -> str:
    """`text` with its short forms written out, but for those words that are `named` something here."""

    def out(found: re.Match[str]) -> str:
        typed = found.group()
        word = typed.lower().replace("’", "'")
        if word not in _SHORT or word in named or (len(word) == 1 and not _among_words(text, found)):
            return typed
        plain = _SHORT[word]
        return plain[:1].upper() + plain[1:] if typed[:1].isupper() and len(typed) > 1 else plain

    if not _SHORT.keys().isdisjoint(map(str.lower, _WORD.findall(text.replace("’", "'")))):
        text = _WORD.sub(out, text)
    if text.isascii() and "its" not in text.lower():
        return text
    text = _ITS.sub("it is", text)
    last = _ITS_LAST.search(text)
    if last and last.group(2).lower() not in named:
        text = f"{text[: last.start(1)]}it is{text[last.end(1) :]}"
    return text


def _among_words(text: str, found: re.Match[str]) -> bool:
    """Whether a letter stands in a sentence, and is no direction (`go u`)."""
    if text[: found.start()].lower().endswith(("a ", "an ", "the ", "letter ")):
        return False
    others = _WORD.findall(text[: found.start()]) + _WORD.findall(text[found.end() :])
    return len(others) >= 2 or (len(others) == 1 and others[0].lower() not in ("go", "walk", "climb", "look", "x", "l"))
