"""The command line: analyse a file, or check it.

Exit 0 also where an error stopped a column; 1 from `check` where an issue is an error; 2 where
the input cannot be used, with one line on standard error. A file of one arm, of three, or whose
control is not known can be checked, but not analysed: there is nothing to compare.
"""

from __future__ import annotations

import argparse
import contextlib
import csv
import io
import json
import os
import re
import sys
import warnings
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
INTERRUPTED = 130
# What argparse says of a wrong command line, and our sentence for it.
_USAGE = {
    "unrecognized": re.compile(r"unrecognized arguments: (?P<names>.*)", re.DOTALL),
    "required": re.compile(r"the following arguments are required: (?P<names>.*)", re.DOTALL),
    "choice": re.compile(
        r"argument (?P<name>.+?): invalid choice: (?P<value>.*) \(choose from (?P<known>.*)\)",
        re.DOTALL,
    ),
    "value": re.compile(r"argument (?P<name>.+?): expected one argument"),
}


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
    try:
        try:
            return _run(arguments, t)
        finally:
            # Now, not as Python ends: there a full disk or a reader that left is a traceback.
            if sys.stdout is not None:
                sys.stdout.flush()
    except AciError as error:
        return _tell(t.error(error))
    except BrokenPipeError:
        # The reader of the output left (| head): that is its right.
        _drop_output()
        return 0
    except OSError:
        # Files are told by name where they are opened: what is left is the output.
        _drop_output()
        return _tell(t("error.output_unwritable", name=t("cli.standard_output")))
    except KeyboardInterrupt:
        _drop_output()
        return INTERRUPTED


def _run(arguments: Sequence[str], t: Translator) -> int:
    args = _parser(t).parse_args(arguments)
    args.lang = t.lang
    _keep_input(args)
    cohort = _cohort(args)
    settings = _settings(args, cohort)
    if args.command == "check":
        return run_check(args, cohort)
    return run_analyse(args, cohort, settings)


def _tell(sentence: str) -> int:
    if sys.stderr is not None:
        print(_plain(sentence), file=sys.stderr)
    return UNUSABLE


def _drop_output() -> None:
    """What is still buffered goes nowhere."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def run_check(args: argparse.Namespace, cohort: Cohort) -> int:
    """Print the issues; 1 if any is an error."""
    t = translator(args.lang)
    if args.json is not None:
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
    # numpy's remark on a number too large to square is not for the user.
    warnings.simplefilter("ignore")
    data = prepare(cohort, settings)
    if args.grades is not None:
        _write_grades(args.grades, cohort, data.grades)
    results = analyse(data, settings)
    if args.json is not None:
        issues = issues_json(cohort, t)
        # A file without the scores is graded by the recorded grade: the rule in use is told.
        used = replace(settings, rule=data.grades.name) if data.grades else settings
        _write_json(args.json, document(cohort, used, data.grades, results, issues))
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


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help in the parser's language; an example stays one line, to be copied."""

    usage = ""

    def add_usage(
        self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, self.usage if prefix is None else prefix)


class _Parser(argparse.ArgumentParser):
    """Tells a usage error in one line."""

    t: Translator

    def error(self, message: str) -> NoReturn:
        for code, pattern in _USAGE.items():
            if found := pattern.fullmatch(message):
                message = self.t(f"cli.usage_{code}", **found.groupdict())
                break
        sys.exit(_tell(self.t("cli.usage_error", message=message)))


def _parser(t: Translator) -> argparse.ArgumentParser:
    _Parser.t = t
    _Help.usage = t("cli.usage")
    parser = _Parser(
        prog="python -m aci_core",
        description=t("cli.about"),
        epilog=t("cli.example_analyse"),
        formatter_class=_Help,
        add_help=False,
        allow_abbrev=False,
    )
    _options(parser, t)
    commands = parser.add_subparsers(
        dest="command", required=True, metavar="COMMAND", title=t("cli.commands")
    )
    for name in ("analyse", "check"):
        command = commands.add_parser(
            name,
            help=t(f"cli.{name}"),
            description=t(f"cli.{name}_about"),
            epilog=t(f"cli.example_{name}"),
            formatter_class=_Help,
            add_help=False,
            allow_abbrev=False,
        )
        command.add_argument_group(t("cli.arguments")).add_argument(
            "file", metavar="FILE", help=t("cli.file")
        )
        options = _options(command, t)
        options.add_argument("--map", metavar="MAPPING.json", help=t("cli.map"))
        options.add_argument("--settings", metavar="SETTINGS.json", help=t("cli.settings"))
        options.add_argument("--rule", metavar="NAME|c1,c2,c3|recorded", help=t("cli.rule"))
        options.add_argument("--reference", metavar="ARM", help=t("cli.reference"))
        options.add_argument("--json", metavar="OUT|-", help=t("cli.json"))
        if name == "analyse":
            options.add_argument("--grades", metavar="OUT.csv", help=t("cli.grades"))
    return parser


def _options(parser: argparse.ArgumentParser, t: Translator) -> argparse._ArgumentGroup:
    """What every command takes, before and after its name."""
    options = parser.add_argument_group(t("cli.options"))
    options.add_argument("-h", "--help", action="help", help=t("cli.help"))
    options.add_argument("--lang", choices=LANGUAGES, help=t("cli.lang"))
    return options


def _language(arguments: Sequence[str]) -> str:
    """The language asked for, before the arguments are parsed: their help speaks it too."""
    lang = "en"
    for i, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            lang = argument.removeprefix("--lang=")
        elif argument == "--lang" and i + 1 < len(arguments):
            lang = arguments[i + 1]
    return lang


def _keep_input(args: argparse.Namespace) -> None:
    """Refuse an output that would overwrite what is read, or the other output."""
    read = [Path(name) for name in (args.file, args.map, args.settings) if name]
    written: list[Path] = []
    for name in (args.json, getattr(args, "grades", None)):
        if name is None or name == "-":
            continue
        out = Path(name)
        if any(_same_file(out, other) for other in (*read, *written)):
            raise AciError("output_twice", name=name)
        written.append(out)


def _same_file(one: Path, other: Path) -> bool:
    try:
        # The name first: neither of two outputs need be there yet. A device may take both.
        return one.is_file() and one.samefile(other) if one.exists() else one == other
    except (OSError, ValueError):
        return False


def _cohort(args: argparse.Namespace) -> Cohort:
    from aci_core.ingest import ColumnMapping, load
    from aci_core.ingest.limits import MAX_BYTES

    mapping = ColumnMapping()
    if args.map is not None:
        mapping = ColumnMapping.from_json(_json(args.map, "mapping_not_json"))
    data = _bytes(args.file, MAX_BYTES)
    return load(data, Path(args.file).name, mapping, args.reference)


def _settings(args: argparse.Namespace, cohort: Cohort) -> Settings:
    settings = Settings()
    if args.settings is not None:
        settings = Settings.from_json(_json(args.settings, "settings_not_json"))
    if args.rule is not None:
        settings = replace(settings, rule=args.rule)
    from aci_core.efficacy import RECORDED, rule_named

    if settings.rule != RECORDED:
        # Cuts that are a preset's get its name; blanks are no part of a name.
        settings = replace(settings, rule=rule_named(settings.rule).name)
    elif cohort.column("grade") is None:
        raise AciError("rule_no_grade")
    _fitting(settings, cohort)
    return settings


def _fitting(settings: Settings, cohort: Cohort) -> None:
    """Refuse settings that name what the file does not have: no number may claim to obey them.

    A column that an error stops is there; its issue tells.
    """
    from aci_core.schema import PRE, Role

    columns = cohort.columns
    before = {
        c.name
        for c in columns
        if c.role is Role.COVARIATE or (c.role is Role.MEASURE and c.visit == PRE)
    }
    for name in settings.covariates:
        if name not in before:
            raise AciError("settings_column", key="covariates", column=name[:60])
    later = {c.name for c in columns if c.role is Role.MEASURE and c.visit != PRE}
    named = settings.primary
    if named is not None and named not in {"effective", *later, *(c.stem for c in columns)}:
        raise AciError("settings_column", key="primary", column=named[:60])


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
        if sys.stdout is None:
            raise AciError("output_unwritable", name="-")
        print(text)
        return
    _write(out, text + "\n")


def _write(name: str, text: str) -> None:
    try:
        Path(name).write_text(text, "utf-8", newline="")
    except (OSError, ValueError) as error:
        raise AciError("output_unwritable", name=name) from error


def _write_grades(out: str, cohort: Cohort, grades: Any) -> None:
    from aci_core.analyses.document import grades_json
    from aci_core.tables.csv_text import guarded

    text = io.StringIO()
    fields = ["patient_id", "reduction_pct", "grade", "reason"]
    writer = csv.DictWriter(text, fields, lineterminator="\n")
    writer.writeheader()
    for row in grades_json(cohort, grades):
        # A spreadsheet must not run what the file wrote, identifier or grade, as a formula.
        texts = {key: guarded(cell) if isinstance(cell, str) else cell for key, cell in row.items()}
        writer.writerow(texts)
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
