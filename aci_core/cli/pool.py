"""Command ``pool S1.json S2.json ...``: the trial of several centres, from their summaries."""

from __future__ import annotations

import argparse

from aci_core.cli.terminal import UNUSABLE, print_error, read_bytes, write_json
from aci_core.presentation.i18n import Translator, translator


def add_arguments(
    command: argparse.ArgumentParser, options: argparse._ArgumentGroup, t: Translator
) -> None:
    """Add the arguments of ``pool``."""
    command.add_argument_group(t("cli.arguments")).add_argument(
        "files", metavar="S.json", nargs="+", help=t("cli.pool_files")
    )
    options.add_argument("--json", metavar="OUT|-", help=t("cli.json"))


def run_pool(args: argparse.Namespace) -> int:
    """Write every result of the pooled trial; 2 where centres differ, with what to change."""
    from aci_core.cli.analyse import print_rows
    from aci_core.federation.envelope import MOST_BYTES, read, refuse_twice
    from aci_core.federation.pooled_study import CentresDifferError, pooled
    from aci_core.presentation import sentences

    t = translator(args.lang)
    opened = [read(read_bytes(name, MOST_BYTES), ()) for name in args.files]
    refuse_twice(opened)
    try:
        study = pooled(one.centre for one in opened)
    except CentresDifferError as error:
        print_error(t.error(error))
        for one in error.differences:
            print_error(sentences.centres.difference(one, t))
        return UNUSABLE
    if args.json is not None:
        write_json(args.json, study.document())
    else:
        print_rows([row.to_json() for row in study.rows])
    return 0
