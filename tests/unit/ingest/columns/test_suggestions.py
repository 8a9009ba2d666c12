"""Likeness suggests a meaning; it never decides one, and never a time."""

import numpy as np
import pytest

from aci_core.domain.schema import Column, Kind, Role
from aci_core.ingest.columns.suggestions import confidence, doubtful, suggest, suggest_for
from tests.build import cohort_of


@pytest.mark.parametrize(
    ("header", "name", "visit"),
    [
        ("NIHS评分(治疗前)", "nihss", "pre"),
        ("Bartel index after treatment", "bi", "post"),
        ("治疗前巴氏指", "bi", "pre"),
        ("Hypertention", "hypertension", None),
        ("gendre", "sex", None),
        ("NIHHS", "nihss", None),
    ],
)
def test_a_slip_of_the_pen_is_suggested(header: str, name: str, visit: str | None) -> None:
    first = suggest(header)[0]
    assert (first.name, first.visit) == (name, visit)
    assert 0.7 <= first.score <= 1


def test_two_times_in_one_header_are_nobodys_to_choose() -> None:
    suggestions = suggest("NIHSS治疗前治疗后")
    assert all(one.visit is None for one in suggestions)


def test_what_the_file_has_already_is_not_suggested_again() -> None:
    assert "sex" in {s.name for s in suggest("gendre")}
    assert "sex" not in {s.name for s in suggest("gendre", taken={"sex"})}


@pytest.mark.parametrize("header", ["", "zzzz", "备注", "=1+1", "<b>", "x" * 40_000, "💩" * 300])
def test_nothing_like_it(header: str) -> None:
    assert suggest(header) == ()


def test_an_unknown_measure_is_doubtful_and_a_known_one_is_not() -> None:
    cohort = cohort_of(nihss_pre=[1, 2, 3, 4], 治疗前XYZ=[1, 2, 3, 4], site=[1, 2, 1, 2])
    by_header = {c.header: c for c in cohort.columns}
    assert not doubtful(by_header["nihss_pre"])
    assert doubtful(by_header["治疗前XYZ"])
    assert doubtful(by_header["site"])
    mapped = Column("x_pre", Role.MEASURE, Kind.NUMBER, stem="x", visit="pre", recognised="mapping")
    assert confidence(mapped) == 1.0


def test_bare_codes_of_sex_and_diseases_are_doubtful() -> None:
    cohort = cohort_of(
        sex=[1, 2, 1, 2], 高血压=[1, 2, 2, 2], 糖尿病=[0, 1, 0, 1], 吸烟=["有", "无"] * 2
    )
    assert [c.name for c in cohort.columns if doubtful(c)] == ["sex", "hypertension"]
    assert doubtful(next(c for c in cohort_of(sex=[0, 1, 0, 1]).columns if c.name == "sex"))


@pytest.mark.parametrize(
    "header",
    ["bdi.pre", "BDI 2m", "BAI治疗前", "bbi_3m", "EGF治疗前", "VEGFR2", "FGF21 pre", "eGFR",
     "MRC_pre", "IADL治疗后", "治疗前BMD", "CBX"],
)  # fmt: skip
def test_another_abbreviation_is_no_slip(header: str) -> None:
    assert not {one.name for one in suggest(header)} & {
        "bi", "mrs", "vegf", "bfgf", "nihss", "cbf", "cbv", "mtt", "ttp", "bmi",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("header", "name"), [("NIHS", "nihss"), ("VEFG治疗前", "vegf"), ("bFFG", "bfgf")]
)
def test_a_slip_in_an_abbreviation_still_is(header: str, name: str) -> None:
    assert suggest(header)[0].name == name


@pytest.mark.parametrize(
    ("header", "name", "fits", "unlike"),
    [
        ("NIHS入院", "nihss", [4, 12, 20, 31], [120, 133, 141, 150]),
        ("Bartel", "bi", [48, 31, 95, 100], [3.5, 2.1, 7.7, 5.2]),
        ("Bartel", "bi", [12, 9, 20, 17], [-4, -2, -7, -1]),
        ("Hypertention", "hypertension", [0, 1, 1, 0], [120, 133, 141, 150]),
        ("gendre", "sex", [1, 2, 2, 9], [44, 51, 63, 70]),
    ],
)
def test_numbers_that_a_meaning_cannot_have_speak_against_it(
    header: str, name: str, fits: list[float], unlike: list[float]
) -> None:
    assert name in {one.name for one in suggest(header, values=np.array(fits, float))}
    assert name not in {one.name for one in suggest(header, values=np.array(unlike, float))}


def test_a_column_of_a_cohort_is_judged_by_its_numbers_at_every_visit() -> None:
    wide = cohort_of(nihss_pre=[4, 12, 20, 31], NIHSSS=[140, 150, 133, 128])
    long = cohort_of(
        patient_id=[1, 1, 2, 2, 3, 3, 4, 4], visit=["baseline", "3m"] * 4,
        nihss=[9, 4, 8, 3, 7, 2, 6, 1],
        arm=["treatment", "treatment", "control", "control"] * 2,
        NIHSSS=[140, 9, 133, 8, 150, 7, 121, 5],
    )  # fmt: skip
    for cohort in (wide, long):
        asked = Column("x", Role.COVARIATE, Kind.NUMBER, "NIHSSS")
        assert suggest("NIHSSS")
        assert suggest_for(asked, cohort) == ()
