"""Files with one row a visit."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aci_core.checks.repair.fixes import cell_of, proposal
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.schema import Measure
from aci_core.domain.steps import ScaleWhere, SetCell
from aci_core.ingest import ColumnMapping, Project, load, read
from aci_core.ingest.reshape.long.long_format import widen

LONG = """编号,组别,时间点,性别,NIHSS评分,VEGF(ng/mL)
1,观察组,治疗前,男,9,1
1,观察组,治疗后,男,4,2
1,观察组,3个月,,1,
2,对照组,治疗前,女,8,3
2,对照组,治疗后,女,7,4
"""
WIDE = """编号,组别,性别,NIHSS治疗前,NIHSS治疗后,NIHSS3个月,VEGF治疗前(ng/mL),VEGF治疗后(ng/mL)
1,观察组,男,9,4,1,1,2
2,对照组,女,8,7,,3,4
"""


def cohort(text: str, **mapping: object) -> Cohort:
    return load(text.encode(), "x.csv", ColumnMapping(**mapping))  # type: ignore[arg-type]


def issues_of(made: Cohort, code: str) -> list[tuple[int | None, str | None, dict[str, object]]]:
    return [(i.row, i.value, dict(i.facts)) for i in made.issues if i.code == code]


def test_a_long_file_is_the_cohort_of_the_wide_one() -> None:
    made = cohort(LONG)
    assert made.digest == cohort(WIDE).digest
    assert made.table["nihss_m3"].tolist()[0] == 1
    assert made.table["vegf_post"].tolist() == [2000, 4000]
    facts = {"n": 5, "patients": 2, "visits": "pre, post, m3"}
    assert issues_of(made, "long_file") == [(None, None, facts)]


def test_an_issue_names_its_own_row_and_its_step_cures_it() -> None:
    slip = LONG.replace("2,对照组,治疗后,女,7,4", "2,对照组,治疗后,女,55,4")
    made = cohort(slip)
    issue = next(i for i in made.issues if i.code == "out_of_range")
    row = next(n for n, line in enumerate(slip.splitlines(), 1) if ",55," in line)
    assert (issue.row, issue.column, issue.value) == (row, "NIHSS评分 治疗后", "55")
    step = proposal(issue, made)
    assert step == SetCell(row, "NIHSS评分", None)
    cured = load(slip.encode(), "x.csv", steps=[step])
    assert {i.code for i in cured.issues} & {"out_of_range", "step_unused"} == set()
    assert cured.usable("nihss_post")


def test_a_visit_on_another_scale_is_scaled_in_its_rows_alone() -> None:
    rows = [
        (i, "观察组" if i % 2 else "对照组", when, score)
        for i in range(12)
        for when, score in (("治疗前", 3 + i), ("治疗后", 50 + 5 * (i % 4)))
    ]
    text = "编号,组别,时间点,BI\n" + "".join(",".join(map(str, row)) + "\n" for row in rows)
    made = cohort(text)
    step = proposal(next(i for i in made.issues if i.code == "barthel_20"), made)
    assert step == ScaleWhere("BI", 5.0, "时间点", "治疗前")
    cured = load(text.encode(), "x.csv", steps=[step])
    assert cured.table["bi_pre"].tolist() == [5.0 * (3 + i) for i in range(12)]
    assert cured.table["bi_post"].tolist() == made.table["bi_post"].tolist()


def test_a_visit_that_a_patient_did_not_come_to_has_no_cell() -> None:
    made = cohort(LONG)
    header = "NIHSS评分 3个月"
    rows = [made.row_of(place, header) for place in (0, 1)]
    assert rows == [4, 5]  # the second patient's first row stands for a cell that is not there
    cells = [cell_of(Issue("x", "warning", row, header), made) for row in rows]
    assert cells == [(4, "NIHSS评分"), None]


def test_a_project_of_a_long_file_reads_it_again() -> None:
    made = cohort(LONG)
    saved = Project().with_recognised_columns(made)
    assert saved.mapping.columns["时间点"] == "visit"
    assert saved.mapping.columns["NIHSS评分"] == "nihss"
    assert load(LONG.encode(), "x.csv", saved.mapping).digest == made.digest


@pytest.mark.parametrize(
    "header", ["访视", "时点", "Visit", "time_point", "随访时间", "VISIT NAME", "评估时间点"]
)
def test_headers_of_visits(header: str) -> None:
    assert cohort(LONG.replace("时间点", header)).n == 2


def test_a_wide_file_with_a_duplicate_stays_wide() -> None:
    text = "编号,组别,治疗前NIHSS,治疗后NIHSS\n1,观察组,9,3\n1,观察组,9,3\n2,对照组,8,7\n"
    made = cohort(text)
    assert made.n == 2  # a row that repeats another to the letter is read once
    assert len(issues_of(made, "repeated_row")) == 1


@pytest.mark.parametrize(
    "text",
    [
        # A column of times, and the visits in the headers.
        "编号,组别,时间,NIHSS治疗前,NIHSS\n1,a,基线,9,3\n1,a,出院,9,3\n2,b,出院,8,7\n",
        # Nobody has two visits; one patient stands twice.
        "编号,组别,阶段,NIHSS\n1,a,入院,9\n1,a,入院,9\n2,b,出院,8\n3,b,出院,8\n",
        # No identifier repeats.
        "编号,组别,阶段,NIHSS\n1,a,入院,9\n2,a,入院,9\n3,b,出院,8\n4,b,出院,8\n",
        # No measure without a visit.
        "编号,组别,阶段,职业\n1,a,入院,9\n1,a,出院,9\n2,b,入院,8\n2,b,出院,8\n",
        # No column of visits: their order is not guessed.
        "编号,组别,NIHSS\n1,a,9\n1,a,3\n2,b,8\n2,b,7\n",
    ],
)
def test_what_is_not_clearly_long_stays(text: str) -> None:
    raw = read(text.encode(), "x.csv")
    result, mapping = widen(raw, ColumnMapping())
    assert mapping == ColumnMapping()
    assert result.frame is raw.frame
    assert {name: x for name, x in vars(result).items() if name != "frame"} == {
        name: x for name, x in vars(raw).items() if name != "frame"
    }


def test_rows_that_are_no_visit_of_a_patient_are_left_out_and_told() -> None:
    text = (
        LONG
        + "2,对照组,V9,女,3,3\n2,对照组,,女,3,3\n,对照组,治疗前,女,3,3\n1,观察组,治疗前,男,5,5\n"
    )
    made = cohort(text)
    assert made.digest == cohort(LONG).digest
    assert made.left_out == (
        (7, "long_visit_unknown"), (8, "long_no_visit"), (9, "long_no_patient"),
        (10, "long_twice"),
    )  # fmt: skip
    assert issues_of(made, "long_visit_unknown") == [(7, "V9", {})]
    assert issues_of(made, "long_no_visit") == [(8, None, {})]
    assert issues_of(made, "long_no_patient") == [(9, None, {})]
    assert issues_of(made, "long_twice") == [(10, None, {"first": 2})]


def test_rows_in_any_order_keep_patients_in_theirs() -> None:
    head, *rows = LONG.splitlines()
    made = cohort("\n".join([head, rows[1], rows[4], rows[2], rows[0], rows[3]]))
    assert made.digest == cohort(LONG).digest


def test_what_differs_in_one_patient_is_told_with_its_rows() -> None:
    made = cohort(
        LONG.replace("2,对照组,治疗后,女", "2,对照组,治疗后,男").replace("3个月,,1", "3个月,男,1")
    )
    assert made.table["sex"].tolist() == ["male", "female"]
    assert issues_of(made, "long_varies") == []
    # Two have several values, one of them differs: no more than half.
    assert issues_of(made, "long_conflict") == [(6, "男", {"first": 5})]


def test_what_is_given_once_is_the_patient_s() -> None:
    made = cohort(
        "编号,组别,访视,NIHSS,年龄\n1,,治疗前,9,\n1,观察组,治疗后,4,61\n2,对照组,治疗前,8,70\n2,,治疗后,8,\n"
    )
    assert made.table["age"].tolist() == [61, 70]
    assert made.n_by_arm == {"观察组": 1, "对照组": 1}


def test_numbers_that_change_in_most_patients_are_a_measure() -> None:
    rows = [
        f"{i},{'ab'[i % 2]},{visit},{i},{120 + i + 5 * k},{3 * i + k},{'东西'[k]}区"
        for i in range(1, 7)
        for k, visit in enumerate(("治疗前", "治疗后"))
    ]
    made = cohort("编号,组别,访视,NIHSS,收缩压,握力,病区\n" + "\n".join(rows), reference="b")
    assert made.table["sbp"].tolist() == [121, 122, 123, 124, 125, 126]
    assert made.table["sbp_post"].tolist() == [126, 127, 128, 129, 130, 131]
    assert made.table["握力_post"].tolist() == [4, 7, 10, 13, 16, 19]
    assert issues_of(made, "long_varies") == [(None, None, {"n": 6})]


def test_an_event_at_any_visit_and_the_last_grade() -> None:
    made = cohort(
        "编号,组别,访视,NIHSS,发热,疗效\n1,观察组,治疗前,9,否,\n1,观察组,治疗后,4,是,有效\n1,观察组,m3,4,否,显效\n"
        "2,对照组,治疗前,8,0,无效\n2,对照组,治疗后,8,0,无效\n"
    )
    assert made.table["ae_fever"].tolist() == [1, 0]
    assert made.table["grade"].tolist() == ["markedly_effective", "ineffective"]
    assert issues_of(made, "long_any") == issues_of(made, "long_last") == [(None, None, {"n": 1})]


def test_a_number_of_the_row_is_not_the_patient_s() -> None:
    head, *rows = LONG.splitlines()
    numbered = "\n".join(["序号," + head, *(f"{i},{row}" for i, row in enumerate(rows))])
    assert cohort(numbered).digest == cohort(LONG).digest


def test_a_mapping_names_visits_measures_and_units() -> None:
    text = LONG.replace("时间点", "when").replace("NIHSS评分", "q1").replace("VEGF(ng/mL)", "VEGF")
    for written, code in (("治疗前", "V1"), ("治疗后", "V2"), ("3个月", "V3")):
        text = text.replace(written, code)
    made = cohort(
        text,
        columns={"when": "visit", "Q1": "nihss"},
        values={"visit": {"V1": "pre", "V2": "post", "V3": "m3"}},
        units={"vegf": "ng/mL"},
    )
    assert made.digest == cohort(LONG).digest
    assert issues_of(made, "mapping_unused") == []


def test_values_of_a_measure_hold_at_each_visit() -> None:
    text = """编号,组别,时间点,status
1,观察组,治疗前,poor
1,观察组,3个月,good
2,对照组,治疗前,poor
2,对照组,3个月,poor
"""
    made = cohort(
        text,
        columns={"status": "clear"},
        measures={"clear": Measure("clear", better="higher", low=0, high=1)},
        values={"clear": {"good": "1", "poor": "0"}},
    )
    assert made.table[["clear_pre", "clear_m3"]].to_numpy().tolist() == [[0, 1], [0, 0]]
    assert issues_of(made, "mapping_unused") == issues_of(made, "not_a_number") == []


def test_visits_that_nobody_knows_are_asked_for() -> None:
    text = LONG.replace("治疗前", "V1").replace("治疗后", "V2").replace("3个月", "V3")
    made = cohort(text)
    assert made.n == 2
    assert [i.column for i in made.issues if i.code == "long_visits_unknown"] == ["时间点"]


def test_a_visit_without_any_value_makes_no_column() -> None:
    made = cohort(LONG)
    assert made.column("vegf_m3") is None


def test_a_column_that_is_ignored_is_not_looked_at() -> None:
    text = LONG.replace("性别", "note").replace("女,7", "x,7")
    made = cohort(text, ignore=("note",))
    assert issues_of(made, "long_conflict") == issues_of(made, "long_varies") == []
    assert made.column("note") is None


# ------------------------------------------------------------------------ one day under two names


def test_visits_of_one_day_are_one() -> None:
    rows = [f"{i},{'观察组' if i % 2 else '对照组'},{visit},{9 - k}"
            for i in range(1, 7) for k, visit in enumerate(("治疗前", "2周", "3个月"))]  # fmt: skip
    text = "\n".join(["编号,组别,时间点,NIHSS", *rows])
    plain = cohort(text)
    other = text.replace("4,对照组,2周", "4,对照组,治疗后14天").replace(
        "5,观察组,3个月", "5,观察组,90天"
    )
    made = cohort(other)
    assert made.digest == plain.digest
    assert issues_of(made, "visits_merged") == [
        (None, None, {"first": "2周", "second": "治疗后14天", "n": 1}),
        (None, None, {"first": "3个月", "second": "90天", "n": 1}),
    ]
    both = cohort(other + "\n4,对照组,2周,3\n")
    assert [facts["second"] for _, _, facts in issues_of(both, "visits_apart")] == ["治疗后14天"]
    assert {"nihss_w2", "nihss_d14", "nihss_m3"} <= set(both.table.columns)
    values = {"visit": {"90天": "d90"}}
    assert "nihss_d90" in cohort(other, values=values).table.columns


# ------------------------------------------------------------- an identifier in the first row only


def test_an_identifier_in_the_first_row_only() -> None:
    made = cohort(
        LONG.replace("\n1,观察组,治疗后", "\n,,治疗后").replace("\n1,观察组,3个月", "\n,,3个月")
    )
    assert made.digest == cohort(LONG).digest
    assert issues_of(made, "ids_filled_down") == [(None, None, {"n": 2})]
    every = LONG.replace("\n2,对照组,治疗后", "\n,对照组,治疗后")
    every = every.replace("\n1,观察组,治疗后", "\n,,治疗后").replace(
        "\n1,观察组,3个月", "\n,,3个月"
    )
    made = cohort(every)
    assert made.digest == cohort(LONG).digest
    assert issues_of(made, "ids_filled_down") == [(None, None, {"n": 3})]
    assert made.table["patient_id"].tolist() == ["1", "2"]


def test_a_patient_without_an_identifier_is_not_the_one_above() -> None:
    stranger = LONG + ",对照组,治疗前,女,8,3\n,对照组,治疗后,女,7,4\n"
    made = cohort(stranger)
    assert issues_of(made, "ids_filled_down") == []
    assert made.digest == cohort(LONG).digest
    # The visit is there already, even where it stands elsewhere.
    again = LONG.replace(
        "2,对照组,治疗前", "1,观察组,d30,男,3,1\n,观察组,3个月,男,2,1\n2,对照组,治疗前"
    )
    assert issues_of(cohort(again), "ids_filled_down") == []


def test_a_wide_file_without_some_identifiers_stays_wide() -> None:
    text = "编号,组别,治疗前NIHSS,治疗后NIHSS\n1,观察组,9,3\n,观察组,8,3\n2,对照组,8,7\n"
    made = cohort(text)
    assert (made.n, issues_of(made, "ids_filled_down")) == (3, [])


def several(columns: str, rows: Callable[[int, int], str], n: int = 24, times: int = 4) -> Cohort:
    """A file of a few rows for each patient."""
    lines = [
        f"P{i},{('drug', 'placebo')[i % 2]},{rows(i, k)}" for i in range(n) for k in range(times)
    ]
    return cohort("\n".join([f"id,arm,{columns}", *lines]))


def doubts(made: Cohort) -> list[tuple[str, str | None]]:
    return [(i.code, i.column) for i in made.issues if i.severity == "error"]


def test_what_is_the_same_in_all_rows_of_a_patient_names_no_visit() -> None:
    made = several("stage,endpoint,futime", lambda i, k: f"{1 + i % 4},event {k},{100 + 7 * i + k}")
    assert made.n == 24
    assert doubts(made) == [("ids_repeated", "id")]
    assert made.column("stage") is not None


def test_of_planned_and_exact_times_the_planned_ones_are_asked_about() -> None:
    made = several("time,round,score", lambda i, k: f"{k + i / 100},{k + 1},{10 + i - k}")
    assert doubts(made) == [("long_days_differ", "time")]
    made = several("time,visit,score", lambda i, k: f"{k + i / 100},{k + 1},{10 + i - k}")
    assert doubts(made) == [("long_visits_unknown", "visit")]
    # A stage that changes in each patient tells few rows apart.
    made = several("stage,time,score", lambda i, k: f"{1 + k // 2},{k + i / 100},{10 + i - k}")
    assert doubts(made) == [("long_days_differ", "time")]
