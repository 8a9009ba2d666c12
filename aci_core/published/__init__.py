"""Published tables: printed numbers in, results and consistency checks out."""

from aci_core.published.ancova_range import (
    ASSUMED,
    AdjustedDifference,
    ancova_by_correlation,
    check_ancova,
)
from aci_core.published.finding import CHECKS, SOURCES, Finding, Verdict
from aci_core.published.grim import check_grim
from aci_core.published.grimmer import check_grimmer
from aci_core.published.p_value import check_p, check_p_of_counts
from aci_core.published.printed_numbers import Group, Printed, PrintedP, whole
from aci_core.published.rates import check_rate, counts_giving
from aci_core.published.sd_bound import check_sd
from aci_core.published.t_of_means import check_t

__all__ = [
    "ASSUMED",
    "CHECKS",
    "SOURCES",
    "AdjustedDifference",
    "Finding",
    "Group",
    "Printed",
    "PrintedP",
    "Verdict",
    "ancova_by_correlation",
    "check_ancova",
    "check_grim",
    "check_grimmer",
    "check_p",
    "check_p_of_counts",
    "check_rate",
    "check_sd",
    "check_t",
    "counts_giving",
    "whole",
]
