"""What a player sets stays set, and nothing in a file can do harm."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kalmurzaeva.terminal.app.options import TABLE, Options, allowed, keep, lines, load, parse_command
from kalmurzaeva.terminal.input.typed_lines import TypedLines


def values_of(name: str) -> tuple[str, ...]:
    return TABLE[name][0] or ("30", "60", "76")


def test_the_table_has_every_option_and_its_first_value_is_one_it_takes():
    assert set(TABLE) == set(Options._fields)
    assert all(allowed(name, value) for name, value in Options()._asdict().items())


@pytest.mark.parametrize("name", TABLE)
def test_every_option_has_a_command_in_play(name):
    for value in values_of(name):
        assert parse_command(f"set {name} {value}") == (name, value)
        assert parse_command(f"{name} {value}".upper()) == (name, value)
    assert parse_command(f"set {name}") == (name, "")
    assert any(line.startswith(name.upper()) for line in lines(Options()))


@pytest.mark.parametrize(
    "line", ["look", "slow", "more", "plain", "plain tea", "set table", "reading", "x mouse", "slow down", ""]
)
def test_a_line_for_the_story_is_never_taken_for_a_setting(line):
    assert parse_command(line) is None


def test_slow_on_means_performances():
    assert parse_command("slow on") == ("slow", "performances")


@settings(deadline=None)
@given(st.fixed_dictionaries({name: st.sampled_from(values_of(name)) for name in TABLE}))
def test_what_is_saved_is_loaded(tmp_path_factory, chosen):
    path = tmp_path_factory.mktemp("options") / "deeper" / "options.toml"
    for name, value in chosen.items():
        keep(path, name, value)
    assert load(path) == Options(**chosen)


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_a_file_of_anything_at_all_gives_options(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("options") / "options.toml"
    path.write_bytes(data)
    assert all(allowed(name, value) for name, value in load(path)._asdict().items())


def test_a_damaged_line_costs_only_itself(tmp_path):
    path = tmp_path / "options.toml"
    path.write_text('palette = "barre"\nslow = "\x1b[31m"\nmeasure = 9000\ncentred = on # yes\n', encoding="utf-8")
    assert load(path) == Options(palette="barre", centred="on")


def test_a_missing_file_gives_the_first_values(tmp_path):
    assert load(tmp_path / "none") == Options()
    assert load(tmp_path) == Options()


def test_only_what_was_set_is_written(tmp_path):
    path = tmp_path / "options.toml"
    keep(path, "measure", "60")
    assert path.read_text(encoding="utf-8") == 'measure = "60"\n'
    keep(path, "palette", "blue")
    assert load(path) == Options(measure="60", palette="blue")
    keep(path, "palette", "act")
    keep(path, "measure", Options().measure)
    assert load(path) == Options()


def test_setting_one_option_leaves_all_else_in_the_file_as_it_is(tmp_path):
    path = tmp_path / "options.toml"
    path.write_text('# mine\npalette = "boiler"\nnewer = "x"\nmeasure = "wide"\nslow = 7\n', encoding="utf-8")
    keep(path, "measure", "50")
    assert path.read_text(encoding="utf-8") == '# mine\npalette = "boiler"\nnewer = "x"\nmeasure = "50"\nslow = 7\n'


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_an_options_file_may_be_a_link_and_a_pipe_is_not_waited_for(tmp_path):
    path, real = tmp_path / "options.toml", tmp_path / "dotfiles" / "options.toml"
    path.symlink_to(real)
    keep(path, "measure", "50")
    assert path.is_symlink()
    assert real.read_text(encoding="utf-8") == 'measure = "50"\n'
    os.mkfifo(tmp_path / "pipe")
    assert load(tmp_path / "pipe") == Options()
    typed = TypedLines(tmp_path / "pipe")
    typed.add("look")
    assert typed.lines() == []
