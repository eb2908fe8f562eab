"""Any bytes in, any encoding out."""

from __future__ import annotations

import io
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kalmurzaeva import console
from kalmurzaeva.console import MOST_BYTES, plain_letter, read_line, writes

console.prepare()


def in_ascii(text: str) -> str:
    return text.encode("ascii", console.STAND_INS).decode("ascii")


def test_letters_that_an_output_lacks_have_stand_ins():
    assert in_ascii("→ plié, äbi… – “so”") == '-> plie, abi... - "so"'
    assert in_ascii("Даша, Щука, объезд") == "Dasha, Shchuka, obezd"
    assert in_ascii("╭─│") == "+-|"


@settings(deadline=None)
@given(st.text())
def test_no_text_at_all_is_too_much_for_an_output(text):
    """Not even what nobody has a stand-in for."""
    for encoding in ("ascii", "latin-1", "koi8-r", "cp437"):
        text.encode(encoding, console.STAND_INS)


@settings(deadline=None)
@given(st.characters())
def test_a_stand_in_is_itself_ascii(char):
    assert plain_letter(char).isascii()


def test_it_is_known_whether_an_encoding_can_draw():
    assert writes("─›", "utf-8")
    assert not writes("─›", "ascii")
    assert not writes("─›", "no-such-encoding")
    assert not writes("─", None)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_can_be_read_as_lines_and_none_is_lost(data):
    """As many lines come out as went in."""
    source = io.BytesIO(data)
    lines = []
    while (line := read_line(source, "utf-8")) is not None:
        lines.append(line)
    assert len(lines) == data.count(b"\n") + (not data.endswith(b"\n") and bool(data))


def test_of_a_line_without_end_only_the_beginning_is_kept_and_the_next_line_is_whole():
    source = io.BytesIO(b"a" * (5 * MOST_BYTES) + b"\nlook\n")
    assert read_line(source, "utf-8") == "a" * MOST_BYTES
    assert read_line(source, "utf-8") == "look"
    assert read_line(source, "utf-8") is None


def test_a_line_in_an_unknown_encoding_is_read_as_utf_8():
    assert read_line(io.BytesIO("Даша\r\n".encode()), "no-such-encoding") == "Даша"


@pytest.mark.parametrize(
    ("started", "path", "says"),
    [
        ("bin/kalmurzaeva", "bin", "kalmurzaeva"),
        ("bin/kalmurzaeva", "", "bin/kalmurzaeva"),
        ("bin/kalmurzaeva", "other", "bin/kalmurzaeva"),
        ("my games/kalmurzaeva", "", "'my games/kalmurzaeva'"),
        ("kalmurzaeva.pyz", "", "python3 kalmurzaeva.pyz"),
        ("site/kalmurzaeva/__main__.py", "", "kalmurzaeva"),
    ],
)
def test_a_game_says_how_it_is_started_again_from_where_it_was_started(tmp_path, monkeypatch, started, path, says):
    """Out of an environment of its own, as README has it, no shell finds it by its name."""
    for folder in ("bin", "other", "my games"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "kalmurzaeva").touch(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / path) if path else "/nowhere")
    monkeypatch.setattr(sys, "argv", [started])
    assert console.called() == says


def test_who_borrowed_it_for_one_run_is_told_how_it_is_borrowed_again(monkeypatch):
    class Taken:
        def read_text(self, _name: str) -> str:
            return '{"url": "file:///my games/odyssey", "dir_info": {}}'

    monkeypatch.setattr("importlib.metadata.distribution", lambda _name: Taken())
    monkeypatch.setenv("UV", "/usr/bin/uv")
    monkeypatch.setattr(sys, "prefix", "/home/me/.cache/uv/archive-v0/abc")
    monkeypatch.setattr(sys, "argv", ["kalmurzaeva"])
    assert console.called() == "uvx --from '/my games/odyssey' kalmurzaeva"
