"""The command line: what is done with a file, with several centres, or with a published table.

Exit 0 also where an error stopped a column; 1 from `check` where an issue is an error; 2 where
the input cannot be used, with one line on standard error. A file of one arm, of three, or whose
control is not known can be checked, but not analysed: there is nothing to compare.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from aci_core.cli.analyse import run_analyse
from aci_core.cli.check import run_check
from aci_core.cli.explore import run_explore
from aci_core.cli.from_table import run_from_table
from aci_core.cli.inputs import read_cohort, read_project, read_settings
from aci_core.cli.options import parser, protect_inputs, requested_language
from aci_core.cli.pool import run_pool
from aci_core.cli.report import run_report
from aci_core.cli.share import COMMANDS, run_share, run_store
from aci_core.cli.summarise import run_summarise
from aci_core.cli.terminal import discard_output, print_error, write_utf8
from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import Translator, translator

INTERRUPTED = 130


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
    write_utf8()
    arguments = list(sys.argv[1:] if argv is None else argv)
    t = translator(requested_language(arguments))
    try:
        try:
            return _run(arguments, t)
        finally:
            # Now, not as Python ends: there a full disk or a reader that left is a traceback.
            if sys.stdout is not None:
                sys.stdout.flush()
    except AciError as error:
        return print_error(t.error(error))
    except BrokenPipeError:
        # The reader of the output left (| head): that is its right.
        discard_output()
        return 0
    except OSError:
        # Errors of files are reported where they are opened: what remains is the output.
        discard_output()
        return print_error(t("error.output_unwritable", name=t("cli.standard_output")))
    except KeyboardInterrupt:
        discard_output()
        return INTERRUPTED


def _run(arguments: Sequence[str], t: Translator) -> int:
    args = parser(t).parse_args(arguments)
    args.lang = t.lang
    if args.command == "from-table":
        return run_from_table(args)
    if args.command in COMMANDS:
        return run_store(args)
    protect_inputs(args)
    if args.command == "pool":
        return run_pool(args)
    project = read_project(args)
    cohort = read_cohort(args, project)
    settings = read_settings(args, project, cohort)
    from aci_core.checks import checked

    cohort = checked(cohort, settings.criterion)
    if args.command == "check":
        return run_check(args, cohort)
    if args.command == "explore":
        return run_explore(args, cohort, settings)
    if args.command == "share":
        return run_share(args, cohort, settings, project.mapping)
    if args.command == "summarise":
        return run_summarise(args, cohort, settings)
    if args.command == "report":
        return run_report(args, cohort, settings, project)
    return run_analyse(args, cohort, settings)
