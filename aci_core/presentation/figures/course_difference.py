"""Difference between the arms at each visit by the model of all visits, with its intervals."""

from __future__ import annotations

from aci_core.analyses.course import DIFFERENCE, Course
from aci_core.presentation import lookup
from aci_core.presentation.figures import labels
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.forest_plot import entry, forest
from aci_core.presentation.i18n import Translator, format_number, format_row
from aci_core.presentation.i18n import labels as names


def differences(result: Course, measure: str, t: Translator, *, wide: bool = False) -> Drawing:
    """The difference of a measure at each visit.

    Parameters
    ----------
    result : Course
    measure : str
    t : Translator
    wide : bool
        For a sheet of paper.
    """
    digits = format_number.digits_of_difference(lookup.largest_sd(result, measure))
    rows = [row for row in result.where(DIFFERENCE, variable=measure) if row.estimate is not None]
    entries = [
        entry(labels.visit(row.visit, t), row, format_row.estimate(t, row, digits)) for row in rows
    ]
    title = t("figure.difference_in", measure=labels.measure(measure, t, unit=True))
    figure = forest(entries, cue=labels.cue("figure.higher", result, t), title=title, wide=wide)
    listed = [
        f"{names.visit(t, row.visit or '')} {format_row.estimate(t, row, digits)}" for row in rows
    ]
    text = t(
        "alt.course_difference",
        measure=names.with_unit(t, measure),
        ci=labels.ci(result, t),
        list=labels.sentence(listed, t),
    )
    return figure.drawing(text)
