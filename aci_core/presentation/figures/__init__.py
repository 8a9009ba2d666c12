"""Figures: a Result and a Translator in, a Drawing out; each module is imported on first use."""

# ruff: noqa: I001 - an alias that exports a name would be a statement of its own

from typing import TYPE_CHECKING

from aci_core.presentation.lazy import modules_of

if TYPE_CHECKING:
    from aci_core.presentation.figures import (
        course as course,
        course_difference as course_difference,
        cutpoints as cutpoints,
        deaths as deaths,
        events as events,
        explore as explore,
        flow as flow,
        forest as forest,
        grades as grades,
        highlight as highlight,
        individual_courses as individual_courses,
        influence as influence,
        love as love,
        matrix as matrix,
        mechanism as mechanism,
        missing as missing,
        multiverse as multiverse,
        nihss_reduction as nihss_reduction,
        ordinal as ordinal,
        patient as patient,
        patient_scores as patient_scores,
        protocol as protocol,
        published as published,
        qq as qq,
        raincloud as raincloud,
        rates as rates,
        scatter as scatter,
        sensitivity as sensitivity,
        spaghetti as spaghetti,
        subgroups as subgroups,
        theme as theme,
    )
else:
    __getattr__ = modules_of(__name__)
