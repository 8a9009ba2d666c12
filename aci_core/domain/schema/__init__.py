"""What the columns of a cohort may be: measures, roles, visits, and the words for them."""

from aci_core.domain.schema.columns import (
    BEFORE,
    COUNTED_ATTRIBUTES,
    EVENT_ATTRIBUTES,
    EXPOSURE,
    Column,
    Kind,
    Role,
)
from aci_core.domain.schema.measures import FACTORS, MEASURES, Better, Measure, by_median
from aci_core.domain.schema.visits import PRE, visit_order

__all__ = [
    "BEFORE",
    "COUNTED_ATTRIBUTES",
    "EVENT_ATTRIBUTES",
    "EXPOSURE",
    "FACTORS",
    "MEASURES",
    "PRE",
    "Better",
    "Column",
    "Kind",
    "Measure",
    "Role",
    "by_median",
    "visit_order",
]
