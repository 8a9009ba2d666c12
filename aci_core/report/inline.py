"""Runs of text: what is bold, italic or raised, and nothing that a file may not hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from aci_core.tables.parts import LETTERS

_MARK = re.compile(r"\\(.)|(\*\*)|(\*)|(\^)|([^\\*^]+)", re.DOTALL)
_LONE = re.compile(r"\*([A-Za-z])\*")
_PLAIN = dict(zip(LETTERS, "abcdefghijklmnoprstuvwxyz", strict=True))
_RAISED = re.compile(f"([{LETTERS}]+)")
# Word, PowerPoint and Excel are XML, which has no place for these.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef]")


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text that is set in one way."""

    text: str
    bold: bool = False
    italic: bool = False
    raised: bool = False


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
    """The runs of a table's text: ``*P*`` is italic, a footnote's letter raised.

    Examples
    --------
    >>> of_text("*P*ᵃ < 0.05")
    (Run(text='P', bold=False, italic=True, raised=False), \
Run(text='a', bold=False, italic=False, raised=True), \
Run(text=' < 0.05', bold=False, italic=False, raised=False))
    """
    found: list[Run] = []
    for i, piece in enumerate(_LONE.split(clean(text))):
        if i % 2:
            found.append(Run(piece, italic=True))
        else:
            found.extend(_raised(piece))
    return tuple(found)


def _raised(text: str) -> Iterator[Run]:
    for i, piece in enumerate(_RAISED.split(text)):
        if piece and i % 2:
            yield Run("".join(_PLAIN[c] for c in piece), raised=True)
        elif piece:
            yield Run(piece)


def of_markdown(text: str) -> tuple[Run, ...]:
    r"""The runs of a sentence.

    Examples
    --------
    >>> [run.text for run in of_markdown(r"rose by **2.1** (*P*), a\*b^1,2^")]
    ['rose by ', '2.1', ' (', 'P', '), a*b', '1,2']
    """
    found: list[Run] = []
    bold = italic = raised = False
    for match in _MARK.finditer(clean(text)):
        literal, double, single, caret, plain = match.groups()
        if double:
            bold = not bold
        elif single:
            italic = not italic
        elif caret:
            raised = not raised
        else:
            run = Run(literal or plain or "", bold, italic, raised)
            last = found[-1] if found else None
            if last and (last.bold, last.italic, last.raised) == (bold, italic, raised):
                found[-1] = Run(last.text + run.text, bold, italic, raised)
            else:
                found.append(run)
    return tuple(found)


def plain(text: str) -> str:
    """A sentence without its marks."""
    return "".join(run.text for run in of_markdown(text))
