"""What reading a clause can come to: a command, a question, or a remark."""

from __future__ import annotations

from typing import Literal

from attrs import field, frozen

from kalmurzaeva.model.story import Command, Question


@frozen
class Understood:
    """A clause with one meaning. `correction` shows what was put right; `rest` is a part of the clause still to be read; `instead` says that
    the last turn is taken back for it (`no, I meant the kettle`); `little` that it is less than was wanted, done for want of anything better; `plain` that
    nothing else needed to be weighed (`parser.plain`)."""

    command: Command
    correction: str | None = None
    rest: str | None = None
    instead: bool = False
    little: bool = False
    plain: bool = field(default=False, eq=False)


@frozen
class Asked:
    """A clause that needs one more word from the player."""

    question: Question


@frozen
class Puzzled:
    """A clause that is answered with a remark: it was not understood, it means nothing here, or it asks about the game itself. `misread` is
    (clause, word) for OOPS; `final` says that the clause means nothing else either (somebody is not here, nothing can be done again); `absent` that it was
    said to somebody who is elsewhere; `missing` is a verb, and what it would be done to, where nothing here is called so."""

    text: str
    misread: tuple[str, str] | None = None
    outcome: Literal["unknown", "refusal", "meta"] = "unknown"
    final: bool = False
    absent: bool = False
    missing: tuple[str, str] | None = None


Result = Understood | Asked | Puzzled
