"""Rule 6: a recorded death with a blank mRS is missing, and every report says so first."""

from __future__ import annotations

import pytest

from aci_core.checks import checked, deaths_without_mrs, fixes
from aci_core.domain.steps import SetCell
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.i18n.markdown import plain
from aci_core.report import Study, build
from tests.build import cohort_of, csv_of_rows


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("mrs", "dead"), [(None, 1), (6, 0)])
def test_a_death_without_mrs_is_said(lang: str, mrs: int | None, dead: int) -> None:
    cohort = cohort_of(
        nihss_pre=[9, 8, 7, 6, 9, 5, 7, 8],
        nihss_m3=[4, None, 3, 5, 2, 1, 4, 6],
        mrs_m3=[1, mrs, 2, 3, 1, 2, 4, 3],
        died=[0, 1, 0, 0, 0, 0, 0, 0],
    )
    assert deaths_without_mrs(cohort) == dead
    report = build(Study.of(cohort, Settings()), lang)
    said = plain(translator(lang)("unread.deaths", n="1"))
    assert (said in plain(report.meta.notice)) == bool(dead)


def test_each_of_many_deaths_without_mrs_is_counted_once() -> None:
    n = 60
    dead = [i % 2 for i in range(n)]
    cohort = cohort_of(
        nihss_pre=[9] * n,
        mrs_m3=[None if d else 1 for d in dead],
        mrs_m6=[None if d else 2 for d in dead],
        died=dead,
    )
    assert deaths_without_mrs(cohort) == sum(dead)


def test_of_a_visit_without_a_row_it_is_said_what_to_add() -> None:
    head = ("id", "group", "visit", "nihss", "mrs", "died")
    rows: list[list[object]] = []
    for i in range(12):
        arm, dead = ("stem", "control")[i % 2], int(i == 3)
        rows.append([f"p{i}", arm, "baseline", 9 + i % 3, 3, dead])
        if not dead:
            rows.append([f"p{i}", arm, "3 months", 4 + i % 2, 2, dead])
    cohort = checked(load(csv_of_rows(head, rows), "long.csv"))
    [fix] = [one for one in fixes(cohort) if one.rule.startswith("died_without_mrs")]
    assert (fix.rule, fix.step, fix.cell) == ("died_without_mrs_row", None, None)
    assert dict(fix.issue.facts) == {"visit": "m3"}
    assert deaths_without_mrs(cohort) == 1
    blank = [*rows, ["p3", "control", "3 months", None, None, 1]]
    with_row = checked(load(csv_of_rows(head, blank), "long.csv"))
    [fix] = [one for one in fixes(with_row) if one.rule.startswith("died_without_mrs")]
    assert fix.step == SetCell(len(blank) + 1, "mrs", "6")
    mended = checked(load(csv_of_rows(head, blank), "long.csv", steps=[fix.step]))
    assert deaths_without_mrs(mended) == 0
    assert int((mended.table["mrs_m3"] == 6).sum()) == 1
