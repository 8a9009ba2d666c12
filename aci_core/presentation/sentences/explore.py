"""Sentences on an exploration: the question, its title, what is seen, the caption."""

from __future__ import annotations

from collections.abc import Mapping

from aci_core.analyses.explore import Exploration, Panel
from aci_core.analyses.fields import Field
from aci_core.analyses.ready_questions import ReadyQuestion
from aci_core.analyses.result import ONE_BY_ONE, Row
from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import Role, visit_order
from aci_core.domain.study.question import Question
from aci_core.presentation import field_names
from aci_core.presentation.exploration import digits, estimate, mean_digits, row_of_level, scale
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences.captions import course as course_caption
from aci_core.presentation.sentences.parts import brackets, capital, join, listing, reasons

_SEVERAL = 6  # groups whose means are listed one by one


def ready(one: ReadyQuestion, known: Mapping[str, Field], t: Translator) -> str:
    """A ready question in words."""
    names = {"x": one.question.x, "y": one.question.y, "by": one.question.by}
    facts = {key: _inside(known[name], t) for key, name in names.items() if name}
    return capital(t(f"explore_ready.{one.code}", **facts))


def endpoints(cohort: Cohort, t: Translator) -> str:
    """Outcomes in words, and that they are compared on the page; empty without one."""
    columns = cohort.columns_with(Role.ENDPOINT)
    named = [literal(labels.in_column(t, column.name)) for column in columns]
    return t("explore.endpoints", names=listing(t, named)) if named else ""


def title(question: Question, known: Mapping[str, Field], t: Translator) -> str:
    """A question as the title of a figure: ``NIHSS after treatment against VEGF …``."""
    x = known[question.x]
    if question.y is None:
        key = "over_visits" if x.kind == "course" else None
        text = literal(field_names.heading(t, x))
        text = t("explore.over_visits", name=text) if key else text
    else:
        y = known[question.y]
        pair = x.kind == y.kind == "number"
        text = t(
            "explore.title_pair" if pair else "explore.title_two",
            x=_inside(x, t),
            y=literal(field_names.heading(t, y)),
        )
    if question.by is None:
        return text
    return t("explore.title_split", title=text, by=_inside(known[question.by], t))


def finding(result: Exploration, t: Translator) -> str:
    """What is seen, and that it is exploratory."""
    return join(t, (seen(result, t), t("words.explore.exploratory")))


def seen(result: Exploration, t: Translator) -> str:
    """What is seen, by level of what splits too, and how many patients lack a value."""
    parts = (_seen(result, t), _by_level(result, t), _withheld(result, t), _missing(result, t))
    return join(t, parts)


def caption(result: Exploration, t: Translator) -> str:
    """Caption of the figure: what its marks are, and the method."""
    if result.course is not None:
        return course_caption(result.course, result.outcome.name, t)
    many = result.chart == "scatter" and result.n > ONE_BY_ONE
    drawn = t(
        f"caption.explore_{result.chart}{'_many' if many else ''}",
        ci=format_row.ci_head(t, result.settings.level),
    )
    if _withheld_row(result) is not None and result.form != "table":
        drawn = t("caption.explore_no_means")
    pooled = result.lead is not None and result.lead.method == "partial_pearson"
    graded = result.outcome.kind == "ordered" and result.chart in ("bars", "heat")
    return join(
        t,
        (
            drawn,
            t("caption.explore_pooled") if pooled else "",
            t("caption.explore_levels") if graded else "",
        ),
    )


def _inside(field: Field, t: Translator) -> str:
    return literal(field_names.inside(t, field))


def _heading(field: Field, t: Translator) -> str:
    return literal(field_names.heading(t, field))


def _level(field: Field, code: str | None, t: Translator) -> str:
    if code is None:
        return t("explore.everybody")
    text = field_names.level_inside(t, field, code)
    return literal(text if field.kind == "category" else t(
        "explore.block", name=field_names.heading(t, field), level=text
    ))  # fmt: skip


def _seen(result: Exploration, t: Translator) -> str:
    if result.course is not None:
        return _course(result, t)
    panel, lead, group = result.panels[0], result.lead, result.group
    y = _heading(result.outcome, t)
    if lead is None or group is None:
        return _described(result, panel, t)
    facts = {"y": y, "x": _inside(group, t)}
    n = t("words.explore.n", n=format_number.whole(lead.total))
    if lead.method in ("pearson_chi2", "fisher_exact"):
        if lead.p is None:
            return t("words.explore.not_computed", reason=reasons(t, lead), **facts)
        method = literal(labels.method(t, lead.method))
        of = format_number.whole(lead.total)
        return t("words.explore.test", method=method, test=format_row.test(t, lead), n=of, **facts)
    if lead.estimate is None:
        return t("words.explore.not_computed", reason=reasons(t, lead), **facts)
    value = format_number.number(lead.estimate * scale(lead), digits(panel, lead))
    interval = format_row.ci(t, lead, digits(panel, lead), scale=scale(lead))
    inside = brackets(t, interval, format_row.test(t, lead), n)
    if lead.method in ("pearson", "spearman", "partial_pearson"):
        kind = t(f"words.explore.{lead.method}")
        return t("words.explore.pair", kind=kind, r=bold(value), inside=inside, **facts)
    a, b = (_level(group, code, t) for code in group.levels)
    compared = {"a": a, "b": b, "d": bold(value), "inside": inside}
    if lead.method == "welch_t":
        ma, mb = (_mean(panel, code) for code in group.levels)
        return t("words.explore.groups", y=y, ma=ma, mb=mb, **compared)
    if lead.method == "mann_whitney":
        medians = (_median(panel, code, t) for code in group.levels)
        ma, mb = medians
        return t("words.explore.ranks", y=y, ma=ma, mb=mb, **compared)
    if lead.method == "risk_difference":
        return _risk(result, panel, compared, t)
    return t("words.explore.odds", y=y, **compared)


def _risk(result: Exploration, panel: Panel, compared: dict[str, str], t: Translator) -> str:
    outcome, group = result.outcome, result.group
    event = outcome.levels[0]
    rows = [row_of_level(panel, "count", code, event) for code in (group.levels if group else ())]
    one, two = rows
    test = next(
        (r for r in panel.result.rows if r.method in ("pearson_chi2", "fisher_exact")), None
    )
    tested = format_row.p(t, test.p) if test is not None else ""
    y = _heading(outcome, t)
    if outcome.kind != "yes_no":
        y = t(
            "words.explore.risk_of", y=y, level=literal(field_names.level_inside(t, outcome, event))
        )
    facts = compared | {
        "d": t("words.points", n=compared["d"]),
        "inside": brackets(t, compared["inside"], tested),
    }
    return t(
        "words.explore.risk",
        y=y,
        pa=format_row.rate(one),
        fa=format_row.fraction(one),
        pb=format_row.rate(two),
        fb=format_row.fraction(two),
        **facts,
    )


def _mean(panel: Panel, code: str | None) -> str:
    row = row_of_level(panel, "mean_sd", code)
    return format_number.number(row.estimate if row else None, mean_digits(panel))


def _median(panel: Panel, code: str | None, t: Translator) -> str:
    return format_row.median(t, row_of_level(panel, "median_iqr", code), mean_digits(panel))


def _described(result: Exploration, panel: Panel, t: Translator) -> str:
    outcome, group = result.outcome, result.group
    n = format_number.whole(result.n)
    if result.form == "table":
        if group is not None:
            return t("words.explore.counts", y=_heading(outcome, t), x=_inside(group, t), n=n)
        listed = [
            t("words.explore.share_of", name=literal(field_names.level_inside(t, outcome, code)),
              share=format_row.share(row_of_level(panel, "count", None, code)))
            for code in outcome.levels
        ]  # fmt: skip
        return t("words.explore.shares", y=_heading(outcome, t), list=listing(t, listed), n=n)
    if group is not None:
        return _means(panel, outcome, group, t)
    mean, median = row_of_level(panel, "mean_sd", None), row_of_level(panel, "median_iqr", None)
    at = mean_digits(panel)
    if mean is not None and mean.estimate is None and mean.notes:
        shown = bold(format_row.median(t, median, at))
        facts = {"median": shown, "reason": reasons(t, mean), "n": n}
        return t("words.explore.median", y=_heading(outcome, t), **facts)
    ci = format_row.ci(t, mean, at) if mean is not None else ""
    return t(
        "words.explore.mean",
        y=_heading(outcome, t),
        m=bold(_mean(panel, None)),
        ci=t("explore.in_brackets", text=ci) if ci else "",
        sd=format_number.number(mean.sd if mean else None, at),
        median=format_row.median(t, median, at),
        n=n,
    )


def _means(panel: Panel, outcome: Field, group: Field, t: Translator) -> str:
    y, at = _inside(outcome, t), mean_digits(panel)
    rows = [row_of_level(panel, "mean_sd", code) for code in group.levels]
    if any(row is not None and "beyond_limits" in row.notes for row in rows):
        named = (
            t("words.explore.mean_of", name=literal(field_names.level_inside(t, group, code)),
              m=_median(panel, code, t), n=format_number.whole(row.total if row else 0))
            for code, row in zip(group.levels, rows, strict=True)
        )  # fmt: skip
        return t("words.explore.medians", y=y, list=listing(t, named))
    if len(group.levels) > _SEVERAL:
        known = [row.estimate for row in rows if row is not None and row.estimate is not None]
        ends = (format_number.number(end, at) for end in (min(known), max(known)))
        low, high = ends
        n = format_number.whole(len(known))
        return t("words.explore.means_many", y=y, low=low, high=high, n=n)
    listed = (
        t("words.explore.mean_of", name=literal(field_names.level_inside(t, group, code)),
          m=_mean(panel, code), n=format_number.whole(row.total if row else 0))
        for code, row in zip(group.levels, rows, strict=True)
    )  # fmt: skip
    return t("words.explore.means", y=y, list=listing(t, listed))


def _course(result: Exploration, t: Translator) -> str:
    course, name = result.course, result.outcome.name
    if course is None or not course.means:
        return ""
    last = max((mean.visit for mean in course.means), key=visit_order)
    means = [course.mean(name, last, arm) for arm in course.arms]
    sds = (row.sd or 0.0 for row in course.where("mean_sd", variable=name))
    at = format_number.digits(max(sds, default=None))
    listed = (
        t("words.explore.mean_of", name=literal(labels.in_arm(t, mean.arm)),
          m=bold(format_number.number(mean.mean, at)), n=format_number.whole(mean.n))
        for mean in means
        if mean is not None
    )  # fmt: skip
    visit = labels.in_visit(t, last)
    return t(
        "words.explore.course", y=_inside(result.outcome, t), visit=visit, list=listing(t, listed)
    )


def _by_level(result: Exploration, t: Translator) -> str:
    """The leading number in each level of what splits."""
    split = result.split
    if split is None or result.lead is None:
        return ""
    listed = []
    for panel in result.panels[1:]:
        name = literal(field_names.level_inside(t, split, str(panel.level)))
        value = estimate(panel, panel.lead, t)
        listed.append(t("words.explore.split_of", name=name, value=value))
    return t("words.explore.split", by=_inside(split, t), list=listing(t, listed))


def _withheld(result: Exploration, t: Translator) -> str:
    """That ranks alone compare where too many values lie beyond a limit."""
    led_by_rank = result.lead is not None and result.lead.method in ("mann_whitney", "spearman")
    withheld = _withheld_row(result)
    if withheld is not None and led_by_rank:
        return t("words.explore.withheld", reason=reasons(t, withheld))
    return ""


def _withheld_row(result: Exploration) -> Row | None:
    rows = result.panels[0].result.rows if result.panels else ()
    return next((row for row in rows if "beyond_limits" in row.notes), None)


def _missing(result: Exploration, t: Translator) -> str:
    if not result.n_missing:
        return ""
    key = "missing_one" if result.n_missing == 1 else "missing"
    return t(f"words.explore.{key}", n=format_number.whole(result.n_missing))
