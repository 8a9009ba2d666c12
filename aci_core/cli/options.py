"""Argument parser of the commands, with help in every language."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from aci_core.cli import explore, from_table, pool, report, share, summarise
from aci_core.cli.inputs import input_files
from aci_core.cli.terminal import print_error
from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import LANGUAGES, Translator
from aci_core.presentation.i18n.languages import DEFAULT

# Messages of argparse on a wrong command line, and the key of our sentence.
_USAGE = {
    "unrecognized": re.compile(r"unrecognized arguments: (?P<names>.*)", re.DOTALL),
    "required": re.compile(r"the following arguments are required: (?P<names>.*)", re.DOTALL),
    "choice": re.compile(
        r"argument (?P<name>.+?): invalid choice: (?P<value>.*) \(choose from (?P<known>.*)\)",
        re.DOTALL,
    ),
    "value": re.compile(r"argument (?P<name>.+?): expected one argument"),
}


class _Help(argparse.RawDescriptionHelpFormatter):
    """Help in the parser's language; an example stays on one line, to be copied."""

    usage = ""

    def add_usage(
        self, usage: str | None, actions: Any, groups: Any, prefix: str | None = None
    ) -> None:
        super().add_usage(usage, actions, groups, self.usage if prefix is None else prefix)

    def _expand_help(self, action: argparse.Action) -> str:
        # A per cent sign in the words is one: nothing is filled in.
        return action.help or ""


class _Parser(argparse.ArgumentParser):
    """Parser that reports a usage error in one line."""

    t: Translator

    def error(self, message: str) -> NoReturn:
        for code, pattern in _USAGE.items():
            if match := pattern.fullmatch(message):
                message = self.t(f"cli.usage_{code}", **match.groupdict())
                break
        sys.exit(print_error(self.t("cli.usage_error", message=message)))


def parser(t: Translator) -> argparse.ArgumentParser:
    """Parser of every command, in the language of the translator."""
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
    for name in ("analyse", "check", "explore", "report", "share", "summarise"):
        command = _command(commands, name, t)
        command.add_argument_group(t("cli.arguments")).add_argument(
            "file", metavar="FILE", help=t("cli.file")
        )
        options = _options(command, t)
        options.add_argument(
            "--map", metavar="MAPPING.json|NAME=COLUMN", action="append", help=t("cli.map")
        )
        options.add_argument("--steps", metavar="STEPS.json", help=t("cli.steps"))
        options.add_argument("--settings", metavar="SETTINGS.json", help=t("cli.settings"))
        options.add_argument("--rule", metavar="NAME|c1,c2,c3|recorded", help=t("cli.rule"))
        options.add_argument("--reference", metavar="ARM", help=t("cli.reference"))
        if name == "report":
            report.add_arguments(options, t)
            continue
        if name == "share":
            share.add_arguments(options, t)
            continue
        if name == "summarise":
            summarise.add_arguments(options, t)
            continue
        options.add_argument("--json", metavar="OUT|-", help=t("cli.json"))
        if name == "explore":
            explore.add_arguments(options, t)
        if name == "analyse":
            options.add_argument("--grades", metavar="OUT.csv", help=t("cli.grades"))
            options.add_argument("--resample", action="store_true", help=t("cli.resample"))
    for name in share.COMMANDS:
        command = _command(commands, name, t)
        share.add_store_arguments(name, command, _options(command, t), t)
    command = _command(commands, "pool", t)
    pool.add_arguments(command, _options(command, t), t)
    command = _command(commands, "from-table", t)
    from_table.add_arguments(command, _options(command, t), t)
    return parser


def _command(commands: Any, name: str, t: Translator) -> argparse.ArgumentParser:
    """Add a command with its help; its arguments are added later."""
    key = name.replace("-", "_")
    command: argparse.ArgumentParser = commands.add_parser(
        name,
        help=t(f"cli.{key}"),
        description=t(f"cli.{key}_about"),
        epilog=t(f"cli.example_{key}"),
        formatter_class=_Help,
        add_help=False,
        allow_abbrev=False,
    )
    return command


def _options(parser: argparse.ArgumentParser, t: Translator) -> argparse._ArgumentGroup:
    """Add the options of every command, accepted before and after its name."""
    options = parser.add_argument_group(t("cli.options"))
    options.add_argument("-h", "--help", action="help", help=t("cli.help"))
    known = t("cli.lang_or").join(LANGUAGES)
    options.add_argument("--lang", choices=LANGUAGES, help=t("cli.lang", languages=known))
    return options


def requested_language(arguments: Sequence[str]) -> str:
    """Language requested, found before parsing since help uses it too."""
    lang = DEFAULT.code
    for i, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            lang = argument.removeprefix("--lang=")
        elif argument == "--lang" and i + 1 < len(arguments):
            lang = arguments[i + 1]
    return lang


def protect_inputs(args: argparse.Namespace) -> None:
    """Refuse an output that would overwrite an input or the other output."""
    read = input_files(args)
    written: list[Path] = []
    for key in ("json", "grades", "summary"):
        name = getattr(args, key, None)
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
