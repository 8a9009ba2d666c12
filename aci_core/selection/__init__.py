"""The patients that filters leave: a cohort of its own, with counts before and after."""

from aci_core.selection.select import Selected, Step, select

__all__ = ["Selected", "Step", "select"]
