"""The step that cures an issue, and the list of all of them."""

from __future__ import annotations

import pytest

from aci_core.checks import checked, emptied, fixes, proposal
from aci_core.domain.cohort import Cohort, Issue
from aci_core.domain.steps import OmitRow, ReplaceText, ScaleColumn, ScaleWhere, SetCell, Step
from aci_core.ingest import ColumnMapping, build, load, read
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.tables import fixes as face
from tests.build import cohort_of, csv_of


def steps(cohort: Cohort) -> list[Step]:
    return [fix.step for fix in fixes(cohort) if fix.step is not None]


def cured(columns: dict[str, list[object]], mapping: ColumnMapping | None = None) -> Cohort:
    """The cohort after every step that its list offers."""
    data = csv_of(columns)
    offered = steps(load(data, "a.csv", mapping))
    return load(data, "a.csv", mapping, steps=offered)


ARMS: list[object] = ["treatment", "control", "treatment", "control"]


@pytest.mark.parametrize(
    ("name", "cells", "code"),
    [
        ("nihss_pre", [55, 1, 2, 3], "out_of_range"),
        ("nihss_pre", [7.5, 1, 2, 3], "not_whole"),
        ("bi_pre", [42, 45, 50, 55], "not_in_fives"),
        ("vegf_pre", [-3, 45.5, 50.5, 55], "below_range"),
        ("nihss_pre", ["l2", 1, 2, 3], "not_a_number"),
    ],
)
def test_an_impossible_cell_is_emptied(name: str, cells: list[object], code: str) -> None:
    columns = {"arm": ARMS, name: cells}
    cohort = load(csv_of(columns), "a.csv")
    assert [i.code for i in cohort.issues if i.severity == "error"] == [code]
    assert steps(cohort) == [SetCell(2, name, None)]
    after = cured(columns)
    assert after.usable(name)
    assert bool(after.table[name].isna().iloc[0])


def test_a_slipped_point_is_read_otherwise_by_its_own_click_alone() -> None:
    arms: list[object] = ["treatment", "control"] * 20
    values: list[object] = [170.5 + (7 * i) % 31 for i in range(40)]
    values[4] = 1855
    cohort = checked(load(csv_of({"arm": arms, "vegf_pre": values}), "a.csv"))
    (fix,) = (fix for fix in fixes(cohort) if fix.rule == "decimal_slip")
    assert fix.step == SetCell(6, "vegf_pre", "185.5")
    assert not fix.safe


def test_a_death_that_is_not_understood_is_never_emptied() -> None:
    cohort = load(csv_of({"arm": ARMS, "died": ["perhaps", 0, 1, 0]}), "a.csv")
    assert [i.code for i in cohort.issues if i.severity == "error"] == ["not_yes_no"]
    assert steps(cohort) == []


def test_a_grade_only_spelled_otherwise_is_replaced() -> None:
    grades: list[object] = ["痊愈", "显 - 效。", "有效", "无效"]
    columns = {"arm": ARMS, "疗效": grades}
    assert steps(load(csv_of(columns), "a.csv")) == [ReplaceText("疗效", "显 - 效。", "显效")]
    assert cured(columns).usable("grade")
    unknown = {"arm": ARMS, "疗效": ["痊愈", "大好", "显-效", "无效"]}
    assert steps(load(csv_of(unknown), "a.csv")) == []


def test_a_grade_of_a_declared_scale() -> None:
    mapping = ColumnMapping.from_json(
        {"grade": {"best_first": ["very good", "so-so", "bad"], "effective": ["very good"]}}
    )
    columns = {"arm": ARMS, "grade": ["very-good", "so so", "bad", "worst"]}
    assert steps(load(csv_of(columns), "a.csv", mapping)) == [
        ReplaceText("grade", "very-good", "very good"),
        ReplaceText("grade", "so so", "so-so"),
    ]


def test_a_header_that_stands_twice_is_not_touched() -> None:
    data = b"arm,nihss_pre,nihss_pre\ntreatment,55,55\ncontrol,3,3\n"
    assert steps(load(data, "a.csv")) == []


def test_scales_of_a_whole_column() -> None:
    cohort = cohort_of(bi_pre=[5, 10])
    barthel = Issue("barthel_20", "warning", None, "bi_pre")
    assert proposal(barthel, cohort) == ScaleColumn("bi_pre", 5.0)
    for factor, step in ((1000, ScaleColumn("x", 1000.0)), ("0.001", ScaleColumn("x", 0.001))):
        issue = Issue("unit_suspect", "warning", None, "x", facts=(("factor", factor),))
        assert proposal(issue, cohort) == step
    for facts in ((), (("factor", "7"),), (("factor", "ng"),)):
        assert proposal(Issue("unit_suspect", "warning", None, "x", facts=facts), cohort) is None


@pytest.mark.parametrize(
    ("columns", "step"),
    [
        ({"bi_pre": [7, 35, 13, 50, 20, 40]}, ScaleWhere("bi_pre", 5.0, "arm", "A")),
        ({"vegf_pre": [0.2, 210, 0.3, 230, 0.2, 220]}, ScaleWhere("vegf_pre", 1000.0, "arm", "A")),
    ],
)
def test_one_arm_is_brought_to_the_other_s_scale(
    columns: dict[str, list[object]], step: Step
) -> None:
    arms: list[object] = ["A", "B"] * 3
    table = {"arm": arms, **columns}
    mapping = ColumnMapping(reference="B")
    assert steps(load(csv_of(table), "a.csv", mapping)) == [step]
    offered = [fix for fix in fixes(load(csv_of(table), "a.csv", mapping)) if fix.step]
    assert [fix.safe for fix in offered] == [False]  # not done with all others by one click
    after = cured(table, mapping)
    assert [i.code for i in after.issues if i.severity == "error"] == []
    # The file's own code stands in the step, not what the mapping calls it.
    spoken = ColumnMapping(reference="con", values={"arm": {"A": "new", "B": "con"}})
    assert steps(load(csv_of(table), "a.csv", spoken)) == [step]


@pytest.mark.parametrize(
    ("arms", "offered"),
    [
        ([*["治疗组", "对照组"] * 6, "治疗租"], [ReplaceText("arm", "治疗租", "治疗组")]),
        ([*["control", "stem cell"] * 6, "contro"], [ReplaceText("arm", "contro", "control")]),
        ([*["治疗组", "对照组"] * 6, *["治疗租"] * 3], []),  # three patients are no slip
        ([*["治疗组", "对照组"] * 2, "治疗租"], []),  # nor is a real arm so small
        ([*["A组", "B组"] * 6, "C组"], []),
        ([*["治疗1组", "对照组"] * 6, "治疗2组"], []),
        ([*["高剂量组", "低剂量组"] * 6, "中剂量组"], []),  # which of the two is not known
    ],
)
def test_an_arm_misspelled_once(arms: list[object], offered: list[Step]) -> None:
    cohort = load(csv_of({"arm": arms, "nihss_pre": [9] * len(arms)}), "a.csv")
    assert "three_arms" in [i.code for i in cohort.issues]
    assert steps(cohort) == offered


def test_what_many_cells_have_alike_is_not_emptied() -> None:
    arms: list[object] = ["treatment", "control"] * 30
    few: list[object] = [7.5, 8.5, *[9] * 58]
    assert len(steps(load(csv_of({"arm": arms, "nihss_pre": few}), "a.csv"))) == 2
    three: list[object] = [7.5, 8.5, 6.5, *[9] * 57]
    assert len(steps(load(csv_of({"arm": arms, "nihss_pre": three}), "a.csv"))) == 3
    many: list[object] = [7.5, 8.5, 6.5, 5.5, *[9] * 56]
    cohort = load(csv_of({"arm": arms, "nihss_pre": many}), "a.csv")
    assert steps(cohort) == []
    assert all(proposal(issue, cohort) is None for issue in cohort.issues)
    words: list[object] = ["重", "轻", "中", "重", *[9] * 56]
    assert steps(load(csv_of({"arm": arms, "nihss_pre": words}), "a.csv")) == []


def test_what_only_looks_unlikely_is_for_a_person() -> None:
    cohort = checked(
        cohort_of(
            nihss_pre=[9, "", *[8] * 38], nihss_post=[1, 2, *[3] * 38], died=[1, 0, *[0] * 38],
            age=[115, 12, *[60 + i % 9 for i in range(38)]], mrs_post=[0, 6, *[1] * 38],
        )
    )  # fmt: skip
    assert {i.code for i in cohort.issues} >= {"dead_scored", "outlier", "age_unlikely", "died_mrs"}
    assert steps(cohort) == []


def test_errors_come_first_and_every_issue_is_listed() -> None:
    cohort = checked(cohort_of(nihss_pre=["", 8, 7], nihss_post=[1, 99, ""]))
    listed = fixes(cohort)
    assert listed[0].rule == "out_of_range"
    assert (listed[0].row, listed[0].column, listed[0].value) == (3, "nihss_post", "99")
    assert listed[0].proposal == "proposal.out_of_range"
    order = ["error", "warning", "info"]
    places = [order.index(f.severity) for f in listed]
    assert places == sorted(places)
    assert len(listed) == len(cohort.issues)


# -------------------------------------------------------------------------------- safe and not


def test_no_cell_is_emptied_by_the_safe_corrections() -> None:
    cohort = checked(
        cohort_of(
            nihss_pre=[55, *[9] * 39], bi_pre=[*[50] * 39, 42], age=[*[60, 61] * 19, "6岁5", 62],
            sex=[*["male", "female"] * 19, "难", "femal"],
        )
    )  # fmt: skip
    offered = fixes(cohort)
    assert [fix.step for fix in offered if fix.safe] == [ReplaceText("sex", "femal", "female")]
    assert {fix.step for fix in offered if fix.empties} == {
        SetCell(2, "nihss_pre", None), SetCell(41, "bi_pre", None),
        SetCell(40, "age", None), SetCell(40, "sex", None),
    }  # fmt: skip


def test_what_emptying_costs_is_told_by_column() -> None:
    cohort = checked(cohort_of(nihss_pre=[55, 56, *[9] * 37, None], age=[*[60, 61] * 19, "?!", 62]))
    costs = emptied(fixes(cohort), cohort)
    assert [(c.header, c.n_cells, c.n, c.of) for c in costs] == [
        ("nihss_pre", 2, 37, 40),
        ("age", 1, 39, 40),
    ]


def test_a_barthel_index_of_twenty_is_scaled_by_its_own_click() -> None:
    cohort = checked(cohort_of(bi_pre=[7, 13, 20, 11, 18, 9], bi_post=[9, 14, 20, 12, 19, 11]))
    scaled = [fix for fix in fixes(cohort) if fix.rule == "barthel_20"]
    assert [fix.step for fix in scaled] == [ScaleColumn("bi_pre", 5), ScaleColumn("bi_post", 5)]
    assert not any(fix.safe for fix in scaled)


@pytest.mark.parametrize(
    ("name", "code", "n", "usable"),
    [("nihss_pre", 56, 3, False), ("age", 555, 5, False), ("bi_pre", -10, 3, False)],
)
def test_a_value_that_comes_three_times_is_asked_about_as_a_missing_code(
    name: str, code: int, n: int, usable: bool
) -> None:
    columns: dict[str, list[object]] = {
        "arm": ["treatment", "control"] * 20,
        name: [*[code] * n, *[45 if name == "age" else 40 if name == "bi_pre" else 9] * (40 - n)],
    }
    cohort = checked(load(csv_of(columns), "a.csv"))
    assert cohort.usable(name) is usable
    first = fixes(cohort)[0]
    assert (first.rule, first.value, dict(first.issue.facts)) == (
        "missing_code",
        str(code),
        {"n": n},
    )
    assert first.step == ReplaceText(name, str(code), None)
    assert not first.safe
    assert not first.empties  # an answer of its own, not one of the cells to be emptied
    after = checked(load(csv_of(columns), "a.csv", steps=[first.step]))
    assert after.usable(name)
    assert not [i for i in after.issues if i.severity == "error"]
    assert after.unread == ()


def test_twice_is_no_missing_code() -> None:
    cohort = checked(cohort_of(nihss_pre=[999, 999, *[9] * 38], age=[998, 999, 997, *[60] * 37]))
    assert "missing_code" not in [i.code for i in cohort.issues]


@pytest.mark.parametrize(
    ("name", "usual", "rare"),
    [
        ("TOAST分型", "大动脉粥样硬化型", "大动脉粥样硬化"),
        ("梗死部位", "基底节区", "基底节"),
        ("stroke type", "cardioembolic", "cardioembolc"),
    ],
)
def test_a_level_written_in_two_ways_is_offered_to_be_merged(
    name: str, usual: str, rare: str
) -> None:
    columns: dict[str, list[object]] = {
        "arm": ["treatment", "control"] * 10,
        name: [*[usual] * 9, rare, *["lacunar"] * 10],
    }
    cohort = checked(load(csv_of(columns), "a.csv"))
    [fix] = [fix for fix in fixes(cohort) if fix.rule == "levels_alike"]
    assert (fix.severity, fix.step, fix.safe) == ("warning", ReplaceText(name, rare, usual), False)
    assert fix.only_reading == fix.step
    after = checked(load(csv_of(columns), "a.csv", steps=[fix.step] if fix.step else []))
    assert after.columns[-1].levels == tuple(sorted((usual, "lacunar")))
    assert "levels_alike" not in [i.code for i in after.issues]


@pytest.mark.parametrize(
    ("name", "cells", "reading"),
    [
        ("nihss_pre", [60, 6, 7, 8, 5, 9, 4, 6, 7, 8, 9, 5], SetCell(2, "nihss_pre", "6")),
        ("bi_pre", ["3~4", *[5, 10] * 5, 5], None),  # neither is on the scale
        ("age", [623, *[60, 63, 66, 62] * 3], None),  # 62 or 63
        ("nihss_pre", [100, *[6, 7, 8] * 4], None),  # nothing likely
    ],
)
def test_the_only_likely_reading(name: str, cells: list[object], reading: Step | None) -> None:
    arms: list[object] = ["treatment", "control"] * len(cells)
    cohort = checked(load(csv_of({"arm": arms[: len(cells)], name: cells}), "a.csv"))
    found = [fix.only_reading for fix in fixes(cohort) if fix.severity == "error"]
    assert found == [reading]


def test_what_may_be_a_missing_code_has_no_only_reading() -> None:
    cells: list[object] = [*[99] * 3, *[6, 7, 8, 5] * 4, 9]
    arms: list[object] = ["treatment", "control"] * 10
    cohort = checked(load(csv_of({"arm": arms, "nihss_pre": cells}), "a.csv"))
    assert not [fix for fix in fixes(cohort) if fix.only_reading is not None]


@pytest.mark.parametrize(
    ("usual", "rare"),
    [
        ("左侧基底节", "右侧基底节"), ("2型糖尿病", "1型糖尿病"), ("大动脉型", "小动脉型"),
        ("grade II", "grade III"), ("lacunar", "basal"), ("ward A", "ward B"),
        ("阳性反应", "阴性反应"),
    ],
)  # fmt: skip
def test_levels_that_differ_in_meaning_are_not_alike(usual: str, rare: str) -> None:
    cohort = checked(cohort_of(site=[*[usual] * 9, rare, *["other one"] * 10]))
    assert "levels_alike" not in [i.code for i in cohort.issues]


# ---------------------------------------------------------------------------------------- face


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_of_fixes(lang: str) -> None:
    t = translator(lang)
    cohort = checked(cohort_of(nihss_pre=[9, 8, 7], nihss_post=[1, 99, ""]))
    table = face.fixes(fixes(cohort), t)
    first = [cell.text for cell in table.rows[0].cells]
    assert first[1:4] == ["3", "nihss_post", "99"]
    offered = t("words.semicolon").join((t("step.set", text="9"), t("step.set_empty")))
    assert first[-2:] == [offered, "out_of_range"]
    assert all(len(row.cells) == len(table.columns) for row in table.rows)
    assert len(face.fixes(fixes(cohort), t, 1).rows) == 1
    assert face.fixes(fixes(cohort), t, 1).notes


def test_grades_in_the_readers_language() -> None:
    cohort = checked(
        cohort_of(nihss_pre=[10, 10], nihss_post=[0, 10], grade=["显效", "无效"])
    )  # fmt: skip
    rows = face.fixes(fixes(cohort), translator("zh")).rows
    row = next(r for r in rows if "按评分计算为" in r.cells[4].text)
    assert row.cells[3].text == "显效"
    assert row.cells[4].text == "记录为“显效”，按评分计算为“痊愈”。"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_table_of_steps(lang: str) -> None:
    t = translator(lang)
    done: tuple[Step, ...] = (
        SetCell(4, "a", None), SetCell(5, "a", "7"), ScaleColumn("b", 5.0), OmitRow(9),
        ReplaceText("c", "x", "y"), ReplaceText("c", "z", None),
        ScaleWhere("b", 1000.0, "arm", "z"),
    )  # fmt: skip
    table = face.steps(done, t)
    cells = [[c.text for c in row.cells] for row in table.rows]
    assert [row[:3] for row in cells] == [
        ["1", "4", "a"], ["2", "5", "a"], ["3", "", "b"], ["4", "9", ""],
        ["5", "", "c"], ["6", "", "c"], ["7", "", "b"],
    ]  # fmt: skip
    assert len({row[3] for row in cells}) == 7
    assert "5" in cells[2][3]


def test_two_letters_the_wrong_way_round_are_one_slip() -> None:
    arms = ["Treatment"] * 6 + ["Treatmnet"] + ["Control"] * 6
    cohort = load(csv_of({"arm": arms, "nihss_pre": [5] * 13}), "a.csv")
    steps = [fix.step for fix in fixes(cohort) if fix.rule == "three_arms"]
    assert steps == [ReplaceText("arm", "Treatmnet", "Treatment")]


def test_a_word_one_slip_from_a_known_one_is_offered() -> None:
    columns = {
        "arm": ["treatment", "control"] * 6,
        "sex": ["Female"] * 5 + ["Femal"] + ["Male"] * 6,
    }
    cohort = load(csv_of(columns), "a.csv")
    [step] = [fix.step for fix in fixes(cohort) if fix.rule == "unknown_word"]
    assert step == ReplaceText("sex", "Femal", "female")
    assert [fix.safe for fix in fixes(cohort) if fix.rule == "unknown_word"] == [True]
    cured = load(csv_of(columns), "a.csv", steps=[step])
    assert cured.table["sex"].value_counts().to_dict() == {"male": 6, "female": 6}


@pytest.mark.parametrize(
    ("name", "before", "after", "step"),
    [
        ("vegf", [200, 210, 190, 220], [0.2, 0.21, 0.19, 0.22], ScaleColumn("vegf_post", 1000.0)),
        ("mtt", [5.1, 5.2, 5.3, 5.4], [5100, 5200, 5300, 5400], ScaleColumn("mtt_post", 0.001)),
    ],
)
def test_a_visit_in_another_unit_is_offered_to_be_brought_back(
    name: str, before: list[object], after: list[object], step: Step
) -> None:
    columns = {"arm": ["treatment", "control"] * 2, f"{name}_pre": before, f"{name}_post": after}
    cohort = load(csv_of(columns), "a.csv")
    [fix] = [fix for fix in fixes(cohort) if fix.rule.startswith("unit_suspect")]
    assert fix.step == step
    assert not fix.safe
    cured = load(csv_of(columns), "a.csv", steps=[step])
    assert not [i for i in cured.issues if i.code.startswith("unit_suspect")]


def test_a_limit_of_detection_is_scaled_as_a_limit() -> None:
    cells = ["<0.5", "0.7", "12分", "0.9"]
    columns = {"arm": ["treatment", "control"] * 2, "vegf_pre": cells}
    cohort = load(csv_of(columns), "a.csv", steps=[ScaleColumn("vegf_pre", 1000)])
    assert cohort.table["vegf_pre"].tolist() == [250, 700, 12000, 900]
    assert [i.value for i in cohort.issues if i.code == "read_below"] == ["<500"]


def test_a_death_without_mrs_is_written_by_one_click_and_not_with_the_others() -> None:
    """Rule 6: a recorded death with a blank mRS stays missing until the proposal is accepted."""
    columns: dict[str, list[object]] = {
        "arm": ["treatment", "control"] * 2,
        "nihss_pre": [9, 8, 7, 9],
        "nihss_m1": [5, 4, 3, 2],
        "mrs_m3": [None, None, 2, 3],
        "died": [1, 0, 0, 0],
    }
    raw = read(csv_of(columns), "a.csv")
    before = checked(build(raw, ColumnMapping(), "control"))
    (one,) = [fix for fix in fixes(before) if fix.rule == "died_without_mrs"]
    assert (one.row, one.column, one.step) == (2, "mrs_m3", SetCell(2, "mrs_m3", "6"))
    assert not one.safe
    assert before.table["mrs_m3"].isna().sum() == 2
    after = checked(build(raw, ColumnMapping(), "control", steps=(one.step,)))
    assert after.table["mrs_m3"].tolist()[0] == 6
    assert "died_without_mrs" not in {issue.code for issue in after.issues}


def test_a_death_after_the_visit_lacks_no_mrs() -> None:
    cohort = cohort_of(
        nihss_pre=[9, 8], nihss_m6=[5, 4], mrs_m3=[None, 2], died=[1, 0], bi_m1=[50, 60]
    )
    assert "died_without_mrs" not in {issue.code for issue in checked(cohort).issues}
