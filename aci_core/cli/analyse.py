"""Command ``analyse FILE``: every result as lines or JSON, and the grades of patients."""

from __future__ import annotations

import argparse
import csv
import io
import sys
import warnings
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from aci_core.cli.check import issues_json
from aci_core.cli.issue_lines import issue_lines
from aci_core.cli.terminal import one_line, write, write_json
from aci_core.cli.unread_warning import warn
from aci_core.domain.errors import AciError
from aci_core.domain.schema import Role
from aci_core.presentation.i18n import Translator, format_issue, labels, translator

if TYPE_CHECKING:
    from aci_core.analyses import Result
    from aci_core.analyses.response import Response
    from aci_core.domain.cohort import Cohort, Issue
    from aci_core.domain.study.settings import Settings
    from aci_core.summaries import PatientLevelData


def run_analyse(args: argparse.Namespace, cohort: Cohort, settings: Settings) -> int:
    """Write every result, warn of what was not read; return 0 even where a column is stopped."""
    from aci_core.analyses import analyse, prepare
    from aci_core.analyses.document import document

    t = labels.of_cohort(translator(args.lang), cohort)
    # numpy's remark on a number too large to square is not for the user.
    warnings.simplefilter("ignore")
    data = prepare(cohort, settings)
    if args.grades is not None:
        _write_grades(args.grades, data.cohort, data.grades)
    results = analyse(data, settings, resample=args.resample)
    if not any(result.rows for result in results):
        raise AciError("nothing_to_analyse", reason=_reason(cohort, t))
    review = review_json(data, settings, results, cohort.n, t)
    if args.json is not None:
        issues = issues_json(cohort, t)
        # A file without the scores is graded by the recorded grade: write the rule in use.
        used = replace(settings, rule=data.grades.name) if data.grades else settings
        write_json(args.json, document(data.cohort, used, data.grades, results, issues, review))
    else:
        _print_issues(cohort, t)
        print_rows([row.to_json() for result in results for row in result.rows])
        for objection in review:
            words = ("review", objection["severity"], objection["code"], objection["sentence"])
            print(one_line("  ".join(map(str, words))))
    warn(cohort, t)
    return 0


def _print_issues(cohort: Cohort, t: Translator) -> None:
    """Print errors and warnings on standard error, before the results that they bear on."""
    if sys.stderr is not None:
        for line in issue_lines((i for i in cohort.issues if i.severity != "info"), t):
            print(line, file=sys.stderr)


def _reason(cohort: Cohort, t: Translator) -> str:
    """Why there is nothing to analyse: the columns that are not, or that there are none."""
    headers = [c.header or c.name for c in cohort.columns if c.role not in (Role.ID, Role.ARM)]
    # Where rows are visits that nobody knows, what varies between them waits.
    waits = next((i for i in cohort.issues if i.severity == "error" and _waits(i)), None)
    if waits is not None:
        texts = (format_issue.sentence(t, section, waits) for section in ("issue", "proposal"))
        return t("written.space").join(texts)
    if not headers:
        return t("cli.no_columns")
    return t("cli.no_columns_read", columns=t("words.list").join(headers))


def _waits(issue: Issue) -> bool:
    return bool(dict(issue.facts).get("columns"))


def review_json(
    data: PatientLevelData,
    settings: Settings,
    results: Sequence[Result],
    before: int,
    t: Translator,
) -> list[dict[str, object]]:
    """What a reviewer will ask, each objection with its sentence."""
    from aci_core.analyses.review import review
    from aci_core.presentation import sentences
    from aci_core.presentation.i18n.markdown import plain

    by_name = {result.analysis: result for result in results}
    response = cast("Response", by_name["response"])
    return [
        {**one.to_json(), "sentence": plain(sentences.review.sentence(one, response, t))}
        for one in review(data, settings, by_name, before=before)
    ]


def _write_grades(out: str, cohort: Cohort, grades: Any) -> None:
    from aci_core.analyses.document import grades_json
    from aci_core.presentation.tables.csv_text import guarded

    text = io.StringIO()
    fields = ["patient_id", "reduction_pct", "grade", "reason"]
    writer = csv.DictWriter(text, fields, lineterminator="\n")
    writer.writeheader()
    for row in grades_json(cohort, grades):
        # A spreadsheet must not run what the file wrote, identifier or grade, as a formula.
        texts = {key: guarded(cell) if isinstance(cell, str) else cell for key, cell in row.items()}
        writer.writerow(texts)
    # The byte order mark is how Excel knows UTF-8.
    write(out, "\ufeff" + text.getvalue())


def print_rows(rows: Sequence[dict[str, Any]]) -> None:
    """Print the results for a reader, one row a line, without empty fields."""
    shown = ("analysis", "variable", "visit", "arm", "level", "versus", "method")
    numbers = ("estimate", "ci_low", "ci_high", "sd", "q1", "q3", "pct", "statistic", "df", "p")
    for row in rows:
        what = " ".join(str(row[key]) for key in shown if row.get(key) is not None)
        values = [f"{key}={row[key]:.6g}" for key in numbers if row.get(key) is not None]
        note = [f"({row['note']})"] if row.get("note") else []
        n = row.get("n")
        patients = "/".join(map(str, n.values())) if isinstance(n, dict) else n
        print(one_line("  ".join([what, f"n={patients}", *values, *note])))
