"""The patients that filters leave: a cohort of its own, with counts before and after."""

from aci_core.selection.select import (
    Selected,
    Step,
    holding,
    in_arms,
    members,
    present,
    select,
)
from aci_core.selection.widening import Widening, span, widenings

__all__ = [
    "Selected",
    "Step",
    "Widening",
    "holding",
    "in_arms",
    "members",
    "present",
    "select",
    "span",
    "widenings",
]
