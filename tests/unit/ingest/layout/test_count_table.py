"""Tables of counts, which hold no patients, are refused as such; tables of patients are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from aci_core import cli
from aci_core.domain.errors import AciError
from aci_core.ingest import ColumnMapping, load
from aci_core.presentation.i18n import LANGUAGES, translator
from tests import files

_CROSSED: list[list[object]] = [
    ["", "", "", "Statin Arm", "Statin Yes", "", "Statin No", ""],
    ["", "", "", "Infarction", "Yes", "No", "Yes", "No"],
    ["Race", "Hispanic", "Sex"],
    ["Asian", "Yes", "Male", "", 1, 4, 0, 2],
    ["", "", "Female", "", 0, 3, 0, 0],
    ["", "No", "Male", "", 16, 88, 14, 90],
    ["", "", "Female", "", 12, 90, 11, 95],
]
_TWO_ROWS: list[list[object]] = [
    ["年龄组", "", "存活", "", "死亡", ""],
    ["", "性别", "试验组", "对照组", "试验组", "对照组"],
    ["<65岁", "男", 84, 79, 3, 9],
    ["", "女", 37, 41, 1, 7],
    ["≥65岁", "男", 63, 58, 9, 14],
    ["", "女", 77, 70, 11, 13],
]

_RATES = (
    "组别,例数,痊愈,有效,无效,总有效率\n"
    "观察组,67,12(17.91),50(74.63),5(7.46),62(92.54)\n"
    "对照组,67,8(11.94),43(64.18),16(23.88),51(76.12)\n"
)
_EVENTS = "Adverse event,Drug N=50,Placebo N=50\nHeadache,5 (10%),3 (6%)\nNausea,2 (4%),6 (12%)\n"
_LISTED = "arm,outcome,n\ntreatment,yes,12\ntreatment,no,20\ncontrol,yes,8\ncontrol,no,25\n"
_STEPS = "arm,mRS 0,mRS 1,mRS 2,mRS 3\ndrug,12,20,15,10\nplacebo,6,14,16,13\n"
_TOTAL = ",Recurrence,Free of it,Total\nTreatment,40,10,50\nControl,28,22,50\n"
_ARMS_OVER = ",观察组,,对照组,\n,有效,无效,有效,无效\n男,12,3,10,6\n女,11,4,8,8\n"
_GRADES = "组别,痊愈,显效,有效,无效\n观察组,12,20,30,5\n对照组,8,15,28,16\n"
_BY_GRADE = "疗效,观察组,对照组\n痊愈,12,8\n显效,20,15\n无效,5,16\n合计,37,39\n"
_CODED = "arm,outcome,count\n1,1,12\n1,0,20\n0,1,8\n0,0,25\n"

# By kind: the table, and the size of its counts.
COUNTS: dict[str, tuple[str | list[list[object]], int, int]] = {
    "crossed, with three rows of headers": (_CROSSED, 4, 4),
    "crossed, in Chinese": (_TWO_ROWS, 4, 4),
    "arms by grades": (_GRADES, 2, 4),
    "with rates and a total": (_RATES, 2, 4),
    "grades by arms": (_BY_GRADE, 3, 2),
    "two by two, told by the total": (_TOTAL, 2, 3),
    "a row a combination": (_LISTED, 4, 1),
    "coded": (_CODED, 4, 1),
    "events by arms": (_EVENTS, 2, 2),
    "steps of a scale": (_STEPS, 2, 4),
    "arms over outcomes": (_ARMS_OVER, 2, 4),
}


def bytes_of(table: str | list[list[object]]) -> bytes:
    return table.encode() if isinstance(table, str) else files.xlsx({"Sheet1": table})


@pytest.mark.parametrize("kind", COUNTS)
def test_a_table_of_counts_is_refused_as_one(kind: str) -> None:
    table, rows, columns = COUNTS[kind]
    with pytest.raises(AciError) as refused:
        load(bytes_of(table), "x.csv")
    facts = {"rows": rows, "columns": columns}
    assert (refused.value.code, refused.value.facts) == ("table_of_counts", facts)
    for lang in LANGUAGES:
        said = translator(lang).error(refused.value)
        assert str(rows) in said
        assert "from-table" in said


_MARKS = "组别,性别,有效,无效\n观察组,男,1,0\n观察组,女,0,1\n对照组,男,1,0\n对照组,女,1,0\n"
_EACH = "arm,sex,nihss_pre,nihss_post\ndrug,M,10,5\ndrug,F,12,4\nplacebo,M,9,8\nplacebo,F,8,7\n"
PATIENTS = {
    "marks of grades": _MARKS,
    "each another combination": _EACH,
    "a number of infarcts": "arm,age,n\ndrug,61,2\nplacebo,62,3\ndrug,64,2\nplacebo,70,1\n",
    "with numbers of patients": "编号,组别,有效,无效\n1,观察组,3,1\n2,对照组,2,2\n",
}


@pytest.mark.parametrize("kind", PATIENTS)
def test_patients_are_none(kind: str) -> None:
    text = PATIENTS[kind]
    assert load(text.encode(), "x.csv").n == len(text.splitlines()) - 1


def test_who_names_the_patients_is_believed() -> None:
    table, rows, _ = COUNTS["a row a combination"]
    mapping = ColumnMapping(columns={"n": "patient_id"})
    assert load(bytes_of(table), "x.csv", mapping).n == rows


def test_the_command_line_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(bytes_of(COUNTS["arms by grades"][0]))
    for command in ("check", "analyse"):
        assert cli.main([command, str(file)]) == 2
        output = capsys.readouterr()
        assert (output.out, "table of counts" in output.err) == ("", True)
