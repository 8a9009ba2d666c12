"""Which standard a file follows, and what its columns are by it."""

from __future__ import annotations

import re

import pytest

from aci_core.domain.schema.aliases import words
from aci_core.domain.schema.standards import standard_of
from aci_core.domain.toml_file import load_toml
from aci_core.ingest.columns.headers.header_meaning import canonical

ADSL = (
    "STUDYID", "USUBJID", "SUBJID", "SITEID", "ARM", "TRT01P", "TRT01PN", "TRT01A", "TRT01AN",
    "TRTSDT", "TRTEDT", "AGE", "AGEGR1", "AGEGR1N", "AGEU", "RACE", "SEX", "ETHNIC", "SAFFL",
    "ITTFL", "DTHFL", "EOSSTT", "DCSREAS",
)  # fmt: skip
DM = (
    "STUDYID",
    "DOMAIN",
    "USUBJID",
    "SUBJID",
    "RFSTDTC",
    "DTHFL",
    "SITEID",
    "AGE",
    "SEX",
    "ARMCD",
    "ARM",
    "ACTARM",
)


def test_adsl() -> None:
    followed = standard_of(ADSL)
    assert followed is not None
    assert followed.title == "CDISC ADaM"
    assert (followed.n, followed.of) == (len(ADSL), len(ADSL))
    assert followed.columns == {
        "USUBJID": "patient_id", "TRT01P": "arm", "SITEID": "centre", "AGE": "age", "SEX": "sex",
        "DTHFL": "died", "DCSREAS": "lost_reason",
    }  # fmt: skip
    assert {"STUDYID", "SUBJID", "ARM", "TRT01A", "AGEGR1N", "TRTSDT", "SAFFL"} <= followed.unused
    # Read as any other column, or by its words.
    assert not {"RACE", "ETHNIC", "EOSSTT"} & followed.unused
    assert followed.population == "ITTFL"
    assert followed.rows is None


@pytest.mark.parametrize(
    ("headers", "title", "arm"),
    [
        (DM, "CDISC SDTM", "ARM"),
        (("USUBJID", "TRT01P", "AGE", "SEX", "nihss_pre", "nihss_post"), "CDISC ADaM", "TRT01P"),
        (("usubjid", "trtp", "avisit", "nihss"), "CDISC ADaM", "trtp"),
        (("USUBJID", "TRTA", "TRTP", "AGE"), "CDISC ADaM", "TRTP"),
        (("SUBJID", "TRT01A", "ITTFL", "AGE"), "CDISC ADaM", "TRT01A"),
        (("record_id", "redcap_event_name", "group", "demographics_complete"), "REDCap", None),
        (("Record ID", "Event Name", "Group", "Complete?"), "REDCap", None),
        (("GUID", "VisTypPDR", "NIHSSTotalScore"), "NINDS CDE", None),
    ],
)
def test_the_standard_and_its_arm(headers: tuple[str, ...], title: str, arm: str | None) -> None:
    followed = standard_of(headers)
    assert followed is not None
    assert followed.title == title
    assert next((h for h, name in followed.columns.items() if name == "arm"), None) == arm


@pytest.mark.parametrize(
    "headers",
    [
        ("ARM", "SEX", "AGE", "RACE"),
        ("编号", "组别", "治疗前NIHSS", "治疗后NIHSS"),
        ("patient_id", "arm", "complete"),
        ("record_id", "group", "nihss_pre"),
        ("id", "DTHFL", "arm"),
        (),
    ],
)
def test_a_clinic_s_own_file_follows_none(headers: tuple[str, ...]) -> None:
    assert standard_of(headers) is None


def test_rows_of_parameters() -> None:
    bds = standard_of(
        ("USUBJID", "TRTP", "PARAMCD", "PARAM", "AVISIT", "AVAL", "BASE", "ABLFL", "DTYPE")
    )
    assert bds is not None
    assert bds.rows is not None
    rows = bds.rows
    assert (rows.parameter, rows.visit, rows.value) == ("PARAMCD", "AVISIT", "AVAL")
    assert (rows.base, rows.baseline, rows.derived, rows.chosen) == ("BASE", "ABLFL", "DTYPE", None)
    assert {"PARAMCD", "AVISIT", "AVAL"} <= bds.unused
    vs = standard_of(("USUBJID", "DOMAIN", "VSTESTCD", "VSTEST", "VSSTRESN", "VSBLFL", "VISIT"))
    assert vs is not None
    assert vs.rows is not None
    assert (vs.rows.parameter, vs.rows.value, vs.rows.baseline) == (
        "VSTESTCD",
        "VSSTRESN",
        "VSBLFL",
    )


def test_forms_of_redcap_are_unused_and_their_fields_are_not() -> None:
    headers = (
        "record_id",
        "redcap_event_name",
        "nihss",
        "nihss_complete",
        "Complete?",
        "ae___none",
    )
    followed = standard_of(headers)
    assert followed is not None
    assert followed.unused == {"nihss_complete", "Complete?", "ae___none"}


def test_the_table_names_what_the_app_has() -> None:
    tree = load_toml("aci_core.domain.schema", "standards.toml")
    known = {*words().columns.values()}
    for code, table in tree.items():
        names = table if code == "everywhere" else table["columns"]
        assert all(canonical(name) is not None or name in known for name in names), code
        for part in ("signs", "unused", "named"):
            listed = table.get(part, {"names": []})
            for pattern in listed["names"] if isinstance(listed, dict) else listed:
                re.compile(pattern)
