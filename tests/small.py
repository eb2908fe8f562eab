"""A small story that has one of everything a saved game must hold, and the commands of players who try everything in it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import strategies as st

from kalmurzaeva import Session, Story, load_story
from tests.conftest import headed

TEXT = """
:: hall [one]
title: The *Hall*
hour: {if late: after eight|before eight}
with: nina, dasha [unless late]
things: wooden bench, bench; metal bench, bench; tape
--
A hall. {Cold.|Less cold.|{~Warm.|Stuffy.|Draughty.}}

> examine tape
{~Pink.|Dirty.|Long.} {|Still tape.}
~ late

> take tape [if late]
You have it.
~ kept += pins by taken
~ trust += 1

> keep pins; keep <gesture>
Kept, {=noun.name}.
~ kept += pins by asked

* open the door; open door
It opens.
~ trust += 2
-> [[stairs]]

+ look behind the curtain
There is a window there.
->> [[window]]

+ wait for the others [closed if trust < 2: Nobody trusts you yet.]
They come.

@ turn [if late]
{&Tick.|Tock.}

@ after 3 turns
A bell.

@ before sing
Not here.
-> on

@ return
The curtain falls back.

:: one [act]
number: I
title: Barre

:: window [one]
title: A Window
--
A yard.

> examine yard
Snow. {|More snow.}

+ come back
<-

:: stairs [one]
--
Stairs, {=trust} of them that you trust.

@ enter [if visits(stairs) >= 2]
Again.

+ go back; go to hall
-> [[hall]]

* jump
-> [[floor]]

:: floor
ends: floor
--
The floor.

:: nina [person]
names: Nina, the seamstress
is: she
--
A seamstress. {She sews.|She has stopped.}

> ask about pins
"Four." {|"Still four."}
~ mood = proud

:: dasha [person]
names: Dasha
is: she
--
Dasha.

:: gesture [kind]
fields: owner

:: pins [gesture]
names: four pins, pins
owner: Nina
--
Four pins in a mouth, {=kept.how(pins)}, in {=kept.where(pins)}.

:: numbers [state]
flag late
number trust 0..5 = 1
here number breath 0..3 = 0
one mood of plain, proud
set kept of gesture, 2 by taken, asked
"""

_LINES = """examine tape|take tape|look|wait|ask nina about pins|ask her about pins|ask about dasha|1|2|3|go back|open door
look behind the curtain|examine yard|come back|examine bench|wooden|the metal one|sing|keep pins|x pins|jump|look. wait. look
examine tpae|examine it then wait|again|g|oops tape|topics|exits|why|score|xyzzy|dasha, wait|ask|nina|wait. undo|look then redo
undo|redo|restart|save tea|quit|help||.|,|"|äöü|плюх|\u202e|\x1b[31m|\ud800|\U0001f9e6|99999999999999999999""".replace(
    "\n", "|"
)

# What a player may type: mostly what means something, sometimes anything at all.
LINES = st.one_of(st.sampled_from(_LINES.split("|")), st.sampled_from(_LINES.split("|")), st.text(max_size=30))


def load_text(text: str) -> Story:
    """The story in the text of its passages, with the title and data it needs."""
    return load_whole(headed(text))


def load_whole(text: str) -> Story:
    """The story in a whole text."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "story.twee").write_text(text, encoding="utf-8", newline="")
        return load_story(folder)


STORY = load_text(TEXT)


def played(lines: list[str], seed: int = 0, story: Story = STORY) -> Session:
    """A session after some typed lines."""
    session = Session.new(story, seed)
    for line in lines:
        session, _ = session.enter(line)
    return session
