"""Arms, the reference, and who is left out."""

from __future__ import annotations

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.ingest import ColumnMapping, load


def of(*arms: str, mapping: ColumnMapping | None = None, reference: str | None = None) -> Cohort:
    rows = [f"p{i},{arm},{i}" for i, arm in enumerate(arms)]
    data = "\n".join(["patient_id,arm,nihss_pre", *rows]).encode()
    return load(data, "x.csv", mapping, reference)


def codes(cohort: Cohort) -> list[str]:
    return [issue.code for issue in cohort.issues]


@pytest.mark.parametrize(
    ("treatment", "control"),
    [
        ("观察组", "对照组"),
        ("试验组", "常规治疗组"),
        ("干细胞组", "安慰剂"),
        ("treatment", "control"),
        ("Intervention group", "Standard care"),
        ("A", "placebo"),
        ("TRT", "PBO"),
        ("drug", "CTL"),
        ("training", "treatment as usual"),
        ("acupuncture", "Waiting list"),
        ("针刺组", "未治疗组"),
        ("治疗組", "對照組"),
    ],
)
def test_the_control_is_known_by_its_name(treatment: str, control: str) -> None:
    for order in ((treatment, control), (control, treatment)):
        cohort = of(*order)
        assert (cohort.arms, cohort.settled) == ((treatment, control), True)
        assert tuple(cohort.table["arm"].cat.categories) == (treatment, control)


@pytest.mark.parametrize("header", ["grp", "Trt Group", "treatment_assignment", "Assigned arm"])
def test_short_headers_of_arms(header: str) -> None:
    text = f"id,{header},age\n" + "".join(
        f"{i},{'drug' if i % 2 else 'placebo'},60\n" for i in range(8)
    )
    assert load(text.encode(), "x.csv").arms == ("drug", "placebo")


def test_two_unknown_arms_need_a_reference() -> None:
    cohort = of("A", "B")
    assert not cohort.settled
    assert [(i.code, i.severity) for i in cohort.issues] == [("choose_reference", "error")]
    assert of("A", "B", reference="A").arms == ("B", "A")
    assert of("A", "B", mapping=ColumnMapping(reference="B")).arms == ("A", "B")


def test_argument_before_mapping_before_alias() -> None:
    mapping = ColumnMapping(reference="B")
    assert of("A", "B", mapping=mapping, reference="A").reference == "A"
    assert of("treatment", "control", mapping=ColumnMapping(reference="treatment")).reference == (
        "treatment"
    )


def test_a_reference_that_the_file_lacks_is_an_error() -> None:
    with pytest.raises(AciError, match="reference_not_found"):
        of("A", "B", reference="C")


def test_labels_are_one_arm_in_any_case_and_width() -> None:
    assert of("Control", "control ", "ＣＯＮＴＲＯＬ", "drug").n_by_arm == {"drug": 1, "Control": 3}


def test_a_patient_without_an_arm_is_left_out_and_listed() -> None:
    cohort = of("treatment", "", "control", "NA")
    assert cohort.n == 2
    assert [(i.code, i.row) for i in cohort.issues] == [("missing_arm", 3), ("missing_arm", 5)]
    assert cohort.left_out == ((3, "arm_missing"), (5, "arm_missing"))


def test_issues_of_the_others_keep_their_rows() -> None:
    data = b"arm,nihss_pre\ntreatment,1\n,99\ncontrol,99\n"
    cohort = load(data, "x")
    assert [(i.code, i.row) for i in cohort.issues if i.severity == "error"] == [
        ("missing_arm", 3),
        ("out_of_range", 4),
    ]


def test_one_arm() -> None:
    cohort = of("treatment", "treatment")
    assert (cohort.arms, cohort.settled, codes(cohort)) == (("treatment",), False, ["one_arm"])
    with pytest.raises(AciError, match="one_arm"):
        cohort.two_arms()


def test_three_arms_of_which_the_mapping_chooses_two() -> None:
    cohort = of("low", "high", "placebo")
    assert not cohort.settled
    assert set(cohort.arms) == {"low", "high", "placebo"}
    assert codes(cohort) == ["three_arms"]
    with pytest.raises(AciError, match="choose_arms"):
        cohort.two_arms()
    chosen = of("low", "high", "placebo", mapping=ColumnMapping(arms=("high", "placebo")))
    assert (chosen.arms, chosen.settled, chosen.n) == (("high", "placebo"), True, 2)
    assert chosen.left_out == ((2, "arm_not_chosen"),)


def test_chosen_arms_come_treatment_first_unless_a_reference_says_otherwise() -> None:
    assert of("a", "b", "c", mapping=ColumnMapping(arms=("c", "a"))).arms == ("c", "a")
    mapping = ColumnMapping(arms=("c", "a"), reference="c")
    assert of("a", "b", "c", mapping=mapping).arms == ("a", "c")


def test_chosen_arms_must_be_there() -> None:
    with pytest.raises(AciError, match="arms_not_found"):
        of("a", "b", mapping=ColumnMapping(arms=("a", "z")))


def test_an_arm_that_maps_to_null_is_left_out() -> None:
    mapping = ColumnMapping(values={"arm": {"1": "drug", "2": "control", "9": None}})
    cohort = of("1", "2", "9", mapping=mapping)
    assert cohort.arms == ("drug", "control")
    assert cohort.left_out == ((4, "arm_null"),)
    assert codes(cohort) == []


def test_the_same_column_twice_is_no_question() -> None:
    cohort = load(b"group,allocation,x\ndrug,drug,1\ncontrol,control,2\n", "x")
    assert cohort.settled
    assert "not_used" in codes(cohort)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (("1_治疗组", "2_对照组"), ("治疗组", "对照组")),
        (("1=Active", "0=Control"), ("Active", "Control")),
        (("1. 针灸组", "2. 对照组"), ("针灸组", "对照组")),
        (("20 mg", "安慰剂"), ("20 mg", "安慰剂")),
        (("5-FU", "6-MP"), ("5-FU", "6-MP")),  # no codes that count
        (("1-试验组", "1-对照组"), ("1-试验组", "1-对照组")),  # one code for both
    ],
)
def test_an_arm_with_its_code_is_shown_by_its_label(
    written: tuple[str, str], shown: tuple[str, str]
) -> None:
    cohort = of(*written * 6)
    assert set(cohort.arms) == set(shown)
    told = [i.value for i in cohort.issues if i.code == "code_and_label"]
    assert told == ([] if written == shown else ["; ".join(written)])
    assert "arms_joined" not in codes(cohort)


def test_an_arm_may_be_named_with_its_code_where_it_is_chosen() -> None:
    arms = ("1_甲药", "2_乙药") * 6
    assert of(*arms, reference="2_乙药").arms == ("甲药", "乙药")
    assert of(*arms, mapping=ColumnMapping(arms=("2_乙药", "1_甲药"))).arms == ("乙药", "甲药")
    meant = ColumnMapping(values={"arm": {"1_甲药": "A", "2_乙药": "B"}}, reference="B")
    assert of(*arms, mapping=meant).arms == ("A", "B")
    named = of(*arms, mapping=ColumnMapping(arm_names={"1_甲药": "甲"}))
    assert named.arm_names == {"甲药": "甲"}


@pytest.mark.parametrize("reference", ["2", "乙", "乙组"])
@pytest.mark.parametrize(
    ("header", "mapping"),
    [
        ("组别(1=甲组 2=乙组)", {}),
        ("组别①甲组②乙组", {}),
        ("组别", {"values": {"arm": {"1": "甲组", "2": "乙组"}}}),
    ],
)
def test_the_reference_by_its_code_or_its_label(
    header: str, mapping: dict[str, object], reference: str
) -> None:
    data = f"编号,{header},NIHSS治疗前\n1,1,5\n2,2,6\n3,1,7\n4,2,8\n".encode()
    cohort = load(data, "x.csv", ColumnMapping.from_json(mapping), reference)
    assert (cohort.arms, cohort.settled) == (("甲组", "乙组"), True)


def test_a_label_goes_before_a_code() -> None:
    mapping = ColumnMapping.from_json({"values": {"arm": {"1": "2", "2": "1"}}})
    data = b"id,arm,nihss_pre\n1,1,5\n2,2,6\n3,1,7\n4,2,8\n"
    assert load(data, "x.csv", mapping, "1").reference == "1"
