"""Doses, injections and other exposure: never a baseline characteristic, none due to controls."""

from __future__ import annotations

import json

import pytest

from aci_core.analyses import ANALYSES, analyse, doses
from aci_core.analyses.baseline import baseline
from aci_core.analyses.missing import missing
from aci_core.analyses.study import prepare
from aci_core.checks import checked
from aci_core.domain.cohort import Cohort
from aci_core.domain.schema import Kind, Role
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping, Project, load
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.sentences import protocol as protocol_words
from aci_core.presentation.tables import missing as tables
from aci_core.presentation.tables import protocol as protocol_tables
from aci_core.report import Options, build
from aci_core.report.study import Study
from aci_core.sharing.results import supplementary_results
from aci_core.sharing.results.disclosure_control import withhold
from aci_core.sharing.results.supplementary_results import supplement
from tests.build import csv_of


def trial(header: str, given: list[object], mapping: ColumnMapping | None = None) -> Cohort:
    """Twelve patients an arm; the column is filled in the treated alone."""
    cells = [cell for dose in given for cell in (dose, None)]
    columns = {
        "arm": ["treatment", "control"] * 12,
        "age": [60 + i % 17 for i in range(24)],
        "nihss_pre": [5 + i % 9 for i in range(24)],
        "nihss_post": [3 + i % 7 for i in range(24)],
        header: cells,
    }
    return checked(load(csv_of(columns), "a.csv", mapping))


DOSES: list[object] = [2, 2.5, 3, 3.5, 4, 4.5, 5, 2, 2.5, 3, 4, 6]
TIMES: list[object] = [4, 4, 3, 4, 4, 2, 4, 4, 4, 4, 1, 4]


@pytest.mark.parametrize(
    ("header", "given"),
    [
        ("单次细胞剂量(×10^7)", DOSES),
        ("输注次数", TIMES),
        ("累计剂量(×10^7)", DOSES),
        ("干细胞移植次数", TIMES),
        ("回输细胞数(×10^6/kg)", DOSES),
        ("Cumulative dose (10^6 cells)", DOSES),
        ("number of infusions", TIMES),
        ("Injections", TIMES),
        ("给药剂量", ["低剂量", "高剂量"] * 6),
    ],
)
def test_what_was_given_is_no_baseline_characteristic(header: str, given: list[object]) -> None:
    cohort = trial(header, given)
    column = cohort.columns[-1]
    assert column.role is Role.DOSE
    assert column.kind is (Kind.NUMBER if isinstance(given[0], int | float) else Kind.CATEGORY)
    assert not column.stopped
    assert [i.code for i in cohort.issues if i.column == header] == []  # no warning of any kind
    data = prepare(cohort, Settings())
    assert {row.variable for row in baseline(data, Settings()).rows} == {"age", "nihss_pre"}
    # A saved project reads it the same way.
    project = Project(ColumnMapping()).with_recognised_columns(cohort)
    assert trial(header, given, project.mapping).digest == cohort.digest


@pytest.mark.parametrize(
    "header",
    [
        "剂量组", "白细胞数", "淋巴细胞数", "既往用药剂量", "注射部位", "dose group", "prior dose",
        "injection site", "卒中次数",
    ],
)  # fmt: skip
def test_what_only_sounds_like_it_stays_what_it_was(header: str) -> None:
    column = trial(header, TIMES).columns[-1]
    assert (column.role, column.recognised) == (Role.COVARIATE, "covariate")


def test_nothing_is_missing_of_the_controls() -> None:
    data = prepare(trial("输注次数", [*TIMES[:11], None]), Settings())
    result = missing(data, Settings())
    [gap] = [gap for gap in result.gaps if gap.column.role is Role.DOSE]
    assert (tuple(gap.missing), tuple(gap.n), gap.total) == ((1, 0), (12, 0), 1)
    assert result.complete == 23
    for lang, word in (("en", "not applicable"), ("zh", "不适用")):
        [row] = tables.gaps(result, translator(lang)).rows
        assert [cell.text for cell in row.cells][2] == word


@pytest.mark.parametrize(("n", "expected"), [(1, ((0, 0), (12, 0))), (6, ((0, 6), (12, 12)))])
def test_controls_that_were_given_some_make_the_others_missing_unless_they_are_a_slip(
    n: int, expected: object
) -> None:
    cohort = trial("输注次数", TIMES)
    cohort.table.loc[list(range(1, 2 * n, 2)), cohort.columns[-1].name] = 1
    result = missing(prepare(cohort, Settings()), Settings())
    [gap] = [gap for gap in result.gaps if gap.column.role is Role.DOSE]
    assert (tuple(gap.missing), tuple(gap.n)) == expected


def test_the_mapping_says_otherwise_both_ways() -> None:
    own = trial("输注次数", TIMES, ColumnMapping(columns={"输注次数": "输注次数"}))
    assert own.columns[-1].role is Role.COVARIATE
    made = trial("药量 X", TIMES, ColumnMapping(columns={"药量 X": "dose_药量 X"}))
    assert made.columns[-1].role is Role.DOSE


def test_a_column_of_exposure_that_identifies_is_removed_as_any_other() -> None:
    dates: list[object] = [f"2024-03-{day:02d}" for day in range(1, 13)]
    assert [c.header for c in trial("首次细胞输注", dates).columns][-1] == "nihss_post"
    names: list[object] = [f"{a}{b}" for a in "张王李赵" for b in ("伟强", "秀英", "建国")]
    assert [c.header for c in trial("给药剂量(医师)", names).columns][-1] == "nihss_post"


def _given() -> Cohort:
    return trial("输注次数", TIMES)


def test_exposure_is_described_by_arm_and_no_plan_is_held_against_it() -> None:
    cohort = _given()
    result = doses(prepare(cohort, Settings()), Settings())
    [one] = result.exposures
    assert (tuple(one.n), tuple(one.quartiles)) == ((12, 0), ((3.75, 4.0, 4.0), None))
    assert (result.given, result.days, result.control) == ((), (), 0)
    t = translator("zh")
    [row] = protocol_tables.exposure(result, t, cohort.two_arms()).rows
    assert [cell.text for cell in row.cells] == [
        "输注次数", "12", "4.0 (3.8, 4.0)", "—", "不适用",
    ]  # fmt: skip
    for lang in LANGUAGES:
        words = protocol_words.exposure(result, translator(lang))
        assert "输注次数" in words
        every = words + protocol_words.received(result, translator(lang))
        assert "nsc_doses" not in every


def test_exposure_in_words_is_described_by_level() -> None:
    words: list[object] = ["低剂量", "高剂量", "高剂量"] * 4
    cohort = trial("剂量水平", words)
    result = doses(prepare(cohort, Settings()), Settings())
    [one] = result.exposures
    assert (tuple(one.n), tuple(one.quartiles)) == ((12, 0), (None, None))
    assert [(level, tuple(n)) for level, n in one.levels] == [
        ("低剂量", (4, 0)),
        ("高剂量", (8, 0)),
    ]
    table = protocol_tables.exposure(result, translator("en"), cohort.two_arms())
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["剂量水平", "12", "", "—", "not applicable"],
        ["低剂量", "", "4 (33.3%)", "", ""],
        ["高剂量", "", "8 (66.7%)", "", ""],
    ]
    assert [head.label for head in table.columns] == ["", "n", "n (%)", "n", "n (%)"]
    assert "剂量水平" in protocol_words.exposure(result, translator("zh"))
    # A level of a few patients is not shared.
    data = prepare(cohort, Settings())
    whole = dict(zip(ANALYSES, analyse(data, Settings()), strict=True))
    for least, shown in ((3, 1), (5, 0)):
        results, _ = withhold(whole, data.cohort, least)
        made = supplement(data, Settings(), results, data.cohort.n, least)
        assert len(made.doses.exposures) == shown
        text = json.dumps(supplementary_results.to_json(made))
        assert supplementary_results.from_json(json.loads(text), Settings()).doses == made.doses


def test_a_report_has_the_exposure_and_its_checklist_names_it() -> None:
    for cohort, named in ((_given(), True), (trial("smoking", [0, 1] * 6), False)):
        report = build(Study.of(cohort, Settings()), "en", Options())
        keys = [section.key for section in report.sections]
        assert ("treatment" in keys) == named
        [table] = next(s for s in report.sections if s.key == "consort").tables
        places = {row.cells[0].text: row.cells[2].text for row in table.table.rows if row.cells[1:]}
        assert bool(places["24a"]) == named
        assert places["13"] == ""  # what was given is no plan that others could repeat


@pytest.mark.parametrize(("least", "shown"), [(5, 1), (20, 0)])
def test_exposure_of_few_is_not_shared(least: int, shown: int) -> None:
    data = prepare(_given(), Settings())
    whole = dict(zip(ANALYSES, analyse(data, Settings()), strict=True))
    results, _ = withhold(whole, data.cohort, least)
    made = supplement(data, Settings(), results, data.cohort.n, least)
    text = json.dumps(supplementary_results.to_json(made))
    back = supplementary_results.from_json(json.loads(text), Settings())
    assert len(back.doses.exposures) == shown
    assert back.doses == made.doses
