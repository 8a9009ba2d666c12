"""Command ``pool S1.json S2.json ...``: the trial of several centres, from their summaries."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from aci_core.cli.sealing import trusted_keys
from aci_core.cli.terminal import UNUSABLE, print_error, read_bytes, write_json
from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import Translator, translator

if TYPE_CHECKING:
    from aci_core.federation.envelope import Opened
    from aci_core.federation.pooled_study import PooledStudy


def add_arguments(
    command: argparse.ArgumentParser, options: argparse._ArgumentGroup, t: Translator
) -> None:
    """Add the arguments of ``pool``."""
    command.add_argument_group(t("cli.arguments")).add_argument(
        "files", metavar="S.json", nargs="+", help=t("cli.pool_files")
    )
    options.add_argument("--json", metavar="OUT|-", help=t("cli.json"))
    options.add_argument(
        "--report", metavar="FILE", action="append", default=[], help=t("cli.pool_report")
    )
    options.add_argument("--link", action="store_true", help=t("cli.pool_link"))
    options.add_argument(
        "--trust", metavar="KEY|FILE", action="append", default=[], help=t("cli.pool_trust")
    )


def run_pool(args: argparse.Namespace) -> int:
    """Write every result of the pooled trial; 2 where centres differ, with what to change."""
    from aci_core.cli.analyse import print_rows
    from aci_core.federation.envelope import refuse_twice
    from aci_core.federation.pooled_study import CentresDifferError, pooled
    from aci_core.presentation import sentences

    t = translator(args.lang)
    opened = read_summaries(args.files, trusted_keys(args.trust), t)
    if opened is None:
        return UNUSABLE
    refuse_twice(opened)
    try:
        study = pooled(one.centre for one in opened)
    except CentresDifferError as error:
        print_error(t.error(error))
        for one in error.differences:
            print_error(sentences.centres.difference(one, t))
        return UNUSABLE
    if args.report:
        write_reports(args, study, t)
    if args.link:
        write_link(args, study)
    if args.json is not None:
        write_json(args.json, study.document())
    elif not (args.report or args.link):
        print_rows([row.to_json() for row in study.rows])
    return 0


def write_reports(args: argparse.Namespace, study: PooledStudy, t: Translator) -> None:
    """Write the report to each of the files that are asked for, by the ending of its name.

    Raises
    ------
    AciError
        ``report_ending``: no format of a pooled trial has it; the first that could not be made;
        those of `write_all`.
    """
    from aci_core.cli.inputs import input_files
    from aci_core.cli.report import write_all
    from aci_core.report import Study, build
    from aci_core.report.formats import OF_SUMMARIES, write_formats

    asked = {Path(name): Path(name).suffix.lower().lstrip(".") for name in args.report}
    for path, ending in asked.items():
        if ending not in OF_SUMMARIES:
            known = ", ".join(f".{one}" for one in OF_SUMMARIES)
            raise AciError("report_ending", name=str(path), known=known)
    output = write_formats(build(Study.of_centres(study), t.lang), tuple(asked.values()))
    for error in output.problems.values():
        raise error
    for path, ending in asked.items():
        made = {path.name: output.files[f"report.{ending}"]}
        print(*write_all(path.parent, made, input_files(args)), sep="\n")


def write_link(args: argparse.Namespace, study: PooledStudy) -> None:
    """Make a link of the results alone, open for a week, and print its secrets, once, as JSON."""
    from aci_core.cli.share import described
    from aci_core.sharing import Terms, share_centres
    from aci_core.sharing.store import open_store

    made = share_centres(open_store(), study, Terms(kind="results"), view={"lang": args.lang})
    write_json("-", described(made) | {"withheld": sorted(made.withheld)})


def read_summaries(
    names: Iterable[str], trust: frozenset[str], t: Translator
) -> list[Opened] | None:
    """The summaries of these files; None where one is refused, after saying which and why."""
    from aci_core.federation.envelope import MOST_BYTES, read

    opened, refused = [], False
    for name in names:
        try:
            opened.append(read(read_bytes(name, MOST_BYTES), trust))
        except AciError as error:
            print_error(t("cli.of_file", name=name, error=t.error(error)))
            refused = True
    return None if refused else opened
