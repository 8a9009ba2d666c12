"""A row that repeats another to the letter is read once; one with other values is asked about."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from aci_core.analyses.flow import flow
from aci_core.analyses.study import prepare
from aci_core.domain.cohort import Cohort
from aci_core.domain.steps import OmitRow, SetCell, Step
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping, load
from aci_core.presentation.figures import flow as flow_figure
from aci_core.presentation.i18n import LANGUAGES, translator
from tests.build import csv_of

ARMS = ["treatment", "control", "treatment", "control", "treatment"]
TWICE: dict[str, Sequence[object]] = {
    "patient_id": ["a", "b", "a", "d", "e"],
    "arm": ARMS,
    "nihss_pre": [5, 6, 5, 8, 7],
    "nihss_post": [2, 3, 2, 8, 4],
}
ONCE = {name: [cells[i] for i in (0, 1, 3, 4)] for name, cells in TWICE.items()}


def read(
    changed: dict[str, Sequence[object]], steps: Sequence[Step] = (), ignore: tuple[str, ...] = ()
) -> Cohort:
    """The cohort of these columns in place of the usual ones."""
    data = csv_of({**TWICE, **changed})
    return load(data, "a.csv", ColumnMapping(ignore=ignore), steps=steps)


def told(cohort: Cohort) -> list[tuple[str, str, int | None]]:
    """Issues about a patient who stands twice."""
    twice = ("repeated_row", "duplicate_patient")
    return [(i.code, i.severity, i.row) for i in cohort.issues if i.code in twice]


def test_a_row_that_repeats_another_is_read_once() -> None:
    cohort = read({})
    assert told(cohort) == [("repeated_row", "warning", 4)]
    assert cohort.n == 4
    assert cohort.left_out == ((4, "repeated_row"),)
    assert cohort.usable("patient_id")
    assert [cohort.row_of(place) for place in range(4)] == [2, 3, 5, 6]
    assert cohort.digest == load(csv_of(ONCE), "b.csv").digest


def test_the_flow_counts_patients_and_names_the_row() -> None:
    result = flow(prepare(read({}), Settings()), Settings())
    assert (result.in_file, result.left_out, result.repeated) == (4, (), 1)


def test_a_row_repeated_twice_is_read_once() -> None:
    again = {name: [*cells, cells[0]] for name, cells in TWICE.items()}
    assert told(read(again)) == [("repeated_row", "warning", 4), ("repeated_row", "warning", 7)]


@pytest.mark.parametrize(
    "changed",
    [
        {"nihss_post": [2, 3, 1, 8, 4]},
        {"nihss_post": [2, 3, None, 8, 4]},
        {"arm": ["treatment", "control", "control", "control", "treatment"]},
        {"note": list("wxyzv")},  # not used, and tells them apart all the same
    ],
)
def test_a_second_row_with_other_values_is_asked_about(
    changed: dict[str, Sequence[object]],
) -> None:
    cohort = read(changed, ignore=("note",))
    assert told(cohort) == [("duplicate_patient", "error", 4)]
    assert cohort.n == 5


def test_without_identifiers_equal_rows_are_patients() -> None:
    cohort = load(csv_of({"arm": ARMS, "nihss_pre": [5] * 5}), "a.csv")
    assert (cohort.n, told(cohort)) == (5, [])


def test_a_correction_of_the_first_leaves_the_other_a_copy() -> None:
    cohort = read({"nihss_pre": [60, 6, 60, 8, 7]}, (SetCell(2, "nihss_pre", "6"),))
    assert told(cohort) == [("repeated_row", "warning", 4)]
    assert cohort.table["nihss_pre"].tolist() == [6, 6, 8, 7]


def test_a_copy_that_is_given_an_identifier_of_its_own_is_a_patient() -> None:
    cohort = read({}, (SetCell(4, "patient_id", "c"),))
    assert (cohort.n, told(cohort)) == (5, [])


def test_rows_left_out_before_do_not_shift_the_comparison() -> None:
    cohort = read({"patient_id": ["z", "a", "b", "a", "c"],
                   "arm": ["", "treatment", "control", "treatment", "control"],
                   "nihss_pre": [1, 5, 6, 5, 7], "nihss_post": [1, 2, 3, 2, 4]})  # fmt: skip
    assert told(cohort) == [("repeated_row", "warning", 5)]
    assert cohort.left_out == ((2, "arm_missing"), (5, "repeated_row"))


def test_a_copy_that_an_earlier_version_left_out_is_no_patient() -> None:
    cohort = read({}, (OmitRow(4),))
    assert cohort.left_out == ((4, "repeated_row"),)
    result = flow(prepare(cohort, Settings()), Settings())
    assert (result.in_file, result.left_out, result.repeated) == (4, (), 1)


def test_another_row_that_is_left_out_was_a_patient() -> None:
    assert read({}, (OmitRow(3),)).left_out == ((3, "omitted"), (4, "repeated_row"))
    # Both copies taken away: one of them was the patient.
    both = read({}, (OmitRow(2), OmitRow(4))).left_out
    assert sorted(reason for _, reason in both) == ["omitted", "repeated_row"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_figure_of_the_flow_names_the_row_and_leaves_nobody_out(lang: str) -> None:
    t = translator(lang)
    drawing = flow_figure.patients(flow(prepare(read({}), Settings()), Settings()), t)
    assert t("flow.repeated", n="1") in drawing.alt
    assert t("left_out.repeated_row") not in drawing.alt.replace(t("flow.repeated", n="1"), "")
