"""Columns of which nothing tells the time: the question, and what each answer makes of them."""

from __future__ import annotations

import pytest

from aci_core.analyses.baseline import characteristics
from aci_core.analyses.study import prepare
from aci_core.checks import checked, fixes, open_questions
from aci_core.checks.repair.measured_when import dated, undated
from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import Role
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping, load
from aci_core.presentation import sentences
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.i18n.markdown import plain
from tests.build import csv_of_rows

HEADERS = ["arm", "age", "Blood loss (mL)", "attempts, all", "relapse", "conversion"]
AFTER = ["Blood loss (mL)", "attempts, all", "relapse", "conversion"]


def made(mapping: ColumnMapping | None = None) -> Cohort:
    rows = [
        [i, ("active", "control")[i % 2], 50 + i % 17, 100 + 7 * i % 90, 1 + i % 3, i // 2 % 2,
         ("no need", "open", "other")[i % 3]]
        for i in range(30)
    ]  # fmt: skip
    return checked(load(csv_of_rows(["id", *(f'"{h}"' for h in HEADERS)], rows), "x.csv", mapping))


def test_it_is_one_question_and_first_among_the_warnings() -> None:
    cohort = made()
    assert [c.header for c in undated(cohort)] == AFTER
    [question] = open_questions(cohort)
    assert (question.time, [one.header for one in question.columns]) == (True, AFTER)
    warned = [fix.rule for fix in fixes(cohort) if fix.severity == "warning"]
    assert warned[0] == "later_columns"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_said_wherever_results_are_shown(lang: str) -> None:
    t, cohort = translator(lang), made()
    said = plain(sentences.unread.notice((), t, questions=open_questions(cohort)))
    assert all(header in said for header in AFTER)


def in_table_1(cohort: Cohort) -> list[str]:
    return [c.header for c in characteristics(prepare(cohort, Settings()))]


def test_until_it_is_answered_they_are_no_characteristics() -> None:
    assert in_table_1(made()) == ["age"]


def test_scores_after_treatment_are_compared_and_so_are_words() -> None:
    cohort = made()
    mapping = dated(cohort, ColumnMapping(), ())
    answered = made(mapping)
    assert open_questions(answered) == ()
    assert in_table_1(answered) == ["age"]
    measures = {c.header: (c.name, c.visit) for c in answered.columns if c.role.value == "measure"}
    assert measures == {
        "Blood loss (mL)": ("blood_loss_ml_post", "post"),
        "attempts, all": ("attempts_all_post", "post"),
    }
    words = {c.header: c.name for c in answered.columns_with(Role.ENDPOINT)}
    assert words == {"relapse": "endpoint_relapse", "conversion": "endpoint_conversion"}
    assert mapping.ignore == ()


def test_those_of_before_treatment_are_characteristics() -> None:
    cohort = made()
    answered = made(dated(cohort, ColumnMapping(), AFTER))
    assert in_table_1(answered) == ["age", *AFTER]
    some = made(dated(cohort, ColumnMapping(), ["conversion"]))
    assert in_table_1(some) == ["age", "conversion"]
    assert undated(some) == ()
