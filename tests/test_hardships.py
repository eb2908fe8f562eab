"""A slice of each hardship, so that a promise that is broken is found at once. `python -m tests.hardships` does all of them at length."""

from __future__ import annotations

import os
from importlib import import_module

import pytest

from kalmurzaeva import Session
from kalmurzaeva.session.saves import migrations
from tests.hardships import __main__ as command
from tests.hardships import editions, power_cuts
from tests.small import STORY, TEXT, load_text

# How often in the suite; of the edits of the story a tenth stands in `test_editions`.
SLICES = {
    "kills": 3,
    "calls": 60,
    "forged": 120,
    "places": 5,
    "names": 60,
    "two_games": 4,
    "terminals": 1,
}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="signals, pipes and links are for systems that have them")
@pytest.mark.parametrize("name", SLICES)
def test_a_slice_of(name):
    report = import_module(f"tests.hardships.{name}").run(SLICES[name], 11)
    assert report.broken == []
    assert report.tally.total() >= SLICES[name]


@pytest.mark.skipif(bool(power_cuts.why_not()), reason=power_cuts.why_not() or "an image can be mounted")
def test_a_power_cut_loses_at_most_the_turn_in_flight():
    assert power_cuts.run(2, 11).broken == []


def test_every_hardship_has_a_command_and_a_slice(capsys):
    assert {*command.HARDSHIPS} == {*SLICES, "power_cuts", "editions"}
    assert command.main(["nothing like it"]) == 2
    assert command.main(["names", "5", "3"]) == 0
    assert "names 5, seed 3" in capsys.readouterr().out


# ── Broken on purpose ──────────────────────────────────────────────────────────────────────────────────────────


def _in_an_edition(old: str, new: str) -> list[str]:
    edition = TEXT.replace(old, new)
    assert edition != TEXT
    story = load_text(edition)
    return [editions.verdict(editions.Game.played(STORY, 20, seed), story) for seed in range(6)]


def test_a_replay_that_is_not_compared_is_noticed(monkeypatch):
    edit = ("~ trust += 1", "~ trust += 3")
    assert not any(found.startswith("silent") for found in _in_an_edition(*edit))
    monkeypatch.setattr(Session, "_leads_on", lambda *_: True)
    monkeypatch.setattr(Session, "_sound_part", _all_of_it)
    assert "silent: UNDO goes elsewhere" in _in_an_edition(*edit)


def _all_of_it(session, data, path, had_digests):
    state, beat = session._reached(session.cursor)
    return len(path), (state, beat)


def test_a_value_that_is_dropped_without_a_word_is_noticed(monkeypatch):
    edit = ("A hall. {Cold", "A cold hall. {Cold")
    assert {*_in_an_edition(*edit)} <= {"equal", "equal, and then the edit"}
    values = migrations._values
    monkeypatch.setattr(
        migrations, "_values", lambda *args: {k: v for k, v in values(*args).items() if k not in ("trust", "late")}
    )
    assert "silent: the game resumes otherwise" in _in_an_edition(*edit)
