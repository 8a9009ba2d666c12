"""The patients that filters leave: a cohort of its own, with counts before and after."""

from aci_core.selection.select import (
    Selected,
    Step,
    holding,
    in_arms,
    members,
    present,
    select,
    without_each,
)

__all__ = [
    "Selected",
    "Step",
    "holding",
    "in_arms",
    "members",
    "present",
    "select",
    "without_each",
]
