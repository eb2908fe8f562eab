"""The words of a line that nobody here knows, shown so while it is typed."""

from __future__ import annotations

import re
from collections.abc import Callable

from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.layout.processors import Processor, Transformation, TransformationInput


class DoubtfulWords(Processor):
    """Dims the words that nobody here knows, but for the one being typed."""

    def __init__(self, unknown: Callable[[], frozenset[str]]) -> None:
        self._unknown = unknown

    def apply_transformation(self, transformation_input: TransformationInput) -> Transformation:
        unknown = self._unknown()
        if not unknown:
            return Transformation(transformation_input.fragments)
        text = transformation_input.document.lines[transformation_input.lineno]
        fragments: StyleAndTextTuples = []
        for piece in re.split(r"(\s+)", text):
            fragments.append(("class:unknown" if piece in unknown else "", piece))
        return Transformation(fragments)
