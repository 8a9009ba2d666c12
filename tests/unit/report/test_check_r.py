"""Data and expected numbers of check.R; `tests/deep/test_check_r.py` runs it in R."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest

from aci_core.analyses.responders import RESPONDER
from aci_core.domain.study.settings import Settings
from aci_core.report import Study, build
from aci_core.report.formats import FORMATS, WITH_ROWS
from aci_core.report.reproduce.check_r import write
from tests.unit.report.conftest import NAMES


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"))))


@pytest.mark.parametrize("name", NAMES)
def test_it_expects_the_numbers_of_the_results(study: Callable[[str], Study], name: str) -> None:
    of = study(name)
    files = write(build(of, "en"))
    columns = set(rows(files["check_data.csv"])[0])
    sides = dict(zip(("treatment", "control"), of.cohort.two_arms(), strict=True))
    # A responder's rule, which is the level of its rows, stands for their variable.
    every = [
        (row, row.level if row.variable == RESPONDER else row.variable)
        for result in of.results.values()
        for row in result.rows
        if row.level is None or row.variable == RESPONDER
    ]
    deltas = [row for row in of.sensitivity.rows if row.method == "delta_adjusted"]
    every += [(row, f"{row.variable} delta {row.level}") for row in deltas]
    expected = rows(files["check_expected.csv"])
    assert len(expected) >= 5
    for line in expected:
        assert line["column"] in columns
        assert not line["beside"] or line["beside"] in columns
        (match,) = (
            row
            for row, name in every
            if line["what"] == " ".join(x for x in (row.analysis, name, row.visit) if x)
            and (row.method, row.arm) == (line["method"], sides.get(line["side"]))
        )
        for field in ("estimate", "ci_low", "ci_high", "statistic", "df", "p"):
            if line[field]:
                assert float(line[field]) == pytest.approx(getattr(match, field), rel=1e-14)


FIELDS = ["estimate", "ci_low", "ci_high", "sd", "q1", "q3", "pct", "statistic", "df", "p"]


@pytest.mark.parametrize("covariates", [(), ("age",)])
def test_what_it_does_not_check_is_listed_with_how_many_numbers(
    study: Callable[[str], Study], covariates: tuple[str, ...]
) -> None:
    of = study("long")
    if covariates:
        of = Study.of(of.whole, Settings(randomised=True, covariates=covariates))
    files = write(build(of, "en"))
    every = [row for result in of.results.values() for row in result.rows]
    numbers = sum(getattr(row, field) is not None for row in every for field in FIELDS)
    asked = [line[field] for line in rows(files["check_expected.csv"]) for field in FIELDS[:3]]
    asked += [line[f] for line in rows(files["check_expected.csv"]) for f in FIELDS[-3:]]
    left = rows(files["check_left_out.csv"])
    assert sum(int(line["numbers"]) for line in left) == numbers - sum(map(bool, asked))
    assert len({line["method"] for line in left}) == len(left)
    leading = {line["method"] for line in left if line["leads"] == "1"}
    given = {"ancova given covariates", "ancova_log given covariates"} if covariates else set()
    assert leading == {"proportional_odds_adjusted", *given}


def test_its_data_name_nobody_and_keep_no_order(study: Callable[[str], Study]) -> None:
    of = study("sample")
    data = rows(write(build(of, "en"))["check_data.csv"])
    assert len(data) == of.cohort.n
    neutral = ("treated", "effective", "among", "responder_", "score_", "flag_")
    assert all(name.startswith(neutral) for name in data[0])
    assert [line["treated"] for line in data] == ["1"] * 78 + ["0"] * 78
    assert sum(float(line["effective"]) for line in data) == 67 + 54


def test_rows_are_made_only_by_name(study: Callable[[str], Study]) -> None:
    assert set(FORMATS) >= WITH_ROWS == {"check"}
    files = {
        name: data
        for key, make in FORMATS.items()
        if key not in WITH_ROWS and key != "figures"
        for name, data in make(build(study("sample"), "en")).items()
    }
    assert not any(b"SYN-0" in data for data in files.values())


def test_the_script_carries_the_plan_in_a_comment(study: Callable[[str], Study]) -> None:
    of = study("sample")
    first, second, *_ = write(build(of, "zh"))["check.R"].splitlines()
    head, _, text = first.decode("ascii").partition(": ")
    assert head.startswith("# ")
    assert Settings.from_json(json.loads(text)) == of.used
    assert second.startswith(b"# The main numbers")
