"""Small texts of the page: counts, keys, sentences that do not break."""

from __future__ import annotations

import hashlib
import re

from aci_core.i18n import Translator

# A number stays with its sign: "P =" at a line's end and "0.019" on the next is hard to read.
_SIGN = re.compile(r" ([=<>]) ")


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
