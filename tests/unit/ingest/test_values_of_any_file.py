"""Made-up files of clinics: what their values are, whatever the headers say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from aci_core.checks import checked
from aci_core.domain.cohort import Cohort, Issue
from aci_core.ingest import load
from tests.command import inside

Shared = Callable[[str], Path]


def cohort_of(shared: Shared, name: str) -> Cohort:
    path = shared(f"faults/{name}")
    return checked(load(path.read_bytes(), path.name))


def of_column(cohort: Cohort, header: str) -> list[Issue]:
    return [i for i in cohort.issues if i.column == header and i.code != "unmapped"]


@pytest.mark.parametrize(
    ("name", "code", "mean_with"),
    [("10_sentinel_99.csv", "-99", "-10.86"), ("10b_sentinel_999.csv", "999", "172.1")],
)
def test_a_missing_code_is_one_question(
    shared: Shared, name: str, code: str, mean_with: str
) -> None:
    cohort = cohort_of(shared, name)
    [issue] = of_column(cohort, "crp")
    assert (issue.code, issue.severity, issue.value) == ("missing_code_suspect", "warning", code)
    facts = dict(issue.facts)
    assert (facts["n"], facts["mean_with"], facts["mean_without"]) == (4, mean_with, "6.765")


def test_on_a_known_scale_it_is_missing(shared: Shared) -> None:
    cohort = cohort_of(shared, "10c_sentinel_nihss.csv")
    found = [(i.code, i.row, i.value) for i in of_column(cohort, "nihss_post") if i.value]
    assert found == [("missing_code_read", None, "-9"), ("out_of_range", 7, "99")]
    assert cohort.usable("nihss_post")
    assert int(cohort.table["nihss_post"].isna().sum()) == 3


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("14_accession_number.csv", "入院首次影像检查流水号"),
        ("14b_long_unique_number.csv", "exam_no"),
    ],
)
def test_a_serial_number_leaves_by_its_values(shared: Shared, name: str, header: str) -> None:
    cohort = cohort_of(shared, name)
    assert header not in [c.header for c in cohort.columns]
    [issue] = of_column(cohort, header)
    assert issue.code == "identifying_dropped_by_value"


def test_a_code_with_its_word(shared: Shared) -> None:
    cohort = cohort_of(shared, "15_code_underscore_word.csv")
    assert not [i for i in cohort.issues if i.severity != "info"]
    assert int(np.nansum(cohort.table["ae_fever"])) == 6
    assert int((cohort.table["hypertension"] == "yes").sum()) == 8


def test_a_control_character_makes_no_level(shared: Shared) -> None:
    cohort = cohort_of(shared, "22_one_ctrl_char.csv")
    column = cohort.column("site")  # a vertical tab parts two words
    assert column is not None
    assert column.levels == ("ward A",)


@pytest.mark.parametrize("name", ["23_stata13_gbk.dta", "24_xpt_gbk.xpt"])
def test_a_statistics_file_of_gbk(shared: Shared, name: str) -> None:
    cohort = cohort_of(shared, name)
    assert cohort.two_arms() == ("观察组", "对照组")
    assert set(cohort.table["sex"]) == {"male", "female"}
    [note] = [i for i in cohort.issues if i.code == "encoding_guessed"]
    assert dict(note.facts) == {"encoding": "GB18030"}


def test_no_interval_of_zero_width(shared: Shared) -> None:
    path = shared("faults/26_smd_zero_width.csv")
    lines = inside("analyse", path).out.splitlines()
    [smd] = [line for line in lines if line.startswith("baseline site smd ")]
    assert "ci_low" not in smd
    assert "zero_width" in smd
