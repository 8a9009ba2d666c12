"""What analyses compute from: summaries that add up, and patients where there are any."""

from aci_core.summaries.counts import Counts, Joint
from aci_core.summaries.data import Arms, Data, Lacks, Quantiles, Rows
from aci_core.summaries.moments import Cross, Moments
from aci_core.summaries.patients import EFFECTIVE, GRADE, PatientData
from aci_core.summaries.variables import Diff, Level, Log, Var, Variable

__all__ = [
    "EFFECTIVE",
    "GRADE",
    "Arms",
    "Counts",
    "Cross",
    "Data",
    "Diff",
    "Joint",
    "Lacks",
    "Level",
    "Log",
    "Moments",
    "PatientData",
    "Quantiles",
    "Rows",
    "Var",
    "Variable",
]
