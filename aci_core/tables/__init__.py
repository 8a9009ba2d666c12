"""Tables: a Result and a Translator in, a Table out; each module is imported on first use."""

# ruff: noqa: I001 - an alias that exports a name would be a statement of its own

from typing import TYPE_CHECKING

from aci_core.lazy import modules_of

if TYPE_CHECKING:
    from aci_core.tables import (
        baseline as baseline,
        cohort as cohort,
        coverage as coverage,
        cutpoints as cutpoints,
        factors as factors,
        falls as falls,
        fixes as fixes,
        flow as flow,
        lines as lines,
        matrix as matrix,
        measure as measure,
        mechanism as mechanism,
        methods as methods,
        missing as missing,
        outcomes as outcomes,
        patient as patient,
        picked as picked,
        protocol as protocol,
        published as published,
        response as response,
        safety as safety,
        specification as specification,
    )
else:
    __getattr__ = modules_of(__name__)
