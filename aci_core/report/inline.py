"""Runs of a report's text, of nothing that a file may not hold."""

from __future__ import annotations

import re
import unicodedata

from aci_core.presentation.i18n.markdown import Run, letters, runs, text_runs

__all__ = ["Run", "clean", "of_markdown", "of_text", "plain"]

# Word, PowerPoint and Excel are XML, which has no place for these.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef]")


def clean(text: str) -> str:
    r"""The text on one line, without what XML cannot hold or what turns the line around.

    Examples
    --------
    >>> clean("a\x07b\ud800 c\nd")
    'ab c d'
    """
    kept = (
        c
        for c in _FORBIDDEN.sub("", " ".join(text.split()))
        if ord(c) & 0xFFFE != 0xFFFE and unicodedata.bidirectional(c) not in _TURNING
    )
    return "".join(kept)


# Embeddings and overrides: one in a cell would turn all that follows it.
_TURNING = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def of_text(text: str) -> tuple[Run, ...]:
    """The runs of a table's text."""
    return text_runs(clean(text))


def of_markdown(text: str) -> tuple[Run, ...]:
    """The runs of a sentence."""
    return runs(clean(text))


def plain(text: str) -> str:
    """A sentence without its marks."""
    return letters(of_markdown(text))
