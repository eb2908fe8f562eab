"""The first stage: a typed line as words that can be compared.

*Folding* makes spellings equal: `Plié` and `plie`, `äbi` and `abi`, `Даша` and `dasha`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CYRILLIC = dict(
    zip(
        "абвгдезийклмнопрстуфхыэәөүңһ",
        "a b v g d e z i y k l m n o p r s t u f kh y e a o u n h".split(),
        strict=True,
    )
) | {
    "ё": "e", "ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "", "ю": "yu", "я": "ya", "җ": "j",
}  # fmt: skip
_LETTERS = str.maketrans(
    _CYRILLIC | {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "’": "'", "‘": "'", "ʼ": "'"}
)
# One number of two words: who has danced thirty-nine has not said *nine*.
_NUMBER_IN_TWO = re.compile(
    r"\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ](one|two|three|four|five|six|seven|eight|nine)\b"
)
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")

_CONTRACTIONS = {
    "what's": "what is", "who's": "who is", "where's": "where is", "how's": "how is", "that's": "that is", "it's": "it is",
    "i'm": "i am", "i'd": "i would", "i'll": "i will", "i've": "i have", "let's": "let us", "don't": "do not",
    "can't": "can not", "won't": "will not", "doesn't": "does not", "isn't": "is not", "whats": "what is", "whos": "who is",
    "dont": "do not", "wheres": "where is", "lets": "let us", "there's": "there is", "goodnight": "good night", "she's": "she is", "he's": "he is",
}  # fmt: skip
# What is cut short behind whoever does it: `you'll`, `they've`; `'s` may own something, and stays.
_SHORT_VERBS = {"'ll": "will", "'re": "are", "'ve": "have", "'d": "would", "'m": "am"}
# British and American, and what hands type for each other.
_SPELLINGS = {
    "color": "colour", "gray": "grey", "theater": "theatre", "center": "centre", "practise": "practice", "memorize": "memorise",
    "neighbor": "neighbour", "elevator": "lift", "apologize": "apologise", "program": "programme", "pajamas": "pyjamas",
    "mum": "mother", "mom": "mother", "mama": "mother", "dad": "father", "papa": "father", "granny": "grandmother",
    "grandma": "grandmother", "cellphone": "phone", "mobile": "phone", "tights'": "tights",
}  # fmt: skip

_POLITE = re.compile(
    r"^(?:(?:please|kindly|ok|okay|well|so|um|er|just|now|next|maybe|perhaps|also|and|then"
    r"|(?:could|can|would|will) you(?: please)?|(?:can|may|could|should|shall|must) i|i (?:want|need|would like|would love|am going|have|try|decide|will try)"
    r" to|i (?:will|would|must|should|can|shall)|i|let me|let us|go(?: and)?(?= (?:look|read|see|ask|talk|find|take|check|examine|watch|help|sit|stand) )|(?:try|attempt|begin|start|continue|proceed) to|go ahead and) +)+(?=\S)"
)
_AFTERWORDS = re.compile(r"(?: +(?:please|thanks|thank you|now|carefully|again please))+$")

PREPOSITIONS = frozenset(
    "in on at by for from of with to under behind near beside through across into where while".split()
)
# No name begins with what points at somebody or something, or says how it stands.
POINTING = frozenset("it him them me us you".split())
NAMELESS = (
    POINTING | PREPOSITIONS | frozenset("her that how what who when why if and or do can off up down out over".split())
)
ARTICLES = frozenset("a an the my her his their your our some any this that these those of".split())


@lru_cache(maxsize=1024)
def fold(text: str) -> str:
    """`text` in small letters without accents, in Latin script."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text).lower().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@lru_cache(maxsize=1024)
def tokens(text: str) -> tuple[str, ...]:
    """The words of `text`, folded, contractions opened, spellings made one, possessive endings dropped."""
    result: list[str] = []
    for typed in _WORD.findall(_NUMBER_IN_TWO.sub(r"\1\2", fold(text))):
        if typed in _CONTRACTIONS:
            result.extend(_CONTRACTIONS[typed].split())
            continue
        if "'" not in typed:  # most are not cut short in any way
            result.append(_SPELLINGS.get(typed, typed))
            continue
        if typed.endswith("n't"):
            result += [typed[:-3], "not"]
            continue
        short = next((ending for ending in _SHORT_VERBS if typed.endswith(ending)), "")
        if short and len(typed) > len(short):
            result += [_SPELLINGS.get(bare := typed.removesuffix(short), bare), _SHORT_VERBS[short]]
            continue
        word = _SPELLINGS.get(typed, typed)
        result.append(word[:-2] if word.endswith("'s") else word.replace("'", ""))
    return tuple(result)


def key(text: str) -> tuple[str, ...]:
    """The words of a name or a topic, without articles: what two ways of writing it have in common."""
    every = tokens(text)
    bare = tuple(word for word in every if word not in ARTICLES)
    return bare or every


@lru_cache(maxsize=1024)
def request(text: str) -> tuple[str, ...]:
    """The words of a typed clause, without the politeness around them: `could you please look` is `look`."""
    line = " ".join(word for word in tokens(text) if word != "my")
    bare = _POLITE.sub("", line)
    bare = _AFTERWORDS.sub("", bare)
    return tuple((bare or line).split())
