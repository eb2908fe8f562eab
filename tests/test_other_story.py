"""The engine is not about one story: another, small one plays, is saved apart, goes on, and shows its own title, ABOUT and colours."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from kalmurzaeva import Command, Session, State, Story, StoryError, begin, load_story, step
from kalmurzaeva.language.assembly import Loader
from kalmurzaeva.resources import heading, story_folder
from kalmurzaeva.session.saves import default_folder
from kalmurzaeva.terminal.app import about, options
from kalmurzaeva.terminal.screen.palettes import Palette, palette, palettes_of
from tests.conftest import headed
from tests.small import load_text
from tests.terminals import environment, keep_as_whole

IFID = "0C5B3F66-1D2E-4A7C-8B90-AA55CC77EE11"
TEXT = f"""
:: StoryTitle
The Lighthouse

:: StoryData
{{"ifid": "{IFID}", "format": "kalmurzaeva", "start": "rocks", "player": "keeper", "kind-words": {{"knot": "knots loops"}}}}

:: StoryAbout
A story about a lamp.

:: StoryCredits
The lamp is Fresnel's.

:: StoryHelp
TIE SOMETHING: makes it fast

:: sea [act]
number: I
title: The Sea
palette: foam
dark: #88aacc #99bbdd #aaaaaa - #88aacc

:: lamp [act]
number: II
title: The Lamp

:: rocks [sea]
title: The Rocks
with: gull
--
Rocks.

> tie bowline
It holds.
~ tied += bowline

+ climb up; up
-> [[top]]

:: top [lamp]
title: The Lamp Room
--
A lamp, and {{=len(tied)}} knot.

* light the lamp
-> [[lit]]

:: lit [lamp]
ends: lit
--
Light.

:: keeper [person]
names: Ada, me, myself, the keeper
is: she
in scope: always
--
You are Ada.

:: gull [person]
names: the gull, gull
is: it
--
A gull.

> ask about me
"Ada," says the gull.

:: knot [kind]
fields: rope

:: bowline [knot]
names: bowline
rope: hemp
--
A bowline.

:: own [verbs]
> tie <knot>
Not that one.

> untie <knot in tied>
Undone.
~ tied -= knot

> who
You are Ada.

:: knots [state]
set tied of knot by tied
"""
PLAY = """import sys
from pathlib import Path
from kalmurzaeva.session.saves import names
folder = Path(sys.argv.pop(1))
names._folder = lambda: folder
from kalmurzaeva.cli import main
sys.exit(main())
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("lighthouse")
    (folder / "story.twee").write_text(TEXT, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def story(folder) -> Story:
    return load_story(folder)


def test_it_plays_to_its_end(story):
    state, _ = begin(story)
    for line in ("tie bowline", "up", "1"):
        state, beat = step(story, state, line)
        assert beat.outcome == "story"
    assert beat.ending == "lit"


def test_it_is_saved_apart_and_goes_on(folder, tmp_path):
    saves = tmp_path / "saves"

    def play(typed: str, *arguments: str) -> str:
        command = [sys.executable, "-c", PLAY, str(saves), "play", *arguments]
        found = subprocess.run(
            command,
            input=typed.encode(),
            capture_output=True,
            env=environment(tmp_path / "home"),
            timeout=120,
            check=True,
        )
        return found.stdout.decode()

    keep_as_whole(tmp_path / "home")
    own = play("look\n")
    assert "The Lighthouse" in play("tie bowline\nup\n", "--story", str(folder))
    assert "A lamp, and 1 knot." in play("", "--story", str(folder))
    assert "Going on from today" in play("")
    assert heading().title in own
    files = {str(file.relative_to(saves)) for file in saves.rglob("autosave.json")}
    assert files == {"autosave.json", f"{IFID.lower()}/autosave.json"}


def test_only_other_stories_have_a_folder_of_their_own():
    assert default_folder(heading(story_folder()).ifid) == default_folder()
    assert default_folder("../../etc").parent == default_folder()


def test_it_shows_its_own_title_and_pages(story, folder):
    assert heading(folder) == ("The Lighthouse", IFID)
    assert about.about(story)[0] == "A story about a lamp."
    assert about.credits_of(story)[-1] == "The lamp is Fresnel's."
    assert story.teaching == (("TIE SOMETHING", "makes it fast"),)


def test_its_palettes_are_its_own(story):
    palettes = palettes_of(story.acts.values())
    assert list(palettes) == ["foam", "lamp"]
    assert palette(palettes, "foam", "dark") == Palette("#88aacc", "#99bbdd", "#aaaaaa", "", "#88aacc")
    assert palette(palettes, "foam", "light") != palette(palettes, "lamp", "light")
    assert options.parse_command("palette foam", tuple(palettes)) == ("palette", "foam")
    assert options.parse_command("palette barre", tuple(palettes)) is None


def test_its_player_is_whom_it_says(story):
    session, beat = Session.new(story).enter("ask gull about me")
    assert beat.text == '"Ada," says the gull.'
    assert session.enter("Ada should look")[1].text.endswith("Rocks.")
    assert session.enter("who am i")[1].text == "You are Ada."


def test_a_word_in_doubt_gives_nothing_up_whatever_the_verb(story):
    state, _ = begin(story)
    state, _ = step(story, state, "tie bowline")
    after, beat = step(story, state, "untie the way he does")
    assert after.values == state.values
    assert beat.outcome != "story"


def test_nothing_of_the_story_that_ships_is_in_the_program(shipped):
    """No person, palette, title or credit of it, and none of its own verbs: neither the steps of ballet nor anything else that its `verbs` passages
    declare."""
    steps = {"arabesque", "plie", "releve", "pirouette", "jete", "reverence", "pointe"}
    own = {act.palette for act in shipped.acts.values()} | {"forget", "sofia", "vaganova"} | steps
    for entity in shipped.entities.values():
        if entity.kind == "person":
            own |= {word for name in entity.names if name.text[:1].isupper() for word in name.key if len(word) > 4}
    own -= {"kalmurzaeva", "house", "mother", "father", "grandmother", "first", "woman"}  # said of anybody's
    package = Path(about.__file__).parent.parent.parent
    said = re.compile(r'"""(?:.|\n)*?"""|#[^\n]*')  # examples in docstrings and comments name whom they like
    for file in sorted(package.rglob("*.py")):
        words = set(re.findall(r"[a-z]+", said.sub("", file.read_text(encoding="utf-8")).lower()))
        assert not words & own, f"{file.relative_to(package)}: {sorted(words & own)}"


UNDECLARED = """
:: barre
--
A barre.

> plie; tiptoe
You bend your knees.

+ go on; reverence
-> [[stage]]

:: everywhere [always]
> releve
You stand on your toes.

:: stage
--
The stage.

+ go back
-> [[barre]]
"""


def test_a_verb_that_an_older_table_had_stands_alone_where_a_header_is_all_that_knows_it():
    """A story that was written for 0.2.0 loads and plays as it did there; what was a verb in one place has a default in the others."""
    story = load_text(UNDECLARED)
    state, _ = begin(story, seed=7)
    for typed, answer in (
        ("plie", "bend your knees"),
        ("Plié!", "bend your knees"),
        ("tiptoe", "bend"),
        ("releve", "on your toes"),
    ):
        state, beat = step(story, state, typed)
        assert beat.outcome == "story"
        assert answer in beat.text
    state, beat = step(story, state, "reverence")
    assert (state.node, beat.outcome) == ("stage", "story")
    state, beat = step(story, state, "plie")
    assert (beat.outcome, beat.commands) == ("default", (Command("plie"),))
    assert State.from_json(story, state.to_json()).to_json() == state.to_json()


def test_what_ends_in_such_a_verb_beside_it_is_another_form_of_it():
    """As the 0.2.0 that shipped had it in its story; alone, such words are still an error that says what was meant."""
    bent = ":: start\n--\nStart.\n\n{how}\nYou bend.\n-> [[below]]\n\n:: below\n--\nDown.\n"
    story = load_text(bent.format(how="* go all the way down; plie; grand plie"))
    for typed in ("plie", "grand plie", "Grand plié!"):
        assert step(story, begin(story, seed=7)[0], typed)[1].text.startswith("You bend."), typed
    with pytest.raises(StoryError, match='No verb begins with "grand"'):
        load_text(bent.format(how="* go all the way down; grand plie"))


def test_such_a_verb_is_warned_of_until_it_is_declared():
    loader = Loader({"story.twee": headed(UNDECLARED)}, [])
    loader.story()
    assert [(found.code, found.severity) for found in loader.problems] == 4 * [("undeclared-verb", "warning")]
    for found, word in zip(loader.problems, ("plie", "tiptoe", "reverence", "releve"), strict=True):
        assert f'"{word}"' in found.message
        assert f"passage tagged verbs, with what is said of it elsewhere: > {word}" in found.hint
    declared = Loader(
        {
            "story.twee": headed(
                UNDECLARED + "\n:: ours [verbs]\n> plie; tiptoe; reverence\nNot here.\n\n> releve\nNot here.\n"
            )
        },
        [],
    )
    declared.story()
    assert not declared.problems
