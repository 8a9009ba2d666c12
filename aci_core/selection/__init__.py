"""A cohort and filters in, the cohort of the selected patients and its counts out."""

from aci_core.selection.select import (
    Selected,
    Step,
    count_by_arm,
    groups_with_patients,
    matching_ordinals,
    ordinals_in_cohort,
    select,
    subset,
)
from aci_core.selection.widening import Widening, value_range, widenings

__all__ = [
    "Selected",
    "Step",
    "Widening",
    "count_by_arm",
    "groups_with_patients",
    "matching_ordinals",
    "ordinals_in_cohort",
    "select",
    "subset",
    "value_range",
    "widenings",
]
