"""The data that analyses compute from: patients in, moments, counts and cross-products out."""

from aci_core.summaries.counts import Counts, Joint
from aci_core.summaries.data import Arms, Data, NotAvailable, PatientLevelData, Quantiles, Rows
from aci_core.summaries.disclosure import suppress_small_cells
from aci_core.summaries.grading import Grading
from aci_core.summaries.moments import Cross, Moments
from aci_core.summaries.patients import EFFECTIVE, GRADE, PatientData
from aci_core.summaries.pooled import PooledData
from aci_core.summaries.questions import Questions, Recorder
from aci_core.summaries.stratified import Stratified
from aci_core.summaries.summary import Summary
from aci_core.summaries.summary_json import summary_from_json, summary_to_json
from aci_core.summaries.variables import (
    AnyOf,
    Diff,
    Level,
    Log,
    Responder,
    Var,
    Variable,
    columns_of,
)

__all__ = [
    "EFFECTIVE",
    "GRADE",
    "AnyOf",
    "Arms",
    "Counts",
    "Cross",
    "Data",
    "Diff",
    "Grading",
    "Joint",
    "Level",
    "Log",
    "Moments",
    "NotAvailable",
    "PatientData",
    "PatientLevelData",
    "PooledData",
    "Quantiles",
    "Questions",
    "Recorder",
    "Responder",
    "Rows",
    "Stratified",
    "Summary",
    "Var",
    "Variable",
    "columns_of",
    "summary_from_json",
    "summary_to_json",
    "suppress_small_cells",
]
