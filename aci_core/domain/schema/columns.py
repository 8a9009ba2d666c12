"""The column of a cohort: its name, role, kind and visit."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

# Of a column that tells what was given, before its own name: dose_累计剂量.
EXPOSURE = "dose_"
# Of a column that tells in words what came of the treatment, before its own name: endpoint_复发.
ENDPOINT = "endpoint_"
# Of a characteristic that is an event's word, before its term: baseline_headache.
BEFORE = "baseline_"
# What may be told of an event, and which of it is counted by arm.
EVENT_ATTRIBUTES = (
    "name", "day", "resolved", "start", "severity", "grade", "serious", "related", "end", "outcome",
    "action", "duration", "count",
)  # fmt: skip
COUNTED_ATTRIBUTES = ("severity", "grade", "serious", "related")
# What is counted of all events together: patients with any, and with a serious one (ae_serious).
ANY, SERIOUS = "any", "serious"


class Role(StrEnum):
    """Role of a column in the cohort."""

    ID = "id"
    ARM = "arm"
    MEASURE = "measure"
    EVENT = "event"
    EVENT_DAY = "event_day"
    EVENT_RESOLVED = "event_resolved"
    EVENT_DETAIL = "event_detail"
    FOLLOWUP = "followup"
    DIED = "died"
    LOST = "lost"
    LOST_REASON = "lost_reason"
    GRADE = "grade"
    DOSE = "dose"
    ENDPOINT = "endpoint"
    COVARIATE = "covariate"


class Kind(StrEnum):
    """Data type of a column in the cohort's table.

    ``number``: float64, NaN missing. ``category``: pandas ordered or unordered
    categorical. ``text``: str.
    """

    NUMBER = "number"
    CATEGORY = "category"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the canonical table.

    Parameters
    ----------
    name : str
        Canonical name: ``nihss_pre``, ``ae_fever``, ``age``.
    role : Role
    kind : Kind
    header : str
        The header in the user's file.
    stem : str
        Measure, event term or follow-up without its visit: ``nihss``, ``fever``.
    visit : str or None
    levels : tuple of str
        Of a category, in their order.
    recognised : str
        How its meaning was determined: ``mapping``, ``canonical``, ``alias`` or ``covariate``.
    stopped : bool
        An error in it stops its analysis.
    label : str
        The file's own word for an adverse event (``肺部感染`` of ``ae_pneumonia``), or spelling of
        a measure that is not known (``FMA``). Empty where the file has none, or writes the
        canonical name.
    """

    name: str
    role: Role
    kind: Kind
    header: str = ""
    stem: str = ""
    visit: str | None = None
    levels: tuple[str, ...] = ()
    recognised: str = "canonical"
    stopped: bool = False
    label: str = ""
