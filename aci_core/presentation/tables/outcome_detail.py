"""Tables of one measure in detail: methods, visits, floor and ceiling, direction of change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from aci_core.analyses import change_direction as analysis
from aci_core.analyses.adjustment import BASELINE_ONLY, COMPLETE_CASES
from aci_core.analyses.change_direction import DIRECTIONS, OPEN
from aci_core.analyses.estimand import strategy
from aci_core.analyses.leading import lead
from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.result import Result
from aci_core.presentation import lookup
from aci_core.presentation.i18n import (
    Translator,
    format_estimand,
    format_number,
    format_row,
    labels,
)
from aci_core.presentation.tables.model import Head, Row, Table, line
from aci_core.presentation.tables.ordinal import good_outcome, ordinal_covariates
from aci_core.presentation.tables.parts import (
    Footnotes,
    arm_head,
    arm_heads,
    ci_head,
    covariates,
    direction,
    method_heads,
    method_line,
    n_of,
    notes,
    of,
    ratio_direction,
)

# In the order of a sensitivity table, after the leading one; the level of a row that is not the
# method's only one.
METHODS: Sequence[tuple[str, str | None]] = (
    ("ancova", None),
    ("ancova_hc3", None),
    ("ancova", BASELINE_ONLY),
    ("ancova", COMPLETE_CASES),
    ("ancova_log", None),
    ("ancova_log", COMPLETE_CASES),
    ("tobit_ratio", None),
    ("ancova_slopes", None),
    ("welch_t", None),
    ("student_t", None),
    ("hedges_g", None),
    ("mann_whitney", None),
    ("hodges_lehmann", None),
    ("win_odds", None),
    ("win_odds_death_worst", None),
    ("holm", None),
)
# Of an ordinal measure, whose grades have no mean; the usual good outcome follows them.
ORDINAL_METHODS: Sequence[tuple[str, str | None]] = (
    ("proportional_odds_adjusted", None),
    ("proportional_odds_adjusted", COMPLETE_CASES),
    ("proportional_odds", None),
    ("proportional_odds_test", None),
    ("win_odds", None),
    ("win_odds_death_worst", None),
    ("mann_whitney", None),
    ("holm", None),
)
# Of the scale's own unit; the others are ratios, probabilities or SDs.
_IN_UNITS = frozenset({"ancova", "ancova_hc3", "welch_t", "student_t", "hodges_lehmann"})
_LABELS: Mapping[tuple[str, str | None], str] = {
    ("ancova", BASELINE_ONLY): "ancova_baseline_only",
    ("ancova", COMPLETE_CASES): "ancova_complete",
    ("ancova_log", COMPLETE_CASES): "ancova_log_complete",
    ("proportional_odds_adjusted", COMPLETE_CASES): "proportional_odds_adjusted_complete",
}


def sensitivity(result: Result, measure: str, visit: str, t: Translator) -> Table:
    """Sensitivity: every method to compare the arms on one measure at one visit."""
    marks = Footnotes(t)
    digits = format_number.digits_of_difference(lookup.largest_sd(result, measure))
    ordinal = result.ordinal(measure)
    led = lead(result, measure, visit)
    first = led.row.method if led else ""
    body = []
    for method, level in sorted(
        ORDINAL_METHODS if ordinal else METHODS, key=lambda one: one != (first, None)
    ):
        row = result.get(method, measure, visit=visit, level=level)
        if row is None:
            continue
        key = _LABELS.get((method, level))
        body.append(
            method_line(
                result,
                t,
                row,
                marks,
                digits=digits if method in _IN_UNITS else 2,
                bold=(method, level) == (first, None),
                label=t(f"table.{key}") if key else "",
            )
        )
    if ordinal:
        body.extend(good_outcome(result, measure, visit, t, marks))
    title = t(
        "table.sensitivity_title",
        measure=labels.measure(t, measure),
        visit=labels.in_visit(t, visit),
    )
    better = result.better(measure)
    win = t(f"table.note_win_{better}") if better else ""
    slopes = result.get("ancova_slopes", measure, visit=visit)
    of_kind = (
        (t("table.note_theta_ordinal"), *_odds_notes(result, measure, t))
        if ordinal
        else (direction(result, t), t("table.note_theta"), covariates(result, t))
    )
    return Table(
        title,
        method_heads(result, t),
        tuple(body),
        notes(
            t("table.note_sensitivity", method=labels.method(t, first)) if first else "",
            *of_kind,
            win,
            format_estimand.survivors(result, t, ((measure, visit),)),
            _worst(result, measure, visit, t),
            t("table.note_interaction") if slopes and not ordinal else "",
            marks.lines(),
        ),
    )


def _odds_notes(result: Result, measure: str, t: Translator) -> tuple[str, str]:
    """Notes on odds ratios of an ordinal measure: covariates, and the direction."""
    event = t("table.event_better_grade_of", measure=labels.measure(t, measure))
    return ordinal_covariates(result, measure, t), ratio_direction(result, t, event)


def _worst(result: Result, measure: str, visit: str, t: Translator) -> str:
    """Note on the win odds in which death is the worst outcome."""
    method = "win_odds_death_worst"
    shown = result.get(method, measure, visit=visit) is not None
    return format_estimand.deaths(strategy(measure, method=method), t) if shown else ""


def by_visit(result: Result, measure: str, t: Translator) -> Table:
    """One measure at every visit: mean and median of each arm, the adjusted difference."""
    if result.ordinal(measure):
        return _grades_by_visit(result, measure, t)
    marks = Footnotes(t)
    sd = lookup.largest_sd(result, measure)
    digits, finer = format_number.digits(sd), format_number.digits_of_difference(sd)
    keys = ("n", "mean_sd", "median_iqr")
    arms = tuple(
        Head(t(f"table.{key}"), spanner=labels.arm(t, arm)) for arm in result.arms for key in keys
    )
    columns = (
        Head(t("table.visit"), "left"),
        *arms,
        Head(t("table.adjusted_head", ci=ci_head(result, t))),
        Head(t("table.p")),
    )
    body = []
    for at in lookup.visits(result, measure):
        cells: list[str] = []
        for arm in result.arms:
            mean = result.get("mean_sd", measure, visit=at, arm=arm)
            middle = result.get("median_iqr", measure, visit=at, arm=arm)
            cells += [
                n_of(t, result, mean),
                marks.cell(format_row.mean_sd(t, mean, digits), mean),
                format_row.median(t, middle, digits),
            ]
        adjusted = result.get("ancova", measure, visit=at)
        cells += [
            marks.estimate(adjusted, finer),
            format_row.p_value(adjusted),
        ]
        body.append(line(labels.visit(t, at), *cells))
    return Table(
        t("table.visits_title", measure=labels.with_unit(t, measure)),
        columns,
        tuple(body),
        notes(
            t("table.note_present"),
            direction(result, t),
            covariates(result, t),
            t("table.note_visits"),
            format_estimand.survivors(
                result, t, [(measure, at) for at in lookup.visits(result, measure)]
            ),
            _skewness(result, measure, t),
            marks.lines(),
        ),
    )


def _grades_by_visit(result: Result, measure: str, t: Translator) -> Table:
    """An ordinal measure at every visit: median of each arm, the common odds ratio; no mean."""
    marks = Footnotes(t)
    digits = format_number.digits(lookup.largest_sd(result, measure))
    places = [(measure, at) for at in lookup.visits(result, measure)]
    body = []
    for _, at in places:
        cells: list[str] = []
        for arm in result.arms:
            middle = result.get("median_iqr", measure, visit=at, arm=arm)
            cells += [n_of(t, result, middle), format_row.median(t, middle, digits)]
        led = lead(result, measure, at)
        row = led.row if led else result.get("proportional_odds_adjusted", measure, visit=at)
        plain = row is not None and row.method == "proportional_odds"
        odds = marks.with_note(marks.estimate(row), t("table.note_of_odds") if plain else "")
        body.append(line(labels.visit(t, at), *cells, odds, format_row.p_value(row)))
    return Table(
        t("table.visits_title", measure=labels.with_unit(t, measure)),
        (
            Head(t("table.visit"), "left"),
            *(
                Head(t(f"table.{key}"), spanner=labels.arm(t, arm))
                for arm in result.arms
                for key in ("n", "median_iqr")
            ),
            Head(t("table.common_odds_head", ci=ci_head(result, t))),
            Head(t("table.p")),
        ),
        tuple(body),
        notes(
            t("table.note_present"),
            *_odds_notes(result, measure, t),
            t("table.note_visits"),
            format_estimand.survivors(result, t, places),
            marks.lines(),
        ),
    )


def _skewness(result: Result, measure: str, t: Translator) -> str:
    """Note on the skewness of each arm at each visit, which chooses no method."""
    skews = result.skewness if isinstance(result, Outcomes) else {}
    parts = []
    for at in lookup.visits(result, measure):
        pair = [skews.get((measure, at, arm)) for arm in result.arms]
        if any(value is not None for value in pair):
            facts = {
                "treatment": format_number.number(pair[0]),
                "control": format_number.number(pair[1]),
            }
            parts.append(t("table.skewness_at", visit=labels.in_visit(t, at), **facts))
    if not parts:
        return ""
    treatment, control = (labels.in_arm(t, arm) for arm in result.arms)
    listed = t("words.semicolon").join(parts)
    return t("table.note_skewness", treatment=treatment, control=control, list=listed)


def limits(result: Result, t: Translator, *, measure: str | None = None) -> Table:
    """Floor and ceiling: patients at the best end of a scale, and responders by the usual cut."""
    marks = Footnotes(t)
    body: list[Row] = []
    for name in [measure] if measure else result.variables:
        for level in _ends(result, name):
            body.append(line(_limit(t, name, level), *[""] * 4, bold=True))
            body.extend(_limit_rows(result, t, name, level, marks))
    columns = (
        Head(t("table.measure"), "left"),
        *arm_heads(t, result.arms),
        Head(t("table.rd_head", ci=ci_head(result, t))),
        Head(t("table.rr_head", ci=ci_head(result, t))),
    )
    return Table(
        t("table.limits_title"),
        columns,
        tuple(body),
        notes(
            t("table.note_limits"),
            direction(result, t),
            ratio_direction(result, t, t("table.event_responder")),
            t("table.note_limits_methods"),
            marks.lines(),
        ),
    )


def _ends(result: Result, name: str) -> tuple[str, ...]:
    """Ends of a scale and its usual cut; an ordinal measure counts the grades between them too."""
    known = result.measures.get(name)
    levels = result.levels(name)
    if known is None or not known.ordinal:
        return levels
    ends = [f"{end:g}" for end in (known.low, known.high) if end is not None]
    return tuple(x for x in levels if x in ends or x == known.responder)


def _limit(t: Translator, name: str, level: str) -> str:
    shown = labels.cut(level)
    key = "table.limit_cut" if shown != level else "table.limit_at"
    return t(key, measure=labels.measure(t, name), level=shown)


def _limit_rows(
    result: Result, t: Translator, name: str, level: str, marks: Footnotes
) -> Sequence[Row]:
    body = []
    for at in lookup.visits(result, name):
        rows = [result.get("count", name, visit=at, arm=arm, level=level) for arm in result.arms]
        rd = result.get("risk_difference", name, visit=at, level=level)
        rr = result.get("risk_ratio", name, visit=at, level=level)
        body.append(
            line(
                labels.visit(t, at),
                *(of(row) for row in rows),
                marks.estimate(rd, 1, scale=100) if rd else "",
                marks.estimate(rr) if rr else "",
                indent=1,
            )
        )
    return body


def change_direction(result: Outcomes, measure: str, visit: str, t: Translator) -> Table:
    """Patients of each arm who improved, stayed the same or got worse."""
    directions = analysis.change_direction(result, measure, visit)
    kind = "plain" if result.better(measure) is None else "directed"
    counted = directions.counted if directions else ()
    totals = [sum(tally.values()) for tally in counted] or [0, 0]
    ways = (*DIRECTIONS, *((OPEN,) if any(tally[OPEN] for tally in counted) else ()))
    rows = []
    for way in ways if directions else ():
        cells = []
        for tally, n in zip(counted, totals, strict=True):
            share = format_number.percent(tally[way] / n if n else None)
            cells.append(f"{format_number.whole(tally[way])} ({share})")
        name = t("figure.key_open") if way == OPEN else t(f"figure.key_{kind}_{way}")
        rows.append(line(name, *cells))
    heads = (arm_head(t, arm, n) for arm, n in zip(result.arms, totals, strict=True))
    title = t(
        "table.went_title",
        measure=labels.measure(t, measure),
        visit=labels.in_visit(t, visit),
    )
    return Table(title, (Head("", "left"), *heads), tuple(rows), (t("table.note_went"),))
