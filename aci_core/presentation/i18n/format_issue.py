"""Text of data issues, and of what to do about them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from aci_core.domain.column_letters import column_letters
from aci_core.presentation.i18n import format_filter, labels
from aci_core.presentation.i18n.catalogue import Translator

# The command line's help must not import pandas.
if TYPE_CHECKING:
    from aci_core.domain.cohort import Issue

# Facts that are names of the catalogue, not text of the file.
_NAMES = {"computed": "grade", "recorded": "grade", "rule": "rule", "why": "identifies"}
_UNNAMED = re.compile(r"column ([1-9][0-9]{0,4})")  # as `tabulate` calls one without a header
# A column made of a sheet of events: what is told of all events of a patient.
_OF_ANY = "ae_unspecified_"
# Canonical columns, and lists that the reader sets apart with a comma.
_LISTS = frozenset({"name", "names", "arms", "rows", "events", "headers", "columns"})


def sentence(
    t: Translator, section: str, issue: Issue, *, page: bool = False, button: bool = False
) -> str:
    """Text of an issue, or of its proposal; empty where the catalogue has none.

    Parameters
    ----------
    t : Translator
    section : {"issue", "proposal"}
    issue : Issue
    page : bool
        For the page, which has a text of its own where the other one names the command line.
    button : bool
        A button that does it stands beside the text: one may be told to press it.
    """
    key = f"{section}.{issue.code}"
    own = [*(["press"] if button else []), *(["page"] if page else [])]
    key = next((f"{key}_{one}" for one in own if t.has(f"{key}_{one}")), key)
    if not t.has(key):
        return ""
    facts = {name: _fact(t, name, fact) for name, fact in issue.facts}
    own_facts = {"column": column(t, issue.column or ""), "value": issue.value or ""}
    return t(key, **{**own_facts, **facts})


def column(t: Translator, header: str) -> str:
    """A header in words; of a column without one the letters that a spreadsheet gives it."""
    if header.startswith(_OF_ANY):
        return labels.column(t, header)
    unnamed = _UNNAMED.fullmatch(header)
    if unnamed is None:
        return header
    return t("issue_column.unnamed", letters=_letters(int(unnamed[1])))


def _letters(number: int) -> str:
    """Letters of a column by its number in the file, the first 1."""
    return column_letters(number - 1)


def _fact(t: Translator, name: str, fact: str | int | float) -> str | int | float:
    """A fact in the reader's language, with names for columns, grades, rules and events."""
    if name in _NAMES:
        return t.name(_NAMES[name], str(fact))
    if name == "place":
        return _letters(int(fact))
    if name == "visit":
        return labels.in_visit(t, str(fact))
    if name not in _LISTS or not isinstance(fact, str):
        return fact
    parts = fact.split(", ")
    if name == "name":
        parts = [format_filter.column(t, part) for part in parts]
    if name == "names":
        parts = [t.name("measure", part) for part in parts]
    if name == "events":
        parts = [t.name("event", part) for part in parts]
    return t("words.list").join(parts)
