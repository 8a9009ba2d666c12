"""Sentences on responders by published rules, and on how fragile the rate's *P* is."""

from __future__ import annotations

from aci_core.analyses.responders import FRAGILITY, RESPONDER, changed_arm
from aci_core.analyses.response import Response
from aci_core.analyses.result import Row
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences.parts import arms, join, reasons, size_in_points
from aci_core.presentation.sentences.response import rate_name
from aci_core.summaries import EFFECTIVE


def finding(result: Response, t: Translator) -> str:
    """Rates of both arms by each rule; no verdict. Empty where the file answers none."""
    rows = list(result.where("risk_difference", variable=RESPONDER))
    if not rows:
        return ""
    listed = t("words.semicolon").join(_each(result, row, t) for row in rows)
    return t("words.responders.finding", **arms(result, t), list=listed)


def _each(result: Response, row: Row, t: Translator) -> str:
    facts = {
        "rule": labels.responder(t, row.level or ""),
        "visit": labels.in_visit(t, row.visit or ""),
    }
    if row.estimate is None:
        return t("words.responders.each_none", **facts, reason=reasons(t, row))
    ft, fc = (
        format_row.fraction(
            result.get("count", RESPONDER, visit=row.visit, arm=arm, level=row.level)
        )
        for arm in result.arms
    )
    return t(
        "words.responders.each",
        **facts,
        ft=ft,
        fc=fc,
        size=size_in_points(t, row),
        ci=format_row.ci(t, row, 1, scale=100),
    )


def fragility(result: Response, t: Translator) -> str:
    """The fragility index of the rate, or its reverse; empty where there are no rates."""
    row = result.get(FRAGILITY, EFFECTIVE, visit=result.visit)
    arm = changed_arm(result, result.visit)
    if row is None or arm is None:
        return ""
    facts = {
        "arm": literal(labels.in_arm(t, arm)),
        "alpha": format_number.alpha(result.settings.alpha),
        "rate": rate_name(result, t),
    }
    if row.estimate is None:
        return t("words.responders.never", **facts)
    key = "fragile" if row.estimate > 0 else "reverse"
    key = f"{key}_one" if abs(row.estimate) == 1 else key
    k, p = format_number.whole(abs(row.estimate)), format_row.p(t, row.p)
    text = t(f"words.responders.{key}", **facts, k=bold(k), n=k, p=p)
    return join(t, (_tested(result, t), text, t("words.responders.rests_on")))


def _tested(result: Response, t: Translator) -> str:
    """The *P* on which the index rests."""
    row = result.get("fisher_exact", EFFECTIVE, visit=result.visit)
    if row is None or row.p is None:
        return ""
    now = format_row.p(t, row.p)
    return t("words.responders.tested", rate=rate_name(result, t), now=now)


def caption(result: Response, t: Translator) -> str:
    """What the figure of the rules shows."""
    ci = format_row.ci_head(t, result.settings.level)
    return t("caption.responder_rules", ci=ci)
