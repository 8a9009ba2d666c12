"""Sentences: a Result and a Translator in, Markdown out; each module is imported on first use."""

# ruff: noqa: I001 - an alias that exports a name would be a statement of its own

from typing import TYPE_CHECKING

from aci_core.presentation.lazy import modules_of

if TYPE_CHECKING:
    from aci_core.presentation.sentences import (
        baseline as baseline,
        captions as captions,
        centres as centres,
        course as course,
        coverage as coverage,
        deaths as deaths,
        explore as explore,
        factors as factors,
        flow as flow,
        matrix as matrix,
        mechanism as mechanism,
        method_notes as method_notes,
        methods as methods,
        missing as missing,
        multiverse as multiverse,
        nihss_reduction as nihss_reduction,
        ordinal as ordinal,
        outcomes as outcomes,
        overview as overview,
        patient as patient,
        plan as plan,
        protocol as protocol,
        published as published,
        responders as responders,
        response as response,
        review as review,
        safety as safety,
        sensitivity as sensitivity,
        subgroups as subgroups,
        travel as travel,
        unread as unread,
    )
else:
    __getattr__ = modules_of(__name__)
