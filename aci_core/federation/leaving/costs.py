"""Costs: what a coordinator does not get, since it would tell of few patients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from aci_core.summaries import Arms

CostCode = Literal[
    "left_out",
    "emptied",
    "sets",
    "few_patients",
    "few_in_cell",
    "stands_out",
    "small_counts",
    "no_ranks",
    "sent_before",
    "reasons",
]


@dataclass(frozen=True, slots=True)
class Cost:
    """What the coordinator does not get.

    Parameters
    ----------
    code : CostCode
    columns : tuple of str
        Canonical names, ``grade`` and ``effective`` among them; empty where it is about all.
    n : Arms of int, optional
        Patients of whom it is kept back. For the centre alone: it is in no file.
    """

    code: CostCode
    columns: tuple[str, ...] = ()
    n: Arms[int] | None = None
