"""Issues as lines of text: those that differ in their row alone are one line with a count."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from aci_core.cli.terminal import one_line
from aci_core.presentation.i18n import Translator, format_issue

if TYPE_CHECKING:
    from aci_core.domain.cohort import Issue

_SHOWN = 8  # rows of a line that counts several
# Each counts the further cells of a kind in a column.
_REST = frozenset({"more_like_this", "more_found"})


def issue_lines(issues: Iterable[Issue], t: Translator) -> list[str]:
    """A line for each issue; one for all that are the same but for the row.

    Parameters
    ----------
    issues : iterable of Issue
    t : Translator
    """
    groups: dict[Issue, list[int | None]] = {}
    for issue in issues:
        groups.setdefault(replace(issue, row=None), []).append(issue.row)
    rest = _counted_rest(groups)
    counted = frozenset(rest.values())
    return [
        _line(issue, rows, rest.get(issue), t)
        for issue, rows in groups.items()
        if issue not in counted
    ]


def _counted_rest(groups: dict[Issue, list[int | None]]) -> dict[Issue, Issue]:
    """The issue that counts the rest of a group, where it is the only one of its kind."""
    of_kind: dict[tuple[str, str | None], list[Issue]] = {}
    for issue in groups:
        of_kind.setdefault((issue.code, issue.column), []).append(issue)
    counted = {}
    for issue in groups:
        if issue.code in _REST:
            kind = str(dict(issue.facts).get("kind"))
            same = of_kind.get((kind, issue.column), [])
            if len(same) == 1:
                counted[same[0]] = issue
    return counted


def _line(issue: Issue, rows: Sequence[int | None], rest: Issue | None, t: Translator) -> str:
    known = [row for row in rows if row is not None]
    more = 0 if rest is None else int(dict(rest.facts)["count"])
    where = ""
    if len(known) == 1 and not more:
        where = t("cli.row", row=known[0])
    elif known:
        shown = t("words.list").join(map(str, known[:_SHOWN]))
        cut = "…" if len(known) + more > _SHOWN else ""
        where = t("cli.rows", rows=shown + cut, n=len(known) + more)
    parts = (
        t(f"cli.{issue.severity}"),
        where,
        issue.column or "",
        format_issue.sentence(t, "issue", issue),
        format_issue.sentence(t, "proposal", issue),
    )
    return " | ".join(one_line(part) for part in parts if part)
