"""What is asked and not answered: codes that are counted, blanks that stop a rate."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.analyses import analyse, prepare
from aci_core.analyses.review import review
from aci_core.checks import checked, counted_codes, fixes, open_questions
from aci_core.checks.values.missing_codes import IMPOSSIBLE
from aci_core.domain.cohort import ONE_QUESTION, Cohort, tally
from aci_core.domain.steps import FillBlank, ReplaceText, Step
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load
from aci_core.ingest.values.codes.missing_codes import CODES
from aci_core.presentation import sentences
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.i18n.markdown import plain
from aci_core.report import Study, build
from aci_core.report.formats import write_formats
from aci_core.sharing.rows.deidentify import deidentify
from tests.build import csv_of

N = 40
CODE = (1, 4, 7, 10)  # who has the code: 999, or 9 of a category


def values(*, code: object, rest: float, who: tuple[int, ...] = CODE) -> list[object]:
    return [code if i in who else round(rest + (i * 7 % 11) / 10, 1) for i in range(N)]


def trial(*steps: Step, **columns: list[object]) -> Cohort:
    made: dict[str, list[object]] = {
        "patient_id": [f"p{i}" for i in range(N)],
        "arm": ["treatment", "control"] * (N // 2),
        "nihss_pre": [9 + i % 7 for i in range(N)],
        "nihss_m3": [3 + i % 5 for i in range(N)],
        **columns,
    }
    return checked(load(csv_of(made), "t.csv", steps=steps))


def both() -> Cohort:
    return trial(
        glucose=values(code=999, rest=5), crp=values(code=999, rest=3, who=(2, 5, 9)),
        vegf_pre=values(code=300, rest=300, who=()), vegf_post=values(code=999, rest=30, who=CODE),
    )  # fmt: skip


def test_a_code_is_one_question_with_outcomes_first() -> None:
    [question] = open_questions(both())
    assert question.code == "999"
    assert [(c.header, c.n, c.outcome) for c in question.columns] == [
        ("vegf_post", 4, True), ("glucose", 4, False), ("crp", 3, False),
    ]  # fmt: skip
    glucose = question.columns[1]
    written = np.array([v for v in values(code=999, rest=5) if v != 999], dtype=float)
    assert glucose.mean_without == pytest.approx(written.mean())
    assert glucose.mean_with == pytest.approx((written.sum() + 4 * 999) / N)
    assert tally(both().issues).warnings == 1


def test_every_code_that_is_asked_about_is_one_question() -> None:
    assert {IMPOSSIBLE, *CODES} == ONE_QUESTION


def test_an_answer_ends_the_question() -> None:
    steps = [ReplaceText(name, "999", None) for name in ("glucose", "crp", "vegf_post")]
    columns = {"glucose": values(code=999, rest=5), "crp": values(code=999, rest=3)}
    assert open_questions(trial(**columns))
    assert open_questions(trial(*steps[:2], **columns)) == ()


def test_only_the_selected_patients_are_counted() -> None:
    cohort = both()
    data = prepare(cohort, Settings.from_json({"filters": [{"patients": "1-5"}]}))
    assert list(counted_codes(data.cohort).values()) == [2, 1, 2]


def test_what_rests_on_a_code_is_marked_and_nothing_else() -> None:
    cohort = both()
    results = analyse(prepare(cohort, Settings()), Settings())
    marked = {
        (row.variable, row.visit)
        for result in results
        for row in result.rows
        if row.note and "code_counted" in row.note
    }
    names = {name for name, _ in marked}
    assert {"glucose", "vegf"} <= names
    assert ("vegf", "post") in marked
    assert ("vegf", "pre") not in marked
    assert "nihss" not in names
    ancova = next(r for r in results if r.analysis == "outcomes").first(
        "ancova", "vegf", visit="post"
    )
    assert "code_counted:4" in ancova.notes


def test_a_covariate_with_a_code_marks_what_is_adjusted_for_it() -> None:
    settings = Settings(covariates=("glucose",))
    results = {r.analysis: r for r in analyse(prepare(both(), settings), settings)}
    ancova = results["outcomes"].first("ancova", "nihss", visit="m3")
    welch = results["outcomes"].first("welch_t", "nihss", visit="m3")
    assert "code_counted:4" in ancova.notes
    assert welch.note is None or "code_counted" not in welch.note


@pytest.mark.parametrize("lang", LANGUAGES)
def test_notice_report_and_review_say_it_with_the_means(lang: str) -> None:
    t, cohort = translator(lang), both()
    said = plain(sentences.unread.notice((), t, questions=open_questions(cohort)))
    assert "999" in said
    assert all(name in said for name in ("vegf_post", "glucose", "crp"))
    study = Study.of(cohort, Settings())
    assert said in plain(build(study, lang).meta.notice)
    [objection] = [one for one in study.review if one.code == "codes_counted"]
    assert (objection.severity, objection.numbers["cells"]) == ("major", 11)
    assert objection.numbers["column"] == "vegf_post"
    table = next(
        one.table
        for section in build(study, lang).sections
        for one in section.tables
        if one.table.title == t("unread.codes_title")
    )
    assert len(table.rows) == 3
    written = write_formats(build(study, lang), ["xlsx", "html"])
    assert (set(written.files), written.problems) == ({"report.xlsx", "report.html"}, {})


def test_a_code_among_categories_has_no_mean() -> None:
    levels: list[object] = [9 if i in CODE else 1 + i % 2 for i in range(N)]
    cohort = trial(toast=levels)
    [question] = open_questions(cohort)
    assert (question.code, question.columns[0].mean_with) == ("9", None)
    data = prepare(cohort, Settings())
    results = {r.analysis: r for r in analyse(data, Settings())}
    [objection] = [o for o in review(data, Settings(), results) if o.code == "codes_counted"]
    assert (objection.severity, objection.numbers["mean_with"]) == ("moderate", None)


def test_a_shared_cohort_keeps_the_question_and_no_mean_of_the_file() -> None:
    shared = deidentify(both())
    [question] = open_questions(shared)
    assert question.code == "999"
    hidden = [dict(i.facts)["mean_with"] for i in shared.issues if i.code in CODES]
    assert hidden
    assert set(hidden) == {"…"}


def dead(n: int = 2) -> list[object]:
    return [1 if i in (3, 8)[:n] else None for i in range(N)]


def test_blanks_of_deaths_are_a_question_until_they_are_answered() -> None:
    cohort = trial(died=dead())
    [question] = open_questions(cohort)
    assert (question.code, [(c.header, c.n) for c in question.columns]) == ("", [("died", N - 2)])
    answered = trial(FillBlank("died", "0"), died=dead())
    assert open_questions(answered) == ()
    assert not [i for i in answered.issues if i.code.startswith("fate_blank")]
    assert not any(column.stopped for column in answered.columns)


def test_a_score_at_the_last_visit_tells_who_lived_then_and_makes_no_rate() -> None:
    later: list[object] = [None if i in (3, 8, 20) else 2 for i in range(N)]
    cohort = trial(died=dead(), nihss_m6=later)
    [issue] = [i for i in cohort.issues if i.code == "fate_blank_seen"]
    assert dict(issue.facts) == {"n": 38, "of": 40, "seen": 37, "visit": "m6"}
    data = prepare(cohort, Settings())
    results = {r.analysis: r for r in analyse(data, Settings())}
    [objection] = [o for o in review(data, Settings(), results) if o.code == "fates_blank"]
    assert (objection.numbers["seen"], objection.numbers["absent"]) == (37, 38)
    assert results["safety"].first("count", "died").pct is None


@pytest.mark.parametrize("word", ["dead", "deceased", "死亡"])
def test_a_column_of_deaths_in_words_is_answered_too(word: str) -> None:
    cells: list[object] = [word if i in (3, 8) else None for i in range(N)]
    answered = trial(FillBlank("status", "0"), status=cells)
    assert answered.table["died"].tolist() == [1.0 if i in (3, 8) else 0.0 for i in range(N)]
    assert not any(column.stopped for column in answered.columns)


def test_what_changes_a_result_stands_before_what_is_only_to_be_looked_at() -> None:
    cohort = trial(
        glucose=values(code=999, rest=5), vegf_pre=values(code=300, rest=300, who=()),
        vegf_post=values(code=9999, rest=300), died=dead(),
        age=[*(55 + i % 9 for i in range(N - 1)), 119],
    )  # fmt: skip
    warnings = [fix for fix in fixes(cohort) if fix.severity == "warning"]
    rules = [fix.rule for fix in warnings]
    assert [fix.column for fix in warnings if fix.rule == "missing_code_suspect"] == [
        "vegf_post", "glucose",
    ]  # fmt: skip
    first = {"missing_code_suspect", "fate_blank_seen"}
    assert set(rules[:3]) == first
    assert len(rules) > 3
    assert not first & set(rules[3:])


@pytest.mark.parametrize(("header", "no"), [("是否存活", "否"), ("alive", "no")])
def test_where_a_column_asks_who_lived_a_blank_is_read_as_living(header: str, no: str) -> None:
    cells: list[object] = [no if i in (3, 8) else None for i in range(N)]
    cohort = trial(**{header: cells})
    [fix] = [one for one in fixes(cohort) if one.rule == "fate_blank_seen"]
    assert fix.step == FillBlank(header, "yes")
    answered = trial(fix.step, **{header: cells})
    assert answered.table["died"].tolist() == [1.0 if i in (3, 8) else 0.0 for i in range(N)]


def test_a_follow_up_of_which_only_findings_are_written_is_asked_about() -> None:
    cells = [1 if i in (3, 8) else None for i in range(N)]
    [issue] = [i for i in trial(mri_abnormal_m6=cells).issues if i.code == "fate_blank"]
    assert (issue.column, dict(issue.facts)) == ("mri_abnormal_m6", {"n": N - 2, "of": N})
