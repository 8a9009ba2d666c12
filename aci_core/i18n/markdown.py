"""Markdown of the sentences: bold numbers, italic *P*, and names of the file that stay text."""

from __future__ import annotations

import re

_MARKS = re.compile(r"\*\*|\*(?=\S)|(?<=\S)\*")
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#+~|$:!-])")


def literal(text: str) -> str:
    r"""A name that a file wrote, so that Markdown prints it and does nothing else.

    Examples
    --------
    >>> literal("a*b <i>")
    'a\\*b \\<i\\>'
    """
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def bold(text: str) -> str:
    """A key number."""
    return f"**{text}**"


def plain(markdown: str) -> str:
    r"""A sentence without its marks, to paste into a manuscript.

    Examples
    --------
    >>> plain("rose by **2.1** (*P* = 0.01), a\\*b")
    'rose by 2.1 (P = 0.01), a*b'
    """
    # An escaped asterisk is a name's own: it is set aside while the marks go.
    kept = markdown.replace("\\*", "\0")
    return re.sub(r"\\(.)", r"\1", _MARKS.sub("", kept)).replace("\0", "*")
