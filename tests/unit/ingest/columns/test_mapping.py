"""The mapping file."""

from __future__ import annotations

import pytest

from aci_core.domain.errors import AciError
from aci_core.domain.schema import Measure
from aci_core.ingest import ColumnMapping, Project, load
from aci_core.presentation.i18n import translator
from tests.build import cohort_of

WHOLE = {
    "columns": {"RXASP": "arm", "AGE": "age", "OCCODE": "grade"},
    "values": {"arm": {"Y": "aspirin", "N": "no aspirin"}, "grade": {"4": "good", "0": None}},
    "arms": ["aspirin", "no aspirin"],
    "arm_names": {"aspirin": "Aspirin, 300 mg"},
    "reference": "no aspirin",
    "grade": {"best_first": ["good", "bad"], "effective": ["good"]},
    "kinds": {"site": "categorical"},
    "measures": {"fma": {"better": "higher", "range": [0, 100]}},
    "units": {"vegf_pre": "ng/mL"},
    "ignore": ["HOSPNUM"],
}


def test_json_round_trip() -> None:
    mapping = ColumnMapping.from_json(WHOLE)
    assert mapping.to_json() == WHOLE
    assert ColumnMapping.from_json(mapping.to_json()) == mapping


def test_every_key_is_optional() -> None:
    assert ColumnMapping.from_json({}) == ColumnMapping()
    assert ColumnMapping().to_json() == {}


def test_numbers_and_truth_values_are_taken_as_written() -> None:
    values = ColumnMapping.from_json({"values": {"died": {"1": True, "2": False, "9": 3.0}}}).values
    assert values == {"died": {"1": "yes", "2": "no", "9": "3"}}


def test_a_known_measure_keeps_what_is_not_declared() -> None:
    declared = ColumnMapping.from_json({"measures": {"cbf": {"better": "higher"}}}).measures["cbf"]
    assert declared == Measure("cbf", better="higher", low=0, unit="ml_100g_min")


@pytest.mark.parametrize(
    ("document", "code"),
    [
        ([], "mapping_not_object"),
        (None, "mapping_not_object"),
        ({"column": {}}, "mapping_unknown_key"),
        ({"columns": []}, "mapping_type"),
        ({"columns": {"a": 1}}, "mapping_type"),
        ({"columns": {"a": "arm", "b": "arm"}}, "mapping_twice"),
        ({"values": {"arm": "x"}}, "mapping_type"),
        ({"values": {"arm": {"x": []}}}, "mapping_type"),
        ({"arms": ["a"]}, "mapping_arms"),
        ({"arms": ["a", "a"]}, "mapping_arms"),
        ({"arms": ["a", "b", "c"]}, "mapping_arms"),
        ({"arms": "a"}, "mapping_type"),
        ({"arm_names": ["a"]}, "mapping_type"),
        ({"arm_names": {"a": "x" * 61}}, "arm_name_long"),
        ({"arm_names": {"a": "X", "b": "x "}}, "arm_names_same"),
        ({"reference": 1}, "mapping_type"),
        ({"grade": {"best_first": ["a"], "effective": ["a"]}}, "mapping_grade"),
        ({"grade": {"best_first": ["a", "b"], "effective": []}}, "mapping_grade"),
        ({"grade": {"best_first": ["a", "b"], "effective": ["b"]}}, "mapping_grade"),
        ({"grade": {"best_first": ["a", "b"], "effective": ["a", "b"]}}, "mapping_grade"),
        ({"grade": {"best": ["a", "b"]}}, "mapping_unknown_key"),
        ({"kinds": {"a": "number"}}, "mapping_kind"),
        ({"measures": {"fma": {"better": "up"}}}, "mapping_measure"),
        ({"measures": {"fma": {"range": [3, 1]}}}, "mapping_measure"),
        ({"measures": {"fma": {"range": [float("nan"), 1]}}}, "mapping_measure"),
        ({"measures": {"fma": {"step": 0}}}, "mapping_measure"),
        ({"measures": {"fma": {"unit": "x"}}}, "mapping_unknown_key"),
        ({"ignore": "x"}, "mapping_type"),
    ],
)
def test_a_mistake_is_named(document: object, code: str) -> None:
    with pytest.raises(AciError) as caught:
        ColumnMapping.from_json(document)
    assert caught.value.code == code
    assert translator("zh").error(caught.value)


def test_a_column_that_the_file_lacks_is_an_error() -> None:
    with pytest.raises(AciError, match="mapping_unknown_column"):
        cohort_of(ColumnMapping(columns={"AGE": "age"}), nihss_pre=[1, 2])


def test_the_mapping_goes_before_the_header() -> None:
    cohort = cohort_of(
        ColumnMapping(columns={"score": "nihss_pre"}), nihss_pre=[1, 2], score=[3, 4]
    )
    assert cohort.table["nihss_pre"].tolist() == [3, 4]
    assert [(i.code, i.column) for i in cohort.issues] == [("not_used", "nihss_pre")]


def test_headers_are_found_in_other_case_or_width() -> None:
    mapping = ColumnMapping(columns={"score（before）": "nihss_pre"})
    assert cohort_of(mapping, **{"Score(before)": [3, 4]}).usable("nihss_pre")


def test_ignored_columns_are_left_out() -> None:
    cohort = cohort_of(ColumnMapping(ignore=("site",)), site=["a", "b"])
    assert cohort.column("site") is None


def test_values_are_replaced_before_anything_is_checked() -> None:
    mapping = ColumnMapping(values={"nihss_pre": {"99": None, "zero": "0"}})
    cohort = cohort_of(mapping, nihss_pre=[99, "zero", 5, 6])
    assert cohort.table["nihss_pre"].fillna(-1).tolist() == [-1, 0, 5, 6]
    assert cohort.issues == ()


def test_a_part_that_speaks_of_no_column_is_told() -> None:
    cohort = cohort_of(ColumnMapping(kinds={"centre": "categorical"}), site=["a", "b"])
    assert "mapping_unused" in [i.code for i in cohort.issues]


def test_units_are_converted_and_told() -> None:
    cohort = cohort_of(ColumnMapping(units={"vegf_pre": "ng/mL"}), vegf_pre=[0.2, 0.25])
    assert cohort.table["vegf_pre"].tolist() == [200, 250]
    assert [i.code for i in cohort.issues] == ["unit_converted"]
    with pytest.raises(AciError, match="mapping_unit"):
        cohort_of(ColumnMapping(units={"vegf_pre": "IU"}), vegf_pre=[1, 2])


def test_a_name_that_cannot_be_used_is_an_error() -> None:
    with pytest.raises(AciError, match="mapping_name"):
        cohort_of(ColumnMapping(columns={"x": "effective"}), x=[1, 2])


def test_a_saved_project_keeps_no_hospital_number_and_makes_no_characteristic() -> None:
    text = "住院号,组别,治疗前NIHSS,总有效\n00123456,观察组,9,有效\n00123457,对照组,8,无效\n"
    made = load(text.encode(), "a.csv")
    mapping = Project().with_recognised_columns(made).mapping
    assert set(mapping.columns) == {"组别", "治疗前NIHSS"}
    again = load(text.encode(), "a.csv", mapping)
    assert again.digest == made.digest
    assert again.table["patient_id"].tolist() == ["1", "2"]
    assert not again.usable("总有效")


def test_a_name_shown_for_an_arm_is_of_one_line_and_may_be_taken_back() -> None:
    named = ColumnMapping().with_arm_name("A", " stem\n cells ")
    assert named.arm_names == {"A": "stem cells"}
    assert named.with_arm_name("A", "x" * 60).arm_names == {"A": "x" * 60}
    assert named.with_arm_name("A", " ") == ColumnMapping()
    with pytest.raises(AciError, match="arm_name_long"):
        named.with_arm_name("A", "x" * 61)


def test_no_arm_is_shown_under_the_name_of_the_other() -> None:
    arm = ["A", "B"] * 4
    swapped = ColumnMapping(arm_names={"A": "b"}, reference="B")
    with pytest.raises(AciError, match="arm_names_same"):
        cohort_of(swapped, arm=arm)
    # An arm that the file does not have names none.
    named = cohort_of(ColumnMapping(arm_names={"C": "d", "a": "c"}), arm=arm)
    assert named.arm_names == {"A": "c"}


@pytest.mark.parametrize("sex", ["sex", "性别"])
@pytest.mark.parametrize("pre", ["nihss_pre", "入院NIHSS"])
def test_values_may_be_said_of_a_header(sex: str, pre: str) -> None:
    rows = "".join(
        f"{i},{'AB'[i % 2]},{1 + i % 3 // 2},{'无' if i == 3 else 5 + i % 7},{i % 5}\n"
        for i in range(30)
    )
    data = f"编号,组别,性别,入院NIHSS,出院NIHSS\n{rows}".encode()
    values = {sex: {"1": "male", "2": "female"}, pre: {"无": "0"}, "组别": {"A": "control"}}
    mapping = ColumnMapping(values=values)
    cohort = load(data, "a.csv", mapping)
    assert set(cohort.table["sex"].dropna()) == {"male", "female"}
    assert cohort.table["nihss_pre"].tolist()[3] == 0
    assert "control" in cohort.arms
    assert not [i for i in cohort.issues if i.code in ("mapping_unused", "codes_unknown")]
