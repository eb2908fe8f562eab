"""Pages for a browser: what stands at the head of each, so that it is read on a phone as well, and fetches nothing."""

from __future__ import annotations

from html import escape

_STYLE = (
    "body{max-width:34em;margin:2em auto;padding:0 1em;font:1.05em/1.5 Georgia,serif;color:#222;background:#fdfbf6}"
    "h1,h2{font-weight:normal;text-align:center}h2{font-size:1.1em;letter-spacing:.12em;margin-top:2em}"
    "p{margin:.5em 0;white-space:pre-line;overflow-wrap:break-word}"
)


def opening(title: str, style: str = "") -> str:
    """A page as far as the heading with its title. What ends it may be left out: browsers need no end. `style` is added to the common one."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}{style}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n"
    )
