"""What a row of a file is: a patient, a visit, a patient of a centre, an event, a period."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from aci_core import cli
from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.ingest import ColumnMapping, load
from aci_core.presentation.i18n import LANGUAGES, translator
from tests.build import csv_of_rows

N = 24
_RANDOM = random.Random(20250917)
AGES = [_RANDOM.randint(45, 85) for _ in range(N)]
SEXES = [_RANDOM.choice("男女") for _ in range(N)]
BEFORE = [_RANDOM.randint(6, 20) for _ in range(N)]


def arm(i: int) -> str:
    return ("观察组", "对照组")[i % 2]


def after(i: int, k: int) -> int:
    return max(0, BEFORE[i] - 2 * k - i % 3)


def made_of(head: Sequence[str], rows: Sequence[Sequence[object]], **mapping: object) -> Cohort:
    return load(csv_of_rows(head, rows), "x.csv", ColumnMapping(**mapping))  # type: ignore[arg-type]


def codes(made: Cohort, *, severity: str | None = None) -> set[str]:
    return {i.code for i in made.issues if severity in (None, i.severity)}


def refusal(head: Sequence[str], rows: Sequence[Sequence[object]], **mapping: object) -> AciError:
    with pytest.raises(AciError) as refused:
        made_of(head, rows, **mapping)
    for lang in LANGUAGES:
        assert translator(lang).error(refused.value)
    return refused.value


def fault(shared: Callable[[str], Path], name: str) -> Cohort:
    file = shared(f"faults/{name}.csv")
    return load(file.read_bytes(), file.name)


# ---------------------------------------------------------------- a row a visit, with its baseline


def test_a_baseline_of_its_own_is_the_visit_before(shared: Callable[[str], Path]) -> None:
    made = fault(shared, "03_long_own_baseline")
    assert made.n_by_arm == {"treatment": 12, "control": 12}
    assert made.visits == ("pre", "d7", "d14", "m3")
    assert made.table[["nihss_pre", "nihss_d7", "nihss_m3"]].iloc[0].tolist() == [11, 9, 7]
    assert codes(made) == {"long_file", "long_own_baseline"}


@pytest.mark.parametrize(
    ("head", "visits"),
    [
        (["编号", "组别", "访视", "基线NIHSS", "NIHSS"], ("7天", "3个月")),
        (["patient_id", "arm", "timepoint", "baseline", "NIHSS"], ("d7", "m3")),
        (["编号", "组别", "时间点", "治疗前", "NIHSS评分"], ("治疗后7天", "治疗后3个月")),
        (["subject", "group", "visit", "nihss_pre", "nihss"], ("day 7", "month 3")),
    ],
)
def test_a_baseline_of_its_own_under_other_headers(
    head: list[str], visits: tuple[str, str]
) -> None:
    rows = [(i, arm(i), v, BEFORE[i], after(i, k)) for i in range(N) for k, v in enumerate(visits)]
    _RANDOM.shuffle(rows)
    made = made_of(head, rows)
    order = list(dict.fromkeys(str(row[0]) for row in rows))
    assert made.table["patient_id"].tolist() == order
    assert made.table["nihss_pre"].tolist() == [BEFORE[int(i)] for i in order]
    assert made.visits == ("pre", "d7", "m3")


def test_a_baseline_beside_its_visit_is_one() -> None:
    rows = [
        (i, arm(i), v, BEFORE[i], BEFORE[i] if not k else after(i, k))
        for i in range(N)
        for k, v in enumerate(("基线", "7天"))
    ]
    made = made_of(["编号", "组别", "访视", "NIHSS基线", "NIHSS评分"], rows)
    assert made.table["nihss_pre"].tolist() == BEFORE
    assert codes(made, severity="error") == set()
    other = [(*row[:3], row[3] + (row[0] == 3), row[4]) for row in rows]
    assert "same_meaning" in codes(
        made_of(["编号", "组别", "访视", "NIHSS基线", "NIHSS评分"], other)
    )


# -------------------------------------------------------------------------------- times as numbers


def test_days_as_numbers_are_visits(shared: Callable[[str], Path]) -> None:
    made = fault(shared, "25_arm_ab_numeric_visit")
    assert made.n_by_arm == {"treatment": 12, "control": 12}
    assert made.visits == ("pre", "d7", "d90")
    assert made.table[["nihss_pre", "nihss_d7", "nihss_d90"]].iloc[0].tolist() == [15, 13, 10]
    assert codes(made) == {"long_file"}


@pytest.mark.parametrize(
    ("header", "times", "visits"),
    [
        ("week", (0, 2, 12), ("pre", "w2", "w12")),
        ("Study day", (0, 14, 90), ("pre", "d14", "d90")),
        ("随访月", (0, 1, 6), ("pre", "m1", "m6")),
        ("随访时间(月)", ("0", "1.0", "６"), ("pre", "m1", "m6")),
        ("time (weeks)", (0, 4, 12), ("pre", "w4", "w12")),
        ("天数", ("基线", 7, 90), ("pre", "d7", "d90")),
    ],
)
def test_times_in_other_units(
    header: str, times: Sequence[object], visits: tuple[str, ...]
) -> None:
    rows = [(i, arm(i), at, after(i, k)) for i in range(N) for k, at in enumerate(times)]
    del rows[10]  # a visit that nobody came to
    made = made_of(["编号", "组别", header, "NIHSS"], rows)
    assert (made.n, made.visits) == (N, visits)
    assert made.table["nihss_pre"].tolist()[4] == after(4, 0)


def test_a_screening_before_day_0_is_left_out_and_told() -> None:
    rows = [
        (i, arm(i), at, 40 if at < 0 else after(i, k))
        for i in range(N)
        for k, at in enumerate((-7, 0, 30))
    ]
    made = made_of(["编号", "组别", "day", "NIHSS"], rows)
    assert made.table["nihss_pre"].tolist() == [after(i, 1) for i in range(N)]
    assert [dict(i.facts)["n"] for i in made.issues if i.code == "long_earlier"] == [N]


def test_no_visit_before_treatment_is_asked_about() -> None:
    rows = [(i, arm(i), at, after(i, k)) for i in range(N) for k, at in enumerate((1, 7, 90))]
    made = made_of(["编号", "组别", "study day", "NIHSS"], rows)
    assert made.visits == ("d1", "d7", "d90")
    assert codes(made, severity="warning") == {"long_no_pre"}
    said = made_of(["编号", "组别", "study day", "NIHSS"], rows, values={"visit": {"1": "pre"}})
    assert said.visits == ("pre", "d7", "d90")


def test_days_of_each_patient_s_own_are_asked_about() -> None:
    rows = [
        (i, arm(i), at + (7 * i) % 11 * (at > 0), after(i, k))
        for i in range(N)
        for k, at in enumerate((0, 30, 90))
    ]
    made = made_of(["编号", "组别", "day", "NIHSS"], rows)
    assert made.n == N
    assert codes(made, severity="error") == {"long_days_differ"}
    assert made.visits == ()


# ------------------------------------------------------------------------ visits that nobody knows


def test_numbered_visits_are_asked_about_and_no_row_is_a_patient(
    shared: Callable[[str], Path],
) -> None:
    made = fault(shared, "04_long_visits_numbered")
    assert made.n_by_arm == {"treatment": 12, "control": 12}
    assert [c.name for c in made.columns] == ["patient_id", "arm"]
    facts = [dict(i.facts) for i in made.issues if i.code == "long_visits_unknown"]
    assert facts == [{"n": 72, "patients": 24, "columns": "nihss"}]
    file = shared("faults/04_long_visits_numbered.csv")
    mapping = ColumnMapping(values={"visit": {"1": "pre", "2": "d7", "3": "m3"}})
    said = load(file.read_bytes(), file.name, mapping)
    assert said.table[["nihss_pre", "nihss_d7", "nihss_m3"]].iloc[0].tolist() == [11, 8, 6]
    assert codes(said) == {"long_file"}


def test_what_does_not_vary_stays_where_visits_are_not_known() -> None:
    rows = [
        (i, arm(i), AGES[i] if k else "", SEXES[i], f"V{k}", after(i, k))
        for i in range(N)
        for k in (1, 2, 3)
    ]
    made = made_of(["编号", "组别", "年龄", "性别", "访视", "NIHSS"], rows)
    assert made.table["age"].tolist() == AGES
    assert [c.name for c in made.columns] == ["patient_id", "arm", "age", "sex"]


def test_rows_without_any_column_of_visits_are_asked_about() -> None:
    rows = [(i, arm(i), f"2024-0{k}-1{i % 10}", after(i, k)) for i in range(N) for k in (1, 2, 3)]
    made = made_of(["编号", "组别", "评估日期", "NIHSS"], rows)
    assert made.n == N
    assert codes(made, severity="error") == {"ids_repeated"}


def test_visits_are_known_by_their_values_under_any_header() -> None:
    rows = [
        (i, arm(i), v, after(i, k))
        for i in range(N)
        for k, v in enumerate(("入院", "出院", "90天"))
    ]
    made = made_of(["编号", "组别", "何时", "NIHSS"], rows)
    assert (made.n, made.visits) == (N, ("pre", "post", "d90"))


def test_a_score_that_nobody_knows_is_one_at_each_visit() -> None:
    rows = [(i, arm(i), v, after(i, k)) for i in range(N) for k, v in enumerate(("入院", "出院"))]
    made = made_of(["编号", "组别", "访视", "握力"], rows)
    assert made.n == N
    assert {"握力_pre", "握力_post"} <= set(made.table)


# --------------------------------------------------------------- numbers within a centre or an arm


def test_numbers_within_centres_long_and_wide(shared: Callable[[str], Path]) -> None:
    for name in ("05_long_ids_in_centres", "18_centre_numbers_wide"):
        made = fault(shared, name)
        assert made.n_by_arm == {"treatment": 12, "control": 12}
        assert made.table["patient_id"].tolist()[:2] == ["1-1", "1-2"]
        assert made.table["patient_id"].is_unique
        assert codes(made, severity="error") == codes(made, severity="warning") == set()
        assert "numbered_by_centre" in codes(made)
    long = fault(shared, "05_long_ids_in_centres")
    assert long.table[["nihss_pre", "nihss_m3"]].iloc[0].tolist() == [11, 7]


def test_numbers_within_arms(shared: Callable[[str], Path]) -> None:
    made = fault(shared, "06_ids_restart_in_arm")
    assert made.n_by_arm == {"观察组": 12, "对照组": 12}
    assert codes(made) == {"numbered_by_arm"}


@pytest.mark.parametrize(
    ("header", "names"),
    [("医院", ("北京", "上海", "广州")), ("Centre no", (1, 2, 3)), ("分中心", ("甲", "乙", "丙"))],
)
def test_three_centres_of_different_size(header: str, names: Sequence[object]) -> None:
    sizes = (12, 8, 4)
    people = [(names[c], k + 1) for c, n in enumerate(sizes) for k in range(n)]
    wide = [(*who, arm(i), AGES[i], BEFORE[i], after(i, 2)) for i, who in enumerate(people)]
    _RANDOM.shuffle(wide)
    made = made_of([header, "编号", "组别", "年龄", "治疗前NIHSS", "3个月NIHSS"], wide)
    assert made.table["patient_id"].tolist() == [f"{row[0]}-{row[1]}" for row in wide]
    long = [
        (row[0], row[1], row[2], v, row[4 + k])
        for row in wide
        for k, v in enumerate(("治疗前", "3个月"))
    ]
    other = made_of([header, "编号", "组别", "访视", "NIHSS"], long)
    assert other.table["patient_id"].tolist() == made.table["patient_id"].tolist()
    assert other.table["nihss_m3"].tolist() == made.table["nihss_m3"].tolist()


def test_a_centre_under_a_header_that_nobody_knows_is_known_by_its_numbers() -> None:
    rows = [("ABC"[i // 8], i % 8 + 1, arm(i), AGES[i], BEFORE[i], after(i, 2)) for i in range(N)]
    made = made_of(["院区", "编号", "组别", "年龄", "治疗前NIHSS", "治疗后NIHSS"], rows)
    assert made.table["patient_id"].is_unique
    assert "numbered_by_centre" in codes(made)
    # Without it nobody knows, and no message says that they are visits.
    made = made_of(
        ["编号", "组别", "年龄", "治疗前NIHSS", "治疗后NIHSS"], [row[1:] for row in rows]
    )
    assert made.n == N
    assert codes(made, severity="error") == {"ids_not_unique"}


def test_numbers_within_arms_of_centres() -> None:
    people = [(c, a, k) for c in (1, 2, 3) for a in ("观察组", "对照组") for k in (1, 2, 3, 4)]
    rows = [(*who, AGES[i], BEFORE[i], after(i, 2)) for i, who in enumerate(people)]
    made = made_of(["中心", "组别", "编号", "年龄", "治疗前NIHSS", "3个月NIHSS"], rows)
    assert (made.n, made.table["patient_id"].is_unique) == (N, True)
    long = [(*row[:3], v, row[4 + k]) for row in rows for k, v in enumerate(("治疗前", "3个月"))]
    other = made_of(["中心", "组别", "编号", "访视", "NIHSS"], long)
    assert (other.n, other.table["patient_id"].is_unique) == (N, True)
    assert other.table["nihss_m3"].tolist() == made.table["nihss_m3"].tolist()


def test_a_patient_twice_in_one_centre_is_told() -> None:
    rows = [(i // 12 + 1, i % 12 + 1, arm(i), BEFORE[i], after(i, 2)) for i in range(N)]
    made = made_of(
        ["中心", "编号", "组别", "治疗前NIHSS", "治疗后NIHSS"], [*rows, (1, 3, "观察组", 9, 9)]
    )
    assert [(i.row, i.value) for i in made.issues if i.code == "duplicate_patient"] == [(26, "1-3")]


@pytest.mark.parametrize("described", [True, False])
def test_a_few_patients_in_several_rows_count_once(described: bool) -> None:
    """As recurrent infections are listed: a row more for each, of a quarter of the patients."""
    head = ["编号", "组别", "性别", "年龄", "开始", "结束", "status"]
    rows = [
        (i, arm(i), SEXES[i], AGES[i], 30 * k, 30 * k + 20 + i, int(k == 0))
        for i in range(N)
        for k in range(1 + (i % 4 == 0) + (i % 8 == 0))
    ]
    if not described:  # the same arm in all rows is told by chance of three patients
        head, rows = [*head[:2], *head[4:]], [(*r[:2], *r[4:]) for r in rows]  # type: ignore[misc]
    made = made_of(head, rows)
    if described:
        assert made.n == N
        [facts] = [dict(i.facts) for i in made.issues if i.code == "ids_repeated"]
        assert (facts["n"], facts["patients"]) == (len(rows), N)
        assert facts["columns"] == "开始, 结束, status"
    else:
        assert made.n == len(rows)
        assert "duplicate_patient" in codes(made, severity="error")


def test_a_few_numbers_given_twice_are_slips() -> None:
    head = ["编号", "组别", "性别", "年龄", "治疗前NIHSS", "治疗后NIHSS"]
    rows = [(i, arm(i), SEXES[i], AGES[i], BEFORE[i], after(i, 2)) for i in range(N)]
    other = [(i, arm(i + 1), SEXES[i + 9], AGES[i + 9] + 5, BEFORE[i], 3) for i in range(4)]
    for more in (rows[:1], other):
        again = [(*row[:5], 1) for row in more]
        made = made_of(head, [*rows, *again])
        assert made.n == N + len(again)
        assert "duplicate_patient" in codes(made, severity="error")


# -------------------------------------------------------------------------------------- cross-over


@pytest.mark.parametrize("name", ["11_crossover_periods", "11b_crossover_long"])
def test_a_cross_over_is_refused_everywhere(
    shared: Callable[[str], Path], name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = shared(f"faults/{name}.csv")
    with pytest.raises(AciError) as refused:
        load(file.read_bytes(), file.name)
    assert (refused.value.code, refused.value.facts) == (
        "crossover", {"column": "id", "n": 12, "patients": 12},
    )  # fmt: skip
    for command in ("check", "analyse"):
        assert cli.main([command, str(file)]) == 2
        output = capsys.readouterr()
        assert output.out == ""
        assert "cross-over" in output.err


def test_a_cross_over_by_its_periods_its_patients_or_its_numbers() -> None:
    both = [(i, p, ("试验组", "对照组")[(i + p) % 2]) for i in range(12) for p in (1, 2)]
    scores = [(BEFORE[i] + p, after(i, p)) for i, p, _ in both]
    told = [(*row, *score) for row, score in zip(both, scores, strict=True)]
    head = ["治疗前NIHSS", "治疗后NIHSS"]
    numbered = [(row[0] + 1, *row[1:]) for row in told]
    assert refusal(["编号", "周期", "组别", *head], numbered).code == "crossover"
    aged = [(r[0] + 1, r[2], AGES[r[0]], SEXES[r[0]], *r[3:]) for r in told]
    assert refusal(["编号", "组别", "年龄", "性别", *head], aged).code == "crossover"
    named = [(f"S{r[0]:03}", *r[2:]) for r in told]
    assert refusal(["受试者", "组别", *head], named).code == "crossover"
    order = [(r[0] + 1, ("AB", "BA")[r[0] % 2], *r[2:]) for r in told]
    assert refusal(["编号", "序列", "组别", *head], order).code == "crossover"


def test_a_cross_over_in_long_shapes() -> None:
    weeks = [
        (f"S{i}", w, ("active", "placebo")[(w > 4) ^ (i % 2)], after(i, w // 4))
        for i in range(12)
        for w in (0, 4, 8, 12)
    ]
    _RANDOM.shuffle(weeks)
    assert refusal(["subject", "week", "treatment", "nihss"], weeks).code == "crossover"
    single = [
        (f"S{i}", p, ("active", "placebo")[(i + p) % 2], after(i, p))
        for i in range(12)
        for p in (1, 2)
    ]
    assert refusal(["subject", "period", "treatment", "nihss"], single).code == "crossover"
    switched = [
        (f"S{i}", v, "active" if k > 1 or i % 2 else "control", after(i, k))
        for i in range(N)
        for k, v in enumerate(("pre", "m3", "m6"))
    ]
    facts = refusal(["subject", "visit", "arm", "nihss"], switched).facts
    assert (facts["n"], facts["patients"]) == (12, 24)


def test_numbers_anew_in_each_arm_are_no_cross_over() -> None:
    head = ["编号", "组别", "period", "治疗前NIHSS", "治疗后NIHSS"]
    hours = [
        (i % 12 + 1, ("观察组", "对照组")[i // 12], 2 + i / 10, BEFORE[i], after(i, 2))
        for i in range(N)
    ]
    made = made_of(head, hours)  # a period before treatment, in hours
    assert (made.n, codes(made) & {"numbered_by_arm"}) == (N, {"numbered_by_arm"})
    phases = [
        (*row[:2], ("acute", "subacute")[i % 3 == 0], *row[3:]) for i, row in enumerate(hours)
    ]
    assert made_of(head, phases).n == N
    # Codes that are no 1, 2, 3: other ages tell other patients.
    coded = [(f"P{row[0]}", row[1], AGES[i], *row[3:]) for i, row in enumerate(hours)]
    assert made_of(["编号", "组别", "年龄", *head[3:]], coded).n == N


def test_matched_pairs_are_no_cross_over() -> None:
    head = ["编号", "组别", "性别", "年龄", "治疗前NIHSS", "治疗后NIHSS"]
    rows = [
        (
            i % 12 + 1,
            ("观察组", "对照组")[i // 12],
            SEXES[i % 12],
            AGES[i % 12] + 2 * (i // 12),
            BEFORE[i],
            after(i, 2),
        )
        for i in range(N)
    ]
    assert made_of(head, rows).n == N
    # Matched to the year: only the user knows.
    same = [(*row[:3], AGES[i % 12], *row[4:]) for i, row in enumerate(rows)]
    assert refusal(head, same).code == "crossover"
    said = made_of(head, same, numbered_within=("arm",))
    assert (said.n, said.table["patient_id"].is_unique) == (N, True)
    pairs = made_of(["配对号", *head[1:]], rows)
    assert pairs.n == N
    column = pairs.column("配对号")
    assert column is not None
    assert column.stopped
    assert "pairs" in codes(pairs)


def test_names_that_were_replaced_are_no_numbers_of_an_arm() -> None:
    people = [f"{family}{given}" for family in "王李张刘陈杨" for given in ("建国", "秀英")]
    rows = [
        (name, a, BEFORE[i], after(i, 2))
        for a in ("观察组", "对照组")
        for i, name in enumerate(people)
    ]
    assert refusal(["患者", "组别", "治疗前NIHSS", "治疗后NIHSS"], rows).code == "crossover"


def test_a_patient_randomised_twice_is_told_and_stays() -> None:
    head = ["编号", "组别", "年龄", "治疗前NIHSS", "治疗后NIHSS"]
    rows = [(f"P{i}", arm(i), AGES[i], BEFORE[i], after(i, 2)) for i in range(N)]
    again = made_of(head, [*rows, ("P3", "观察组", AGES[3], 12, 9)])
    assert [i.row for i in again.issues if i.code == "duplicate_patient"] == [26]
    assert again.n == 25
    copied = made_of(head, [*rows, rows[3]])
    assert (copied.n, codes(copied)) == (N, {"repeated_row"})


# ---------------------------------------------------------------------------------- a row an event


def test_a_list_of_events_is_no_list_of_patients(
    shared: Callable[[str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    file = shared("faults/17_event_per_row.csv")
    with pytest.raises(AciError) as refused:
        load(file.read_bytes(), file.name)
    facts = {"column": "event_term", "n": 30, "patients": 12}
    assert (refused.value.code, refused.value.facts) == ("event_rows", facts)
    assert cli.main(["analyse", str(file)]) == 2
    assert "one row per event" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("head", "terms"),
    [
        (["编号", "组别", "不良事件", "严重程度"], ("皮疹", "发热", "头痛")),
        (["subject", "arm", "preferred term", "start day"], ("Rash", "Pyrexia", "Headache")),
        (["USUBJID no", "组别", "事件名称", "转归"], ("跌倒", "肺部感染", "失眠")),
        (["id", "arm", "what happened", "day"], ("rash", "fever", "cough")),
    ],
)
def test_lists_of_events_under_other_headers(head: list[str], terms: tuple[str, ...]) -> None:
    head = [head[0].replace("USUBJID no", "subject no"), *head[1:]]
    rows = [
        (f"P{i}", arm(i), terms[(i + k) % 3], i % 5 + 1)
        for i in range(14)
        for k in range(1 + i % 3)
    ]
    _RANDOM.shuffle(rows)
    assert refusal(head, rows).code == "event_rows"


def test_each_patient_s_only_event_and_events_beside_scores() -> None:
    terms = ("rash", "fever", "cough")
    once = [(f"P{i}", arm(i), terms[i % 3], "mild") for i in range(14)]
    assert refusal(["subject", "arm", "AE term", "severity"], once).code == "event_rows"
    beside = [
        (f"P{i}", arm(i), BEFORE[i], after(i, 1), t) for i in range(14) for t in terms[: 1 + i % 3]
    ]
    assert (
        refusal(["subject", "arm", "nihss_pre", "nihss_post", "event"], beside).code == "event_rows"
    )


def test_an_event_of_each_patient_is_no_list_of_events() -> None:
    rows = [
        (f"P{i}", arm(i), BEFORE[i], after(i, 1), ("rash", "fever", "none")[i % 3])
        for i in range(14)
    ]
    assert made_of(["subject", "arm", "nihss_pre", "nihss_post", "event"], rows).n == 14


# ------------------------------------------------------------------------------------ other shapes


def test_a_header_repeated_among_visits() -> None:
    rows: list[tuple[object, ...]] = [
        (i, arm(i), v, after(i, k)) for i in range(N) for k, v in enumerate(("pre", "d7"))
    ]
    head = ["编号", "组别", "visit", "NIHSS"]
    rows.insert(20, tuple(head))
    made = made_of(head, rows)
    assert (made.n, made.visits) == (N, ("pre", "d7"))


def test_dates_beside_the_visits_change_nothing() -> None:
    rows = [
        (i, arm(i), f"2024-0{k + 1}-1{i % 10}", v, after(i, k))
        for i in range(N)
        for k, v in enumerate(("pre", "d7"))
    ]
    made = made_of(["编号", "组别", "date", "visit", "NIHSS"], rows)
    assert (made.n, made.visits) == (N, ("pre", "d7"))
