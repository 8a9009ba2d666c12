"""Table of responders by published rules: rates, difference, ratio, number needed."""

from __future__ import annotations

from aci_core.analyses.responders import ADJUSTED, RESPONDER
from aci_core.analyses.response import Response
from aci_core.analyses.result import Row as ResultRow
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.tables.model import Head, Table, line
from aci_core.presentation.tables.parts import (
    Footnotes,
    arm_heads,
    ci_head,
    direction,
    notes,
    of,
)


def responders(result: Response, t: Translator) -> Table:
    """A rule a line, at its own visit, and where each rule comes from."""
    marks = Footnotes(t)
    rows = list(result.where("risk_difference", variable=RESPONDER))
    body = []
    for row in rows:
        at = {"visit": row.visit, "level": row.level}
        counts = (result.get("count", RESPONDER, arm=arm, **at) for arm in result.arms)
        body.append(
            line(
                labels.at_visit(t, labels.responder(t, row.level or ""), row.visit),
                *(of(count) for count in counts),
                marks.estimate(row, 1, scale=100),
                marks.estimate(result.get(ADJUSTED, RESPONDER, **at), 1, scale=100),
                marks.estimate(result.get("risk_ratio", RESPONDER, **at)),
                _number_needed(result.get("nnt", RESPONDER, **at), t),
            )
        )
    ci = ci_head(result, t)
    return Table(
        t("table.responders_title"),
        (
            Head(t("table.responder_rule"), "left"),
            *arm_heads(t, result.arms),
            Head(t("table.rd_head", ci=ci)),
            Head(t("table.adjusted_rd_head", ci=ci)),
            Head(t("table.rr_head", ci=ci)),
            Head(t("table.nnt_head", ci=ci)),
        ),
        tuple(body),
        notes(
            direction(result, t) if body else "",
            (t(f"responder_about.{row.level}") for row in rows),
            t("table.note_responders_adjusted") if body else "",
            t("table.note_responders_dead") if body else "",
            t("table.note_responders_minimal") if body else "",
            t("table.note_nnt") if body else "",
            marks.lines(),
        ),
    )


def _number_needed(row: ResultRow | None, t: Translator) -> str:
    if row is None or (row.estimate is None and "no_difference" not in row.notes):
        return format_number.DASH
    interval = format_number.nnt_interval(row.ci_low, row.ci_high, t.lang)
    return f"{format_row.about(row)}{format_number.nnt(row.estimate)} ({interval})"
