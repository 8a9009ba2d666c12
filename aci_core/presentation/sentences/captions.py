"""Captions of figures: rule, n, patients left out, method."""

from __future__ import annotations

from collections.abc import Iterable

from aci_core.analyses.baseline import imbalance
from aci_core.analyses.cutpoints import CutPoints
from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.response import Response
from aci_core.analyses.result import ONE_BY_ONE, Result
from aci_core.domain.schema import PRE
from aci_core.efficacy import RECORDED
from aci_core.presentation import lookup
from aci_core.presentation.comparisons import (
    Comparison,
    comparison,
    comparisons,
    covariates,
    visits_differ,
)
from aci_core.presentation.i18n import (
    Translator,
    format_estimand,
    format_number,
    format_row,
    labels,
)
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.sentences.parts import arms, capital, join, listing, reasons
from aci_core.presentation.sentences.response import ungraded
from aci_core.summaries import EFFECTIVE, GRADE


def response(result: Response, t: Translator) -> str:
    """Caption of the bars of grades."""
    if result.scale is None:
        return ungraded(result, t)
    grades = listing(t, (literal(labels.grade(t, g)) for g in result.scale.effective))
    total = "total" if result.total else "responders"
    about = literal(labels.rule_about(t, result.rule))
    sentences = [_rule(result, t), about, _graded(result, t), t(f"caption.{total}", grades=grades)]
    if result.audit is not None and result.visit is not None:
        sentences.append(t("caption.recorded_too", rule=literal(labels.rule(t, RECORDED))))
    first = next(result.where("count", variable=GRADE), None)
    if first is not None and first.estimate is None and first.note:  # of shared results
        sentences.append(t("caption.grades_left_out", why=format_row.note(t, first.note)))
    return join(t, sentences)


def effects(result: Response, t: Translator) -> str:
    """Caption of the forest plot of effect measures."""
    methods = t("caption.effects", ci=format_row.ci_head(t, result.settings.level))
    rows = (result.get(m, EFFECTIVE, visit=result.visit) for m in ("risk_ratio", "odds_ratio"))
    half = any(row is not None and "half_added" in row.notes for row in rows)
    why = t("caption.half_added", why=t("note.half_added")) if half else ""
    return join(t, (methods, t("caption.ratios", **arms(result, t)), why))


def rates(result: Response, t: Translator) -> str:
    """Caption of the rates with their intervals."""
    head = format_row.ci_head(t, result.settings.level)
    return join(t, (t("caption.rates", ci=head), _rule(result, t), _graded(result, t)))


def cutpoints(cuts: CutPoints, t: Translator, *, conf_level: float = 0.95) -> str:
    """Caption of the rate difference at every cut."""
    facts = {"ci": format_row.ci_head(t, conf_level), "nt": cuts.n.treatment, "nc": cuts.n.control}
    return t(f"caption.cuts_{cuts.kind}", **facts)


def _rule(result: Response, t: Translator) -> str:
    rule = literal(labels.rule(t, result.rule))
    if result.visit is None:
        return t("caption.rule", rule=rule)
    return t("caption.rule_at", rule=rule, visit=labels.in_visit(t, result.visit))


def _graded(result: Response, t: Translator) -> str:
    row = result.get("count", EFFECTIVE, visit=result.visit)
    if row is not None and row.estimate is None:
        return ""
    n = format_row.patients(t, result, row)
    absent = sum(count for _, _, count in result.ungradable)
    if not absent:
        # Of shared results a few without a grade are not told.
        few = row is not None and "approximate" in row.notes
        return "" if few else t("caption.all_graded", n=n)
    return t("caption.some_graded", n=n, absent=format_number.whole(absent))


def outcomes(result: Result, measure: str, visit: str | None, t: Translator) -> str:
    """Caption of the spaghetti plot or raincloud of one measure."""
    name = literal(labels.with_unit(t, measure))
    n = [result.get("mean_sd", measure, visit=visit or PRE, arm=arm) for arm in result.arms]
    drawn = t(
        f"caption.outcomes{_drawn(result, '_means', '_many')}",
        measure=name,
        **arms(result, t),
        nt=format_row.patients(t, result, n[0]),
        nc=format_row.patients(t, result, n[1]),
        visit=labels.in_visit(t, visit or PRE),
    )
    missing = sum(format_row.note_number(r, "missing") for r in n if r is not None)
    died = format_estimand.survivors(result, t, ((measure, visit),))
    absent = t("caption.missing", n=format_number.whole(missing)) if missing else ""
    one = comparison(result, measure, visit) if visit and visit != PRE else None
    lead = ""
    if one is not None and one.known:
        sd = lookup.largest_sd(result, measure)
        digits = format_number.digits_of_difference(sd) if one.scale == "difference" else 2
        lead = t(
            f"caption.lead_{one.method}",
            value=format_row.estimate(t, one.row, digits),
            n=format_row.patients(t, result, one.row),
            given=given(result, t, one),
        )
    return join(t, (drawn, absent, lead, died))


def normal(t: Translator) -> str:
    """Caption of the Q-Q plots."""
    return t("caption.normal")


def differences(result: Result, t: Translator, *, visit: str | None = None) -> str:
    """Caption of the forest plot of outcomes: visits and methods of the rows that it shows."""
    compared = comparisons(result, visit)
    if not compared:
        return t("words.outcomes.nothing")
    by_method: dict[tuple[str, str], list[str]] = {}
    for one in compared:
        if one.known:
            by_method.setdefault((one.method, given(result, t, one)), []).append(one.variable)
    scales = {one.scale for one in compared if one.known}
    of_methods = (
        # Of one method alone nothing has to be told apart.
        t(f"caption.all_{method}", given=facts)
        if len(by_method) == 1
        else t(f"caption.by_{method}", names=_begins(t, variables), given=facts)
        for (method, facts), variables in by_method.items()
    )
    differ = visits_differ(compared)
    at = labels.in_visit(t, compared[0].visit)
    return join(
        t,
        (
            t("caption.own_visits") if differ else t("caption.one_visit", visit=at),
            *of_methods,
            t("caption.in_sd") if "difference" in scales else "",
            t("caption.lines", ci=format_row.ci_head(t, result.settings.level)),
            t("caption.direction", **arms(result, t)) if "difference" in scales else "",
            t("caption.ratios", **arms(result, t)) if scales - {"difference"} else "",
            unadjusted(result, t, visit=visit),
            format_estimand.survivors(result, t, [(one.variable, one.visit) for one in compared]),
        ),
    )


def course(result: Result, measure: str, t: Translator) -> str:
    """Caption of the course of a measure over its visits."""
    places = [(measure, at) for at in lookup.visits(result, measure)]
    ci = format_row.ci_head(t, result.settings.level)
    drawn = t("report.figure.course_caption", ci=ci)
    return join(t, (drawn, format_estimand.survivors(result, t, places)))


def given(result: Result, t: Translator, one: Comparison) -> str:
    """What an estimate is adjusted for, inside a sentence."""
    names = [literal(labels.in_covariate(t, name)) for name in covariates(result, one)]
    if one.scale == "odds":
        return listing(t, names) if names else t("caption.given_covariates")
    return listing(t, [t("caption.given_baseline"), *names])


def _begins(t: Translator, variables: Iterable[str]) -> str:
    """Measures that begin a sentence; one such as bFGF keeps its spelling."""
    names = (literal(labels.in_measure(t, name)) for name in dict.fromkeys(variables))
    text = listing(t, names)
    return capital(text) if text[:2].islower() else text


def unadjusted(result: Result, t: Translator, *, visit: str | None = None) -> str:
    """Which scores and biomarkers are not adjusted for baseline, and why; empty where all are."""
    return join(
        t, dict.fromkeys(why_unadjusted(result, t, one) for one in comparisons(result, visit))
    )


def why_unadjusted(result: Result, t: Translator, one: Comparison) -> str:
    """Why a measure is not adjusted for its value before treatment; empty where it is."""
    if one.scale != "difference" or one.adjusted or not one.known:
        return ""
    column = f"{one.variable}_{PRE}"
    name = literal(labels.in_measure(t, one.variable))
    if isinstance(result, Outcomes) and column in result.stopped:
        return t("caption.baseline_stopped", measure=name)
    adjusted = result.get("ancova", one.variable, visit=one.visit)
    if adjusted is None:
        return t("caption.baseline_absent", measure=name)
    return t("caption.baseline_failed", measure=name, reason=reasons(t, adjusted))


def baseline(result: Result, t: Translator) -> str:
    """Caption of the love plot."""
    head = format_row.ci_head(t, result.settings.level)
    rows = tuple(result.where("smd"))
    with_sign = any(lookup.has_direction(result, row) for row in rows)
    chance = imbalance(result)
    by_chance = {
        "beyond": len(chance.beyond),
        "n": len(chance.compared),
        "expected": format_number.number(chance.expected, 1),
    }
    return join(
        t,
        (
            t("caption.love", ci=head),
            "" if chance.expected is None else t("caption.love_chance", **by_chance),
            t("caption.direction", **arms(result, t)) if with_sign else "",
            ""
            if all(lookup.has_direction(result, row) for row in rows)
            else t("caption.undirected"),
        ),
    )


def factors(
    result: Result, factor: str, visit: str, t: Translator, *, arm: str | None = None
) -> str:
    """Caption of the scatter plot of a factor against NIHSS, of one arm where it is named."""
    row = result.get("pearson", factor, visit=visit, arm=arm, versus="nihss")
    facts = {
        "factor": literal(labels.factor_with_unit(t, factor, result.measures)),
        "visit": labels.in_visit(t, visit),
        "n": format_number.whole(row.total if row else 0),
        "ci": format_row.ci_head(t, result.settings.level),
    }
    if row is not None and "beyond_limits" in row.notes:  # patients without a line
        return t("caption.factors_alone", **facts)
    mixed = "" if visit == PRE or arm is not None else t("caption.pooled_after")
    return join(t, (t(f"caption.factors{_drawn(result, '_line', '_line')}", **facts), mixed))


def _drawn(result: Result, none: str, many: str) -> str:
    """The ending of a caption's key: nothing where each patient is drawn."""
    if result.points is None:
        return none
    return many if len(result.points.treated) > ONE_BY_ONE else ""


def safety(result: Result, t: Translator) -> str:
    """Caption of the adverse-event plot."""
    head = format_row.ci_head(t, result.settings.level)
    return join(t, (t("caption.safety", ci=head), t("caption.direction", **arms(result, t))))
