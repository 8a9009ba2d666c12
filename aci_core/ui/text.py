"""Small texts of the page: counts and keys."""

from __future__ import annotations

import hashlib

from aci_core.i18n import Translator

JOIN = "\N{NO-BREAK SPACE}· "  # between short facts: no line begins with the dot


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
