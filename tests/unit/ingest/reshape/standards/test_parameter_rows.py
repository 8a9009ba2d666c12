"""Files with a row for each parameter and visit: CDISC BDS, and findings of SDTM."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aci_core.checks.repair.fixes import cell_of
from aci_core.domain.cohort import NON_PATIENT_REASONS, Cohort
from aci_core.domain.errors import AciError
from aci_core.ingest import ColumnMapping, load

HEAD = "USUBJID,TRTP,SEX,PARAMCD,PARAM,AVISIT,AVAL,BASE,ABLFL,DTYPE,ANL01FL"
PARAMETERS = (
    ("NIHSSTOT", "NIHSS Total Score"),
    ("BARTHEL", "Barthel Index Total Score"),
    ("MRS101", "mRS01-Modified Rankin Scale Score"),
)


def row(who: int, code: str, name: str, visit: str, value: object, **more: object) -> str:
    cells = {"base": "", "ablfl": "", "dtype": "", "anl": "Y", **more}
    arm = ("Active", "Placebo")[who % 2]
    return (
        f"S-{who:02d},{arm},{'MF'[who % 2]},{code},{name},{visit},{value},"
        f"{cells['base']},{cells['ablfl']},{cells['dtype']},{cells['anl']}"
    )


def bds(rows: Sequence[str], **mapping: object) -> Cohort:
    text = "\n".join((HEAD, *rows)) + "\n"
    return load(text.encode(), "adqs.csv", ColumnMapping(**mapping))  # type: ignore[arg-type]


def facts(cohort: Cohort, code: str) -> list[dict[str, object]]:
    return [dict(i.facts) for i in cohort.issues if i.code == code]


def whole(n: int = 12) -> list[str]:
    rows = []
    for who in range(1, n + 1):
        for (code, name), start in zip(PARAMETERS, (9, 50, 4), strict=True):
            for k, visit in enumerate(("Baseline", "Day 14", "Month 3")):
                value = (
                    start + who % 3 - k
                    if code == "NIHSSTOT"
                    else start + (5 * k if start > 9 else -k)
                )
                rows.append(row(who, code, name, visit, value, ablfl="" if k else "Y"))
    return rows


def test_each_patient_has_one_row_and_each_parameter_its_visits() -> None:
    cohort = bds(whole())
    assert cohort.n == 12
    assert cohort.n_by_arm == {"Active": 6, "Placebo": 6}
    scores = [c.name for c in cohort.columns if c.visit]
    assert scores == [
        f"{stem}_{v}" for stem in ("nihss", "bi", "mrs") for v in ("pre", "d14", "m3")
    ]
    assert cohort.table["nihss_pre"].tolist() == [9 + who % 3 for who in range(1, 13)]
    assert cohort.table["nihss_m3"].tolist() == [7 + who % 3 for who in range(1, 13)]
    [said] = facts(cohort, "parameter_rows")
    assert said == {"n": 108, "patients": 12, "names": "nihss, bi, mrs", "visits": "pre, d14, m3"}
    assert [c.name for c in cohort.columns if not c.visit] == ["patient_id", "arm", "sex"]


def test_the_order_of_rows_does_not_matter() -> None:
    rows = whole()
    one, other = bds(rows), bds([*rows[::2], *rows[1::2]])
    assert one.table.sort_values("patient_id").to_numpy().tolist() == (
        other.table.sort_values("patient_id").to_numpy().tolist()
    )


def test_an_issue_names_the_row_of_its_own_cell() -> None:
    rows = whole()
    at = next(i for i, text in enumerate(rows) if "NIHSSTOT" in text and "Day 14" in text)
    rows[at] = row(1, *PARAMETERS[0], "Day 14", 55)
    cohort = bds(rows)
    [issue] = [i for i in cohort.issues if i.code == "out_of_range"]
    assert (issue.row, issue.value) == (at + 2, "55")
    assert cell_of(issue, cohort) == (at + 2, "AVAL")


def test_flagged_rows_are_before_treatment_whatever_their_visit() -> None:
    rows = [
        text
        for who in range(1, 9)
        for text in (
            row(who, *PARAMETERS[0], "Screening", 12),
            row(who, *PARAMETERS[0], "Day 1", 10, ablfl="Y"),
            row(who, *PARAMETERS[0], "Month 3", 4),
        )
    ]
    cohort = bds(rows)
    assert cohort.table["nihss_pre"].tolist() == [10] * 8
    assert sorted(cohort.visits) == ["m3", "pre"]


def test_what_was_not_observed_is_left_out_and_told() -> None:
    rows = [
        text
        for who in range(1, 9)
        for text in (
            row(who, *PARAMETERS[0], "Baseline", 10),
            row(who, *PARAMETERS[0], "Month 3", 6, dtype="" if who > 2 else "LOCF"),
            row(who, *PARAMETERS[0], "Month 3", 9, anl="N"),
        )
    ]
    cohort = bds(rows)
    assert facts(cohort, "parameter_derived") == [{"n": 2}]
    assert facts(cohort, "parameter_not_chosen") == [{"n": 8}]
    assert cohort.table["nihss_m3"].isna().tolist() == [True, True, *[False] * 6]
    reasons = {why for _, why in cohort.left_out}
    assert reasons == {"parameter_derived", "parameter_not_chosen"}
    assert reasons <= NON_PATIENT_REASONS


def test_a_row_of_no_visit_says_so_and_is_no_patient() -> None:
    rows = [
        text
        for who in range(1, 9)
        for text in (
            row(who, *PARAMETERS[0], "Baseline", 10),
            row(who, *PARAMETERS[0], "", 12),
            row(who, *PARAMETERS[0], "Early exit", 5),
            row(who, *PARAMETERS[0], "Month 3", 6, dtype="" if who > 2 else "LOCF"),
        )
    ]
    cohort = bds(rows)
    told = [(i.value, i.row) for i in cohort.issues if i.code.startswith("long_")]
    assert told[:2] == [("Early exit", 4), ("Early exit", 8)]
    assert told[8:10] == [(None, 3), (None, 7)]
    assert {why for _, why in cohort.left_out} <= NON_PATIENT_REASONS
    assert len(cohort.left_out) == 18


def test_who_has_no_row_to_analyse_stays_a_patient() -> None:
    rows = [row(who, *PARAMETERS[0], v, 9) for who in range(1, 9) for v in ("Baseline", "Day 7")]
    rows += [row(9, *PARAMETERS[0], "Day 7", 9, dtype="LOCF")]
    cohort = bds(rows)
    assert cohort.n == 9
    assert bool(cohort.table["nihss_d7"].isna().iloc[-1])


def test_base_is_the_value_before_treatment_where_no_row_is() -> None:
    rows = [row(who, *PARAMETERS[0], "Month 3", 4, base=10 + who % 3) for who in range(1, 9)]
    cohort = bds(rows)
    assert cohort.table["nihss_pre"].tolist() == [10 + who % 3 for who in range(1, 9)]
    assert facts(cohort, "parameter_base") == [{"names": "nihss"}]


def test_a_visit_given_twice_is_an_error_and_unknown_visits_are_named() -> None:
    rows = [row(who, *PARAMETERS[0], v, 9) for who in range(1, 9) for v in ("Baseline", "Day 7")]
    rows += [row(3, *PARAMETERS[0], "Day 7", 2), row(3, *PARAMETERS[0], "Unscheduled 2.1", 2)]
    cohort = bds(rows)
    said = [(i.code, i.row, i.value) for i in cohort.issues if i.code.startswith("long_")]
    assert said == [("long_visit_unknown", 19, "Unscheduled 2.1"), ("long_twice", 18, None)]
    assert cohort.table["nihss_d7"].tolist() == [9] * 8
    known = bds(rows, values={"visit": {"Unscheduled 2.1": "d10"}})
    assert known.table["nihss_d10"].tolist()[2] == 2


def test_a_parameter_that_nobody_knows_is_a_measure_by_its_code() -> None:
    rows = [
        row(who, "FMAUE", "Fugl-Meyer Arm", v, 30)
        for who in range(1, 9)
        for v in ("Baseline", "Day 7")
    ]
    cohort = bds(rows)
    assert [c.name for c in cohort.columns if c.visit] == ["fmaue_pre", "fmaue_d7"]


def test_without_visits_it_is_refused() -> None:
    text = "USUBJID,TRTP,PARAMCD,AVAL,CNSR\n" + "".join(f"{i},A,TTDE,{i},0\n" for i in range(1, 9))
    with pytest.raises(AciError) as refused:
        load(text.encode(), "adtte.csv")
    assert refused.value.code == "parameters_without_visit"


FINDINGS = """STUDYID,DOMAIN,USUBJID,ARM,QSTESTCD,QSTEST,QSSTRESN,QSBLFL,VISIT
"""


def test_findings_of_sdtm() -> None:
    rows = [
        f"X,QS,{who},{('Active', 'Placebo')[who % 2]},NIHSS0101,NIHSS01-NIHSS Total Score,"
        f"{10 - k},{'' if k else 'Y'},{visit}"
        for who in range(1, 9)
        for k, visit in enumerate(("BASELINE", "WEEK 2"))
    ]
    cohort = load((FINDINGS + "\n".join(rows) + "\n").encode(), "qs.csv")
    assert cohort.n == 8
    assert cohort.table["nihss_w2"].tolist() == [9] * 8


def test_findings_without_arms_say_where_they_stand() -> None:
    head = FINDINGS.replace("ARM,", "")
    rows = [f"X,QS,{who},NIHSS,NIHSS,10,Y,BASELINE" for who in range(1, 9)]
    with pytest.raises(AciError) as refused:
        load((head + "\n".join(rows) + "\n").encode(), "qs.csv")
    assert refused.value.code == "no_arm_standard"
    assert dict(refused.value.facts)["where"] == "DM"


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 2), st.integers(0, 42)), min_size=1))
def test_no_value_is_lost_or_made(values: list[tuple[int, int, int]]) -> None:
    visits = ("Baseline", "Day 7", "Month 3")
    rows = [row(who, *PARAMETERS[0], visits[v], value) for who, v, value in values]
    cohort = bds(rows)
    first: dict[tuple[int, int], int] = {}
    for who, v, value in values:
        first.setdefault((who, v), value)
    read = {
        (int(patient[2:]), v): int(value)
        for v, name in enumerate(("nihss_pre", "nihss_d7", "nihss_m3"))
        if name in cohort.table
        for patient, value in zip(cohort.table["patient_id"], cohort.table[name], strict=True)
        if not isnan(value)
    }
    assert read == first
