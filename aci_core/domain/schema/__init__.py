"""What the columns of a cohort may be: measures, roles, visits, and the words for them."""

from aci_core.domain.schema.columns import (
    ANY,
    BEFORE,
    COUNTED_ATTRIBUTES,
    ENDPOINT,
    EVENT_ATTRIBUTES,
    EXPOSURE,
    SERIOUS,
    Column,
    Kind,
    Role,
)
from aci_core.domain.schema.measures import FACTORS, MEASURES, Better, Measure, by_median
from aci_core.domain.schema.visits import PRE, visit_order

__all__ = [
    "ANY",
    "BEFORE",
    "COUNTED_ATTRIBUTES",
    "ENDPOINT",
    "EVENT_ATTRIBUTES",
    "EXPOSURE",
    "FACTORS",
    "MEASURES",
    "PRE",
    "SERIOUS",
    "Better",
    "Column",
    "Kind",
    "Measure",
    "Role",
    "by_median",
    "visit_order",
]
