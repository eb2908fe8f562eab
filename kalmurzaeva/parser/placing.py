"""What is said to a piece, or let go, in so many words: `I want the hem, please`, `Mama has to be in it`, `I dance it again from the beginning`, `the rope
can go`. Each comes to what plain words come to, where these place, run or let go something here."""

from __future__ import annotations

import re

from kalmurzaeva.engine import dispatch
from kalmurzaeva.engine.view import View
from kalmurzaeva.grammar.lexicon import ARTICLES, tokens
from kalmurzaeva.grammar.table import LOOKING
from kalmurzaeva.model.story import Block, Effect, Talk
from kalmurzaeva.model.traversal import walk
from kalmurzaeva.parser.asking import one_of
from kalmurzaeva.parser.candidate import block_of
from kalmurzaeva.parser.choices import labels
from kalmurzaeva.parser.composed import of_a_piece
from kalmurzaeva.parser.owned import by_its_name, may_name, owned_here, theirs
from kalmurzaeva.parser.results import Result, Understood
from kalmurzaeva.parser.verdict import understand

_LEADING = r"(?:(?:no|not that|yes|so|and|then|now|ok|okay|well|sorry|please|just|again|next) )*"
_ENDING = r"(?: (?:please|now|next|then|too|also|again|instead|there|as well))*"
_IN = r"(?:(?: back)? (?:in|into|inside)(?: (?:it|there|here|this|(?:the |my |our )?(?:dance|piece|movement)))?)"
_WANTED = re.compile(
    rf"(?P<led>{_LEADING})(?:(?:i|we) )?(?P<verb>(?:put|place|take|choose|pick|want|would like|would love|will have|will take|have|use|need|add|include|insert"
    r"|let us (?:have|put|take|use)|give me|mean|meant)(?: to (?:have|put|take|use|add))? )?"
    rf"(?P<what>\S+(?: \S+){{0,4}}?)(?P<within>{_IN})?(?P<ending>{_ENDING})"
)
_BELONGS = re.compile(
    rf"{_LEADING}(?P<what>.+?) (?:has|have|must|should|needs?|ought|is|are|comes?|goes)(?: to| going to| allowed to)?(?: be| come| go| stand)?{_IN}{_ENDING}"
)
# What is said behind it, and says no more.
_OVER_AGAIN = re.compile(
    r"(?:please|then|now|(?:she|he|it|they|that)(?: is| are| has| have| must| should| needs| need)? ?(?:to )?(?:be |go |come )?(?:in|into|inside)(?: it| there| this| the (?:dance|piece|movement))?"
    r"|(?:then )?(?:two|three|four|five|six|[2-6]) counts?|i (?:mean|think|want))"
)
_COUNTS = re.compile(r"(?:and |then |with |for )*(?:two|three|four|five|six|[2-6]) counts?")
_IT = r"(?:it|this|that|all|everything|all of it|it all|all eleven|the eleven|the (?:whole )?(?:thing|dance|lot)|the whole(?: of it)?)"
_WHOLE = re.compile(
    r"(?:(?:i am|we are|all) ready|(?:(?:no|yes|so|and|then|now|ok|okay|well|please|ready|right|good|come on|here goes) ?)+)?"
    r" ?(?:(?:i|we)(?: (?:will|shall|want to|am going to|can|must|would like to))? |let us |let me |(?:so|then|now|and) )*"
    rf"(?:run|dance|do|show|try|perform|play|go)(?: through)?(?: {_IT})?"
    r"(?P<how>(?: (?:now|again|once more|once again|through|too|then|please|for (?:him|her|them|you|us|real)|to (?:him|her|them|you)|with (?:the |a |your )?(?:motor|music|relay|count|counts|lamp)"
    r"|from (?:the |its )?(?:top|beginning|start|first|one|scratch)|to (?:the )?(?:end|eleven)|as it is|the whole way|one more time|another time))*)"
)
_GONE = re.compile(
    rf"{_LEADING}(?:(?:i|we) )?(?:(?:bye(?: bye)?|goodbye|good bye|farewell|so long|away with|off with|out with|adieu|let go(?: of)?|give up|drop|lose|release|let) )?(?P<what>\S+(?: \S+){{0,4}}?)"
    r"(?: (?:can|may|could|must|has to|have to|will|should|shall|might|is to|are to|is going to|need to|needs to)? ?(?:go|goes|leave|be let go|be gone)(?: (?:then|now|away|first|please|out|from me))*| it is(?: then)?| is the one(?: that goes| to go)?)?"
    r"(?: please| then| now)*"
)
# One of these stands in what runs the whole, counts it, or puts in what is called by whose it is; all the rest is called by its name.
_WITHOUT_ITS_NAME = frozenset("run dance do show try perform play go count counts in into inside".split())
_MOST_PARTS = 4


def placed_or_run(view: View, talk: Talk, clause: str) -> Result | None:
    """What a clause comes to that places something by its name or by whose it is, runs the whole, or lets something go; None where it does nothing of it."""
    words = tokens(clause)
    if (_WITHOUT_ITS_NAME.isdisjoint(words) and not may_name(view, words)) or not owned_here(view):
        return None
    plain = by_its_name(view, clause)
    parts = [" ".join(tokens(part)) for part in plain.strip(" .!?").split(",")]
    parts = [part for part in parts if part]
    if not parts or len(parts) > _MOST_PARTS or '"' in clause or clause.rstrip().endswith("?"):
        return None
    if any(" ".join(tokens(label)) == " ".join(tokens(clause)) for _, label in labels(view)):
        return None
    return (
        _run(view, talk, parts)
        or _counted(view, talk, parts)
        or _let_go(view, talk, parts, called=plain != clause)
        or _placed(view, talk, parts, called=plain != clause)
    )


def _run(view: View, talk: Talk, parts: list[str]) -> Result | None:
    """`I dance it now, with motor`, `I am ready, let us run all eleven`: the run, where it is listed. What was only just looked at is what is danced."""
    found = _WHOLE.fullmatch(" ".join(parts))
    if found is None:
        return None
    last = talk.last
    looked_at = last is not None and last.verb in LOOKING and of_a_piece(view, last.noun)
    if last is not None and looked_at and not found["how"] and {"it", "this", "that"}.intersection(parts[-1].split()):
        return understand(view, talk, f"dance {view.word(last.noun, 'the')}")
    run = understand(view, talk, "run it")
    if not isinstance(run, Understood) or not _is_listed(view, run):
        return None
    named = run.command.noun
    whole = run.command.verb == "choose" or named is None or named not in view.around.scope or of_a_piece(view, named)
    return run if whole else None  # where there is no piece, it is something else


def _counted(view: View, talk: Talk, parts: list[str]) -> Result | None:
    """`then 5 counts`, of what was put in: how long that is."""
    last = talk.last
    if last is None or not of_a_piece(view, _member(last.noun, last.second)) or not _COUNTS.fullmatch(" ".join(parts)):
        return None
    said = understand(view, talk, f"how long is {view.word(_member(last.noun, last.second), 'the')}")
    return said if isinstance(said, Understood) and dispatch.answered_by_story(view, said.command) else None


def _member(noun: str | None, second: str | None) -> str | None:
    """What a command is about; of a choice, the member that it is listed for."""
    return second if noun is not None and "/" in noun else noun


def _let_go(view: View, talk: Talk, parts: list[str], *, called: bool) -> Result | None:
    """`bye bye, hooks`, `the goose can go`: where all that is listed is what to let go, it goes."""
    listed = {block for choice, _ in labels(view) if (block := block_of(view, choice.command)) is not None}
    if not listed or not all(_gives_up(view, block) for block in listed):
        return None
    kept = [part for part in parts if not _OVER_AGAIN.fullmatch(part) and not part.startswith(("i ", "because "))]
    found = _GONE.fullmatch(" ".join(kept))
    named = _named(view, tuple(found["what"].split())) if found else []
    if found is None or len(named) != 1 or (not called and found[0].split() == found["what"].split()):
        return None
    gone = understand(view, talk, f"let go of {view.word(named[0], 'the')}")
    return gone if isinstance(gone, Understood) and _is_listed(view, gone) else None


def _gives_up(view: View, block: Block) -> bool:
    """Whether a choice takes something out of what a set holds."""
    effects = (item for item, _ in walk(block.items) if isinstance(item, Effect))
    return any(one.op == "-=" and view.story.variables[one.name].of.holds_members for one in effects)


def _placed(view: View, talk: Talk, parts: list[str], *, called: bool) -> Result | None:
    """`I put the hem, she has to be in it`: what is put in, by its name or by whose it is. Of several that are theirs it is asked which."""
    sure = called or any(_OVER_AGAIN.fullmatch(part) for part in parts[1:])
    kept = [part for part in parts if not _OVER_AGAIN.fullmatch(part)] or parts[:1]
    found = _WANTED.fullmatch(" ".join(kept))
    named: list[str] = []
    if found is not None:
        what = tuple(found["what"].split())
        sure = sure or bool(found["verb"] or found["within"] or found["led"] or "please" in found["ending"])
        named = _named(view, what) or (theirs(view, what) if found["within"] else [])
    if not named:
        belongs = _BELONGS.fullmatch(" ".join(kept))
        named = _named_or_theirs(view, belongs["what"]) if belongs else []
        sure = sure or bool(named)
    if not sure or not named:
        return None
    ways = [understand(view, talk, f"put {view.word(one, 'the')} in") for one in named]
    done = [way for way in ways if isinstance(way, Understood) and _places(view, way)]
    if len(done) > 1:
        return one_of(view, [way.command for way in done])
    return done[0] if done else None


def _named_or_theirs(view: View, what: str) -> list[str]:
    return _named(view, tuple(what.split())) or theirs(view, what.split())


def _named(view: View, what: tuple[str, ...]) -> list[str]:
    """What is called just so, of what is somebody's and can be placed."""
    bare = tuple(word for word in what if word not in ARTICLES)
    return [one.id for one in owned_here(view) if bare in one.names and of_a_piece(view, one.id)]


def _places(view: View, way: Understood) -> bool:
    """Whether a reading is met by what the story has for it while a piece is made, or is a listed choice."""
    command = way.command
    if command.verb == "choose":
        return True
    return not way.rest and of_a_piece(view, command.noun) and dispatch.answered_by_story(view, command)


def _is_listed(view: View, result: Understood) -> bool:
    block = block_of(view, result.command)
    return block is not None and block.marker.is_choice
