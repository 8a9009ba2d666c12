"""Blank cells of adverse events: asked about, filled by one click, counted beside the rate."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aci_core.analyses.safety import safety
from aci_core.analyses.study import prepare
from aci_core.checks import checked, fixes
from aci_core.checks.events.blank_events import CODE, blank_events
from aci_core.domain.cohort import Issue
from aci_core.domain.notes import Note, join_notes
from aci_core.domain.steps import FillBlank, OmitRow, Step
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load, read
from aci_core.ingest.apply_steps import n_blank
from aci_core.presentation.i18n import LANGUAGES, format_issue, translator
from aci_core.presentation.i18n.markdown import plain
from aci_core.presentation.sentences import safety as words
from tests.build import cohort_of, csv_of

WORDS: list[object] = ["发热", None, "无", None, "头痛", "发热", None, "不详", "无", None] * 4
LISTED = csv_of(
    {
        "编号": list(range(1, 41)),
        "组别": ["治疗组", "对照组"] * 20,
        "nihss_pre": [5 + i % 9 for i in range(40)],
        "不良反应": WORDS,
    }
)
NONE: Step = FillBlank("不良反应", "0")


def test_blank_cells_of_listed_events_are_asked_about_once_and_filled_by_one_step() -> None:
    cohort = checked(load(LISTED, "a.csv"))
    [fix] = [fix for fix in fixes(cohort) if fix.rule == CODE]
    assert (fix.column, fix.step, fix.safe, fix.severity) == ("不良反应", NONE, False, "warning")
    raw = read(LISTED, "a.csv")
    assert n_blank(raw, FillBlank("不良反应", "0")) == 16
    assert n_blank(raw, FillBlank("不良反应", "0"), [OmitRow(3)]) == 15
    filled = checked(load(LISTED, "a.csv", steps=[NONE]))
    assert not [issue for issue in filled.issues if issue.code in (CODE, "step_unused")]
    for name, had in (("ae_fever", 8), ("ae_headache", 4)):
        values = filled.table[name]
        # A word for "unknown" stays unknown.
        assert (int(values.sum()), int(values.isna().sum())) == (had, 4)
    assert {(c.header, c.n) for c in filled.corrections} == {("ae_fever", 16), ("ae_headache", 16)}


@pytest.mark.parametrize("cells", [["有", None, "无", None], ["1", None, "0", None]])
def test_a_column_of_one_event_is_filled_too(cells: list[object]) -> None:
    data = csv_of({"arm": ["a", "b"] * 10, "nihss_pre": [5] * 20, "发热": cells * 5})
    [issue] = list(blank_events(load(data, "a.csv")))
    assert (issue.column, dict(issue.facts)) == ("发热", {"n": 10, "of": 20})
    filled = load(data, "a.csv", steps=[FillBlank("发热", "0")])
    assert filled.table["ae_fever"].tolist() == [1, 0, 0, 0] * 5


def test_nothing_is_asked_where_hardly_a_cell_is_blank_and_others_say_none() -> None:
    few = [None, *(int(i % 5 == 0) for i in range(39))]
    assert not list(blank_events(cohort_of(ae_fever=few)))
    only = [None, *([1] * 39)]
    assert list(blank_events(cohort_of(ae_fever=only)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_headline_says_of_how_many_it_is_known(lang: str) -> None:
    t = translator(lang)
    cohort = cohort_of(ae_fever=[0, 1, 1, 0, 1, 0, 1, 0, None, None] * 4)
    said = plain(words.brief(safety(prepare(cohort, Settings()), Settings()), t))
    known = {"zh": "20例中的16例", "en": "16 of 20"}[lang]
    assert known in said
    filled = cohort_of(ae_fever=[0, 1] * 20)
    assert known not in plain(words.brief(safety(prepare(filled, Settings()), Settings()), t))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("hidden", ["missing", "approximate missing:5"])
def test_a_shared_result_says_of_no_number_how_many(lang: str, hidden: str) -> None:
    t = translator(lang)
    result = safety(prepare(load(LISTED, "a.csv"), Settings()), Settings())
    rows = [
        replace(row, note=join_notes(map(Note, hidden.split())))
        if row.method == "count" and row.arm == result.arms.control
        else row
        for row in result.rows
    ]
    said = plain(words.brief(replace(result, rows=tuple(rows)), t))
    assert plain(t("words.safety.recorded_some")) in said
    assert "16 of 20" not in said
    assert "20例中的16例" not in said


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("code", [CODE, "decimal_slip", "died_without_mrs"])
def test_only_where_a_button_stands_it_is_named(lang: str, code: str) -> None:
    t, button = translator(lang), {"en": "button", "zh": "按钮"}[lang]
    issue = Issue(code, "warning")
    assert button in format_issue.sentence(t, "proposal", issue, page=True, button=True)
    assert button not in format_issue.sentence(t, "proposal", issue, page=True)
    assert button not in format_issue.sentence(t, "proposal", issue)
