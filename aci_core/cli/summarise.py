"""Command ``summarise FILE``: what a centre sends to the trial's coordinator."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from aci_core.cli.terminal import write_bytes
from aci_core.cli.unread_warning import warn
from aci_core.presentation.i18n import Translator, labels, translator

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort
    from aci_core.domain.study.settings import Settings


def add_arguments(options: argparse._ArgumentGroup, t: Translator) -> None:
    """Add the options of ``summarise``."""
    options.add_argument(
        "--out", dest="summary", metavar="S.json", required=True, help=t("cli.summarise_out")
    )
    options.add_argument("--centre", metavar="NAME", help=t("cli.summarise_centre"))


def run_summarise(args: argparse.Namespace, cohort: Cohort, settings: Settings) -> int:
    """Write the summary of the file's patients; warn of what was not read."""
    from aci_core.analyses import prepare
    from aci_core.federation.envelope import write
    from aci_core.federation.travel import for_outsiders

    data = prepare(cohort, settings)
    name = Path(args.file).stem if args.centre is None else args.centre
    made = datetime.now(UTC).date().isoformat()
    leaving = for_outsiders(data, settings, name, made)
    write_bytes(args.summary, write(leaving.centre))
    warn(cohort, labels.of_cohort(translator(args.lang), cohort))
    return 0
