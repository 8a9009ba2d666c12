"""Command ``check FILE``: the issues of a file, each with a proposal."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from aci_core.cli.issue_lines import issue_lines
from aci_core.cli.terminal import write_json
from aci_core.presentation.i18n import Translator, format_issue, labels, translator

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort


def run_check(args: argparse.Namespace, cohort: Cohort) -> int:
    """Print the issues; return 1 if any is an error."""
    t = labels.of_cohort(translator(args.lang), cohort)
    if args.json is not None:
        from aci_core.analyses.document import cohort_json, steps_json

        document = cohort_json(cohort, issues_json(cohort, t))
        write_json(args.json, {"cohort": document, "steps": steps_json(cohort)})
    if args.json != "-":
        for line in issue_lines(cohort.issues, t):
            print(line)
        if not cohort.issues:
            print(t("cli.no_issues"))
    return int(any(issue.severity == "error" for issue in cohort.issues))


def issues_json(cohort: Cohort, t: Translator) -> list[dict[str, object]]:
    """Issues as in the JSON document, with proposals."""
    from aci_core.analyses.document import issue_json

    return [
        issue_json(issue, format_issue.sentence(t, "proposal", issue) or None)
        for issue in cohort.issues
    ]
