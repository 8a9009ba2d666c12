"""Table of the selected patients, by ordinal number: arm, NIHSS, reduction, grade."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import PRE
from aci_core.domain.study.criterion import Criterion
from aci_core.efficacy import REASONS, Grades
from aci_core.efficacy.grade import DIED, graded_visit
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.tables.model import Head, Table, line
from aci_core.presentation.tables.parts import notes


def patients(
    cohort: Cohort,
    grades: Grades | None,
    ordinals: Sequence[int],
    t: Translator,
    *,
    most: int | None = None,
) -> Table:
    """Arm, NIHSS before and after, its reduction and the grade of these patients.

    Parameters
    ----------
    cohort : Cohort
        The patients of the page; who is not among them is not listed.
    grades : Grades or None
    ordinals : sequence of int
    t : Translator
    most : int, optional
        Lines at most; all if left out.
    """
    places = np.flatnonzero(np.isin(cohort.ordinals, ordinals)).tolist()
    shown = places if most is None else places[:most]
    arms = cohort.table["arm"].iloc[shown].astype(str).tolist()
    scores = _scores(cohort, grades, t)
    heads = [Head(t("table.patient_head"), "left"), Head(t("table.arm"), "left")]
    heads += [Head(name) for name, _ in scores]
    if grades is not None:
        heads += [Head(t("picked.fall")), Head(t("filter.grade"), "left")]
    body = [
        line(
            t("table.patient", n=cohort.ordinals[i]),
            labels.arm(t, arm),
            *(_score(column[i]) for _, column in scores),
            *((_reduction(grades, i), _graded(grades, i, t)) if grades is not None else ()),
        )
        for i, arm in zip(shown, arms, strict=True)
    ]
    return Table(
        t("picked.title"),
        tuple(heads),
        tuple(body),
        notes(
            t("picked.more", n=f"{len(places) - len(shown):,}") if len(places) > len(shown) else "",
            t("table.note_rule", rule=labels.rule(t, grades.name)) if grades is not None else "",
        ),
    )


def frame(cohort: Cohort, grades: Grades | None, t: Translator) -> pd.DataFrame:
    """All patients with the columns of `patients`, numbers as numbers: to sort and select.

    Parameters
    ----------
    cohort : Cohort
    grades : Grades or None
    t : Translator

    Returns
    -------
    DataFrame
        A row a patient, in the cohort's order.
    """
    columns: dict[str, object] = {
        t("picked.number"): cohort.ordinals,
        t("table.arm"): [labels.arm(t, str(arm)) for arm in cohort.table["arm"]],
    }
    columns |= dict(_scores(cohort, grades, t))
    if grades is not None:
        columns[t("picked.fall_percent")] = grades.reduction
        columns[t("filter.grade")] = [_graded(grades, i, t) for i in range(cohort.n)]
    return pd.DataFrame(columns)


def _scores(
    cohort: Cohort, grades: Grades | None, t: Translator
) -> list[tuple[str, npt.NDArray[np.float64]]]:
    """NIHSS before treatment and where it is graded, each with its heading."""
    graded = grades.reduced_at if grades else graded_visit(cohort, Criterion())
    visits = [visit for visit in (PRE, graded) if visit]
    name = labels.measure(t, "nihss")
    return [
        (
            labels.at_visit(t, name, visit),
            cohort.table[f"nihss_{visit}"].to_numpy(np.float64),
        )
        for visit in visits
        if cohort.usable(f"nihss_{visit}")
    ]


def _score(value: float) -> str:
    return format_number.DASH if np.isnan(value) else format_number.as_written(value)


def _reduction(grades: Grades, place: int) -> str:
    percent = float(grades.reduction[place])
    return format_number.DASH if np.isnan(percent) else format_number.percent(percent / 100)


def _graded(grades: Grades, place: int, t: Translator) -> str:
    """The grade, or why there is none."""
    code = int(grades.codes[place])
    reason = labels.reason(t, REASONS[int(grades.reasons[place])])
    name = labels.grade(t, grades.scale.best_first[code]) if code >= 0 else reason
    # Next to a reduction that says otherwise, only the death explains the grade.
    if code >= 0 and int(grades.reasons[place]) == DIED:
        name = t("picked.grade_died", grade=name)
    return name
