"""Makes the list of real English words out of WordNet; `kalmurzaeva/grammar/english.py` says how it is called and what it is for."""

from __future__ import annotations

import re
import sys
from pathlib import Path


def _made_from(folder: Path) -> list[str]:
    """The single words of WordNet's indices and of its lists of irregular forms."""
    found: set[str] = set()
    for name in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"index.{name}").read_text(encoding="utf-8").splitlines():
            if not line.startswith(" "):
                found.add(line.split(" ", 1)[0])
        for line in (folder / f"{name}.exc").read_text(encoding="utf-8").splitlines():
            found.update(line.split())
    return sorted(word for word in found if re.fullmatch(r"[a-z]{3,16}", word))


def _licence(folder: Path) -> str:
    lines = (folder / "index.noun").read_text(encoding="utf-8").splitlines()
    lines = [re.sub(r"^\s*\d+ ?", "", line).rstrip() for line in lines[:29]]
    return "\n".join(f"# {line}".rstrip() for line in lines)


if __name__ == "__main__":
    source = Path(sys.argv[1])
    print("# English words, from WordNet by kalmurzaeva/studio/word_list.py, which says how. WordNet's licence:\n#")
    print(_licence(source))
    print("\n".join(_made_from(source)))
