"""Where did the patients go? The figures of the flow as a table."""

from __future__ import annotations

from aci_core.analyses.response import Response
from aci_core.analyses.result import Result
from aci_core.i18n import Translator, labels, numbers, written
from aci_core.summaries import EFFECTIVE
from aci_core.tables.model import Head, Row, Table
from aci_core.tables.parts import arm_head, line

FATES = ("lost", "died")


def flow(response: Response, safety: Result, t: Translator) -> Table:
    """Patients of each arm: without a grade by reason, graded; of all, lost and died."""
    n = written.patients(response) or written.patients(safety)
    rows = [line(t("table.patients"), *(numbers.whole(n.get(arm)) for arm in response.arms))]
    rows += _without_grade(response, t)
    graded = [
        response.get("count", EFFECTIVE, visit=response.visit, arm=arm) for arm in response.arms
    ]
    if any(graded):
        rows.append(
            line(
                t("table.graded"),
                *(numbers.whole(row.total if row else None) for row in graded),
                bold=True,
            )
        )
        rows.append(line(t("table.of_them_effective"), *(written.share(row) for row in graded)))
    for fate in FATES:
        found = [safety.get("count", fate, arm=arm) for arm in response.arms]
        if any(found):
            texts = (numbers.whole(row.estimate if row else None) for row in found)
            rows.append(line(t("table.of_all", what=labels.variable(t, fate)), *texts))
    heads = (Head("", "left"), *(arm_head(t, arm, None) for arm in response.arms))
    return Table(t("card.flow"), heads, tuple(rows))


def _without_grade(response: Response, t: Translator) -> list[Row]:
    reasons = dict.fromkeys(reason for reason, _, _ in response.ungradable)
    counts = {(reason, arm): count for reason, arm, count in response.ungradable}
    return [
        line(
            labels.reason(t, reason),
            *(numbers.whole(counts.get((reason, arm), 0)) for arm in response.arms),
            indent=1,
        )
        for reason in reasons
    ]
