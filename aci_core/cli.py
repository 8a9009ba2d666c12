"""The command line: analyse a file, or check it."""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from aci_core.errors import AciError
from aci_core.i18n import LANGUAGES, Translator, translator
from aci_core.settings import Settings

# What needs pandas is imported where it is used: --help and a wrong option answer at once.
if TYPE_CHECKING:
    from aci_core.cohort import Cohort, Issue

UNUSABLE = 2
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments; by default those of the process.

    Returns
    -------
    int
        0; 1 from `check` where an issue is an error; 2 for unusable input.
    """
    _write_utf8()
    arguments = list(sys.argv[1:] if argv is None else argv)
    t = translator(_language(arguments))
    args = _parser(t).parse_args(arguments)
    try:
        cohort = _cohort(args)
        settings = _settings(args)
        if args.command == "check":
            return run_check(args, cohort)
        return run_analyse(args, cohort, settings)
    except AciError as error:
        print(_plain(t.error(error)), file=sys.stderr)
        return UNUSABLE
    except BrokenPipeError:
        # The reader of the output left (| head): that is its right.
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def run_check(args: argparse.Namespace, cohort: Cohort) -> int:
    """Print the issues; 1 if any is an error."""
    t = translator(args.lang)
    if args.json:
        from aci_core.analyses.document import cohort_json

        _write_json(args.json, {"cohort": cohort_json(cohort, issues_json(cohort, t))})
    if args.json != "-":
        for issue in cohort.issues:
            print(_line(issue, t))
        if not cohort.issues:
            print(t("cli.no_issues"))
    return int(any(issue.severity == "error" for issue in cohort.issues))


def run_analyse(args: argparse.Namespace, cohort: Cohort, settings: Settings) -> int:
    """Write every result; 0 even where a column was stopped."""
    from aci_core.analyses import analyse, prepare
    from aci_core.analyses.document import document

    t = translator(args.lang)
    data = prepare(cohort, settings)
    if args.grades:
        _write_grades(args.grades, cohort, data.grades)
    results = analyse(data, settings)
    if args.json:
        issues = issues_json(cohort, t)
        _write_json(args.json, document(cohort, settings, data.grades, results, issues))
    else:
        _print_rows([row.to_json() for result in results for row in result.rows])
    return 0


def issues_json(cohort: Cohort, t: Translator) -> list[dict[str, object]]:
    """The issues as the JSON document has them, with what to do."""
    from aci_core.analyses.document import issue_json

    return [issue_json(issue, _sentence("proposal", issue, t) or None) for issue in cohort.issues]


def _sentence(section: str, issue: Issue, t: Translator) -> str:
    key = f"{section}.{issue.code}"
    facts = {"column": issue.column or "", "value": issue.value or "", **dict(issue.facts)}
    return t(key, **facts) if t.has(key) else ""


def _line(issue: Issue, t: Translator) -> str:
    where = t("cli.row", row=issue.row) if issue.row is not None else ""
    parts = (
        t(f"cli.{issue.severity}"),
        where,
        issue.column or "",
        _sentence("issue", issue, t),
        _sentence("proposal", issue, t),
    )
    return " | ".join(_plain(part) for part in parts if part)


def _plain(text: str) -> str:
    """One line that cannot steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in text)


class _Parser(argparse.ArgumentParser):
    """Tells a usage error in one line."""

    t: Translator

    def error(self, message: str) -> NoReturn:
        print(_plain(self.t("cli.usage_error", message=message)), file=sys.stderr)
        sys.exit(UNUSABLE)


def _parser(t: Translator) -> argparse.ArgumentParser:
    _Parser.t = t
    parser = _Parser(
        prog="python -m aci_core", description=t("cli.about"), epilog=t("cli.example_analyse")
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in ("analyse", "check"):
        command = commands.add_parser(
            name,
            help=t(f"cli.{name}"),
            description=t(f"cli.{name}"),
            epilog=t(f"cli.example_{name}"),
        )
        command.add_argument("file", metavar="FILE", help=t("cli.file"))
        command.add_argument("--map", metavar="MAPPING.json", help=t("cli.map"))
        command.add_argument("--settings", metavar="SETTINGS.json", help=t("cli.settings"))
        command.add_argument("--rule", metavar="NAME|c1,c2,c3", help=t("cli.rule"))
        command.add_argument("--reference", metavar="ARM", help=t("cli.reference"))
        command.add_argument("--lang", choices=LANGUAGES, default="en", help=t("cli.lang"))
        command.add_argument("--json", metavar="OUT", help=t("cli.json"))
        if name == "analyse":
            command.add_argument("--grades", metavar="OUT.csv", help=t("cli.grades"))
    return parser


def _language(arguments: Sequence[str]) -> str:
    """The language asked for, before the arguments are parsed: their help speaks it too."""
    for i, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang" and i + 1 < len(arguments):
            return arguments[i + 1]
    return "en"


def _cohort(args: argparse.Namespace) -> Cohort:
    from aci_core.ingest import ColumnMapping, load
    from aci_core.ingest.limits import MAX_BYTES

    mapping = ColumnMapping()
    if args.map:
        mapping = ColumnMapping.from_json(_json(args.map, "mapping_not_json"))
    data = _bytes(args.file, MAX_BYTES)
    return load(data, Path(args.file).name, mapping, args.reference)


def _settings(args: argparse.Namespace) -> Settings:
    settings = Settings()
    if args.settings:
        settings = Settings.from_json(_json(args.settings, "settings_not_json"))
    if args.rule:
        from aci_core.efficacy import RECORDED, rule_named

        if args.rule != RECORDED:
            rule_named(args.rule)
        settings = replace(settings, rule=args.rule)
    return settings


def _bytes(name: str, limit: int) -> bytes:
    path = Path(name)
    try:
        # Before it is read: a file of any size may stand there.
        if path.stat().st_size > limit:
            raise AciError("file_too_large", limit_mb=limit >> 20)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise AciError("file_missing", name=name) from error
    except (OSError, ValueError) as error:
        raise AciError("file_unreadable", name=name) from error


def _json(name: str, code: str) -> object:
    try:
        document: object = json.loads(_bytes(name, 10 << 20).decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise AciError(code) from error
    return document


def _write_json(out: str, document: dict[str, object]) -> None:
    text = json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1)
    if out == "-":
        print(text)
        return
    _write(out, text + "\n")


def _write(name: str, text: str) -> None:
    try:
        Path(name).write_text(text, "utf-8", newline="")
    except OSError as error:
        raise AciError("output_unwritable", name=name) from error


def _write_grades(out: str, cohort: Cohort, grades: Any) -> None:
    from aci_core.analyses.document import grades_json

    text = io.StringIO()
    fields = ["patient_id", "reduction_pct", "grade", "reason"]
    writer = csv.DictWriter(text, fields, lineterminator="\n")
    writer.writeheader()
    for row in grades_json(cohort, grades):
        patient = str(row["patient_id"])
        # A spreadsheet must not run an identifier as a formula.
        guarded = f"'{patient}" if patient.startswith(_FORMULA) else patient
        writer.writerow({**row, "patient_id": guarded})
    # The byte order mark is how Excel knows UTF-8.
    _write(out, "\ufeff" + text.getvalue())


def _print_rows(rows: Sequence[dict[str, Any]]) -> None:
    """The results for a person's eye, a row a line; empty fields are left out."""
    shown = ("analysis", "variable", "visit", "arm", "level", "versus", "method")
    numbers = ("estimate", "ci_low", "ci_high", "sd", "q1", "q3", "pct", "statistic", "df", "p")
    for row in rows:
        what = " ".join(str(row[key]) for key in shown if row.get(key) is not None)
        values = [f"{key}={row[key]:.6g}" for key in numbers if row.get(key) is not None]
        note = [f"({row['note']})"] if row.get("note") else []
        n = row.get("n")
        patients = "/".join(map(str, n.values())) if isinstance(n, dict) else n
        print(_plain("  ".join([what, f"n={patients}", *values, *note])))


def _write_utf8() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
