"""The identifier and the arm are chosen by their values, not by header alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.ingest import ColumnMapping, load
from tests.build import csv_of

N = 24


def cohort(head: list[str], *columns: Sequence[object], **mapping: object) -> Cohort:
    scores = {
        "nihss_pre": [9 + i % 7 for i in range(N)],
        "nihss_post": [3 + i % 5 for i in range(N)],
    }
    text = csv_of({**dict(zip(head, columns, strict=True)), **scores})
    return load(text, "x.csv", ColumnMapping(**mapping))  # type: ignore[arg-type]


def told(made: Cohort, code: str) -> list[str | None]:
    return [i.column for i in made.issues if i.code == code]


ARMS = [("treatment", "control")[i % 2] for i in range(N)]
IDS = [f"P{i:02}" for i in range(N)]


# ------------------------------------------------------------------------------ the identifier


def test_a_study_s_own_number_is_no_patient(shared: Callable[[str], Path]) -> None:
    file = shared("faults/01_study_id_constant.csv")
    made = load(file.read_bytes(), file.name)
    assert made.n == 24
    assert made.n_by_arm == {"treatment": 12, "control": 12}
    assert made.table["patient_id"].tolist() == [f"P{i:02}" for i in range(1, 25)]
    assert [i.severity for i in made.issues if i.code != "id_constant"] == []
    assert told(made, "id_constant") == ["STUDYID"]


@pytest.mark.parametrize(
    ("header", "own"),
    [("研究编号", "受试者编号"), ("study no", "subject no"), ("Record ID", "编号")],
)
def test_a_constant_identifier_in_any_order(header: str, own: str) -> None:
    for head, columns in (
        ([header, own, "arm"], (["T-1"] * N, IDS, ARMS)),
        ([own, header, "arm"], (IDS, ["T-1"] * N, ARMS)),
    ):
        made = cohort(head, *columns)
        assert made.table["patient_id"].tolist() == IDS
        assert told(made, "id_constant") == [header]
        assert told(made, "duplicate_patient") == []


def test_a_constant_identifier_alone_identifies_nobody() -> None:
    made = cohort(["study id", "arm"], ["T-1"] * N, ARMS)
    assert made.n == N
    assert told(made, "id_constant") == ["study id"]
    assert len(told(made, "no_id_column")) == 1


def test_a_number_of_two_studies_is_no_patient_either() -> None:
    made = cohort(["study no", "subject no", "arm"], [f"S{i % 2}" for i in range(N)], IDS, ARMS)
    assert made.table["patient_id"].tolist() == IDS
    serial = cohort(
        ["study no", "no", "arm"], [f"S{i % 2}" for i in range(N)], list(range(N)), ARMS
    )
    assert serial.table["patient_id"].tolist() == [str(i) for i in range(N)]


def test_a_patient_who_stands_twice_does_not_make_the_serial_number_the_identifier() -> None:
    made = cohort(
        ["编号", "病历编码", "序号", "arm"], [*IDS[:-1], IDS[0]], IDS, list(range(N)), ARMS
    )
    assert told(made, "duplicate_patient") == ["编号"]


def test_the_mapping_has_the_last_word() -> None:
    made = cohort(
        ["STUDYID", "SUBJID", "arm"], ["T"] * N, IDS, ARMS, columns={"STUDYID": "patient_id"}
    )
    assert set(made.table["patient_id"]) == {"T"}


# ------------------------------------------------------------------------------------- the arm


def test_the_arm_is_the_column_that_names_the_control(shared: Callable[[str], Path]) -> None:
    file = shared("faults/19_two_arm_columns.csv")
    made = load(file.read_bytes(), file.name)
    assert made.two_arms() == ("treatment", "control")
    assert made.n_by_arm == {"treatment": 12, "control": 12}
    assert told(made, "arm_by_values") == ["group"]


@pytest.mark.parametrize(
    ("header", "sets", "own", "arms"),
    [
        ("分组", ("建模集", "验证集"), "治疗方案", ("干细胞治疗", "常规治疗")),
        ("Group", ("early", "late"), "intervention", ("cells", "placebo")),
        ("Study group", ("ACI", "ACI"), "treat", ("verum", "sham")),
        ("组别", ("一科", "二科"), "干预措施", ("观察组", "对照组")),
    ],
)
def test_other_groups_beside_the_arm(
    header: str, sets: tuple[str, str], own: str, arms: tuple[str, str]
) -> None:
    groups = [sets[i % 3 == 0] for i in range(N)]
    given = [arms[i % 2] for i in range(N)]
    for head, columns in (
        (["编号", header, own], (IDS, groups, given)),
        (["编号", own, header], (IDS, given, groups)),
    ):
        made = cohort(head, *columns)
        assert made.two_arms() == arms
        assert told(made, "arm_by_values") == [header]


def test_codes_beside_another_treatment_are_asked_about() -> None:
    coded = ["AB"[i % 2] for i in range(N)]
    other = [("常规治疗", "溶栓")[i % 3 == 0] for i in range(N)]
    with pytest.raises(AciError, match="two_arm_columns"):
        cohort(["编号", "组别", "治疗方案"], IDS, coded, other)
    # The same arms in words: nothing to ask.
    words = [("常规治疗", "联合治疗")[i % 2] for i in range(N)]
    made = cohort(["编号", "组别", "治疗方案"], IDS, coded, words)
    assert made.two_arms() == ("联合治疗", "常规治疗")
    said = cohort(
        ["编号", "组别", "治疗方案"], IDS, coded, other, columns={"组别": "arm"}, reference="A"
    )
    assert said.two_arms() == ("B", "A")


def test_by_header_where_both_name_a_control() -> None:
    other = [("常规治疗", "溶栓治疗")[i % 3 == 0] for i in range(N)]
    made = cohort(
        ["编号", "治疗", "组别"], IDS, other, [("观察组", "对照组")[i % 2] for i in range(N)]
    )
    assert made.two_arms() == ("观察组", "对照组")
    assert told(made, "not_used") == ["治疗"]
