"""Sentences on the correlations of the factors with NIHSS."""

from __future__ import annotations

from aci_core.analyses.factors import SCORE, Factors
from aci_core.analyses.influence import Influence, decisive, influence, turning
from aci_core.analyses.result import Result, Row
from aci_core.domain.schema import PRE
from aci_core.presentation import lookup
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences.parts import (
    brackets,
    capital,
    join,
    measure,
    reasons,
)

DIGITS = 3


def finding(
    result: Result, t: Translator, *, factor: str | None = None, visit: str | None = None
) -> str:
    """The correlation of a factor with NIHSS; of each factor at a visit where none is chosen.

    Parameters
    ----------
    result : Result
        Of `analyses.factors`.
    t : Translator
    factor : str, optional
    visit : str, optional
        The first one if left out: before treatment.

    Returns
    -------
    str
        Markdown. Before treatment both arms together, later given the arm.
    """
    visits = lookup.correlation_visits(result)
    if not visits:
        return t("words.factors.nothing")
    at = visit if visit in visits else visits[0]
    names = dict.fromkeys(r.variable for r in result.where("pearson", visit=at))
    # Of all: the paper's factors, which stand first, tell the story.
    chosen = [factor] if factor in names else list(names)[:2]
    sentences = [_correlation(result, t, name, at) for name in chosen if name]
    sentences.append(t("words.factors.association"))
    if at != PRE:
        sentences.append(t("words.factors.given_arm"))
    return join(t, sentences)


def _correlation(result: Result, t: Translator, name: str, at: str) -> str:
    method = "pearson" if at == PRE else "partial_pearson"
    row = result.get(method, name, visit=at, versus=SCORE)
    facts = {
        "factor": literal(labels.in_factor(t, name, result.measures)),
        "score": measure(t, SCORE),
        "visit": labels.in_visit(t, at),
        "visit_cap": capital(labels.in_visit(t, at)),
    }
    # The visit is that of NIHSS alone where the factor was measured before treatment.
    before = "" if name in result.measures else "_before"
    if row is None or row.estimate is None:
        return t(f"words.factors.not_computed{before}", reason=reasons(t, row), **facts)
    text = t(
        f"words.factors.correlation{before}",
        kind=t(f"words.factors.{method}"),
        r=bold(format_number.number(row.estimate, DIGITS)),
        inside=brackets(t, *_inside(t, row, format_row.patients(t, result, row))),
        **facts,
    )
    pooled = result.get("pearson", name, visit=at, versus=SCORE)
    if pooled is not None and "sign_differs" in pooled.notes:
        r = format_number.number(pooled.estimate, DIGITS)
        text = join(t, (text, t("words.factors.opposed", r=r)))
    # Before treatment r is that of both arms together, of which influence speaks.
    of_one = influence(result, name, at) if at == PRE and isinstance(result, Factors) else None
    return join(t, (text, hangs_on(of_one, t) if of_one is not None else ""))


def hangs_on(influences: Influence, t: Translator) -> str:
    """The patient on whom the answer hangs; empty where it hangs on nobody."""
    turned = decisive(influences)
    if turned is None:
        return ""
    who, row = turned
    n = format_number.whole(row.total)  # of patients' rows, which are no steps
    r, inside = format_number.number(row.estimate, DIGITS), brackets(t, *_inside(t, row, n))
    facts = {"patient": who, "r": r, "inside": inside}
    k = turning(influences)
    if k < 2:
        return t("words.factors.without", **facts)
    every = len(influences.without)
    return t("words.factors.without_any", **facts, k=k, n=format_number.whole(every))


def _inside(t: Translator, row: Row, n: str) -> tuple[str, ...]:
    """Interval, test and n of a correlation."""
    return format_row.ci(t, row, DIGITS), format_row.test(t, row), t("words.n", n=n)
