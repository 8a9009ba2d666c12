"""Command ``check FILE``: the issues of a file, each with a proposal."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from aci_core.cli.terminal import one_line, write_json
from aci_core.presentation.i18n import Translator, format_issue, labels, translator

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort, Issue


def run_check(args: argparse.Namespace, cohort: Cohort) -> int:
    """Print the issues; return 1 if any is an error."""
    t = labels.of_cohort(translator(args.lang), cohort)
    if args.json is not None:
        from aci_core.analyses.document import cohort_json, steps_json

        document = cohort_json(cohort, issues_json(cohort, t))
        write_json(args.json, {"cohort": document, "steps": steps_json(cohort)})
    if args.json != "-":
        for issue in cohort.issues:
            print(_issue_line(issue, t))
        if not cohort.issues:
            print(t("cli.no_issues"))
    return int(any(issue.severity == "error" for issue in cohort.issues))


def issues_json(cohort: Cohort, t: Translator) -> list[dict[str, object]]:
    """Issues as in the JSON document, with proposals."""
    from aci_core.analyses.document import issue_json

    return [issue_json(issue, _sentence("proposal", issue, t) or None) for issue in cohort.issues]


def _sentence(section: str, issue: Issue, t: Translator) -> str:
    return format_issue.sentence(t, section, issue)


def _issue_line(issue: Issue, t: Translator) -> str:
    where = t("cli.row", row=issue.row) if issue.row is not None else ""
    parts = (
        t(f"cli.{issue.severity}"),
        where,
        issue.column or "",
        _sentence("issue", issue, t),
        _sentence("proposal", issue, t),
    )
    return " | ".join(one_line(part) for part in parts if part)
