"""Values beyond a limit of detection, from the text of a cell to the row, against survreg of R."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aci_core.analyses.outcomes import outcomes
from aci_core.analyses.result import Row as ResultRow
from aci_core.analyses.study import prepare
from aci_core.domain.study.settings import Settings
from tests.build import cohort_of
from tests.golden.means_cases import number, read

FILES = {"tobit": (), "tobit_swapped": (), "tobit_adjusted": ("w",)}
INPUTS = {row["dataset"]: row for row in read("tobit_data")}
ROWS = {f"{file} {row['dataset']}": (file, row) for file in FILES for row in read(file)}


def made(file: str, name: str, level: float) -> ResultRow:
    cells = {
        k: [None if text == "NA" else text for text in v.split()]
        for k, v in INPUTS[name].items()
        if k != "dataset"
    }
    swapped = file == "tobit_swapped"
    cohort = cohort_of(
        arm=["control" if (text == "1") is swapped else "treatment" for text in cells["arm"]],
        vegf_pre=cells["pre"],
        vegf_post=cells["post"],
        w=cells["w"],
    )
    settings = replace(Settings(), level=level, covariates=FILES[file])
    return outcomes(prepare(cohort, settings), settings).first("tobit_ratio", "vegf", visit="post")


def test_the_files_are_whole() -> None:
    assert len(INPUTS) == 19
    assert len(ROWS) == 57


@pytest.mark.parametrize("case", ROWS)
def test_as_r(case: str) -> None:
    file, right = ROWS[case]
    row = made(file, right["dataset"], float(right["level"]))
    if number(right["value"]) is None:
        assert (row.estimate, row.p, row.note) == (None, None, "arm_censored")
        return
    for field, column in (("estimate", "value"), ("ci_low", "low"), ("ci_high", "high")):
        assert getattr(row, field) == pytest.approx(number(right[column]), rel=1e-7)
    assert row.statistic == pytest.approx(number(right["statistic"]), rel=1e-6)
    # A P of 1e-23 has z^2 times the error of its z.
    assert row.p == pytest.approx(number(right["p"]), rel=1e-5)


def test_the_number_that_the_definition_states() -> None:
    """`statistics.md`: VEGF of the synthetic trial with ``<220`` for the 28 values below it."""
    assert INPUTS["sample"]["post"].split().count("<220") == 28
    assert made("tobit", "sample", 0.95).estimate == pytest.approx(1.215159, abs=5e-7)
