"""Headline numbers of each page, from its Result."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import SERIOUS
from aci_core.presentation import lookup
from aci_core.presentation.comparisons import Comparison, asked_of_plan, headlines
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.summaries import EFFECTIVE, GRADE
from aci_core.ui.state.choices import view
from aci_core.ui.widgets.page.cards import Metric
from aci_core.ui.widgets.text import JOIN

if TYPE_CHECKING:
    from aci_core.analyses.outcomes import Outcomes
    from aci_core.analyses.response import Response
    from aci_core.analyses.result import Result, Row

PERCENT = 100.0


def response(result: Response, t: Translator) -> list[Metric]:
    """Rates of both arms, risk difference, common odds ratio, number needed where one is clear."""
    at = result.visit
    rates = [result.get("count", EFFECTIVE, visit=at, arm=arm) for arm in result.arms]
    metrics = [_rate(result, t, arm, row) for arm, row in zip(result.arms, rates, strict=True)]
    difference = result.get("risk_difference", EFFECTIVE, visit=at)
    led = result.settings.judged.primary
    metrics.append(_marked(_risk_difference(result, t, difference), t, primary=led == EFFECTIVE))
    metrics.append(_marked(_common_odds(result, t), t, primary=led == GRADE))
    if not _includes_none(difference):
        metrics.append(_nnt(result, t, result.get("nnt", EFFECTIVE, visit=at)))
    return metrics


def _marked(metric: Metric, t: Translator, *, primary: bool) -> Metric:
    """The card of a primary outcome says so, and whether its plan is locked."""
    if not primary:
        return metric
    locked = view.settings().locked is not None
    mark = t("headline.primary_locked" if locked else "headline.primary")
    return replace(metric, mark=f":material/lock: {mark}" if locked else mark)


def _includes_none(row: Row | None) -> bool:
    """Whether the interval includes no difference: a number needed would run through infinity."""
    if row is None or row.ci_low is None or row.ci_high is None:
        return False
    return row.ci_low <= 0 <= row.ci_high


def _rate(result: Response, t: Translator, arm: str, row: Row | None) -> Metric:
    rate = labels.rate_words(t, total=result.total)["rate"]
    label = t("headline.effective", arm=labels.arm(t, arm), rate=rate)
    value = format_row.rate(row)
    return Metric(label, value, _x_of_n(t, row), t("headline.effective_help"))


def _x_of_n(t: Translator, row: Row | None) -> str:
    if row is None or row.estimate is None:
        return ""
    if format_row.waits(row):
        return _known_alone(t, "x_known_alone", row)
    return t("headline.of", x=format_row.count(row), n=format_number.whole(row.total))


def _known_alone(t: Translator, key: str, *rows: Row | None) -> str:
    """That the rest is not told, where a rate waits for what a blank cell means."""
    known = [row for row in rows if row is not None]
    if not any(map(format_row.waits, known)):
        return ""
    if any("missing" in row.notes for row in known):  # shared, and not how many
        return t("headline.known_some")
    untold = sum(format_row.note_number(row, "missing") for row in known)
    n = sum(row.total for row in known) + untold
    facts = {"x": sum(row.estimate or 0 for row in known), "untold": untold, "n": n}
    return t(f"headline.{key}", **{name: format_number.whole(k) for name, k in facts.items()})


def _risk_difference(result: Result, t: Translator, row: Row | None) -> Metric:
    shown = format_row.about(row) + format_number.points(row.estimate if row else None)
    limits = format_row.limits(t, row, 1, scale=PERCENT) if row else ""
    return Metric(
        t("headline.risk_difference"),
        shown,
        _limits(t, limits, result),
        t("headline.risk_difference_help"),
        t("headline.points"),
    )


def _limits(t: Translator, limits: str, result: Result) -> str:
    if limits in ("", format_number.DASH):
        return ""
    head = format_row.ci_head(t, result.settings.level)
    return t("headline.interval", head=head, limits=limits)


def _common_odds(result: Response, t: Translator) -> Metric:
    """The common odds ratio that leads, and whether it is adjusted."""
    from aci_core.analyses.leading import lead  # not before a cohort is there

    led = lead(result, GRADE, result.visit)
    row = led.row if led else result.get("proportional_odds", GRADE, visit=result.visit)
    adjusted = row is not None and row.method == "proportional_odds_adjusted"
    key = "adjusted" if adjusted else "unadjusted"
    value = format_row.about(row) + format_number.number(row.estimate if row else None)
    interval = format_row.ci(t, row) if row else ""
    return Metric(t(f"headline.common_odds_{key}"), value, interval, t(f"headline.odds_{key}_help"))


def _nnt(result: Response, t: Translator, row: Row | None) -> Metric:
    shown = row if row is not None and "withheld" not in row.notes else None
    known = shown is not None and shown.estimate is not None
    value = format_number.number(abs(shown.estimate), 1) if shown and shown.estimate else ""
    value = value and format_row.about(shown) + value
    say = partial(
        format_row.number_needed,
        t,
        shown,
        total=result.total,
        randomised=result.settings.randomised,
    )
    note = say(form="card") if known else ""
    sentence = say()
    words = t("written.space").join(text for text in (sentence, t("headline.nnt_help")) if text)
    return Metric(t("headline.nnt"), value or format_number.DASH, note, words)


def outcomes(result: Result, t: Translator, visit: str | None) -> list[Metric]:
    """The leading comparisons, each with its visit: what the plan asks first, five at most."""
    return [_of_plan(result, t, one) for one in headlines(result, visit)]


# Methods of what leads, with the key of their label and of their help.
_LABELS = {
    "ancova": ("difference", "adjusted"),
    "welch_t": ("difference", "unadjusted"),
    "ancova_log": ("ratio", "ratio"),
    "tobit_ratio": ("ratio", "tobit"),
    "proportional_odds_adjusted": ("odds", "odds_adjusted"),
    "proportional_odds": ("odds", "odds_unadjusted"),
}


def _of_plan(result: Result, t: Translator, one: Comparison) -> Metric:
    return _marked(_compared(result, t, one), t, primary=one.primary)


def _compared(result: Result, t: Translator, one: Comparison) -> Metric:
    """A measure's leading estimate at its visit."""
    row = one.row
    if row is None:
        return Metric(labels.measure(t, one.variable), format_number.DASH)
    label, about = _LABELS[row.method]
    of_scale = one.scale == "difference"
    sd = lookup.largest_sd(result, row.variable)
    digits = format_number.digits_of_difference(sd) if of_scale else 2
    return Metric(
        t(
            f"headline.{label}_at",
            measure=labels.measure(t, row.variable),
            visit=labels.visit_inside(t, one.visit),
        ),
        format_number.number(row.estimate, digits),
        _noted(t, format_row.ci(t, row, digits), row),
        t(f"headline.{about}_help"),
        labels.unit(t, row.variable) if of_scale else "",
    )


def _noted(t: Translator, text: str, row: Row | None) -> str:
    """The small print of a number, with the possible codes for missing ones that it counts."""
    return JOIN.join(part for part in (text, format_row.counted_codes(t, row)) if part)


def baseline(result: Result, t: Translator) -> list[Metric]:
    """Characteristics, how many differ by more than 0.1 SD and by chance, the largest."""
    chance = lookup.chance_imbalance(result)
    largest, known = chance.largest, chance.expected is not None
    expected = format_number.number(chance.expected, 1)
    metrics = [
        Metric(
            t("headline.characteristics"),
            str(len(result.variables)),
            t("headline.compared", n=len(chance.compared)),
        ),
        Metric(
            t("headline.beyond"),
            t("headline.of_characteristics", x=len(chance.beyond), n=len(chance.compared)),
            t("headline.by_chance", n=expected) if known else t("headline.beyond_note"),
            t("headline.beyond_help"),
        ),
    ]
    if largest is not None:
        name = labels.column(t, largest.variable)
        percentile = format_number.percentile(chance.percentile)
        metrics.append(
            Metric(
                t("headline.largest" if known else "headline.by_size"),
                format_number.number(largest.estimate),
                _noted(
                    t,
                    t("headline.largest_note", name=name, p=percentile) if known else name,
                    largest,
                ),
                t("headline.largest_help") if known else format_row.ci(t, largest),
            )
        )
    return metrics


def factors(result: Result, t: Translator, factor: str, visit: str) -> list[Metric]:
    """Correlations of one factor with NIHSS: pooled, in each arm, adjusted for arm."""
    groups = [(t("headline.pooled"), result.get("pearson", factor, visit=visit, versus="nihss"))]
    groups += [
        (
            t("headline.r_in", arm=labels.arm(t, arm)),
            result.get("pearson", factor, visit=visit, arm=arm, versus="nihss"),
        )
        for arm in result.arms
    ]
    groups.append(
        (
            t("headline.given_arm"),
            result.get("partial_pearson", factor, visit=visit, versus="nihss"),
        )
    )
    return [
        Metric(
            label,
            format_number.number(row.estimate if row else None),
            _noted(t, format_row.ci(t, row), row) if row else "",
            t("headline.n", n=format_row.patients(t, result, row)) if row else "",
        )
        for label, row in groups
    ]


def safety(result: Result, t: Translator) -> list[Metric]:
    """Patients with any event in each arm, risk difference, serious ones, deaths, losses."""
    name = next((v for v in ("any", *result.variables) if v in result.variables), None)
    if name is None:
        return []
    metrics: list[Metric] = []
    waiting = result.get("count", name)
    if name in lookup.FATE and waiting is not None and format_row.waits(waiting):
        return list(_died_and_lost(result, t))  # which tell all that is known
    for arm in result.arms:
        row = result.get("count", name, arm=arm)
        metrics.append(
            Metric(
                t(
                    "headline.with_event",
                    event=labels.variable(t, name),
                    arm=labels.arm(t, arm),
                ),
                format_row.rate(row),
                _x_of_n(t, row),
            )
        )
    metrics.append(_risk_difference(result, t, result.get("risk_difference", name)))
    if SERIOUS in result.variables and name != SERIOUS:
        metrics.append(_by_arm(result, t, SERIOUS))
    metrics += _died_and_lost(result, t)
    return metrics


def _by_arm(result: Result, t: Translator, name: str) -> Metric:
    """Patients with an event in each arm, side by side."""
    names = dict(zip("ab", (labels.in_arm(t, arm) for arm in result.arms), strict=True))
    rows = [result.get("count", name, arm=arm) for arm in result.arms]
    a, b = map(_count, rows)
    return Metric(
        labels.variable(t, name),
        t("headline.versus", a=a, b=b),
        _known_alone(t, "known_alone", *rows) or t("headline.versus", **names),
    )


def _died_and_lost(result: Result, t: Translator) -> Iterable[Metric]:
    counts = {
        fate: [result.get("count", fate, arm=arm) for arm in result.arms]
        for fate in ("died", "lost")
    }
    for fate, rows in counts.items():
        if not any(rows) and any(map(any, counts.values())):
            yield Metric(labels.variable(t, fate), format_number.DASH, t("headline.not_recorded"))
        if any(rows):
            yield _by_arm(result, t, fate)


def _count(row: Row | None) -> str:
    return format_row.count(row)


def overview(
    cohort: Cohort, results: tuple[Response, Outcomes, Result], t: Translator
) -> list[Metric]:
    """Arms and n, lost and died, and the headline estimates, each with its visit.

    A primary outcome that the plan names stands before all of them.
    """
    response, outcomes, safety = results
    arms = list(cohort.n_by_arm.items())
    metrics = [
        Metric(
            t("headline.patients"),
            format_number.whole(cohort.n),
            t(
                "headline.versus",
                a=format_number.whole(arms[0][1]),
                b=format_number.whole(arms[1][1]),
            ),
            t(
                "headline.patients_help",
                a=literal(labels.arm(t, arms[0][0])),
                b=literal(labels.arm(t, arms[1][0])),
            ),
        )
    ]
    metrics += _died_and_lost(safety, t)
    if response.scale is not None:
        row = response.get("risk_difference", EFFECTIVE, visit=response.visit)
        difference = _risk_difference(response, t, row)
        if response.visit is not None:
            at = labels.visit_inside(t, response.visit)
            rate = labels.rate_words(t, total=response.total)["rate"]
            label = t("headline.risk_difference_at", rate=rate, visit=at)
            difference = replace(difference, label=label)
        leads = response.settings.judged.primary == EFFECTIVE
        metrics.append(_marked(difference, t, primary=leads))
    asked = asked_of_plan(outcomes) or headlines(outcomes, most=1)
    first = [_of_plan(outcomes, t, one) for one in asked if one.primary]
    return first + metrics + [_compared(outcomes, t, one) for one in asked if not one.primary]
