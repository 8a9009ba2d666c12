"""Tables of the response: grades, rates, effect measures, ordinal analysis, sensitivity, audit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from aci_core.analyses.adjustment import COMPLETE_CASES
from aci_core.analyses.leading import rate_test
from aci_core.analyses.multiplicity import regraded
from aci_core.analyses.responders import FRAGILITY
from aci_core.analyses.response import CASES, Response
from aci_core.efficacy import RECORDED
from aci_core.presentation.i18n import (
    Translator,
    format_estimand,
    format_number,
    format_row,
    labels,
)
from aci_core.presentation.tables.model import Cell, Head, Row, Table, line
from aci_core.presentation.tables.parts import (
    Footnotes,
    arm_heads,
    ci_head,
    direction,
    method_heads,
    method_line,
    multiplicity,
    notes,
    of,
    ratio_direction,
)
from aci_core.summaries import EFFECTIVE, GRADE

# Method and level: a method may have a row of the complete cases too.
EFFECTS: Sequence[tuple[str, str | None]] = (
    ("risk_difference", None),
    ("risk_difference_mn", None),
    ("adjusted_risk_difference", None),
    ("adjusted_risk_difference", COMPLETE_CASES),
    ("nnt", None),
    (FRAGILITY, None),
    ("risk_ratio", None),
    ("risk_ratio_koopman", None),
    ("odds_ratio", None),
    ("pearson_chi2", None),
    ("yates_chi2", None),
    ("n1_chi2", None),
    ("fisher_exact", None),
    ("smd", None),
    ("holm", None),
)
ORDERED: Sequence[tuple[str, str | None]] = (
    ("proportional_odds_adjusted", None),
    ("proportional_odds_adjusted", COMPLETE_CASES),
    ("proportional_odds", None),
    ("proportional_odds_test", None),
    ("win_odds", None),
    ("linear_by_linear", None),
    ("pearson_chi2", None),
    ("fisher_exact", None),
    ("smd", None),
)
_POINTS = frozenset({"risk_difference", "risk_difference_mn", "adjusted_risk_difference"})


def grades(result: Response, t: Translator) -> Table:
    """Patients with each grade by arm, total effective, χ² and P, in the paper's layout."""
    marks = Footnotes(t)
    scale = result.scale
    names = scale.best_first if scale else ()
    columns = (
        Head(t("table.arm"), "left"),
        Head(t("table.n")),
        *(Head(labels.grade(t, name), spanner=t("table.grades_span")) for name in names),
        Head(t("table.total_effective" if result.total else "table.responders")),
    )
    body = [_arm(result, t, arm, names) for arm in result.arms] if names else []
    test = rate_test(result, EFFECTIVE, visit=result.visit)
    blank = [""] * (len(names) + 1)
    if test is not None and test.statistic is not None:
        statistic = marks.cell(format_number.statistic(test.statistic), test)
        body.append(line(t("table.chi2"), *blank, statistic, muted=True))
    if test is not None:
        body.append(line(t("table.p"), *blank, format_number.p_value(test.p), muted=True))
    return Table(
        t("table.grades_title"),
        columns,
        tuple(body),
        notes(
            t("table.note_n_pct"),
            _rule(result, t),
            labels.rule_about(t, result.rule),
            _total(result, t),
            t(f"table.note_{test.method}", **_words(result, t)) if test is not None else "",
            format_estimand.of_response(result, t),
            without_grade(result, t),
            marks.lines(),
        ),
    )


def _arm(result: Response, t: Translator, arm: str, names: tuple[str, ...]) -> Row:
    counts = [result.get("count", GRADE, visit=result.visit, arm=arm, level=g) for g in names]
    total = result.get("count", EFFECTIVE, visit=result.visit, arm=arm)
    n = total.total if total is not None and "withheld" not in total.notes else None
    return Row(
        (
            Cell(labels.arm(t, arm)),
            Cell(format_number.whole(n)),
            *(Cell(format_row.share(row)) for row in counts),
            Cell(format_row.share(total), bold=True),
        )
    )


def _words(result: Response, t: Translator) -> dict[str, str]:
    return labels.rate_words(t, total=result.total)


def _rule(result: Response, t: Translator) -> str:
    visit = labels.in_visit(t, result.visit) if result.visit else ""
    key = "table.note_rule_at" if visit else "table.note_rule"
    return t(key, rule=labels.rule(t, result.rule), visit=visit)


def _total(result: Response, t: Translator) -> str:
    if result.scale is None:
        return ""
    join = t("words.list").join
    return t(
        "table.note_total",
        rate=labels.rate(t, total=result.total),
        grades=join(labels.grade(t, g) for g in result.scale.effective),
    )


def without_grade(result: Response, t: Translator) -> str:
    """Note on the patients without a grade: how many and why."""
    if result.scale is None:
        recorded = result.rule == RECORDED
        return t("table.note_no_recorded" if recorded else "table.note_no_grades")
    counts: dict[str, int] = {}
    for reason, _, n in result.ungradable:
        counts[reason] = counts.get(reason, 0) + n
    if not counts:
        row = result.get("count", EFFECTIVE, visit=result.visit)
        known = row is None or (row.estimate is not None and "approximate" not in row.notes)
        return t("table.note_all_graded") if known else ""
    reasons = t("words.list").join(
        t("table.reason_n", reason=labels.reason(t, reason, result.visit), n=n)
        for reason, n in counts.items()
    )
    return t("table.note_ungradable", n=sum(counts.values()), reasons=reasons)


def rates(result: Response, t: Translator) -> Table:
    """Rate of each arm, with Wilson's and the exact interval."""
    columns = (
        Head(t("table.arm"), "left"),
        Head(t("table.effective_of", rate=labels.rate(t, total=result.total))),
        *(
            Head(t("written.comma").join((ci_head(result, t), t(f"method.{method}"))))
            for method in ("wilson", "clopper_pearson")
        ),
    )
    marks = Footnotes(t)
    body = []
    for arm in result.arms:
        count = result.get("count", EFFECTIVE, visit=result.visit, arm=arm)
        if count is None:
            continue
        cells = []
        for method in ("wilson", "clopper_pearson"):
            row = result.get(method, EFFECTIVE, visit=result.visit, arm=arm)
            text = format_row.limits(t, row, 1, scale=100) if row else format_number.DASH
            cells.append(marks.cell(text if text == format_number.DASH else text + "%", row))
        body.append(line(labels.arm(t, arm), of(count), *cells))
    return Table(
        t("table.rates_title", rate=labels.rate(t, total=result.total)),
        columns,
        tuple(body),
        notes(_rule(result, t), without_grade(result, t), marks.lines()),
    )


def effects(result: Response, t: Translator) -> Table:
    """Comparison of the rates: every effect measure and test."""
    marks = Footnotes(t)
    body = []
    for method, level in EFFECTS:
        row = result.get(method, EFFECTIVE, visit=result.visit, level=level)
        if row is None:
            continue
        points = method in _POINTS
        name = t(f"table.{method}_complete") if level else labels.method(t, method)
        body.append(
            method_line(
                result,
                t,
                row,
                marks,
                digits=1 if points else 0 if method == FRAGILITY else 2,
                scale=100 if points else 1,
                bold=method == "risk_difference",
                label=t("table.in_points", name=name)
                if points
                else t("table.fragility_line")
                if method == FRAGILITY
                else "",
            )
        )
    event = _words(result, t)["event"]
    return Table(
        t("table.effects_title", rate=labels.rate(t, total=result.total)),
        method_heads(result, t),
        tuple(body),
        notes(
            direction(result, t),
            ratio_direction(result, t, event),
            _number_needed(result, t) if body else "",
            t("table.note_fisher_or") if body else "",
            _adjusted_for(result, EFFECTIVE, "adjusted_risk_difference", t),
            t("table.note_smd_levels") if body else "",
            _standing(result, t) if body else "",
            _rule(result, t),
            without_grade(result, t),
            marks.lines(),
        ),
    )


def _number_needed(result: Response, t: Translator) -> str:
    """What the number needed and its interval mean, and how the cells write them."""
    row = result.get("nnt", EFFECTIVE, visit=result.visit)
    allotted = result.settings.randomised
    sentence = format_row.number_needed(t, row, total=result.total, randomised=allotted)
    return t("written.space").join(text for text in (sentence, t("table.note_nnt")) if text)


def _adjusted_for(result: Response, variable: str, method: str, t: Translator) -> str:
    """Note on the covariates of the adjusted estimate; none where it was not computed."""
    row = result.get(method, variable, visit=result.visit)
    names = result.adjusted_for.get(variable, ())
    if row is None or row.estimate is None or not names:
        return ""
    given = t("words.list").join(labels.in_covariate(t, name) for name in names)
    return t("table.note_response_adjusted", method=labels.method(t, method), names=given)


def _standing(result: Response, t: Translator) -> str:
    """Note on whether the rate is the primary outcome, one of a family, or exploratory."""
    if result.settings.judged.primary == EFFECTIVE and not regraded(result.settings, EFFECTIVE):
        return t("table.note_effective_primary", **_words(result, t))
    return multiplicity(result, t)


def ordinal(result: Response, t: Translator) -> Table:
    """The grades as an ordered outcome, and the odds ratio at each cut between them."""
    marks = Footnotes(t)
    body = []
    for method, level in ORDERED:
        row = result.get(method, GRADE, visit=result.visit, level=level)
        if row is None:
            continue
        label = t("table.fisher_kx2") if method == "fisher_exact" else ""
        label = t(f"table.{method}_complete") if level else label
        body.append(method_line(result, t, row, marks, bold=method == "win_odds", label=label))
    cuts = result.scale.best_first[:-1] if result.scale else ()
    rows = [result.get("odds_ratio", GRADE, visit=result.visit, level=g) for g in cuts]
    if any(rows):
        body.append(line(t("table.cut_odds"), *[""] * 6, bold=True))
    for name, row in zip(cuts, rows, strict=True):
        if row is not None:
            label = t("table.or_better", grade=labels.grade(t, name))
            cells = method_line(result, t, row, marks, label=label)
            body.append(Row((Cell(label, 1), *cells.cells[1:])))
    return Table(
        t("table.ordinal_title"),
        method_heads(result, t),
        tuple(body),
        notes(
            t("table.note_ordinal") if body else "",
            _adjusted_for(result, GRADE, "proportional_odds_adjusted", t),
            ratio_direction(result, t, t("table.event_better_grade")),
            t("table.note_cut_odds") if any(rows) else "",
            t("table.note_smd_levels") if body else "",
            _rule(result, t),
            without_grade(result, t),
            marks.lines(),
        ),
    )


def sensitivity(result: Response, t: Translator) -> Table:
    """Sensitivity to the ungradable patients: left out, ineffective, best and worst case."""
    marks = Footnotes(t)
    columns = (
        Head(t("table.ungradable_taken"), "left"),
        *arm_heads(t, result.arms),
        Head(t("table.rd_head", ci=ci_head(result, t))),
        Head(t("table.chi2")),
        Head(t("table.p")),
    )
    body = []
    main: list[int] = []
    for case in (None, *CASES):
        counts = [
            result.get("count", EFFECTIVE, visit=result.visit, arm=arm, level=case)
            for arm in result.arms
        ]
        sizes = [row.total if row else 0 for row in counts]
        # Nobody is without a grade: the cases would only repeat the main analysis.
        if not any(sizes) or (case is not None and sizes == main):
            continue
        main = main or sizes
        rd = result.get("risk_difference", EFFECTIVE, visit=result.visit, level=case)
        test = rate_test(result, EFFECTIVE, visit=result.visit, level=case)
        of_few = test is not None and test.method == "fisher_exact"
        exact = t("table.case_fisher") if of_few else ""
        body.append(
            line(
                t(f"table.case_{case or 'left_out'}", **_words(result, t)),
                *(of(row) for row in counts),
                marks.estimate(rd, 1, scale=100),
                format_number.statistic(test.statistic if test else None),
                marks.with_note(marks.cell(format_row.p_value(test), test), exact),
                bold=case is None,
            )
        )
    return Table(
        t("table.response_sensitivity_title"),
        columns,
        tuple(body),
        notes(
            t("table.note_cases"),
            direction(result, t),
            t("table.note_died", **_words(result, t)),
            without_grade(result, t),
            marks.lines(),
        ),
    )


def by_name(result: Response, t: Translator) -> dict[str, Callable[[], Table]]:
    """The tables that every response has, by name, each made when it is called."""
    makers = {"grades": grades, "effects": effects, "ordinal": ordinal, "sensitivity": sensitivity}
    return {name: partial(make, result, t) for name, make in makers.items()}


def ungradable(result: Response, t: Translator) -> Table:
    """Reasons for patients without a grade, by arm."""
    reasons = dict.fromkeys(reason for reason, _, _ in result.ungradable)
    counts = {(reason, arm): n for reason, arm, n in result.ungradable}
    body = [
        line(
            labels.reason(t, reason, result.visit),
            *(format_number.whole(counts.get((reason, arm), 0)) for arm in result.arms),
        )
        for reason in reasons
    ]
    columns = (
        Head(t("table.reason"), "left"),
        *arm_heads(t, result.arms),
    )
    return Table(t("table.ungradable_title"), columns, tuple(body), notes(without_grade(result, t)))


def audit(result: Response, t: Translator) -> Table:
    """Cross-table of recorded and computed grades."""
    agreement = result.audit
    if agreement is None:
        return Table(
            t("table.audit_title"),
            (Head(t("table.recorded"), "left"),),
            (),
            notes(t("table.note_no_audit")),
        )
    columns = (
        Head(t("table.recorded"), "left"),
        *(Head(labels.grade(t, g), spanner=t("table.computed")) for g in agreement.computed),
    )
    body = []
    for i, name in enumerate(agreement.recorded):
        cells = [
            Cell(format_number.whole(int(n)), bold=agreement.comparable and i == j)
            for j, n in enumerate(agreement.table[i].tolist())
        ]
        body.append(Row((Cell(labels.grade(t, name)), *cells)))
    agree = result.get("count", "grade_recorded", level="agree")
    note = t("table.note_agree", share=of(agree)) if agree else t("table.note_not_comparable")
    return Table(t("table.audit_title"), columns, tuple(body), notes(note, _rule(result, t)))
