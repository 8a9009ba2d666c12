"""Runs of a report's text, without characters that Office files cannot hold."""

from __future__ import annotations

import re
import unicodedata

from aci_core.presentation.i18n.markdown import Run, letters, runs, text_runs, unbroken

__all__ = [
    "Run",
    "clean",
    "of_markdown",
    "of_text",
    "plain",
    "printed_markdown",
    "printed_text",
]

# Not allowed in XML, and so not in Word, PowerPoint and Excel.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef]")


_RANGE = re.compile("(?<=[0-9∞%])\N{WORD JOINER}?～\N{WORD JOINER}?(?=[−0-9∞N])")
_MINUS = re.compile("−(?=[0-9∞])")


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


def printed_text(text: str) -> tuple[Run, ...]:
    """Runs of a table's text for Word, with no line break within a number or an interval."""
    return text_runs(_held(text))


def printed_markdown(text: str) -> tuple[Run, ...]:
    """Runs of a sentence for Word, with no line break within a number or an interval."""
    return runs(_held(text))


def _held(text: str) -> str:
    r"""Held together with the narrow sign of a range: lines break beside the wide one.

    Examples
    --------
    >>> _held("95%CI −1.23～−0.28")
    '95%CI\xa0−\u20601.23~−\u20600.28'
    """
    narrow = _RANGE.sub("~", unbroken(clean(text)))
    return _MINUS.sub("−\N{WORD JOINER}", narrow)


def plain(text: str) -> str:
    """A sentence in Markdown as plain text."""
    return letters(of_markdown(text))
