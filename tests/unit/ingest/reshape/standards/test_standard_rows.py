"""Files of a standard whose rows are no patients: repeating forms, lists of events."""

from __future__ import annotations

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.ingest import ColumnMapping, load


def codes(cohort: Cohort) -> list[str]:
    return [i.code for i in cohort.issues]


def raw_export() -> str:
    """A longitudinal export with a repeating form, check boxes and states of forms."""
    head = (
        "record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,"
        "redcap_data_access_group,group,age,ae___fever,ae___2,baseline_complete,nihss,"
        "nihss_complete"
    )
    lines = [head]
    for who in range(1, 13):
        arm, dag = ("treatment", "control")[who % 2], f"centre_{'ab'[who % 2]}"
        lines += [
            (
                f"{who},baseline_arm_1,,,{dag},{arm},{60 + who},{int(who == 5)},{int(who < 3)},2,"
                f"{9 + who % 4},2"
            ),
            f"{who},day_14_arm_1,,,{dag},,,,,,{5 + who % 4},2",
            f"{who},3_month_arm_1,,,{dag},,,,,,{3 + who % 4},0",
        ]
        if who % 4 == 0:
            lines.append(f"{who},baseline_arm_1,adverse_events,1,{dag},,,,,,,")
    return "\n".join(lines) + "\n"


def test_a_raw_export() -> None:
    cohort = load(raw_export().encode(), "export.csv")
    assert cohort.n == 12
    assert cohort.visits == ("pre", "d14", "m3")
    names = [c.name for c in cohort.columns]
    assert names == [
        "patient_id", "arm", "centre", "age", "ae_fever", "ae_ae2", "nihss_pre", "nihss_d14",
        "nihss_m3",
    ]  # fmt: skip
    assert cohort.table["ae_fever"].sum() == 1
    assert codes(cohort) == ["standard_seen", "repeats_left_out", "long_file", "checkbox_unnamed"]
    assert {why for _, why in cohort.left_out} == {"repeat_form"}
    assert len(cohort.left_out) == 3


def label_export(arms: tuple[str, str] = ("Stem cells", "Control")) -> str:
    """The same with labels: headers are questions, boxes are Checked or Unchecked."""
    head = (
        '"Record ID","Event Name","What is the patient\'s age?","Sex:",'
        '"Adverse events (choice=Fever)","Adverse events (choice=Chest tightness)",'
        '"Adverse events (choice=None)","Medical history (choice=Diabetes)","Complete?",'
        '"NIHSS total score","Complete?"'
    )
    lines = [head]
    for who in range(1, 13):
        number = who % 2 + 1
        event = f"(Arm {number}: {arms[who % 2]})"
        box = ["Checked" if one else "Unchecked" for one in (who == 3, who == 4, who > 4, who < 7)]
        lines += [
            (
                f'{who},"Baseline {event}",{60 + who},{("Male", "Female")[who % 2]},'
                f"{','.join(box)},Complete,{9 + who % 4},Complete"
            ),
            f'{who},"Day 14 {event}",,,,,,,,{5 + who % 4},Incomplete',
        ]
    return "\n".join(lines) + "\n"


def test_an_export_with_labels() -> None:
    cohort = load(label_export().encode(), "labels.csv")
    assert cohort.arms == ("Stem cells", "Control")
    assert [c.name for c in cohort.columns] == [
        "patient_id", "arm", "age", "sex", "ae_fever", "ae_chest_tightness", "diabetes",
        "nihss_pre", "nihss_d14",
    ]  # fmt: skip
    assert cohort.table["ae_fever"].tolist() == [0, 0, 1, *[0] * 9]
    assert (cohort.table["diabetes"] == "yes").sum() == 6
    assert codes(cohort) == ["standard_seen", "arm_from_event", "long_file"]


def test_events_of_one_arm_tell_no_arm() -> None:
    one_arm = label_export().replace("(Arm 2: Control)", "(Arm 1: Stem cells)")
    with pytest.raises(AciError) as refused:
        load(one_arm.encode(), "labels.csv")
    assert refused.value.code == "no_arm_column"


def test_a_mapping_s_arm_goes_before_the_event_s() -> None:
    mapping = ColumnMapping(columns={"Sex:": "arm"}, reference="Male")
    assert load(label_export().encode(), "a.csv", mapping).arms == ("Female", "Male")


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        (
            "STUDYID,USUBJID,TRTA,AETERM,AEDECOD,AESEV,ASTDT",
            "S,{who},A,{event},{event},MILD,2020-01-02",
        ),
        ("STUDYID,DOMAIN,USUBJID,AESEQ,AETERM,AEDECOD,AESEV", "S,AE,{who},1,{event},{event},MILD"),
    ],
)
def test_a_list_of_adverse_events_is_refused(head: str, columns: str) -> None:
    rows = [
        columns.format(who=who, event=event) for who in range(1, 6) for event in ("FEVER", "RASH")
    ]
    with pytest.raises(AciError) as refused:
        load((head + "\n" + "\n".join(rows) + "\n").encode(), "adae.csv")
    assert refused.value.code == "event_rows_standard"
    facts = dict(refused.value.facts)
    assert (facts["column"], facts["n"], facts["patients"]) == ("AEDECOD", 10, 5)


def test_visits_of_a_standard_without_parameters() -> None:
    rows = [
        f"{who},{('Active', 'Placebo')[who % 2]},{visit},{9 - k}"
        for who in range(1, 9)
        for k, visit in enumerate(("Baseline", "Day 14"))
    ]
    cohort = load(("USUBJID,TRTP,AVISIT,NIHSS\n" + "\n".join(rows) + "\n").encode(), "a.csv")
    assert (cohort.n, cohort.visits) == (8, ("pre", "d14"))


def test_common_data_elements() -> None:
    rows = [
        f"G{who:03d},{visit},{60 + who},{('Male', 'Female')[who % 2]},"
        f"{('active', 'placebo')[who // 2 % 2]},{9 - k},{3 - k},{50 + 5 * k}"
        for who in range(1, 13)
        for k, visit in enumerate(("Baseline", "Day 7", "Month 3"))
    ]
    head = (
        "GUID,VisTypPDR,AgeYrs,GenderTyp,TreatmentGroup,NIHSSTotalScore,ModRnkScaleScore,"
        "BarthelIndexTotalScore"
    )
    cohort = load((head + "\n" + "\n".join(rows) + "\n").encode(), "fitbir.csv")
    assert cohort.n == 12
    assert {c.stem for c in cohort.columns if c.visit} == {"nihss", "mrs", "bi"}
    assert {c.name for c in cohort.columns} >= {"age", "sex", "nihss_pre", "mrs_d7", "bi_m3"}
    [seen] = [dict(i.facts) for i in cohort.issues if i.code == "standard_seen"]
    assert seen == {"standard": "NINDS CDE", "n": 7, "of": 8}
