"""What was taken as an adverse event by its name alone is listed in one note."""

from __future__ import annotations

from aci_core.checks import checked
from aci_core.ingest import ColumnMapping
from tests.build import cohort_of

FLAGS = [0, 1, 0, 1]
CODE = "events_by_name"


def test_one_note_for_all() -> None:
    columns = {"nihss_pre": [5, 9, 7, 4], "UTI": FLAGS, "癫痫": FLAGS, "AE: fever": FLAGS}
    cohort = checked(cohort_of(**columns, ae_rash=FLAGS))
    notes = [i for i in cohort.issues if i.code == CODE]
    assert [(i.severity, dict(i.facts)) for i in notes] == [("info", {"headers": "UTI, 癫痫"})]


def test_none_where_the_header_says_it_or_the_mapping() -> None:
    cohort = checked(cohort_of(ae_fever=FLAGS, **{"不良反应-头痛": FLAGS}))
    assert CODE not in {i.code for i in cohort.issues}
    mapping = ColumnMapping(columns={"UTI": "ae_urinary_infection"})
    cohort = checked(cohort_of(mapping, nihss_pre=[5, 9, 7, 4], UTI=FLAGS))
    assert CODE not in {i.code for i in cohort.issues}
