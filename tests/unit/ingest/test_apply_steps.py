"""Steps done to the cells, and what becomes of the cohort."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence

import pandas as pd
import pyarrow as pa
import pytest

from aci_core.domain.errors import AciError
from aci_core.domain.steps import (
    MAX_STEPS,
    FillBlank,
    FillDown,
    OmitRow,
    OmitWhere,
    ReplaceText,
    ScaleColumn,
    ScaleWhere,
    SetCell,
    Step,
    steps_from_json,
)
from aci_core.ingest import Project, build, load, read
from aci_core.ingest.apply_steps import apply_steps, n_omitted, n_replaced
from aci_core.presentation.i18n import translator

FILE = (
    "编号,组别,治疗前NIHSS评分,bi_pre,vegf_pre,疗效\n"
    "a,观察组,55,12,0.2042,显效\n"
    "b,对照组,8,20,NA,显　效\n"
    "\n"
    "c,观察组,7,,0.1,有效\n"
    "d,对照组,6,5,0.3,无效\n"
).encode()


def cells(steps: Sequence[Step], column: int) -> list[str | None]:
    """The text of a column after the steps."""
    frame = apply_steps(read(FILE, "a.csv"), steps).frame
    texts: list[str | None] = frame[column].array.__arrow_array__().to_pylist()
    return texts


def codes(steps: Sequence[Step]) -> list[tuple[str, int | None, str | None]]:
    issues = apply_steps(read(FILE, "a.csv"), steps).issues
    return [(i.code, i.row, i.column) for i in issues]


# ----------------------------------------------------------------------------------- one step


def test_a_cell_is_set_or_emptied_by_the_spreadsheets_row() -> None:
    assert cells([SetCell(2, "治疗前NIHSS评分", "5")], 2) == ["5", "8", "7", "6"]
    assert cells([SetCell(5, "治疗前NIHSS评分", None)], 2) == ["55", "8", None, "6"]
    assert cells([SetCell(5, "bi_pre", "60")], 3) == ["12", "20", "60", "5"]


def test_the_numbers_of_one_arm_are_multiplied() -> None:
    step = ScaleWhere("bi_pre", 5.0, "组别", "对照组 ")
    assert cells([step], 3) == ["12", "100", None, "25"]
    assert codes([step]) == [("steps_used", None, None)]
    moved = [SetCell(2, "组别", "对照组"), step]
    assert cells(moved, 3) == ["60", "100", None, "25"]
    for fits_nothing in (
        ScaleWhere("bi_pre", 5.0, "组别", "丙组"),
        ScaleWhere("bi_pre", 5.0, "no column", "对照组"),
        ScaleWhere("no column", 5.0, "组别", "对照组"),
        ScaleWhere("疗效", 5.0, "组别", "对照组"),
    ):
        assert codes([fits_nothing])[0][0] == "step_unused"


def test_every_number_of_a_column_is_multiplied_and_nothing_else() -> None:
    assert cells([ScaleColumn("bi_pre", 5.0)], 3) == ["60", "100", None, "25"]
    assert cells([ScaleColumn("vegf_pre", 1000.0)], 4) == ["204.2", "NA", "100", "300"]
    assert cells([ScaleColumn("bi_pre", 0.1)], 3) == ["1.2", "2", None, "0.5"]


def test_a_patient_is_left_out_and_listed() -> None:
    raw = apply_steps(read(FILE, "a.csv"), [OmitRow(5), OmitRow(2)])
    assert raw.frame[0].tolist() == ["b", "d"]
    assert raw.row_numbers().tolist() == [3, 6]
    assert raw.left_out == ((2, "omitted"), (5, "omitted"))


def test_a_text_is_replaced_in_every_spelling() -> None:
    assert cells([ReplaceText("疗效", "显效", "好")], 5) == ["好", "好", "有效", "无效"]
    assert cells([ReplaceText("疗效", "显 效", None)], 5) == [None, None, "有效", "无效"]
    assert cells([ReplaceText("vegf_pre", "na", "0.5")], 4) == ["0.2042", "0.5", "0.1", "0.3"]
    assert cells([ReplaceText("编号", "Ａ", "z")], 0) == ["z", "b", "c", "d"]


def test_a_header_may_be_written_in_another_width_or_case() -> None:
    assert cells([SetCell(2, "ＢＩ_PRE", "1")], 3)[0] == "1"


# -------------------------------------------------------------------------------- several steps


def test_steps_are_done_in_their_order() -> None:
    set_first = [SetCell(2, "bi_pre", "4"), ScaleColumn("bi_pre", 5.0)]
    assert cells(set_first, 3) == ["20", "100", None, "25"]
    assert cells(set_first[::-1], 3) == ["4", "100", None, "25"]
    assert cells([SetCell(2, "bi_pre", "4"), SetCell(2, "bi_pre", "6")], 3)[0] == "6"
    assert cells([ReplaceText("bi_pre", "20", "5"), ReplaceText("bi_pre", "5", None)], 3) == [
        "12", None, None, None,
    ]  # fmt: skip


def test_the_table_itself_is_left_as_it_is() -> None:
    raw = read(FILE, "a.csv")
    apply_steps(raw, [SetCell(2, "bi_pre", None), OmitRow(3), ScaleColumn("vegf_pre", 2.0)])
    assert raw.frame[3].tolist()[0] == "12"
    assert (len(raw.frame), raw.left_out, raw.issues) == (4, (), ())


def test_a_column_of_several_chunks() -> None:
    whole = read(FILE, "a.csv")
    parts = {
        i: pd.arrays.ArrowExtensionArray(
            pa.chunked_array([part.slice(0, 1), part.slice(1, 0), part.slice(1, 2), part.slice(3)])
        )
        for i in range(6)
        for part in [whole.frame[i].array.__arrow_array__().chunk(0)]
    }
    raw = dataclasses.replace(whole, frame=pd.DataFrame(parts, copy=False))
    steps = [SetCell(row, "bi_pre", f"r{row}") for row in (6, 2, 5)]
    made = apply_steps(raw, steps).frame[3].array.__arrow_array__()
    assert made.num_chunks == 4
    assert made.to_pylist() == ["r2", "20", "r5", "r6"]
    scaled = apply_steps(raw, [*steps, ScaleColumn("vegf_pre", 1000.0)])
    assert scaled.frame[4].tolist() == ["204.2", "NA", "100", "300"]


def test_what_fits_nothing_is_told_and_the_rest_is_done() -> None:
    steps = [
        SetCell(4, "bi_pre", "1"),  # a blank row
        SetCell(2, "bi_post", "1"),
        OmitRow(99),
        ScaleColumn("疗效", 2.0),
        ReplaceText("疗效", "好转", "有效"),
        SetCell(2, "bi_pre", "1"),
    ]
    assert codes(steps) == [
        ("step_unused", 4, "bi_pre"),
        ("step_unused", 2, "bi_post"),
        ("step_unused", 99, None),
        ("step_unused", None, "疗效"),
        ("step_unused", None, "疗效"),
        ("steps_used", None, None),
    ]
    assert [dict(i.facts)["n"] for i in apply_steps(read(FILE, "a.csv"), steps).issues] == [
        1, 2, 3, 4, 5, 1,
    ]  # fmt: skip
    assert cells(steps, 3)[0] == "1"


def test_a_header_that_stands_twice_is_not_guessed() -> None:
    raw = read(b"arm,x,x\na,1,2\nb,3,4\n", "a.csv")
    made = apply_steps(raw, [SetCell(2, "x", "9")])
    assert made.frame[1].tolist() == ["1", "3"]
    assert made.issues[-1].code == "step_unused"


# ----------------------------------------------------------------------------------- the cohort


def test_the_cohort_is_read_anew_and_keeps_the_steps() -> None:
    before = load(FILE, "a.csv")
    assert math.isnan(before.table["nihss_pre"][0])  # impossible, so missing
    steps = (SetCell(2, "治疗前NIHSS评分", "5"), ScaleColumn("bi_pre", 5.0), OmitRow(6))
    after = load(FILE, "a.csv", steps=steps)
    assert after.table["nihss_pre"][0] == 5
    assert after.steps == steps
    assert (before.steps, before.n, after.n) == ((), 4, 3)
    assert after.left_out == ((6, "omitted"),)
    assert after.table["bi_pre"].tolist()[:2] == [60, 100]
    assert [after.row_of(i) for i in range(3)] == [2, 3, 5]
    assert after.digest != before.digest


def test_a_corrected_file_has_the_digest_of_the_steps() -> None:
    corrected = FILE.replace(b",55,", b",5,")
    assert load(FILE, "a.csv", steps=[SetCell(2, "治疗前NIHSS评分", "5")]).digest == (
        load(corrected, "a.csv").digest
    )


def test_rows_are_left_out_by_the_text_of_a_column() -> None:
    step = OmitWhere("组别", " 对照组")
    raw = apply_steps(read(FILE, "a.csv"), [step])
    assert len(raw.frame) == 2
    assert raw.left_out == ((3, "omitted"), (6, "omitted"))
    assert [(one.header, one.n) for one in raw.corrections] == [("", 2)]
    assert n_omitted(read(FILE, "a.csv"), step) == 2
    assert n_omitted(read(FILE, "a.csv"), step, [OmitRow(3)]) == 1
    assert codes([OmitWhere("组别", "x")]) == [("step_unused", None, "组别")]
    assert codes([OmitWhere("nowhere", "x")]) == [("step_unused", None, "nowhere")]


def test_left_out_by_all_rows_is_an_error_and_not_a_crash() -> None:
    raw = read(FILE, "a.csv")
    with pytest.raises(AciError):
        build(raw, steps=[OmitRow(row) for row in (2, 3, 5, 6)])


# ------------------------------------------------------------------------------------------ JSON

EVERY: tuple[Step, ...] = (
    SetCell(2, "a", "7"),
    SetCell(2, "a", None),
    ScaleColumn("b", 0.001),
    ScaleWhere("b", 5.0, "组别", "观察组"),
    OmitRow(3),
    OmitWhere("RANDFL", "N"),
    FillDown("组别"),
    FillBlank("不良反应", "0"),
    ReplaceText("c", "显著", "显效"),
    ReplaceText("c", "x", None),
)


def test_steps_survive_json() -> None:
    assert steps_from_json([step.to_json() for step in EVERY]) == EVERY


@pytest.mark.parametrize(
    ("junk", "code"),
    [
        (None, "steps_not_list"),
        ({"kind": "omit", "row": 2}, "steps_not_list"),
        ([{"kind": "omit", "row": 2}] * (MAX_STEPS + 1), "steps_too_many"),
        ([7], "step_kind"),
        ([{}], "step_kind"),
        ([{"kind": ["omit"]}], "step_kind"),
        ([{"kind": "drop", "row": 2}], "step_kind"),
        ([{"kind": "omit"}], "step_part"),
        ([{"kind": "omit", "row": True}], "step_part"),
        ([{"kind": "omit", "row": 0}], "step_part"),
        ([{"kind": "omit", "row": 2.0}], "step_part"),
        ([{"kind": "omit", "row": 2, "text": None}], "step_part"),
        ([{"kind": "set", "row": 2, "column": "a"}], "step_part"),
        ([{"kind": "set", "row": 2, "column": " ", "text": "1"}], "step_part"),
        ([{"kind": "set", "row": 2, "column": "a", "text": 1}], "step_part"),
        ([{"kind": "set", "row": 2, "column": "a", "text": "1" * 5000}], "step_part"),
        ([{"kind": "set", "row": 2, "column": "a", "text": "\ud800"}], "step_part"),
        ([{"kind": "scale", "column": "\udfff", "factor": 5}], "step_part"),
        ([{"kind": "scale", "column": "a", "factor": "5"}], "step_part"),
        ([{"kind": "scale", "column": "a", "factor": 0}], "step_part"),
        ([{"kind": "scale", "column": "a", "factor": float("nan")}], "step_part"),
        ([{"kind": "scale", "column": "a", "factor": float("inf")}], "step_part"),
        ([{"kind": "scale", "column": "a", "factor": 10**400}], "step_part"),
        ([{"kind": "replace", "column": "a", "text": None, "with": "b"}], "step_part"),
        ([{"kind": "replace", "column": "a", "text": "b"}], "step_part"),
    ],
)
def test_junk_is_refused_in_a_sentence(junk: object, code: str) -> None:
    with pytest.raises(AciError) as caught:
        steps_from_json(junk)
    assert caught.value.code == code
    assert translator("zh").error(caught.value)


def test_an_error_names_the_step_and_the_part() -> None:
    with pytest.raises(AciError) as caught:
        steps_from_json([{"kind": "omit", "row": 2}, {"kind": "set", "row": "secret"}])
    assert caught.value.facts == {"n": 2, "key": "row"}


def test_a_project_survives_json() -> None:
    document = {
        "mapping": {"columns": {"x": "arm"}},
        "reading": {"delimiter": ";"},
        "steps": [step.to_json() for step in EVERY],
        "settings": Project.from_json({"settings": {"rule": "pct_40"}}).to_json()["settings"],
    }
    project = Project.from_json(document)
    assert project.to_json() == document
    assert project.steps == EVERY
    assert Project.from_json({"settings": {"rule": "pct_40"}}).settings is not None
    assert Project.from_json({}) == Project()


@pytest.mark.parametrize(
    ("junk", "code"),
    [
        ([], "mapping_not_object"),
        ({"steps": [], "columns": {}}, "project_unknown_key"),
        ({"steps": {}}, "steps_not_list"),
        ({"steps": None}, "steps_not_list"),
        ({"mapping": []}, "mapping_not_object"),
        ({"reading": []}, "reading_type"),
        ({"settings": 7}, "settings_not_object"),
        ({"nonsense": 7}, "mapping_unknown_key"),
    ],
)
def test_a_junk_project_is_refused(junk: object, code: str) -> None:
    with pytest.raises(AciError) as caught:
        Project.from_json(junk)
    assert caught.value.code == code


def test_the_cells_that_a_replacement_would_touch_are_counted_as_it_would_find_them() -> None:
    raw = read(FILE, "a.csv")
    step = ReplaceText("疗效", "显效", "有效")
    assert n_replaced(raw, step) == 2  # written in two ways
    assert n_replaced(raw, step, (SetCell(2, "疗效", "无效"),)) == 1
    assert n_replaced(raw, step, (OmitRow(2), SetCell(3, "bi_pre", "显效"))) == 1
    assert n_replaced(raw, step, (step,)) == 0
    assert n_replaced(raw, ReplaceText("nowhere", "显效", None)) == 0
