"""How far a story is: by the furthest act, whatever the order of the files."""

from __future__ import annotations

import pytest

from kalmurzaeva import Session
from kalmurzaeva.resources import done_in
from kalmurzaeva.session.progress import acts_in_order, done
from kalmurzaeva.session.saves import Store

ACTS = """
:: hall [frame]
--
A hall.

+ go on
-> [[studio]]

:: five [act]
number: V
title: Last

:: one [act]
number: I
title: First

:: four [act]
number: IV
title: Fourth

:: frame [act]
number:
title: Frame

:: studio [four]
--
A studio.

+ go back
-> [[hall]]
+ end it
-> [[door]]

:: door [five]
ends: door
--
A door.
"""


def test_the_furthest_act_counts_and_an_ending_is_all_of_it(make_story, tmp_path):
    story = make_story(ACTS)
    assert acts_in_order(story) == ["frame", "one", "four", "five"]
    session = Session.new(story)
    store = Store(tmp_path / "saves")
    for line, far in (("look", 0), ("go on", 50), ("go back", 50), ("go on", 50), ("end it", 100), ("undo", 50)):
        session, _ = session.enter(line)
        assert done(session) == far
        store.save("tea", session)
        assert done_in(store.path("tea")) == far


@pytest.mark.parametrize("text", [b"", b'{"done":-3}', b'{"done":"x"}', b"\xff\xfe", b'{"act":"","done":999,"x":1}'])
def test_what_is_no_saved_game_says_nothing(tmp_path, text):
    (tmp_path / "a.json").write_bytes(text)
    assert done_in(tmp_path / "a.json") in (0, 100)
    assert done_in(tmp_path / "none.json") == 0
