"""Tables: a Result and a Translator in, a Table out; each module is imported on first use."""

# ruff: noqa: I001 - an alias that exports a name would be a statement of its own

from typing import TYPE_CHECKING

from aci_core.presentation.lazy import modules_of

if TYPE_CHECKING:
    from aci_core.presentation.tables import (
        baseline as baseline,
        centres as centres,
        change as change,
        cohort as cohort,
        corrections as corrections,
        course as course,
        coverage as coverage,
        cutpoints as cutpoints,
        deaths as deaths,
        explore as explore,
        factors as factors,
        fixes as fixes,
        flow as flow,
        matrix as matrix,
        mechanism as mechanism,
        methods as methods,
        missing as missing,
        multiverse as multiverse,
        nihss_reduction as nihss_reduction,
        ordinal as ordinal,
        outcome_detail as outcome_detail,
        outcomes as outcomes,
        patient as patient,
        plan as plan,
        protocol as protocol,
        published as published,
        responders as responders,
        response as response,
        safety as safety,
        selected_patients as selected_patients,
        sensitivity as sensitivity,
        subgroups as subgroups,
        unread as unread,
    )
else:
    __getattr__ = modules_of(__name__)
