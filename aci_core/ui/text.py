"""Small texts of the page: a file's words made inert, counts, sentences that do not break."""

from __future__ import annotations

import hashlib
import re

from aci_core.i18n import Translator

_MARKS = re.compile(r"(?<!\\)\*{1,2}")
# A number stays with its sign: "P =" at a line's end and "0.019" on the next is hard to read.
_SIGN = re.compile(r" ([=<>]) ")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#+~|$:!-])")


def literal(text: str) -> str:
    r"""A user's own text so that Markdown prints it and does nothing else.

    Examples
    --------
    >>> literal("a*b_c")
    'a\\*b\\_c'
    """
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def plain(markdown: str) -> str:
    r"""A sentence without its marks, to paste into a manuscript.

    Examples
    --------
    >>> plain("rose by **2.1** (*P* = 0.01)")
    'rose by 2.1 (P = 0.01)'
    """
    return re.sub(r"\\(.)", r"\1", _MARKS.sub("", markdown))


def unbroken(markdown: str) -> str:
    """The sentence with no line broken beside a sign.

    Examples
    --------
    >>> unbroken("*P* = 0.01").isascii()
    False
    """
    return _SIGN.sub("\N{NO-BREAK SPACE}\\1\N{NO-BREAK SPACE}", markdown)


def counted(t: Translator, key: str, n: int) -> str:
    """A count in words; one is not ``1 errors``."""
    one = f"{key}_one"
    return t(one) if n == 1 and t.has(one) else t(key, n=f"{n:,}")


def key_of(*parts: str) -> str:
    """A short key for a widget out of texts that a file may have written.

    Examples
    --------
    >>> len(key_of("vegf", "观察组"))
    10
    """
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:10]
