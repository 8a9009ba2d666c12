"""Explore: any field against any other, split by a third; the chart and the numbers that fit.

Every number is exploratory: nothing here is of the plan, adjusted, or judged.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np

from aci_core.analyses.explore_numbers import NAME, Sample, of_groups, of_pair, of_table
from aci_core.analyses.fields import Field, columns_behind, fields, values
from aci_core.analyses.outcomes import Outcomes, course
from aci_core.analyses.result import Result, Row, try_query
from aci_core.domain.arrays import Floats, Mask
from aci_core.domain.cohort import ARM
from aci_core.domain.errors import AciError
from aci_core.domain.notes import Note
from aci_core.domain.study.question import Chart, Question
from aci_core.domain.study.settings import Settings
from aci_core.stats.line import RegressionLine, regression_line
from aci_core.summaries import Arms, PatientLevelData, Var
from aci_core.summaries.moments import Cross

Form = Literal["pair", "groups", "table", "course"]
DESCRIPTIVE = ("mean_sd", "median_iqr", "count", "wilson")
MOST_COLORS = 6  # levels that are told apart by colour


@dataclass(frozen=True)
class Panel:
    """Answer for all patients, or for one level of what splits them.

    Parameters
    ----------
    level : str or None
        None for all.
    result : Result
        `arm` of a row is the level of the group that it speaks of, `level` that of the outcome.
    lead : Row or None
        What answers the question first; None where each level is only described.
    sample : Sample
    line : RegressionLine or None
        Of two numbers.
    """

    level: str | None
    result: Result
    lead: Row | None
    sample: Sample = field(repr=False)
    line: RegressionLine | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Exploration:
    """Answer to a question.

    Parameters
    ----------
    question : Question
        As asked.
    form : str
        ``pair`` of numbers; a number by ``groups``; ``table`` of categories; ``course``.
    outcome : Field
        What is described: of a pair on the vertical axis.
    group : Field or None
        Whose levels are compared; of a pair the number on the horizontal axis.
    split : Field or None
    charts : tuple of str
        Those that fit, the usual one first.
    panels : tuple of Panel
        All patients, then each level of `split`.
    n, n_missing : int
        Patients who have all that is asked, and who lack something; of a course a value at any
        visit.
    arms : Arms of str
    settings : Settings
    course : Outcomes or None
        Means of a measure over its visits; then there is no panel.
    """

    question: Question
    form: Form
    outcome: Field
    group: Field | None
    split: Field | None
    charts: tuple[Chart, ...]
    panels: tuple[Panel, ...]
    n: int
    n_missing: int
    arms: Arms[str]
    settings: Settings
    course: Outcomes | None = None

    @property
    def chart(self) -> Chart:
        """What is drawn."""
        asked = self.question.chart
        return asked if asked in self.charts else self.charts[0]

    @property
    def lead(self) -> Row | None:
        """What answers the question first, of all patients."""
        return self.panels[0].lead if self.panels else None


def problem(known: Mapping[str, Field], question: Question) -> AciError | None:
    """Why the question cannot be asked of this file; None where it can.

    Parameters
    ----------
    known : dict of str to Field
        Of the file.
    question : Question
    """
    for name in question.asked:
        if name not in known:
            return AciError("question_field", name=name)
    if len(set(question.asked)) < len(question.asked):
        return AciError("question_same")
    if any(known[name].kind == "course" for name in question.asked):
        alone = known[question.x].kind == "course" and question.y is None
        if not alone or question.by not in (None, ARM):
            return AciError("question_course")
    if question.by is not None and not known[question.by].splits:
        return AciError("question_split", name=question.by)
    return None


def explore(data: PatientLevelData, settings: Settings, question: Question) -> Exploration:
    """Answer a question with the chart and the numbers that fit its kinds.

    Raises
    ------
    AciError
        ``question_field``, ``question_same``, ``question_course``, ``question_split``.
    """
    known = fields(data)
    wrong = problem(known, question)
    if wrong is not None:
        raise wrong
    x = known[question.x]
    if x.kind == "course":
        return _over_visits(data, settings, question, x)
    y, by = (known[name] if name else None for name in (question.y, question.by))
    form, outcome, group, split = _arranged(x, y, by)
    asked = {one.name: values(data, one) for one in (outcome, group, split) if one is not None}
    there = ~np.isnan(np.vstack(list(asked.values()))).any(axis=0)
    n, zeros = int(there.sum()), np.zeros(int(there.sum()))
    cells = {name: cell[there] for name, cell in asked.items()}
    of_outcome = cells[outcome.name]
    if outcome.kind == "category":  # of grades the whole scale
        outcome, of_outcome = _occurring(outcome, of_outcome)
    of_group, of_split = zeros, zeros
    if group is not None:
        group, of_group = _occurring(group, cells[group.name])
    if split is not None:
        split, of_split = _occurring(split, cells[split.name])
    axes = (outcome, group)
    limits = _limits(data, axes, there)
    columns = [name for one in axes if one is not None for name in columns_behind(one)]
    _, withheld = try_query(lambda: data.require_means(*columns))
    changes = (outcome.source == "change", group is not None and group.source == "change")
    sample = Sample(
        data.ordinals[there], data.treated[there], of_outcome, of_group, limits, changes
    )

    def panel(level: str | None, part: Sample) -> Panel:
        both_arms = level is None or (split is not None and split.name != ARM)
        asked = (form, outcome, group)
        result, lead = _numbers(data, settings, asked, part, withheld, both_arms=both_arms)
        drawn = form == "pair" and not withheld
        line = regression_line(Cross.of([part.group, part.outcome])) if drawn else None
        return Panel(level, result, lead, part, line)

    levels = () if split is None else split.levels
    parts = ((level, sample.where(of_split == place)) for place, level in enumerate(levels))
    return Exploration(
        question,
        form,
        outcome,
        group,
        split,
        _charts(form, outcome, group),
        (panel(None, sample), *(panel(level, part) for level, part in parts if part.n)),
        n,
        sum(data.n) - n,
        data.arms,
        settings,
    )


def _limits(
    data: PatientLevelData, axes: Sequence[Field | None], there: np.bool_ | Mask
) -> tuple[Floats, Floats] | None:
    """The limits beyond which numbers lie, a change at that of its limits; None without any."""
    of_outcome, of_group = (_limits_of(data, one) for one in axes)
    if np.isnan(of_outcome).all() and np.isnan(of_group).all():
        return None
    return of_outcome[there], of_group[there]


def _limits_of(data: PatientLevelData, one: Field | None) -> Floats:
    n = len(data.treated)
    columns = () if one is None else columns_behind(one)
    limits = [
        np.full(n, np.nan) if cells is None else cells.limits_of(n)
        for cells in map(data.cohort.censored_in, columns)
    ]
    if len(limits) < 2:
        return limits[0] if limits else np.full(n, np.nan)
    later, earlier = (
        np.where(np.isnan(limit), data.values(Var(name)), limit)
        for name, limit in zip(columns, limits, strict=True)
    )
    known: Floats = np.where(np.isnan(limits[0]) & np.isnan(limits[1]), np.nan, later - earlier)
    return known


def _over_visits(
    data: PatientLevelData, settings: Settings, question: Question, of: Field
) -> Exploration:
    """A measure over its visits, by arm."""
    described = course(data, settings, of.name)
    visits = dict.fromkeys(mean.visit for mean in described.means)
    columns = [data.values(Var(f"{of.name}_{visit}")) for visit in visits]
    never = int(np.isnan(np.vstack(columns)).all(axis=0).sum()) if columns else sum(data.n)
    known = sum(data.n) - never
    return Exploration(
        question, "course", of, None, None, ("course",), (), known, never, data.arms, settings,
        described,
    )  # fmt: skip


def _arranged(
    x: Field, y: Field | None, by: Field | None
) -> tuple[Form, Field, Field | None, Field | None]:
    """Form, what is described, what it is compared by, and what splits.

    Of one field alone what splits is what it is compared by. A number is described by the levels
    of the other; grades, and what comes later, by what has two levels, and came before.
    """
    if y is None:
        return ("groups" if x.kind == "number" else "table"), x, by, None
    if x.kind == y.kind == "number":
        return "pair", y, x, by
    if "number" in (x.kind, y.kind):
        outcome, group = (x, y) if x.kind == "number" else (y, x)
        return "groups", outcome, group, by
    graded = x.kind == "ordered" and len(y.levels) == 2
    if graded or y.name == ARM or (x.after and not y.after and y.kind != "ordered"):
        return "table", x, y, by
    return "table", y, x, by


def _occurring(one: Field, cell: Floats) -> tuple[Field, Floats]:
    """The levels that occur; of arms, and of yes and no, both."""
    if one.name == ARM or one.kind in ("number", "yes_no"):
        return one, cell
    places = np.unique(cell)
    levels = tuple(one.levels[int(place)] for place in places)
    return replace(one, levels=levels), np.searchsorted(places, cell).astype(np.float64)


def _numbers(
    data: PatientLevelData,
    settings: Settings,
    asked: tuple[Form, Field, Field | None],
    sample: Sample,
    withheld: tuple[Note, ...],
    *,
    both_arms: bool,
) -> tuple[Result, Row | None]:
    """The rows, and the first of them where it compares."""
    form, outcome, group = asked
    if form == "pair" and group is not None:
        made = of_pair(
            sample, outcome, group, settings.level, both_arms=both_arms, withheld=withheld
        )
    elif form == "groups":
        made = of_groups(sample, outcome, group, settings.level, withheld)
    else:
        made = of_table(sample, outcome, group, settings.level)
    rows = tuple(made)
    lead = rows[0] if rows and rows[0].method not in DESCRIPTIVE else None
    return Result(NAME, data.arms, settings, rows, None, data.measures), lead


def _charts(form: Form, outcome: Field, group: Field | None) -> tuple[Chart, ...]:
    """Charts that fit, the usual one first."""
    if form == "pair":
        return ("scatter",)
    k = 1 if group is None else len(group.levels)
    if form == "groups":
        charts: tuple[Chart, ...] = ("cloud",) if k > MOST_COLORS else ("cloud", "histogram")
        return charts if group is not None else charts[::-1]
    if group is None:
        return ("bars",)
    if len(outcome.levels) > MOST_COLORS + 1:
        return ("heat",)
    usual: tuple[Chart, ...] = ("bars", "heat")
    return usual[::-1] if k > 2 and len(outcome.levels) > 2 else usual
