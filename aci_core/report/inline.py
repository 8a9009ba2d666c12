"""Runs of a report's text, without characters that Office files cannot hold."""

from __future__ import annotations

import re
import unicodedata

from aci_core.presentation.i18n.markdown import Run, letters, runs, text_runs

__all__ = ["Run", "clean", "of_markdown", "of_text", "plain"]

# Not allowed in XML, and so not in Word, PowerPoint and Excel.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef]")


def clean(text: str) -> str:
    r"""The text on one line, without characters that XML forbids or that change its direction.

    Examples
    --------
    >>> clean("a\x07b\ud800 c\nd")
    'ab c d'
    """
    characters = (
        c
        for c in _FORBIDDEN.sub("", " ".join(text.split()))
        if ord(c) & 0xFFFE != 0xFFFE and unicodedata.bidirectional(c) not in _BIDI_CONTROLS
    )
    # Again, since a character that goes may have stood between blanks or at the end.
    return " ".join("".join(characters).split())


# Embeddings and overrides: one in a cell would change the direction of all that follows.
_BIDI_CONTROLS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})


def of_text(text: str) -> tuple[Run, ...]:
    """Runs of a table's text."""
    return text_runs(clean(text))


def of_markdown(text: str) -> tuple[Run, ...]:
    """Runs of a sentence in Markdown."""
    return runs(clean(text))


def plain(text: str) -> str:
    """A sentence in Markdown as plain text."""
    return letters(of_markdown(text))
