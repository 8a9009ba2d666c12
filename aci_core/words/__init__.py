"""Sentences of a Result as a clinician would write them, in Markdown; imported on first use."""

# ruff: noqa: I001 - an alias that exports a name would be a statement of its own

from typing import TYPE_CHECKING

from aci_core.lazy import modules_of

if TYPE_CHECKING:
    from aci_core.words import (
        baseline as baseline,
        caption as caption,
        coverage as coverage,
        factors as factors,
        falls as falls,
        flow as flow,
        matrix as matrix,
        mechanism as mechanism,
        methods as methods,
        missing as missing,
        outcomes as outcomes,
        overview as overview,
        patient as patient,
        protocol as protocol,
        published as published,
        response as response,
        safety as safety,
        specification as specification,
        why as why,
    )
else:
    __getattr__ = modules_of(__name__)
