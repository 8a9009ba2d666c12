"""Tables 2 and 3: before and after by arm, within the arms and between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from aci_core.analyses.multiplicity import primary_visit
from aci_core.analyses.result import Result
from aci_core.analyses.result import Row as Found
from aci_core.i18n import Translator, labels, numbers, written
from aci_core.schema import MEASURES, PRE, visit_order
from aci_core.tables.model import Head, Row, Table
from aci_core.tables.parts import Footnotes, ci_head, direction, heads, line, notes

# In the order of a sensitivity table: the leading one first.
METHODS = (
    "ancova",
    "ancova_hc3",
    "ancova_log",
    "ancova_slopes",
    "welch_t",
    "student_t",
    "hedges_g",
    "mann_whitney",
    "hodges_lehmann",
    "win_odds",
    "holm",
)
# Of the scale's own unit; the others are ratios, probabilities or SDs.
_IN_UNITS = frozenset({"ancova", "ancova_hc3", "welch_t", "student_t", "hodges_lehmann"})


def measures(result: Result) -> tuple[str, ...]:
    """Measures in the order of the rows."""
    return result.variables


def visits(result: Result, measure: str | None = None) -> tuple[str, ...]:
    """Visits with a value of the measure, or of any, in the order of time."""
    found = {r.visit for r in result.where("mean_sd", variable=measure) if r.visit}
    return tuple(sorted((v for v in found if "-" not in v), key=visit_order))


def chosen_visit(result: Result, visit: str | None) -> str | None:
    """The visit asked for, else the primary one."""
    after = [v for v in visits(result) if v != PRE]
    return visit if visit in after else primary_visit(result.settings, after)


def outcomes(result: Result, t: Translator, *, visit: str | None = None) -> Table:
    """The paper's layout: arms by measures, before, after, change; and the adjusted difference.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes`.
    t : Translator
    visit : str, optional
        After; the primary visit if left out.
    """
    at = chosen_visit(result, visit)
    marks = Footnotes(t)
    within, between = t("table.within_arm"), t("table.between_arms")
    heading = labels.visit(t, at) if at else ""
    columns = (
        Head(t("table.measure"), "left"),
        Head(t("table.n")),
        Head(labels.visit(t, PRE)),
        Head(heading),
        Head(t("table.change_head", ci=ci_head(result, t)), spanner=within),
        Head(t("table.test"), spanner=within),
        Head("*P*", spanner=within),
        Head(t("table.adjusted_head", ci=ci_head(result, t)), spanner=between),
        Head(t("table.test"), spanner=between),
        Head("*P*", spanner=between),
    )
    body: list[Row] = []
    for name in measures(result):
        if at is not None and at in visits(result, name):
            body.extend(_measure(result, t, name, at, marks))
    return Table(
        _title(t, "outcomes", at),
        columns,
        tuple(body),
        notes(
            t("table.note_mean_sd"),
            t("table.note_between_leads"),
            direction(result, t),
            _better(result, t),
            _covariates(result, t),
            _multiplicity(result, t),
            marks.lines(),
        ),
    )


def _measure(result: Result, t: Translator, name: str, at: str, marks: Footnotes) -> Iterator[Row]:
    sd = written.spread(result, name)
    digits, finer = numbers.digits(sd), numbers.digits_of_difference(sd)
    lead = result.get("ancova", name, visit=at)
    yield line(
        _primary(result, t, name, at),
        *[""] * 6,
        marks.cell(written.estimate(t, lead, finer), lead),
        _test(t, lead),
        numbers.p_value(lead.p) if lead else numbers.DASH,
        bold=True,
    )
    for arm in result.arms:
        before = result.get("mean_sd", name, visit=PRE, arm=arm)
        after = result.get("mean_sd", name, visit=at, arm=arm)
        paired = result.get("paired_t", name, visit=at, arm=arm)
        yield line(
            labels.arm(t, arm),
            numbers.whole(paired.total) if paired else _n(after),
            marks.cell(written.mean_sd(t, before, digits), before),
            marks.cell(written.mean_sd(t, after, digits), after),
            marks.cell(written.estimate(t, paired, finer), paired),
            _test(t, paired),
            numbers.p_value(paired.p) if paired else numbers.DASH,
            "",
            "",
            "",
            indent=1,
        )


def _title(t: Translator, key: str, at: str | None) -> str:
    return t(f"table.{key}_title", visit=labels.in_visit(t, at) if at else t("table.after"))


def _n(row: Found | None) -> str:
    return numbers.whole(row.total) if row else numbers.DASH


def _test(t: Translator, row: Found | None) -> str:
    """``*t* = −4.16 (151.8)``: statistic with its degrees of freedom."""
    if row is None:
        return numbers.DASH
    found = written.statistic(t, row)
    if not found:
        return numbers.DASH
    return found if row.df is None else f"{found} ({written.degrees(t, row)})"


def _primary(result: Result, t: Translator, name: str, at: str) -> str:
    label = labels.with_unit(t, name)
    named = result.settings.primary in (name, f"{name}_{at}")
    return t("table.primary_mark", name=label) if named else label


def _better(result: Result, t: Translator) -> str:
    lower = [m for m in measures(result) if m in MEASURES and MEASURES[m].better == "lower"]
    higher = [m for m in measures(result) if m in MEASURES and MEASURES[m].better == "higher"]
    join = t("written.comma").join
    parts = [
        t(f"table.note_{way}_better", names=join(labels.measure(t, m) for m in found))
        for way, found in (("lower", lower), ("higher", higher))
        if found
    ]
    return t("written.space").join(parts)


def _covariates(result: Result, t: Translator) -> str:
    chosen = result.settings.covariates
    if not chosen:
        return t("table.note_ancova")
    names = t("written.comma").join(labels.column(t, c) for c in chosen)
    return t("table.note_ancova_with", names=names)


def _multiplicity(result: Result, t: Translator) -> str:
    holm = next(iter(result.where("holm")), None)
    if holm is not None:
        return t("table.note_holm", n=written.note_number(holm, "family"))
    return t("table.note_primary" if result.settings.primary else "table.note_exploratory")


def between(result: Result, t: Translator, *, visit: str | None = None) -> Table:
    """One line a measure: the adjusted difference first, its neighbours as sensitivity."""
    at = chosen_visit(result, visit)
    marks = Footnotes(t)
    adjusted, plain, ranks = (
        t(f"table.{key}") for key in ("span_adjusted", "span_welch", "span_ranks")
    )
    holm = any(True for _ in result.where("holm"))
    columns = [
        Head(t("table.measure"), "left"),
        Head(t("table.n_both")),
        Head(t("table.difference_head", ci=ci_head(result, t)), spanner=adjusted),
        Head("*P*", spanner=adjusted),
        *([Head(t("table.p_holm"), spanner=adjusted)] if holm else []),
        Head(t("table.difference_head", ci=ci_head(result, t)), spanner=plain),
        Head("*P*", spanner=plain),
        Head(t("table.shift_head", ci=ci_head(result, t)), spanner=ranks),
        Head(t("table.p_mann_whitney"), spanner=ranks),
    ]
    body = [
        line(*_between(result, t, name, str(at), marks, holm=holm))
        for name in measures(result)
        if at in visits(result, name)
    ]
    return Table(
        _title(t, "between", at),
        tuple(columns),
        tuple(body),
        notes(
            direction(result, t),
            _better(result, t),
            _covariates(result, t),
            t("table.note_shift"),
            _multiplicity(result, t),
            marks.lines(),
        ),
    )


def _between(
    result: Result, t: Translator, name: str, at: str, marks: Footnotes, *, holm: bool
) -> list[str]:
    digits = numbers.digits_of_difference(written.spread(result, name))
    rows = {m: result.get(m, name, visit=at) for m in METHODS}
    lead = rows["ancova"] or rows["welch_t"]

    def value(method: str) -> str:
        return marks.cell(written.estimate(t, rows[method], digits), rows[method])

    def p(method: str) -> str:
        row = rows[method]
        return numbers.p_value(row.p if row else None)

    return [
        _primary(result, t, name, at),
        n_by_arm(result, lead),
        value("ancova"),
        p("ancova"),
        *([p("holm")] if holm else []),
        value("welch_t"),
        p("welch_t"),
        value("hodges_lehmann"),
        p("mann_whitney"),
    ]


def n_by_arm(result: Result, row: Found | None) -> str:
    """``78 + 78``: treatment and control."""
    if row is None or not isinstance(row.n, Mapping):
        return _n(row)
    return " + ".join(numbers.whole(row.n.get(arm, 0)) for arm in result.arms)


def change(result: Result, t: Translator, *, visit: str | None = None) -> Table:
    """Change since before treatment: mean, median, paired tests, by arm."""
    at = chosen_visit(result, visit)
    marks = Footnotes(t)
    body: list[Row] = []
    for name in measures(result):
        rows = [result.get("paired_t", name, visit=at, arm=arm) for arm in result.arms]
        if at is None or not any(rows):
            continue
        sd = written.spread(result, name)
        body.append(line(labels.with_unit(t, name), *[""] * 7, bold=True))
        for arm, paired in zip(result.arms, rows, strict=True):
            body.append(_changed(result, t, name, at, arm, paired, marks, sd))
    keys = ("n", "mean_sd", "median_iqr")
    columns = (
        *heads(t, *keys, first="measure"),
        Head(t("table.mean_head", ci=ci_head(result, t)), spanner=t("method.paired_t")),
        Head("*P*", spanner=t("method.paired_t")),
        Head(
            t("table.walsh_head", ci=ci_head(result, t)), spanner=t("method.wilcoxon_signed_rank")
        ),
        Head("*V*", spanner=t("method.wilcoxon_signed_rank")),
        Head("*P*", spanner=t("method.wilcoxon_signed_rank")),
    )
    return Table(
        _title(t, "change", at),
        columns,
        tuple(body),
        notes(t("table.note_change"), t("table.note_within"), _better(result, t), marks.lines()),
    )


def _changed(
    result: Result,
    t: Translator,
    name: str,
    at: str,
    arm: str,
    paired: Found | None,
    marks: Footnotes,
    sd: float | None,
) -> Row:
    digits, finer = numbers.digits(sd), numbers.digits_of_difference(sd)
    diff = f"{at}-{PRE}"
    ranks = result.get("wilcoxon_signed_rank", name, visit=at, arm=arm)
    return line(
        labels.arm(t, arm),
        _n(paired),
        written.mean_sd(t, result.get("mean_sd", name, visit=diff, arm=arm), digits),
        written.median(t, result.get("median_iqr", name, visit=diff, arm=arm), digits),
        marks.cell(written.estimate(t, paired, finer), paired),
        numbers.p_value(paired.p if paired else None),
        marks.cell(written.estimate(t, ranks, finer), ranks),
        numbers.statistic(ranks.statistic if ranks else None),
        numbers.p_value(ranks.p if ranks else None),
        indent=1,
    )


within = change


def sensitivity(result: Result, measure: str, visit: str, t: Translator) -> Table:
    """Every way to compare the arms on one measure at one visit."""
    marks = Footnotes(t)
    digits = numbers.digits_of_difference(written.spread(result, measure))
    body = []
    for method in METHODS:
        row = result.get(method, measure, visit=visit)
        if row is None:
            continue
        found = digits if method in _IN_UNITS else 2
        body.append(method_line(result, t, row, marks, digits=found, bold=method == "ancova"))
    title = t(
        "table.sensitivity_title",
        measure=labels.measure(t, measure),
        visit=labels.in_visit(t, visit),
    )
    known = MEASURES.get(measure)
    better = t(f"table.note_win_{known.better}") if known and known.better else ""
    return Table(
        title,
        method_heads(result, t),
        tuple(body),
        notes(
            t("table.note_sensitivity"),
            direction(result, t),
            t("table.note_theta"),
            better,
            _covariates(result, t),
            marks.lines(),
        ),
    )


outcomes_sensitivity = sensitivity


def method_heads(result: Result, t: Translator) -> tuple[Head, ...]:
    """Columns of a table with one method a line."""
    return (
        Head(t("table.method"), "left"),
        Head(t("table.estimate")),
        Head(ci_head(result, t)),
        Head(t("table.statistic")),
        Head("df"),
        Head("*P*"),
        Head(t("table.n_both")),
    )


def method_line(
    result: Result,
    t: Translator,
    row: Found,
    marks: Footnotes,
    *,
    digits: int = 2,
    scale: float = 1.0,
    bold: bool = False,
    label: str = "",
) -> Row:
    """One method: estimate, interval, statistic, df, P and n."""
    value = numbers.DASH if row.estimate is None else numbers.number(row.estimate * scale, digits)
    # A test without an estimate carries its notes at P.
    at_p = row.estimate is None and row.p is not None
    return line(
        label or labels.method(t, row.method),
        value if at_p else marks.cell(value, row),
        written.limits(t, row, digits, scale=scale),
        written.statistic(t, row) or numbers.DASH,
        written.degrees(t, row),
        marks.cell(numbers.p_value(row.p), row) if at_p else numbers.p_value(row.p),
        n_by_arm(result, row),
        bold=bold,
    )


def by_visit(result: Result, measure: str, t: Translator) -> Table:
    """One measure at every visit: mean and median of each arm, the adjusted difference."""
    marks = Footnotes(t)
    sd = written.spread(result, measure)
    digits, finer = numbers.digits(sd), numbers.digits_of_difference(sd)
    keys = ("n", "mean_sd", "median_iqr")
    arms = tuple(
        Head(t(f"table.{key}"), spanner=labels.arm(t, arm)) for arm in result.arms for key in keys
    )
    columns = (
        Head(t("table.visit"), "left"),
        *arms,
        Head(t("table.adjusted_head", ci=ci_head(result, t))),
        Head("*P*"),
    )
    body = []
    for at in visits(result, measure):
        cells: list[str] = []
        for arm in result.arms:
            mean = result.get("mean_sd", measure, visit=at, arm=arm)
            middle = result.get("median_iqr", measure, visit=at, arm=arm)
            cells += [
                _n(mean),
                marks.cell(written.mean_sd(t, mean, digits), mean),
                written.median(t, middle, digits),
            ]
        lead = result.get("ancova", measure, visit=at)
        cells += [
            marks.cell(written.estimate(t, lead, finer), lead),
            numbers.p_value(lead.p if lead else None),
        ]
        body.append(line(labels.visit(t, at), *cells))
    return Table(
        t("table.visits_title", measure=labels.with_unit(t, measure)),
        columns,
        tuple(body),
        notes(
            t("table.note_present"),
            direction(result, t),
            _covariates(result, t),
            t("table.note_visits"),
            marks.lines(),
        ),
    )


def limits(result: Result, t: Translator, *, measure: str | None = None) -> Table:
    """Floor and ceiling: patients at the best end of a scale, and responders by the usual cut."""
    marks = Footnotes(t)
    body: list[Row] = []
    for name in [measure] if measure else measures(result):
        for level in result.levels(name):
            body.append(line(_limit(t, name, level), *[""] * 4, bold=True))
            body.extend(_limit_rows(result, t, name, level, marks))
    columns = (
        Head(t("table.measure"), "left"),
        *(Head(labels.arm(t, arm)) for arm in result.arms),
        Head(t("table.rd_head", ci=ci_head(result, t))),
        Head(t("table.rr_head", ci=ci_head(result, t))),
    )
    return Table(
        t("table.limits_title"),
        columns,
        tuple(body),
        notes(t("table.note_limits"), direction(result, t), marks.lines()),
    )


def _limit(t: Translator, name: str, level: str) -> str:
    shown = level.replace(">=", "≥ ").replace("<=", "≤ ")
    key = "table.limit_cut" if shown != level else "table.limit_at"
    return t(key, measure=labels.measure(t, name), level=shown)


def _limit_rows(
    result: Result, t: Translator, name: str, level: str, marks: Footnotes
) -> Sequence[Row]:
    found = []
    for at in visits(result, name):
        rows = [result.get("count", name, visit=at, arm=arm, level=level) for arm in result.arms]
        rd = result.get("risk_difference", name, visit=at, level=level)
        rr = result.get("risk_ratio", name, visit=at, level=level)
        found.append(
            line(
                labels.visit(t, at),
                *(of(row) for row in rows),
                marks.cell(written.estimate(t, rd, 1, scale=100), rd) if rd else "",
                marks.cell(written.estimate(t, rr), rr) if rr else "",
                indent=1,
            )
        )
    return found


def of(row: Found | None) -> str:
    """``67/78 (85.9%)``."""
    if row is None or row.estimate is None:
        return numbers.DASH
    return f"{written.fraction(row)} ({numbers.percent(row.share)})"
