"""The figure of an exploration, by its chart."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aci_core.analyses.explore import Exploration
from aci_core.domain.study.question import Chart
from aci_core.presentation.figures import course
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.explore_bars import bars
from aci_core.presentation.figures.explore_cloud import clouds
from aci_core.presentation.figures.explore_scatter import scatter
from aci_core.presentation.figures.heat_map import heat
from aci_core.presentation.figures.histogram import histograms
from aci_core.presentation.i18n import Translator


def _course(result: Exploration, t: Translator) -> Drawing:
    if result.course is None:
        raise ValueError("a course is of a measure over its visits")
    return course.course(result.course, result.outcome.name, t)


_CHARTS: Mapping[Chart, Callable[[Exploration, Translator], Drawing]] = {
    "scatter": scatter,
    "cloud": clouds,
    "bars": bars,
    "heat": heat,
    "histogram": histograms,
    "course": _course,
}


def chart(result: Exploration, t: Translator) -> Drawing:
    """The chart that was asked for, or the one that fits."""
    return _CHARTS[result.chart](result, t)
