"""Command ``from-table KIND VALUES``: analyse and check a published table."""

from __future__ import annotations

import argparse
from typing import Any

from aci_core.cli.terminal import one_line, write_json
from aci_core.domain.errors import AciError
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import Translator, translator

KINDS = ("counts", "grades", "means", "correlation", "rate")


def add_arguments(command: argparse.ArgumentParser, options: Any, t: Translator) -> None:
    """Add the arguments of ``from-table``."""
    arguments = command.add_argument_group(t("cli.arguments"))
    arguments.add_argument("kind", metavar="KIND", choices=KINDS, help=t("cli.kind"))
    arguments.add_argument("values", metavar="VALUE", nargs="+", help=t("cli.values"))
    options.add_argument("--p", metavar="P", default="", help=t("cli.printed_p"))
    options.add_argument("--t", metavar="T", default="", help=t("cli.printed_t"))
    options.add_argument("--rates", metavar="R,R", default="", help=t("cli.printed_rates"))
    options.add_argument("--adjusted", metavar="D", default="", help=t("cli.printed_adjusted"))
    options.add_argument("--step", metavar="N", default="", help=t("cli.scale_step"))
    options.add_argument("--range", metavar="LOW,HIGH", default="", help=t("cli.scale_range"))
    options.add_argument("--level", metavar="PERCENT", default="95", help=t("cli.level"))
    options.add_argument("--json", metavar="OUT|-", help=t("cli.json"))


def run_from_table(args: argparse.Namespace) -> int:
    """Print results and checks; return 0 also where a number is impossible."""
    from aci_core.cli.analyse import print_rows
    from aci_core.presentation.i18n import format_finding
    from aci_core.published import whole
    from aci_core.published.from_table import Reported, from_table

    t = translator(args.lang)
    low, high = _range(args.range)
    reported = Reported(
        rates=tuple(args.rates.split(",")) if args.rates else (),
        p=args.p,
        t=args.t,
        adjusted=args.adjusted,
        step=whole(args.step) if args.step else None,
        low=low,
        high=high,
    )
    table = from_table(args.kind, args.values, Settings(level=_level(args.level)), reported)
    if args.json is not None:
        checks = [
            {
                **finding.to_json(),
                "says": format_finding.check(finding, t),
                "limits": format_finding.limits(finding, t),
            }
            for finding in table.findings
        ]
        write_json(args.json, {**table.to_json(), "checks": checks})
    if args.json != "-":
        print_rows([row.to_json() for row in table.result.rows])
        for finding in table.findings:
            parts = format_finding.about(finding, t), format_finding.verdict(finding, t)
            print(one_line(" | ".join((*parts, format_finding.check(finding, t)))))
    return 0


def _level(text: str) -> float:
    try:
        level = float(text.rstrip("%"))
    except ValueError:
        raise AciError("settings_level", level=text[:20]) from None
    if not 0 < level < 100:
        raise AciError("settings_level", level=text[:20])
    return level / 100 if level > 1 else level


def _range(text: str) -> tuple[int | None, int | None]:
    if not text:
        return None, None
    from aci_core.published import whole

    parts = text.split(",")
    if len(parts) != 2:
        raise AciError("published_range")
    return whole(parts[0]), whole(parts[1])
