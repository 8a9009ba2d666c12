"""Ready questions of the page Explore, as far as the file can answer them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from aci_core.analyses.explore import problem
from aci_core.analyses.fields import MISSING, Field, fields
from aci_core.analyses.outcomes import MRS, change, measured
from aci_core.analyses.plan import main_measure, own_visit
from aci_core.domain.cohort import ARM
from aci_core.domain.schema import ANY, PRE, Role
from aci_core.domain.study.question import Question
from aci_core.domain.study.settings import Settings
from aci_core.summaries import EFFECTIVE, PatientLevelData

Code = Literal[
    "goes_with", "age", "early", "course", "grades", "change_with_change", "subgroup", "harm",
    "missing",
]  # fmt: skip
MOST = 8
_ENDPOINTS = 3
_ONSET = ("onset_hours", "onset_days", "onset_minutes")


@dataclass(frozen=True, slots=True)
class ReadyQuestion:
    """A question that this file can answer.

    Parameters
    ----------
    code : str
        Its words stand under ``explore_ready``.
    question : Question
    """

    code: Code
    question: Question


def ready_questions(data: PatientLevelData, settings: Settings) -> tuple[ReadyQuestion, ...]:
    """The questions, what a page shows at first in front; none of a file without two fields."""
    made = list(_all(data, settings, fields(data)))
    # What is asked once is not asked again under other words.
    by_question = {one.question: one for one in reversed(made)}
    return tuple(one for one in made if by_question[one.question] is one)[:MOST]


def _all(
    data: PatientLevelData, settings: Settings, known: Mapping[str, Field]
) -> Iterator[ReadyQuestion]:
    visits = {name: at for name, at in measured(data).items() if not data.measures[name].ordinal}
    later = {name: tuple(v for v in at if v != PRE) for name, at in visits.items()}
    main = main_measure(settings, later)
    visit = own_visit(settings, main, later[main]) if main else None
    score = f"{main}_{visit}" if visit else f"{main}_{PRE}" if main else ""
    changed = f"{main}_{change(visit)}" if visit else ""
    factor, taken = _factor(data, visit, main)

    def asked(
        code: Code, x: str, y: str | None = None, by: str | None = None
    ) -> Iterator[ReadyQuestion]:
        question = Question(x, y, by)
        if problem(known, question) is None:
            yield ReadyQuestion(code, question)

    yield from asked("goes_with", f"{factor}_{taken}", score)
    yield from asked("age", "age", changed)
    if main:
        yield from asked("course", main)
    mrs = own_visit(settings, MRS, tuple(v for v in measured(data).get(MRS, ()) if v != PRE))
    yield from asked("grades", ARM, f"{MRS}_{mrs}")
    endpoints = [one.name for one in known.values() if _role(one) is Role.ENDPOINT and one.splits]
    for name in endpoints[:_ENDPOINTS]:
        yield from asked("grades", ARM, name)
    yield from asked("change_with_change", f"{factor}_{change(taken)}", changed, ARM)
    subgroup = next((one.name for one in known.values() if _is_subgroup(one)), "")
    yield from asked("subgroup", ARM, EFFECTIVE, subgroup)
    yield from asked("harm", ARM, ANY)
    yield from asked("missing", ARM, score + MISSING)
    onset = next((name for name in _ONSET if name in known), "")
    yield from asked("early", onset, changed)
    other = next((name for name, at in visits.items() if name != main and len(at) > 2), None)
    if other:
        yield from asked("course", other)


def _factor(data: PatientLevelData, visit: str | None, main: str | None) -> tuple[str, str]:
    """A measure to set against the score, and its visit: a factor of the paper's, else another.

    At the visit of the score, else at its own last; two empty texts where there is none.
    """
    by_measure = {
        name: at
        for name, at in measured(data).items()
        if name != main and not data.measures[name].ordinal
    }
    factors = [name for name in by_measure if data.measures[name].factor]
    for name in (*factors, *by_measure):
        at = by_measure[name]
        return name, visit if visit and visit in at else at[-1]
    return "", ""


def _is_subgroup(one: Field) -> bool:
    return one.kind == "yes_no" and _role(one) is Role.COVARIATE


def _role(one: Field) -> Role | None:
    return one.column.role if one.column is not None else None
