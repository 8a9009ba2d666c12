"""What a file suggests for the trial's plan: each answer with its reason, none of them taken.

A proposal is confirmed by a person; what the file itself answers (`domain.plan.fitted`) is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from aci_core.analyses.plan import SCORE
from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.schema import Kind, Role
from aci_core.domain.schema.visits import day_of
from aci_core.domain.study.criterion import DEFAULT
from aci_core.domain.study.filters import Among, Filter, NamedSet
from aci_core.domain.study.plan import baseline_columns, last_visit, outcomes, response_visits
from aci_core.efficacy import PRESETS, graded_visit
from aci_core.selection import select

Value = bool | str | tuple[str, ...] | tuple[Filter, ...]

MRS = "mrs"
RECOMMENDED = ("nihss_pre", "age")  # prognostic in every stroke trial
FIVE_GRADES = "cn_five"
_THREE_MONTHS = (84, 92)  # days
# Of allocation: a random glucose is none.
_RANDOM = re.compile(
    r"随机(?:化|分|号|编|序|数|码|组|日期|时间|id|$)"
    r"|\brandomi[sz]|\brandom (?:no|number|id|code|group|allocation)\b|\brando\b",
    re.IGNORECASE,
)
_NOT_RANDOM = re.compile(r"非随机|\bnon-?\s?random|\bnot random", re.IGNORECASE)
_CENTRE = re.compile(
    r"(?:研究)?中心(?:编号|名称|代码)?|医院|hospital"
    r"|(?:study )?(?:cent(?:re|er)|site)(?: (?:id|no|number))?",
    re.IGNORECASE,
)
_PER_PROTOCOL = re.compile(
    r"符合方案(?:集|人群)?|per.?protocol.*|pp[ _]?s?(?:et|集)?", re.IGNORECASE
)
_WORSE = re.compile(r"恶化|deteriorat|worse", re.IGNORECASE)
_MOST_CENTRES = 60


@dataclass(frozen=True, slots=True)
class Proposal:
    """An answer that the file suggests.

    Parameters
    ----------
    key : str
        One of `domain.settings.PLAN`.
    value : bool, str, tuple of str or tuple of Filter
    reason : str
        A code, under ``proposal_reason.`` in the catalogue.
    column : str
        The header that it rests on; empty where none.
    """

    key: str
    value: Value
    reason: str
    column: str = ""


def proposals(cohort: Cohort) -> tuple[Proposal, ...]:
    """What the file suggests, in the order of the plan; several of one key are alternatives.

    Parameters
    ----------
    cohort : Cohort
        The whole, without filters.
    """
    return tuple(_proposals(cohort))


def _proposals(cohort: Cohort) -> Iterator[Proposal]:
    yield from _randomised(cohort)
    yield from _primary(cohort)
    yield from _response(cohort)
    recommended = tuple(name for name in RECOMMENDED if cohort.usable(name))
    if recommended:
        yield Proposal("covariates", recommended, "recommended")
    yield from _centre(cohort)
    yield from _population(cohort)


def _randomised(cohort: Cohort) -> Iterator[Proposal]:
    # Numbers of randomisation may identify people: their column is left out, its header known.
    left_out = (issue.column for issue in cohort.issues if issue.column)
    headers = tuple(dict.fromkeys((*(column.header for column in cohort.columns), *left_out)))
    # A blank for an underscore: `\b` takes it for a letter.
    spaced = {header: header.replace("_", " ") for header in headers}
    if any(map(_NOT_RANDOM.search, spaced.values())):
        return
    for header, text in spaced.items():
        if _RANDOM.search(text):
            yield Proposal("randomised", value=True, reason="header", column=header)
            return


def _primary(cohort: Cohort) -> Iterator[Proposal]:
    named = outcomes(cohort)
    low, high = _THREE_MONTHS
    for visit in cohort.visits_of(MRS):
        day = day_of(visit)
        if day is not None and low <= day <= high:
            yield Proposal("primary", f"{MRS}_{visit}", "mrs_three_months")
            break
    last = last_visit(cohort, SCORE)
    if f"{SCORE}_{last}" in named:
        yield Proposal("primary", f"{SCORE}_{last}", "last_visit")


def _response(cohort: Cohort) -> Iterator[Proposal]:
    visits = response_visits(cohort)
    if len(visits) > 1 and (visit := graded_visit(cohort, DEFAULT)):
        yield Proposal("response_visit", visit, "usual_visit")
    scale = cohort.grade_scale
    grade = cohort.column("grade")
    if scale is None or grade is None or grade.stopped:
        return
    # The fifth of the Chinese grades is deterioration.
    if FIVE_GRADES in PRESETS and any(map(_WORSE.search, scale.best_first)):
        yield Proposal("rule", FIVE_GRADES, "recorded_five", grade.header)


def _centre(cohort: Cohort) -> Iterator[Proposal]:
    for name in baseline_columns(cohort):
        column = cohort.column(name)
        if column is None or column.kind is not Kind.CATEGORY:
            continue
        if name == "centre" or _CENTRE.fullmatch(column.header.replace("_", " ").strip()):
            if 2 <= len(column.levels) <= _MOST_CENTRES:
                yield Proposal("centre", name, "header", column.header)
            return


def _population(cohort: Cohort) -> Iterator[Proposal]:
    for column in cohort.columns_with(Role.COVARIATE):
        header = column.header.strip()
        if column.levels == ("no", "yes") and _PER_PROTOCOL.fullmatch(header):
            made: Filter = Among(column.name, ("yes",))
            if _selects(cohort, made):
                yield Proposal("population", (made,), "per_protocol", header)
    lost = cohort.column("lost")
    if lost is not None and not lost.stopped and _selects(cohort, NamedSet("", "not_lost")):
        yield Proposal("population", (NamedSet("", "not_lost"),), "not_lost", lost.header)


def _selects(cohort: Cohort, condition: Filter) -> bool:
    """Whether the condition leaves some patients of each arm, and not all."""
    try:
        left = select(cohort, (condition,), DEFAULT).cohort
    except AciError:
        return False
    return min(left.n_by_arm.values(), default=0) > 0 and left.n < cohort.n
