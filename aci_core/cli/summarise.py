"""Command ``summarise FILE``: what a centre sends to the trial's coordinator."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from aci_core.cli.sealing import private_key, read_ledger, write_ledger
from aci_core.cli.terminal import one_line, print_error, write_bytes
from aci_core.cli.unread_warning import warn
from aci_core.presentation.i18n import Translator, labels, translator

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort
    from aci_core.domain.study.settings import Settings
    from aci_core.federation.leaving.leaving import Leaving

_LEAST = 5


def add_arguments(options: argparse._ArgumentGroup, t: Translator) -> None:
    """Add the options of ``summarise``."""
    options.add_argument(
        "--out", dest="summary", metavar="S.json", required=True, help=t("cli.summarise_out")
    )
    options.add_argument("--centre", metavar="NAME", help=t("cli.summarise_centre"))
    options.add_argument(
        "--least", metavar="N", type=int, default=_LEAST, help=t("cli.summarise_least")
    )
    options.add_argument("--key", metavar="KEY.pem", help=t("cli.summarise_key"))
    options.add_argument("--ledger", metavar="SENT.json", help=t("cli.summarise_ledger"))


def run_summarise(args: argparse.Namespace, cohort: Cohort, settings: Settings) -> int:
    """Write the summary of the file's patients, and print what travels and what does not."""
    from aci_core.analyses import prepare
    from aci_core.federation import envelope
    from aci_core.federation.centre import centre_summary
    from aci_core.federation.leaving.leaving import for_outsiders
    from aci_core.federation.signature import public_text

    t = labels.of_cohort(translator(args.lang), cohort)
    data = prepare(cohort, settings)
    name = Path(args.file).stem if args.centre is None else args.centre
    made = datetime.now(UTC).date().isoformat()
    key, ledger = private_key(args.key), read_ledger(args.ledger)
    if args.least == 0:
        file = envelope.write(centre_summary(data, settings, name, made), key)
    else:
        leaving = for_outsiders(data, settings, name, made, args.least, ledger)
        file = envelope.write(leaving.centre, key)
        if args.ledger is None:
            print_error(t("cli.summarise_no_ledger"))
        else:
            # First: what is not remembered must not leave.
            digest = envelope.read(file).sha256
            sent = {"day": made, "centre": leaving.centre.centre, "sha256": digest}
            write_ledger(args.ledger, ledger.with_sent(leaving.data, leaving.told, **sent))
        _print_leaving(leaving, t, sys.stderr if args.summary == "-" else sys.stdout)
    if args.summary == "-":
        print(file.decode(), end="")
    else:
        write_bytes(args.summary, file)
    if key is not None:
        print(t("cli.summarise_public", key=public_text(key)), file=sys.stderr)
    warn(cohort, t)
    return 0


def _print_leaving(leaving: Leaving, t: Translator, out: object) -> None:
    """Print the three lists."""
    from aci_core.presentation import sentences

    lists = sentences.travel.lists(leaving, t)
    for heading, lines in zip(("travels", "stays", "costs"), lists, strict=True):
        print(t(f"travel.{heading}"), file=out)  # type: ignore[call-overload]
        for line in lines:
            print(one_line(f"  - {line}"), file=out)  # type: ignore[call-overload]
