"""An issue in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aci_core.i18n.catalogue import Translator

# The command line's help is there before pandas is.
if TYPE_CHECKING:
    from aci_core.cohort import Issue

# Facts that are names of the catalogue, not text of the file.
_NAMES = {"computed": "grade", "recorded": "grade"}


def sentence(t: Translator, section: str, issue: Issue) -> str:
    """What is wrong (``issue``) or what to do (``proposal``); empty without such a sentence."""
    key = f"{section}.{issue.code}"
    if not t.has(key):
        return ""
    told = {
        name: t.name(_NAMES[name], str(fact)) if name in _NAMES else fact
        for name, fact in issue.facts
    }
    return t(key, **{"column": issue.column or "", "value": issue.value or "", **told})
