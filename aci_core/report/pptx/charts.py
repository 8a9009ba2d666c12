"""Native PowerPoint charts, which an author can edit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
from lxml import etree
from pptx.chart.data import CategoryChartData, XyChartData
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from aci_core.analyses.course import DIFFERENCE, Course
from aci_core.analyses.factors import SCORE, Factors
from aci_core.analyses.outcomes import Mean, Outcomes
from aci_core.analyses.response import Response
from aci_core.analyses.result import Result, Row
from aci_core.analyses.sensitivity import Sensitivity
from aci_core.presentation import lookup, palette, sensitivity_names
from aci_core.presentation.comparisons import Comparison, axis_scale, comparisons
from aci_core.presentation.figures import theme
from aci_core.presentation.figures.means import visits_of
from aci_core.presentation.i18n import Translator, format_number, format_row, labels
from aci_core.presentation.lookup import largest_sd
from aci_core.presentation.tables.csv_text import guarded
from aci_core.report.inline import clean
from aci_core.report.pptx.slide import EDGE, FONT, FOOT, TOP, WIDE, rgb

_MOST_STEPS = 7  # of an axis
_NARROW = 4  # percent of a bar, too little for a label
_SYMBOLS = {"square": XL_MARKER_STYLE.SQUARE, "circle": XL_MARKER_STYLE.CIRCLE}


def safe_name(text: str) -> str:
    """Name for the chart's embedded workbook, where "=" would begin a formula."""
    return guarded(clean(text))


def arms(result: Result, t: Translator) -> list[str]:
    """Names of the arms, treatment first."""
    return [safe_name(labels.arm(t, arm)) for arm in result.arms]


def _add(slide: Any, kind: Any, data: Any, title: str) -> tuple[Any, Any]:
    shape = slide.shapes.add_chart(kind, EDGE, TOP, WIDE, Emu(FOOT - TOP), data)
    chart = shape.chart
    chart.font.size, chart.font.name = Pt(14), FONT
    chart.font.color.rgb = rgb(theme.INK)
    chart.has_title = True
    chart.chart_title.text_frame.text = clean(title)
    chart.chart_title.text_frame.paragraphs[0].font.size = Pt(14)
    chart.chart_title.text_frame.paragraphs[0].font.bold = False
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False
    return shape, chart


def grades(slide: Any, result: Response, t: Translator) -> Any:
    """Stacked bars of the grades by arm, in percent."""
    levels = result.scale.best_first if result.scale else ()
    good = len(result.scale.effective) if result.scale else 0
    rows = _counts(result, "grade", result.visit, levels)
    names = [labels.grade(t, level) for level in levels]
    texts = [[format_number.percent(row.share) if row else "" for row in line] for line in rows]
    return _stacked(slide, result, t, names, rows, texts, good, t("slides.grades"))


def ordinal(slide: Any, result: Outcomes, measure: str, visit: str, t: Translator) -> Any:
    """Stacked bars of the grades of an ordinal outcome by arm; numbers are patients."""
    levels = lookup.grades(result, measure)
    rows = _counts(result, measure, visit, levels)
    texts = [[format_number.whole(row.estimate) if row else "" for row in line] for line in rows]
    title = t(
        "slides.scale_grades",
        measure=labels.measure(t, measure),
        visit=labels.in_visit(t, visit),
    )
    good = len(lookup.good_grades(result, measure))
    return _stacked(slide, result, t, levels, rows, texts, good, title)


def _counts(
    result: Result, variable: str, visit: str | None, levels: Sequence[str]
) -> list[list[Row | None]]:
    """Counts by level, of both arms; the treatment last: bars are drawn from below."""
    return [
        [result.get("count", variable, visit=visit, arm=arm, level=level) for arm in result.arms][
            ::-1
        ]
        for level in levels
    ]


def _stacked(
    slide: Any,
    result: Result,
    t: Translator,
    names: Sequence[str],
    rows: Sequence[Sequence[Row | None]],
    texts: Sequence[Sequence[str]],
    good: int,
    title: str,
) -> Any:
    """Bars of ordered categories, best first, each as long as all patients of its arm."""
    data = CategoryChartData(number_format="0.0")
    data.categories = arms(result, t)[::-1]
    shares = [[row.pct or 0.0 if row else 0.0 for row in line] for line in rows]
    for name, values in zip(names, shares, strict=True):
        data.add_series(safe_name(name), values)
    shape, chart = _add(slide, XL_CHART_TYPE.BAR_STACKED_100, data, title)
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 45, 100
    fills = theme.grade_colors(good, len(names) - good)
    for series, fill, values, words in zip(plot.series, fills, shares, texts, strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(fill)
        for i, (value, text) in enumerate(zip(values, words, strict=True)):
            if value < _NARROW:
                continue
            label = series.points[i].data_label
            label.has_text_frame = True
            label.text_frame.text = text
            font = label.text_frame.paragraphs[0].runs[0].font
            font.size, font.color.rgb = Pt(14), rgb(theme.text_on(fill))
    _plain_axis(chart.value_axis)
    return shape


def means(slide: Any, result: Outcomes, measure: str, t: Translator) -> Any:
    """Means of a measure at each visit by arm, with confidence intervals."""
    visits = visits_of(result, measure)
    data = CategoryChartData(number_format="0.0")
    data.categories = [safe_name(labels.visit(t, visit)) for visit in visits]
    means = [[result.mean(measure, visit, arm) for visit in visits] for arm in result.arms]
    for name, line in zip(arms(result, t), means, strict=True):
        data.add_series(name, [m.mean if m else None for m in line])
    ci = format_row.ci_head(t, result.settings.level)
    title = t("slides.mean", measure=labels.with_unit(t, measure), ci=ci)
    shape, chart = _add(slide, XL_CHART_TYPE.LINE_MARKERS, data, title)
    for series, style, line in zip(chart.plots[0].series, theme.ARM_STYLES, means, strict=True):
        series.smooth = False
        series.format.line.color.rgb = rgb(style.color)
        series.format.line.width = Pt(2.5)
        _marker(series, style, 10)
        _whiskers(series, line, style.color)
    _plain_axis(chart.value_axis)
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    return shape


def forest(slide: Any, result: Outcomes, t: Translator, *, ratios: bool) -> Any:
    """Bars of the leading comparisons, each outcome at its own visit, with their intervals.

    Differences in standard deviations, or odds ratios and ratios on a log axis; the estimate
    stands at the name, in its own unit.
    """
    shown = [one for one in comparisons(result) if (one.scale != "difference") is ratios][::-1]
    scales = [axis_scale(result, one) for one in shown]
    names = [_of_comparison(result, one, t, ratios=ratios) for one in shown]
    spreads = [
        tuple(
            None if x is None else x * scale
            for x in ((row.estimate, row.ci_low, row.ci_high) if row else (None, None, None))
        )
        for row, scale in zip((one.row for one in shown), scales, strict=True)
    ]
    ci = format_row.ci_head(t, result.settings.level)
    title = t(f"slides.forest_{'ratios' if ratios else 'differences'}", ci=ci)
    return _estimates(slide, names, spreads, title, ratios=ratios)


def course(slide: Any, result: Course, measure: str, t: Translator) -> Any:
    """Bars of the differences of a measure by the model of all visits, the first visit on top."""
    rows = [row for row in result.where(DIFFERENCE, variable=measure) if row.estimate is not None]
    digits = format_number.digits_of_difference(largest_sd(result, measure))
    names = [
        t(
            "slides.course_row",
            visit=labels.visit(t, row.visit or ""),
            value=format_row.estimate(t, row, digits),
        )
        for row in rows
    ]
    spreads = [(row.estimate, row.ci_low, row.ci_high) for row in rows]
    ci = format_row.ci_head(t, result.settings.level)
    title = t("slides.course_difference", measure=labels.with_unit(t, measure), ci=ci)
    return _estimates(slide, names[::-1], spreads[::-1], title)


def supposed(slide: Any, result: Sensitivity, t: Translator) -> Any:
    """Bars of the primary comparison as seen and under each assumption of its missing scores."""
    rows = [row for row in sensitivity_names.shown(result) if row.estimate is not None]
    digits = sensitivity_names.digits(result)
    names = [
        t(
            "slides.supposed_row",
            what=sensitivity_names.named(row, t),
            value=format_row.estimate(t, row, digits),
        )
        for row in rows
    ]
    spreads = [(row.estimate, row.ci_low, row.ci_high) for row in rows]
    ratios = result.outcome is not None and result.ordinal(result.outcome.variable)
    ci = format_row.ci_head(t, result.settings.level)
    measure = labels.with_unit(t, result.outcome.variable) if result.outcome else ""
    title = t("slides.supposed_odds" if ratios else "slides.supposed", measure=measure, ci=ci)
    return _estimates(slide, names[::-1], spreads[::-1], title, ratios=ratios)


def _estimates(
    slide: Any,
    names: Sequence[str],
    spreads: Sequence[tuple[float | None, ...]],
    title: str,
    *,
    ratios: bool = False,
) -> Any:
    """Bars of estimates with their intervals, from below."""
    data = CategoryChartData(number_format="0.00")
    data.categories = [safe_name(name) for name in names]
    data.add_series(safe_name(title), [spread[0] for spread in spreads])
    shape, chart = _add(slide, XL_CHART_TYPE.BAR_CLUSTERED, data, title)
    chart.has_legend = False
    plot = chart.plots[0]
    plot.gap_width = 120
    series = plot.series[0]
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = rgb(palette.GOOD[3][-1])
    series.invert_if_negative = False
    _error_bars(series, spreads, theme.TREATMENT)
    _plain_axis(chart.value_axis)
    ends = [x for spread in spreads for x in spread if x is not None]
    (_log_axis if ratios else _linear_axis)(chart.value_axis, ends)
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.category_axis.tick_labels.font.size = Pt(12)
    return shape


def _of_comparison(result: Outcomes, one: Comparison, t: Translator, *, ratios: bool) -> str:
    """Name, visit and estimate of an outcome; of ratios also what they are."""
    sd = largest_sd(result, one.variable)
    digits = 2 if ratios else format_number.digits_of_difference(sd)
    return t(
        "slides.forest_row",
        name=labels.outcome_at(t, labels.with_unit(t, one.variable), one.visit),
        method=t(f"figure.compared_{one.method}"),
        value=format_row.estimate(t, one.row, digits),
    )


def _linear_axis(axis: Any, values: Sequence[float]) -> None:
    """An axis with room for the intervals: PowerPoint makes it for the bars alone."""
    low, high = min([0.0, *values]), max([0.0, *values])
    high = high if high > low else 1.0
    step = round_step((high - low) / _MOST_STEPS)
    # In whole steps, so that a tick stands at no difference.
    axis.minimum_scale, axis.maximum_scale = (
        step * math.floor(low / step),
        step * math.ceil(high / step),
    )
    axis.major_unit = step
    digits = "0" if step >= 1.0 else "0." + "0" * max(1, math.ceil(-math.log10(step)))
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = digits, False


def round_step(least: float) -> float:
    """The smallest of 1, 2 and 5 with any zeros that is no less.

    Examples
    --------
    >>> [round_step(least) for least in (0.03, 0.2, 0.7, 13.0, 0.0)]
    [0.05, 0.2, 1.0, 20.0, 1.0]
    """
    if not least > 0.0:
        return 1.0
    ten = 10.0 ** math.floor(math.log10(least))
    return next(k * ten for k in (1.0, 2.0, 5.0, 10.0) if k * ten >= least * (1.0 - 1e-9))


def _log_axis(axis: Any, values: Sequence[float]) -> None:
    """A log axis in powers of two around 1, which python-pptx does not support."""
    ends = [math.log2(x) for x in values if x > 0]
    scaling = axis._element.find(qn("c:scaling"))
    scaling.insert(0, etree.Element(qn("c:logBase"), val="2"))
    axis.minimum_scale = 2.0 ** math.floor(min([-1.0, *ends]))
    axis.maximum_scale = 2.0 ** math.ceil(max([1.0, *ends]))
    axis.major_unit = 2.0
    axis.crosses_at = 1.0
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = "General", False


def scatter(slide: Any, result: Factors, factor: str, visit: str, t: Translator) -> Any | None:
    """Scatter of a factor against NIHSS; None where there are too many patients."""
    points = result.points
    if points is None or len(points.treated) > theme.RAW_POINTS:
        return None
    x, y = (points.columns[result.column(name, visit)] for name in (factor, SCORE))
    known = ~np.isnan(x) & ~np.isnan(y)
    data = XyChartData(number_format="General")
    sides = [known & side for side in (points.treated, ~points.treated)]
    longest = max(int(side.sum()) for side in sides)
    for name, side in zip(arms(result, t), sides, strict=True):
        series = data.add_series(name)
        for a, b in sorted(zip(x[side].tolist(), y[side].tolist(), strict=True)):
            series.add_data_point(a, b)
        # LibreOffice drops a series that is shorter than a later one: empty cells fill it up.
        for _ in range(longest - int(side.sum())):
            series.add_data_point(None, None)
    shape, chart = _add(slide, XL_CHART_TYPE.XY_SCATTER, data, labels.visit(t, visit))
    for point in list(chart._chartSpace.iter(qn("c:pt"))):
        if point.findtext(qn("c:v")) == "None":
            point.getparent().remove(point)
    for axis, name in ((chart.category_axis, factor), (chart.value_axis, SCORE)):
        text = labels.factor_with_unit(t, name, result.measures)
        axis.axis_title.text_frame.text = clean(text)
        axis.axis_title.text_frame.paragraphs[0].font.size = Pt(13)
        axis.axis_title.text_frame.paragraphs[0].font.bold = False
    for series, style in zip(chart.plots[0].series, theme.ARM_STYLES, strict=True):
        series.format.line.fill.background()
        _marker(series, style, 7)
    _plain_axis(chart.value_axis)
    _plain_axis(chart.category_axis)
    return shape


def events(slide: Any, result: Result, names: Sequence[str], t: Translator) -> Any:
    """Bars of the percent of patients with each event, by arm."""
    data = CategoryChartData(number_format="0.0")
    order = list(names)[::-1]
    data.categories = [safe_name(labels.variable(t, name)) for name in order]
    # Bars stack upwards, and the legend with them.
    for i in (1, 0):
        rows = [result.get("count", name, arm=result.arms[i]) for name in order]
        data.add_series(arms(result, t)[i], [row.pct if row else None for row in rows])
    shape, chart = _add(slide, XL_CHART_TYPE.BAR_CLUSTERED, data, t("slides.patients_with"))
    plot = chart.plots[0]
    plot.gap_width, plot.overlap = 60, 0
    plot.has_data_labels = True
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = "0.0", False
    plot.data_labels.font.size = Pt(12)
    for series, style in zip(plot.series, theme.ARM_STYLES[::-1], strict=True):
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = rgb(style.color)
    chart.value_axis.minimum_scale = 0
    _plain_axis(chart.value_axis)
    return shape


def _plain_axis(axis: Any) -> None:
    axis.has_major_gridlines = False
    axis.format.line.color.rgb = rgb(palette.AXIS)
    axis.tick_labels.font.size = Pt(12)


def _marker(series: Any, style: theme.MarkStyle, size: int) -> None:
    series.marker.style, series.marker.size = _SYMBOLS[style.symbol], size
    series.marker.format.fill.solid()
    series.marker.format.fill.fore_color.rgb = rgb(style.color)
    series.marker.format.line.fill.background()


def _whiskers(series: Any, line: Sequence[Mean | None], color: str) -> None:
    """Add intervals to the marks of a line."""
    spreads = [(m.mean, m.low, m.high) if m else (None, None, None) for m in line]
    _error_bars(series, spreads, color, direction="y")


def _error_bars(
    series: Any, spreads: Sequence[Sequence[float | None]], color: str, direction: str = ""
) -> None:
    """Add error bars of custom lengths, which python-pptx does not support.

    Parameters
    ----------
    series : pptx series
    spreads : sequence of (value, low, high)
    color : str
    direction : {"", "x", "y"}
        Bars have one of their own.
    """
    bars = etree.Element(qn("c:errBars"))
    for name, code in (("c:errDir", direction), ("c:errBarType", "both"),
                       ("c:errValType", "cust"), ("c:noEndCap", "1")):  # fmt: skip
        if code:
            etree.SubElement(bars, qn(name), val=code)
    for name, end in (("c:plus", 2), ("c:minus", 1)):
        literal = etree.SubElement(etree.SubElement(bars, qn(name)), qn("c:numLit"))
        etree.SubElement(literal, qn("c:formatCode")).text = "General"
        etree.SubElement(literal, qn("c:ptCount"), val=str(len(spreads)))
        for i, spread in enumerate(spreads):
            value, limit = spread[0], spread[end]
            if value is not None and limit is not None:
                point = etree.SubElement(literal, qn("c:pt"), idx=str(i))
                etree.SubElement(point, qn("c:v")).text = repr(abs(limit - value))
    pen = etree.SubElement(etree.SubElement(bars, qn("c:spPr")), qn("a:ln"), w="25400")
    fill = etree.SubElement(pen, qn("a:solidFill"))
    etree.SubElement(fill, qn("a:srgbClr"), val=color.removeprefix("#"))
    # Before the categories, as the schema has it.
    series._element.find(qn("c:cat")).addprevious(bars)
