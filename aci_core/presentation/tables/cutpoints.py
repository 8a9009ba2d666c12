"""Tables of the explored cut-points: preset rule against chosen cuts, and every cut."""

from __future__ import annotations

from aci_core.analyses.cutpoints import CutPoints
from aci_core.analyses.response import Response
from aci_core.efficacy import rule_named
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.tables.model import Head, Row, Table, line
from aci_core.presentation.tables.parts import arm_head, arm_heads
from aci_core.stats.estimate import Estimate
from aci_core.summaries import EFFECTIVE

PERCENT = 100.0


def comparison(preset: Response, explored: Response, t: Translator) -> Table:
    """Effective rates and their difference, by the study's rule and by the explored cuts.

    No P: a cut that is moved until P is small proves nothing.
    """
    head = format_row.ci_head(t, preset.settings.level)
    heads = (
        Head(t("explored.rule"), "left"),
        *arm_heads(t, preset.arms),
        Head(t("explored.difference", ci=head)),
    )
    rows = (
        _line(preset, t, t("explored.preset", rule=labels.rule(t, preset.rule)), bold=True),
        _line(explored, t, t("explored.yours", cuts=_cuts(explored))),
    )
    return Table(t("card.explored"), heads, rows, (t("explored.note"),))


def _cuts(result: Response) -> str:
    # Cuts that are a preset's bear its name; here they are set out.
    return " / ".join(f"{float(cut):g}" for cut in rule_named(result.settings.rule).cuts)


def _line(result: Response, t: Translator, label: str, *, bold: bool = False) -> Row:
    at = result.visit
    rates = [result.get("count", EFFECTIVE, visit=at, arm=arm) for arm in result.arms]
    difference = result.get("risk_difference", EFFECTIVE, visit=at)
    return line(
        label,
        *(format_row.share(row) for row in rates),
        format_row.estimate(t, difference, 1, scale=PERCENT),
        bold=bold,
    )


def sweep(cuts: CutPoints, result: Response, t: Translator) -> Table:
    """Rates and their difference at every cut of the reduction."""
    head = format_row.ci_head(t, result.settings.level)
    heads = (
        Head(t(f"explored.cut_{cuts.kind}")),
        *(arm_head(t, arm, n) for arm, n in zip(result.arms, cuts.n, strict=True)),
        Head(t("explored.difference", ci=head)),
    )
    rows = tuple(
        line(
            str(cut),
            *(format_number.whole(count) for count in events),
            _points(difference, t),
            bold=cut == cuts.chosen,
        )
        for cut, events, difference in zip(cuts.cuts, cuts.events, cuts.differences, strict=True)
    )
    return Table(t("explored.sweep"), heads, rows, (t("explored.note"),))


def _points(estimate: Estimate, t: Translator) -> str:
    value = format_number.points(estimate.value)
    if estimate.low is None or estimate.high is None:
        return value
    limits = format_number.interval(estimate.low, estimate.high, 1, scale=PERCENT, lang=t.lang)
    return f"{value} ({limits})"
