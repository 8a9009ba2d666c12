"""Sentences on the correlation matrix and on leave-one-out influence."""

from __future__ import annotations

from aci_core.analyses.influence import Influence
from aci_core.analyses.matrix import Matrix
from aci_core.domain.schema import PRE
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences.factors import hangs_on
from aci_core.presentation.sentences.parts import join

NOTABLE = 0.05


def finding(result: Matrix, t: Translator) -> str:
    """How many pairs have a small P after adjustment, and the strongest pair."""
    known = [pair for pair in result.pairs if pair.estimate.value is not None]
    if not known:
        return t("matrix.nothing")
    best = max(known, key=lambda pair: abs(pair.estimate.value or 0.0))
    notable = sum(p.adjusted is not None and p.adjusted < NOTABLE for p in result.pairs)
    e = best.estimate
    sentences = [
        t("matrix.finding", k=bold(str(notable)), n=result.tested),
        t(
            "matrix.strongest",
            one=literal(labels.in_measure(t, best.one)),
            two=literal(labels.in_measure(t, best.two)),
            r=bold(format_number.number(e.value)),
            limits=format_number.interval(e.low, e.high, lang=t.lang),
        )
        if e.low is not None
        else "",
        t("matrix.given_arm") if result.method == "partial_pearson" else "",
    ]
    return join(t, sentences)


def influence(result: Influence, t: Translator) -> str:
    """The range of r with one patient left out, and whether the answer hangs on one of them."""
    facts = {
        "low": format_number.number(result.low, 3),
        "high": format_number.number(result.high, 3),
        "r": bold(format_number.number(result.r, 3)),
    }
    mixed = result.visit != PRE and result.arm is None
    return join(
        t,
        [
            t("influence.finding", **facts),
            hangs_on(result, t) or t("influence.nobody", alpha=format_number.alpha(result.alpha)),
            t("influence.pooled") if mixed else "",
        ],
    )
