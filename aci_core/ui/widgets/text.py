"""Small texts: counts, widget keys, sentences of errors."""

from __future__ import annotations

import hashlib

from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import Translator, labels
from aci_core.presentation.i18n.markdown import literal

JOIN = "\N{NO-BREAK SPACE}· "  # between short facts: no line begins with the dot


def counted(t: Translator, key: str, n: int, **facts: str) -> str:
    """A count with its noun, singular for one."""
    one = f"{key}_one"
    return t(one, **facts) if n == 1 and t.has(one) else t(key, n=f"{n:,}", **facts)


def key_of(*parts: str) -> str:
    """A short widget key, hashed from any texts.

    Examples
    --------
    >>> len(key_of("vegf", "观察组"))
    10
    """
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:10]


def literal_error(t: Translator, error: AciError) -> str:
    """An error's sentence, with Markdown from the user's file escaped."""
    facts = {
        key: literal(fact) if isinstance(fact, str) else fact for key, fact in error.facts.items()
    }
    if error.code == "selection_one_arm":
        facts["arm"] = literal(labels.in_arm(t, str(error.facts["arm"])))
    # The plain sentence may speak to the command line.
    code = f"{error.code}_page" if t.has(f"error.{error.code}_page") else error.code
    if not t.has(f"error.{code}"):
        return t("app.failed")
    return t.error(AciError(code, **facts))
