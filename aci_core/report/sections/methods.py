"""Methods section, written from the methods that the results hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import Formatter

from aci_core.analyses.adjustment import lacking
from aci_core.analyses.estimand import Strategy, strategy
from aci_core.analyses.leading import rate_test
from aci_core.domain.notes import NOT_IN_SUMMARY
from aci_core.efficacy import RECORDED
from aci_core.methods import METHODS
from aci_core.presentation.i18n import (
    Translator,
    format_estimand,
    format_number,
    format_row,
    labels,
)
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.sentences import plan as plan_words
from aci_core.presentation.sentences.parts import capital, listing, regrading
from aci_core.report.model import Section
from aci_core.report.numbering import Numbering
from aci_core.report.sections import centres
from aci_core.report.study import Study, arms, primary, versions
from aci_core.summaries import EFFECTIVE, GRADE

# Analyses and the sentences on their methods, in the order of a paper.
_PARAGRAPHS: Mapping[str, tuple[str, ...]] = {
    "baseline": ("describe", "balance"),
    "response": (
        "rates",
        "difference",
        "ratios",
        "tests",
        "responders",
        "centres",
        "ordered",
        "trend",
    ),
    "outcomes": (
        "robust",
        "log",
        "limits",
        "ordinal_outcomes",
        "own_visits",
        "deaths",
        "unadjusted",
        "within",
        "no_pretest",
    ),
    "factors": ("correlation", "partial", "slopes", "bh"),
    "subgroups": ("subgroups",),
    "safety": ("harms",),
}


def methods(study: Study, t: Translator, numbering: Numbering) -> Section:
    """Statistical methods of the results, with their sources."""
    join = t("written.space").join
    cohort = study.cohort
    treatment, control = arms(study, t)
    n = [format_number.whole(cohort.n_by_arm[arm]) for arm in cohort.two_arms()]
    design = study.settings.design
    facts = {"treatment": treatment, "control": control, "nt": n[0], "nc": n[1]}
    paragraphs = [
        join((t("report_methods.design", **facts), t(f"report_methods.{design}"))),
        join(_measured(study, t)),
        join(_strategies(study, t)),
    ]
    for analysis in study.order(tuple(_PARAGRAPHS)):
        keys = _PARAGRAPHS[analysis]
        # The leading method comes first in the text, so it is cited first.
        texts = [_adjusted(study, t, numbering)] if analysis == "outcomes" else []
        rate = labels.rate_words(t, total=study.response.total)["rate"]
        facts = {
            "rate": rate,
            "given": _given(study, t),
            "biomarkers": _biomarkers(study, t),
            "led": _led(study, t),
        }
        texts += [_sentence(study, t, numbering, analysis, key, **facts) for key in keys]
        if analysis == "outcomes":
            texts.append(_sentence(study, t, numbering, "course", "course"))
            if centres.column(study) and study.centres.outcomes:
                for key in ("centres_fixed", "centres_fixed_odds", "centres_apart"):
                    texts.append(_sentence(study, t, numbering, "centres", key))
            if study.sensitivity.assumed:
                texts.append(_sentence(study, t, numbering, "sensitivity", "sensitivity"))
        texts = [text for text in texts if text]
        if analysis == "response":
            texts += _response_adjusted(study, t, numbering)
        if analysis == "baseline" and texts:
            consort = numbering.cite("hopewell_2025") if design != "observed" else ""
            asked = study.settings.baseline_tests and design != "observed"
            key = f"balance_{design}{'_tested' if asked else ''}"
            texts.append(t(f"report_methods.{key}", consort=consort))
        paragraphs.append(join(texts))
    paragraphs.append(join(text for text in _rules(study, t, numbering) if text))
    return Section(
        "methods", 1, t("report.section.methods"), tuple(text for text in paragraphs if text)
    )


def _given(study: Study, t: Translator) -> str:
    """What ordinal outcomes are adjusted for."""
    columns = dict.fromkeys(name for of in study.outcomes.adjusted_for.values() for name in of)
    names = (literal(labels.in_covariate(t, name)) for name in columns)
    return t("words.list").join(names) or t("caption.given_covariates")


def _biomarkers(study: Study, t: Translator) -> str:
    """Biomarkers of the file that are compared by their ratio."""
    result = study.outcomes
    names = [name for name in result.variables if result.measures[name].log]
    text = listing(t, [literal(labels.in_measure(t, name)) for name in names])
    # One such as bFGF keeps its spelling.
    return capital(text) if text[:2].islower() else text


def _led(study: Study, t: Translator) -> str:
    """Which test of the rates led, by the expected counts."""
    test = rate_test(study.response, EFFECTIVE, visit=study.response.visit)
    if test is None or test.p is None:
        return t("report_methods.led_none")
    return t(f"report_methods.led_{test.method}")


def _named(text: str) -> tuple[str, ...]:
    """Methods that a sentence names, in its order."""
    fields = (field or "" for _, field, _, _ in Formatter().parse(text))
    return tuple(field for field in fields if field in METHODS)


def _sentence(
    study: Study, t: Translator, numbering: Numbering, analysis: str, key: str, **facts: object
) -> str:
    """The sentence with its citations; empty where the results lack a method of it.

    Then the sentence of a part of the methods takes its place, where there is one.
    """
    names = _named(t(f"report_methods.{key}"))
    rows = study.results[analysis].rows if analysis in study.results else ()
    # What a summary does not hold was no method of this trial.
    used = {row.method for row in rows if not NOT_IN_SUMMARY.intersection(row.notes)}
    if not used or not used.issuperset(names):
        part = f"{key}_part"
        known = used and t.has(f"report_methods.{part}")
        return _sentence(study, t, numbering, analysis, part, **facts) if known else ""
    cited = {name: numbering.cite(*(r.key for r in METHODS[name].references)) for name in names}
    return t(f"report_methods.{key}", **cited, **facts)


def _measured(study: Study, t: Translator) -> Iterator[str]:
    """Measures by visit, and the grading of response."""
    cohort, response = study.cohort, study.response
    comma = t("words.list").join
    if cohort.measured:
        listed = (
            t(
                "report_methods.measure",
                name=literal(labels.with_unit(t, name)),
                visits=comma(labels.visit(t, at) for at in cohort.visits_of(name)),
            )
            for name in cohort.measured
        )
        yield t("report_methods.measures", list=t("words.semicolon").join(listed))
    if response.scale is not None:
        grades = comma(literal(labels.grade(t, name)) for name in response.scale.effective)
        effective = labels.rate_words(t, total=response.total)["grades"]
        if response.rule == RECORDED or response.visit is None:
            yield t("report_methods.rule_recorded", grades=grades, effective=effective)
        else:
            visit, rule = labels.in_visit(t, response.visit), literal(labels.rule(t, response.rule))
            facts = {"visit": visit, "rule": rule, "grades": grades, "effective": effective}
            yield t("report_methods.rule", **facts)
            yield literal(labels.rule_about(t, response.rule))
        yield t("report_methods.rule_ungradable")


def _strategies(study: Study, t: Translator) -> Iterator[str]:
    """Strategies for deaths and losses, an outcome or a kind of outcomes each (ICH E9(R1))."""
    yield t("estimand.methods_intro")
    named: dict[Strategy, list[str]] = {}
    if study.response.scale is not None:
        graded = strategy(EFFECTIVE, recorded=study.response.rule == RECORDED)
        named[graded] = [t("estimand.response")]
    for name in study.cohort.measured:
        named.setdefault(strategy(name), []).append(literal(labels.measure(t, name)))
    for chosen, outcomes in named.items():
        texts = (format_estimand.deaths(chosen, t), format_estimand.losses(chosen, t))
        text = t("written.space").join(texts)
        yield t("estimand.named", name=t("words.list").join(outcomes), text=text)


def _adjusted(study: Study, t: Translator, numbering: Numbering) -> str:
    chosen = study.settings.covariates
    if not chosen:
        return _sentence(study, t, numbering, "outcomes", "adjusted")
    names = t("words.list").join(literal(labels.column(t, name)) for name in chosen)
    return _sentence(study, t, numbering, "outcomes", "adjusted_with", names=names)


def _rules(study: Study, t: Translator, numbering: Numbering) -> Iterator[str]:
    """Rules for all analyses: multiplicity, missing values, confidence level, software."""
    settings = study.settings
    facts = {"primary": primary(study, t), "alpha": format_number.number(settings.alpha)}
    adjusted = [a for a in ("outcomes", "response") if any(study.results[a].where("holm"))]
    if settings.judged.primary is None:
        yield t("report_methods.no_primary")
    elif not adjusted:
        yield t("report_methods.primary", **facts)
    else:
        holm = next(study.results[adjusted[0]].where("holm"))
        n = format_row.note_number(holm, "family")
        key = "holm_primary_one" if n == 1 else "holm_primary"
        yield _sentence(study, t, numbering, adjusted[0], key, n=n, **facts)
    yield regrading(settings, t, settings.judged.primary or "")
    yield plan_words.primary_changed(study.used, t)
    yield plan_words.added(study.used, t)
    yield _missing(study, t, numbering)
    yield t("report_methods.level", level=format_number.level(study.settings.level))
    yield t("report_methods.software", **versions())


def _missing(study: Study, t: Translator, numbering: Numbering) -> str:
    """What was imputed: covariates of a randomised trial, or nothing."""
    used = (
        format_row.note_number(row, "covariate_imputed")
        for result in (study.outcomes, study.response)
        for row in result.rows
    )
    names = dict.fromkeys(
        (
            *study.settings.covariates,
            *(x for of in study.outcomes.adjusted_for.values() for x in of),
            *(x for of in study.response.adjusted_for.values() for x in of),
        )
    )
    absent = lacking(study.data, study.settings, tuple(names)) if any(used) else {}
    if not absent:
        supposed = "_supposed" if study.sensitivity.assumed else ""
        return t(f"report_methods.missing{supposed}")
    listed = (
        t(
            "report_methods.missing_of",
            name=literal(labels.in_covariate(t, name)),
            n=format_number.whole(n),
        )
        for name, n in absent.items()
    )
    cite = numbering.cite("white_2005")
    return t("report_methods.missing_imputed", list=t("words.list").join(listed), cite=cite)


def _response_adjusted(study: Study, t: Translator, numbering: Numbering) -> Iterator[str]:
    """What the response was adjusted for, where it was: the rate, then the grades."""
    result = study.response
    words = labels.rate_words(t, total=result.total)
    for variable, method, key in (
        (EFFECTIVE, "adjusted_risk_difference", "rate_adjusted"),
        (GRADE, "proportional_odds_adjusted", "grades_adjusted"),
    ):
        made = any(row.estimate is not None for row in result.where(method, variable=variable))
        names = result.adjusted_for.get(variable, ())
        if made and names:
            given = (literal(labels.in_covariate(t, name)) for name in names)
            leads = study.settings.judged.primary == GRADE == variable
            yield t(
                f"report_methods.{key}{'_leads' if leads else ''}",
                rate=words["rate"],
                given=t("words.list").join(given),
                cite=numbering.cite(*(r.key for r in METHODS[method].references)),
            )
