"""The words of a clause as evidence: what each is worth when it is explained, and what it costs when it is not.

A *heard* clause keeps every word that was typed. None is cut off: politeness is only cheap to leave unexplained, a negation dear. A reading
(see `candidates`) explains some of the words; `score` compares those with the ones that are left.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cached_property, lru_cache

from attrs import field, frozen

from kalmurzaeva.grammar.lexicon import ARTICLES, PREPOSITIONS, tokens

# ── Weights ────────────────────────────────────────────────────────────────────────────────────────────────────
# Fitted on the lines of tests/hearing/read.tsv, judged on tests/hearing/aside.tsv.

VERB = 1.0
PARTICLE, PRONOUN = 0.3, 0.5
COMMON, RARE = 0.6, 1.0
PART_OF_A_NAME = 0.85
SLIP, SYNONYM = 0.8, 0.75
LEFT_ASIDE = 0.04
LEFT_FUNCTION = 0.12
LEFT_ARTICLE = 0.02
LEFT_DIRECTION = 0.25
LEFT_OPPOSITE = 1.0  # `switch it off` is not to switch it on
LEFT_NEGATION = 2.0
LEFT_BEHIND_A_NOUN = 0.35
MISSING_OF_A_CHOICE, MOST_MISSING_OF_A_CHOICE = 0.25, 0.6
FREE_TOPIC = 0.75
LITERAL = 0.01
WORDING, WORDING_OF_THE_GAME = 0.15, 0.3
AN_ORDER = 0.2
DECLARED, ANSWERED, CATCH_ALL = 0.35, 0.28, 0.08
DONE, DONE_IF_ALONE, ASKED, MARGIN = 0.62, 0.5, 0.4, 0.12

# ── Words by what they do ──────────────────────────────────────────────────────────────────────────────────────

ASIDES = frozenset(
    """please kindly just really quickly slowly carefully quietly gently softly closely maybe perhaps ok okay well um uh er erm hmm oh ah hey so very actually simply
    finally quite rather better more bit little another again once too also instead immediately suddenly honestly literally seriously exactly precisely probably definitely properly already still soon then
    next first now right yet anyway alright thanks cheers lol hurriedly politely firmly calmly nicely eagerly sadly angrily nervously""".split()
)
NEGATIONS = frozenset("not no never nothing nobody none without except but neither nor".split())
QUESTION_WORDS = frozenset("what why how who whom whose when where which".split())
AUXILIARIES = frozenset(
    "did do does is are am was were have has had can could will would shall should may might must be been being".split()
)
PRONOUNS = frozenset(
    "it that this him her them those these there he she they we us i me my myself you your yourself his hers its their our one ones".split()
)
_MORE_FUNCTION = frozenset(
    "if whether while until till than up down out off over away along round around back here about go going get got want need like try let us ever yes all some any as because when".split()
)
# What no list of nouns, verbs and adjectives holds.
SMALL = frozenset(
    """anyone anybody everyone everybody someone somebody something anything everything whoever whatever whichever wherever whenever although though unless
    since until during against among between upon toward towards onto per than himself herself itself themselves ourselves oneself yourselves
    because therefore whereas besides despite beyond above below within throughout underneath concerning regarding""".split()
)
FUNCTION = ARTICLES | PREPOSITIONS | AUXILIARIES | PRONOUNS | QUESTION_WORDS | _MORE_FUNCTION | {"and", "or", "s"}
# What says how, and not what.
SAYS_HOW = FUNCTION | ASIDES | NEGATIONS
# Small words that change what a verb does.
_DIRECTIONS = frozenset("for with to from as than off".split())
# Everyday words that say little of what is meant.
_COMMON = frozenset(
    "moment minute second bit while name names thing things stuff something anything everything place look see say tell ask take make time way man woman people person day good know think come put give work feel day".split()
)
# How English begins when something is felt first: cries, and what is said for company before the sentence. Some are only that before a comma.
_CRIES = frozenset(
    """aah ah aha ahem ahh argh aargh aw aww awww blimey brr brrr crikey cripes crumbs darnit duh eek eeek eep eh er erm eurgh eww ew fab gah gee golly
    goodness gosh gracious ha haha hahaha hah heavens hee hehe hmm hmmm hm hmph hooray hoorah hurrah hurray huh jeez lol mhm mm mmm nah nooo oh ohh oho
    oi oo oof ooh oooh ooo ouch oww ow oy pah pff pfft phew phooey pooh psst shh sheesh shoo ssh tsk tut ugh uh uhh uhm um umm ummm wahey wee whee
    whew whoa whoops woah woo woohoo wow wowee yay yikes yippee yowch yuck yuk yum yummy zoinks omg ok okay well so""".split()
)
_CRIES_BEFORE_A_COMMA = frozenset(
    """right typical actually anyway honestly fine great good lovely brilliant perfect excellent wonderful sure alright listen look see man wait
    hello hi hey yes yeah yep no sorry first second third finally basically obviously luckily sadly funny strange weird interesting true
    admittedly frankly again then now there come""".split()
)
_SAYINGS = tuple(
    tuple(row.split())
    for row in """oh no;oh dear;oh my;oh god;oh lord;my god;my goodness;good grief;good lord;good heavens;good god;hang on;hold on;excuse me;pardon me;thank god
    thank goodness;thank heavens;for goodness sake;for god sake;for heaven sake;come on;by the way;to be honest;i mean;you know;you know what;tell you what
    i tell you what;all right;wait a minute;wait a moment;wait a second;just a minute;just a moment;one moment;one second;one minute;well then;well well;right then
    ok then;okay then;now then;so then;of course;i am sorry;i am so sorry;sorry to bother you;if you do not mind;let me see;let us see;fair enough;good idea
    bless him;bless her;bless them;bless you;poor thing;poor love;poor you;poor me;do you know what;here we go;there we go;there you go;for once
    good for you;good for her;good for him;well done;never;my word;mind you;as it happens;to tell the truth;to tell you the truth;truth be told;if i am honest
    in that case;go on then;go on;no problem;no worries;never mind;what a pity;what a shame;to be fair;i guess;i suppose""".replace(
        "\n", ";"
    ).split(";")
)
_SHORT_CRY = 2
_NO_CRIES = frozenset("come far long old big high heavy many much often deep tall wide soon late".split())
_SAYINGS_FROM = {first: [saying for saying in _SAYINGS if saying[0] == first] for first, *_ in _SAYINGS}
_POLITE_BEGINNING = re.compile(
    r"^(?:(?:please to(?= \w)|please|kindly|ok|okay|well|so|um|er|hey|oh|just|now|next|maybe|perhaps|also|and|then|yes"
    r"|(?:could|can|would|will) you(?: (?:please|possibly|perhaps|maybe|kindly|just))*|(?:can|may|could|must|might) (?:not )?(?:i|we)(?: (?:please|possibly|perhaps|maybe|just))*"
    r"|(?:(?:would|could|will) you )?be (?:so |very )?(?:kind|good) (?:as to|enough to)|(?:what|all) (?:i|we) (?:want|need|would like)(?: to do)? is(?: to)?"
    r"|would you mind(?: if i)?|do you mind if i|is it (?:ok|okay|all right|alright) if i|if i (?:may|could|can)"
    r"|(?:i|we) (?:want|wanna|need|would like|would love|am going|are going|have|have got|ought|try|decide|will try|would prefer|like)(?: to)?|wanna|gonna|i gotta"
    r"|(?:i|we) (?:would|had) better(?: be)?|(?:had )?better be(?= \w+ing )|(?:i|we) (?:might|may)(?: as well)?|i feel like|i am about to|time to|i (?:think|guess) (?:i|we) (?:will|would|should|had better)"
    r"|(?:i|we) (?:will|would|must|should|can|shall|do|am|are)(?: rather| now| just)?|i guess|i think|i suppose|i|we|let me|let us|go(?: and)?(?= (?:look|read|see|ask|talk|find|take|check|examine|watch|help|sit|stand|get|tell|give) )"
    r"|(?:try|attempt|begin|start|continue|proceed|decide|manage) to|try and|go ahead and|be sure to|why do not (?:i|we|you)|how about|help me|have her) +)+(?=\S)"
)
_POLITE_END = re.compile(
    r"(?: +(?:please|thanks|thank you|very much|so much|now|carefully|again please|for me|for a moment|for a bit|if i can|if i may|if possible|right now|at once|myself|quickly|slowly|closely|first|a minute|a moment|if you do not mind|shall we|shall i|do not i|do not you think))+$"
)
_MAY = frozenset("can could may might would".split())
_POLITE_LAST = frozenset(re.findall(r"\w+(?=[|)])", _POLITE_END.pattern))  # the last word of each of these
# What asks for a nod behind a comma: `it's warm, isn't it?`
_TAGS = tuple(
    tuple(row.split())
    for row in """is not it;is it not;is it;are not they;was not it;does not it;did not it;did not i;did i;do not they;have not they;are not you;are you
    will you;would you;could you;can you;can not you;could not you;would not you;do not you;ought not i;should not i;right;okay;ok;eh;innit;no;yes;hm;huh
    you know;you see;or what;i think;i suppose;i guess;i mean;of course;if you like;thank you;i am afraid;bless him;bless her;poor thing""".replace(
        "\n", ";"
    ).split(";")
)
_GREETING = frozenset(
    "sorry excuse me bye goodbye hello hi hey good morning evening night thanks thank you please yes no so very".split()
)
# Before these *do* and *have* ask: `do you think she saw me`.
_ASKED_OF = frozenset("you we they i people all these those".split())
# Who is spoken to without a name, at an end of a sentence.
_ANYBODY = frozenset(
    "miss sir madam mate love dear darling sweetheart officer comrade comrades ladies gentlemen guys everybody everyone folks granny grandad grandpa grandma auntie aunty uncle son girls boys friend friends buddy pal honey sweetie".split()
)


@lru_cache(maxsize=8192)
def stem(word: str) -> str:
    """A word without its commonest endings, for comparing only."""
    if word in FUNCTION or (len(word) == 4 and word.endswith("y")):
        return word  # `here` is not *her*, nor `lady` *lad*
    for ending in ("ings", "ing", "ies", "es", "ed", "s", "e", "y"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            bare = word[: -len(ending)]
            return bare[:-1] if ending in ("ing", "ed", "ings") and len(bare) > 4 and bare[-1] == bare[-2] else bare
    return word


def is_content(word: str) -> bool:
    """Whether a word says what is meant, and not only how."""
    return word not in SAYS_HOW


def is_a_cry(word: str) -> bool:
    """Whether a word is only a cry: `ouch`."""
    return word in _CRIES


def worth(word: str) -> float:
    """What a content word weighs: common ones little."""
    return COMMON if word in _COMMON or len(word) <= 2 else RARE


def _is_small(word: str) -> bool:
    return word in FUNCTION or word in ASIDES


def _value(word: str) -> float:
    """What it is worth to explain a word."""
    if word in PRONOUNS:
        return PRONOUN
    return PARTICLE if _is_small(word) else worth(word)


def _costs(word: str, *, aside: bool) -> tuple[float, float]:
    """What it costs to leave a word unexplained: before the noun, and behind it."""
    if aside or word in ASIDES or _is_small(word) or word in NEGATIONS:
        cost = (
            LEFT_NEGATION
            if word in NEGATIONS and not aside
            else LEFT_ASIDE
            if aside or word in ASIDES
            else LEFT_ARTICLE
            if word in ARTICLES
            else LEFT_OPPOSITE
            if word == "off"
            else LEFT_DIRECTION
            if word in _DIRECTIONS
            else LEFT_FUNCTION
        )
        return cost, cost
    return worth(word), worth(word) * LEFT_BEHIND_A_NOUN


@lru_cache(maxsize=8192)
def _weight(word: str, slipped: bool, aside: bool) -> tuple[float, float, float, float]:
    """A word's row of `Heard.weights`."""
    return (_value(word), SLIP if slipped and not _is_small(word) else 1.0, *_costs(word, aside=aside))


@frozen(eq=False)
class Heard:
    """A clause with its words. `aside` are the places of words that are set aside (politeness, hedges, adverbs, the vocative); `slips` the
    places of words that were put right, with what was typed; `commas` the places that a comma stands before."""

    text: str
    words: tuple[str, ...]
    aside: frozenset[int]
    slips: Mapping[int, str] = field(factory=dict)
    question: bool = False
    commas: frozenset[int] = frozenset()

    @cached_property
    def said(self) -> tuple[str, ...]:
        """The words without what was set aside; all of them where nothing else is left."""
        if not self.aside:
            return self.words
        return tuple(word for place, word in enumerate(self.words) if place not in self.aside) or self.words

    @cached_property
    def begin(self) -> int:
        """The place of the first word that was not set aside; 0 where all were."""
        return next((place for place in range(len(self.words)) if place not in self.aside), 0) if self.aside else 0

    @cached_property
    def negated(self) -> bool:
        """Whether a word that was not set aside says *not*."""
        return negated(self.words) and any(
            word in NEGATIONS for place, word in enumerate(self.words) if place not in self.aside
        )

    @cached_property
    def different(self) -> frozenset[str]:
        """The words, each once."""
        return frozenset(self.words)

    @property
    def first(self) -> str:
        """The first word that was not set aside; none where all were."""
        return next((word for place, word in enumerate(self.words) if place not in self.aside), "")

    @cached_property
    def weights(self) -> tuple[tuple[float, float, float, float], ...]:
        """For each word what it is worth to explain it, how much of that a slip leaves, and what it costs to leave it unexplained: before the
        noun, and behind it."""
        aside, slips = self.aside, self.slips
        return tuple([_weight(word, place in slips, place in aside) for place, word in enumerate(self.words)])

    @cached_property
    def weighty(self) -> frozenset[int]:
        """The places of the content words that were not set aside."""
        aside = self.aside
        return frozenset(
            [place for place, word in enumerate(self.words) if word not in SAYS_HOW and place not in aside]
        )

    @cached_property
    def wanting(self) -> tuple[int, ...]:
        """The places of the words that a reading must explain, or leave something out: those of content, and negations."""
        weighty = self.weighty
        return tuple(
            [
                place
                for place, word in enumerate(self.words)
                if place in weighty or (word in NEGATIONS and place not in self.aside)
            ]
        )

    def most(self, missing: float = 0.0, start: int = 0) -> float:
        """The most that a reading with so much missing can score, before what it would meet, where it explains nothing before a place."""
        gained = sum(value * slip for value, slip, _, _ in self.weights[start:])
        lost = missing + sum(min(before, behind) for _, _, before, behind in self.weights[:start])
        return (gained - lost) / (gained + lost) if gained + lost else 0.0

    def most_with(self, count: int) -> float:
        """The most that a reading can score, before what it would meet, that explains no more than so many words."""
        worth = sorted((value * slip for value, slip, _, _ in self.weights), reverse=True)
        costs = sorted(min(before, behind) for _, _, before, behind in self.weights)
        gained, lost = sum(worth[:count]), sum(costs[: max(0, len(costs) - count)])
        return (gained - lost) / (gained + lost) if gained + lost else 0.0


@lru_cache(maxsize=4096)
def hear(text: str) -> Heard:
    """A clause as words, with what is only politeness set aside."""
    every = tokens(text)
    commas = _commas(text)
    begins = 0 if every[:1] == ("why",) and "you" in every[:4] else _begins(every, commas)
    line = " ".join(every)
    ends = _POLITE_END.search(line) if every and every[-1] in _POLITE_LAST else None
    last = len(every)
    if ends and len(line[: ends.start()].split()) > begins:
        last -= len(ends.group().split())
    last -= len(_tag(every[:last], begins, commas)) if commas else 0
    if (
        last - 1 > begins
        and every[last - 1] in _ANYBODY
        and (last - 1 in commas or _GREETING.issuperset(every[: last - 1]))
    ):
        last -= 1
    aside = {*range(begins), *range(last, len(every))} if begins < last else set()
    said = every[begins:last] or every
    first = said[0] if said else ""
    begun = every[:begins]
    requests = not _MAY.isdisjoint(begun) and first not in QUESTION_WORDS  # `may I sit down?`
    question = (
        asks_first(said, text)
        or (said[:1] in (("do",), ("have",)) and said[1:2] and said[1] in _ASKED_OF)
        or (first in AUXILIARIES and first not in ("do", "be", "have") and begun[-1:] not in (("i",), ("we",)))
        or (text.rstrip().endswith("?") and not (requests and aside))
    )
    kept = frozenset(place for place in aside if every[place] not in NEGATIONS)
    if len(every) >= 4 and every[0] in ("no", "yes") and 1 in commas:
        kept |= {0}  # `no, I won't be Tea either`
    if every[1:3] in (("not", "i"), ("not", "we")) and every[0] in AUXILIARIES and begins >= 3:
        kept |= {1}  # `can't we go` asks to go
    return Heard(text, every, kept, question=question, commas=commas)


def _tag(every: tuple[str, ...], begins: int, commas: frozenset[int]) -> tuple[str, ...]:
    """What asks for a nod at the end of a clause that begins at a place."""
    found = (tag for tag in _TAGS if (at := len(every) - len(tag)) in commas and at > begins and every[at:] == tag)
    return next(found, ())


def _begins(every: tuple[str, ...], commas: frozenset[int]) -> int:
    """How many words at the beginning of a clause only lead up to it; none where nothing stands behind them."""
    at = 0
    while at < len(every):
        step = _one_cry(every, at, commas)
        if not step:
            found = _POLITE_BEGINNING.match(" ".join(every[at:]))
            step = len(found.group().split()) if found else 0
        if not step or at + step >= len(every):
            break
        at += step
    return at


def _one_cry(every: tuple[str, ...], at: int, commas: frozenset[int]) -> int:
    """How many words from a place on are a cry, a saying, or somebody hailed without a name."""
    word = every[at]
    for saying in _SAYINGS_FROM.get(word, ()):
        if every[at : at + len(saying)] == saying and (
            at + len(saying) in commas or saying[0] in ("oh", "hang", "excuse", "pardon")
        ):
            return len(saying)
    if (
        word in _CRIES
        or (at + 1 in commas and word in _CRIES_BEFORE_A_COMMA)
        or (at and word in _ANYBODY and at + 1 in commas)
    ):
        return 1
    return 0


def asks_first(said: tuple[str, ...], text: str) -> bool:
    """Whether words begin as a question does. `When my father died, I danced` does not."""
    if _exclaims(said) and not text.rstrip().endswith("?"):
        return False
    if said[:1] in (("when",), ("while",)) and said[1:2] and said[1] not in AUXILIARIES:
        return text.rstrip().endswith("?")
    return said[:1] != () and said[0] in QUESTION_WORDS


def _exclaims(said: tuple[str, ...]) -> bool:
    """Whether words only cry out at how something is: `what a beautiful place`, `how lovely`."""
    if said[:1] != ("how",):
        return said[:2] in (("what", "a"), ("what", "an"))
    return len(said) <= _SHORT_CRY and is_content(said[-1]) and not _NO_CRIES.intersection(said)


def _commas(text: str) -> frozenset[int]:
    """The places of the words that a comma stands before."""
    if "," not in text:
        return frozenset()
    at, found = 0, set()
    for part in text.split(",")[:-1]:
        at += len(tokens(part))
        found.add(at)
    return frozenset(found)


def score(heard: Heard, explained: Mapping[int, float], missing: float = 0.0, noun_at: int | None = None) -> float:
    """From -1 to 1: the worth of the words that a reading explains (place to share), against what it costs to leave the others and to do
    without its own `missing` words."""
    weights = heard.weights
    gained = left = 0.0
    for place, share in explained.items():
        value, slip, _, _ = weights[place]
        gained += value * share * slip
    if len(explained) < len(weights):
        for place, (_, _, before, behind) in enumerate(weights):
            if place not in explained:
                left += behind if noun_at is not None and place > noun_at else before
    lost = missing + left
    return (gained - lost) / (gained + lost) if gained + lost else 0.0


def negated(typed: Collection[str]) -> bool:
    """Whether words say *not*."""
    return not NEGATIONS.isdisjoint(typed)
