"""Names and order of the primary comparison under other assumptions, and how it is printed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aci_core.presentation.i18n import Translator, format_number

if TYPE_CHECKING:
    from aci_core.analyses.result import Row
    from aci_core.analyses.sensitivity import Sensitivity

# Methods and levels as they are shown: as seen, at random, worse, as control, the two ends.
_ORDER = (
    ("multiple_imputation", None),
    ("delta_adjusted", "0"),
    ("delta_adjusted", "1"),
    ("delta_adjusted", "2"),
    ("delta_adjusted", "5"),
    ("jump_to_reference", None),
)
_OWN_NAME = frozenset({"multiple_imputation", "jump_to_reference"})
_ENDS = ("best_case", "worst_case")


def shown(result: Sensitivity) -> list[Row]:
    """The comparison as seen, then under each assumption."""
    lead = result.lead
    if lead is None:
        return []
    ends = ((lead.method, level) for level in _ENDS)
    rows = (lead, *(result.row(*key) for key in (*_ORDER, *ends)))
    return [row for row in rows if row is not None]


def named(row: Row, t: Translator) -> str:
    """What is assumed, to stand alone."""
    if row.method == "delta_adjusted":
        key = "predicted" if row.level == "0" else "worse"
        return t(f"sensitivity.{key}", n=row.level or "")
    return t(f"sensitivity.{row.level or (row.method if row.method in _OWN_NAME else 'seen')}")


def digits(result: Sensitivity) -> int:
    """Digits of a difference; two of an odds ratio."""
    return 2 if result.sd is None else format_number.digits_of_difference(result.sd)
