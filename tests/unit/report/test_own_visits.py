"""No measure that was taken after baseline is absent from a report, and each names its visit.

Rule 4 of `docs/decisions/statistics.md`. What has to be there is read from the cohort's columns,
so that a measure that an analysis, table or figure dropped would be missed here.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from openpyxl import load_workbook
from pptx import Presentation

from aci_core.analyses.plan import own_visit
from aci_core.domain.schema import PRE, Role
from aci_core.domain.study.settings import Settings
from aci_core.presentation import figures
from aci_core.presentation.comparisons import comparison
from aci_core.presentation.i18n import LANGUAGES, Translator, format_number, format_row, labels
from aci_core.presentation.lookup import largest_sd
from aci_core.presentation.sentences import captions, overview
from aci_core.presentation.sentences import outcomes as words
from aci_core.presentation.tables import outcomes as tables
from aci_core.report import Study, build
from aci_core.report.docx.write import write as write_docx
from aci_core.report.html.write import write as write_html
from aci_core.report.pptx.write import write as write_pptx
from aci_core.report.xlsx.write import write as write_xlsx
from tests.command import alone, inside
from tests.conftest import ROOT
from tests.unit.report.conftest import cohort_of

CLEAN, DIRTY = "cases/follow_up_zh_clean.csv", "cases/follow_up_zh.xlsx"
LONG = "sample_data/synthetic_long.csv"
# A plan whose outcomes stand at several visits.
PLAN = Settings(randomised=True, primary="nihss_m3", secondary=("mrs_m3",))

# Of cases/README.md: ANCOVA by statsmodels. Measure, visit, n, T - C, limits, P.
TRUTH = (
    ("nihss", "w2", 120, -0.328, -0.793, 0.136, 0.164),
    ("nihss", "m1", 119, -0.907, -1.405, -0.409, 0.00046),
    ("nihss", "m3", 117, -0.740, -1.210, -0.269, 0.0024),
    ("nihss", "m6", 115, -0.926, -1.420, -0.432, 0.00032),
    ("bi", "m3", 118, 3.246, -0.311, 6.804, 0.073),
    ("bi", "m6", 114, 2.072, -1.483, 5.628, 0.251),
    ("cbf", "post", 116, 3.942, 2.834, 5.050, 1.5e-10),
    ("vegf", "post", 116, 64.204, 39.450, 88.959, 1.2e-6),
    ("bfgf", "post", 116, 4.252, 2.897, 5.607, 8.7e-9),
)


@cache
def _study(file: Path) -> Study:
    return Study.of(cohort_of(file.read_bytes(), file.name), PLAN)


@pytest.fixture(params=[CLEAN, DIRTY, LONG])
def file(request: pytest.FixtureRequest, shared: Callable[[str], Path]) -> Path:
    """The follow-up trial in truth and as it is handed over; the sample of several visits."""
    name: str = request.param
    return ROOT / name if name == LONG else shared(name)


@pytest.fixture
def study(file: Path) -> Study:
    """The study of the file, made once."""
    return _study(file)


def places(study: Study) -> dict[str, str]:
    """Measures with a column after baseline that is analysed, each with its own visit."""
    visits: dict[str, list[str]] = {}
    for column in study.cohort.columns:
        if column.role is Role.MEASURE and column.visit not in (None, PRE) and not column.stopped:
            visits.setdefault(column.stem, []).append(str(column.visit))
    own = {name: own_visit(study.settings, name, of) for name, of in visits.items()}
    return {name: visit for name, visit in own.items() if visit is not None}


def flat(text: str) -> str:
    """The text without blanks and what keeps a line from breaking; the range as Word has it."""
    return re.sub(r"[\s\u2060]+|\*\*", "", text).replace("～", "~")


def label(t: Translator, name: str, visit: str) -> str:
    """Name and visit, as a table or figure names an outcome."""
    return flat(labels.outcome_at(t, labels.with_unit(t, name), visit))


def value(t: Translator, study: Study, name: str, visit: str) -> str:
    """The leading estimate as it is printed."""
    one = comparison(study.outcomes, name, visit)
    digits = format_number.digits_of_difference(largest_sd(study.outcomes, name))
    return flat(format_row.estimate(t, one.row, digits if one.scale == "difference" else 2))


def missing(t: Translator, study: Study, text: str) -> list[str]:
    """Measures whose name with its visit, or whose estimate, is not in the text."""
    text = flat(text)
    return [
        name
        for name, visit in places(study).items()
        if label(t, name, visit) not in text or value(t, study, name, visit) not in text
    ]


def unsaid(t: Translator, study: Study, text: str) -> list[str]:
    """Measures of which no sentence tells the visit and the estimate."""
    text = flat(text).casefold()
    lost = []
    for name, visit in places(study).items():
        row = comparison(study.outcomes, name, visit).row
        if row is None or row.estimate is None:
            continue
        number = value(t, study, name, visit).partition("(")[0]
        facts = (flat(labels.in_measure(t, name)), flat(labels.in_visit(t, visit)), number)
        if not all(fact.casefold() in text for fact in facts):
            lost.append(name)
    return lost


def test_every_measure_of_the_case_has_its_own_visit(file: Path) -> None:
    """Also in the file as it is handed over: no impossible cell takes a measure away."""
    own = places(_study(file))
    assert len(set(own.values())) > 1
    if file.name != Path(LONG).name:
        after = dict.fromkeys(("cbf", "vegf", "bfgf"), "post")
        assert own == {"nihss": "m3", "bi": "m6", "mrs": "m3", **after}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_overview_and_the_page_of_outcomes(study: Study, lang: str) -> None:
    result = study.outcomes
    report = build(study, lang)
    t = report.t
    # Both pages draw this figure with this caption and this table under it.
    drawing = figures.forest.outcomes(result, None, t)
    listed = flat(drawing.alt)
    for name, visit in places(study).items():
        assert flat(labels.with_unit(t, name)) in listed
        assert flat(labels.in_visit(t, visit)) in listed
        assert value(t, study, name, visit) in listed
    for table in (tables.outcomes(result, t), tables.between(result, t)):
        cells = "\n".join(cell.text for row in table.rows for cell in row.cells)
        cells = re.sub("[ᵃ-ᶿ]", "", cells)
        assert missing(t, study, cells) == []
    results = (study.response, result, study.safety)
    assert unsaid(t, study, overview.finding(results, t)) == []
    assert unsaid(t, study, words.finding(result, t)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_outcome_of_the_plan_is_not_called_exploratory(study: Study, lang: str) -> None:
    t = build(study, lang).t
    primary, secondary, others = words.findings(study.outcomes, t)
    assert labels.in_measure(t, "nihss") in primary
    mrs = labels.in_measure(t, "mrs")
    assert mrs.casefold() in secondary.casefold()
    assert mrs.casefold() not in others.casefold()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_word(study: Study, lang: str, no_browser: None) -> None:
    report = build(study, lang)
    document = docx.Document(io.BytesIO(write_docx(report)["report.docx"]))
    texts = ["".join(x.text or "" for x in p.iter(qn("w:t")))
             for p in document.element.body.iter(qn("w:p"))]  # fmt: skip
    assert missing(report.t, study, re.sub("[ᵃ-ᶿ]", "", "\n".join(_unmarked(texts)))) == []
    assert unsaid(report.t, study, "\n".join(p.text for p in document.paragraphs)) == []
    # Its picture is that of the pages, whose text for a reader is tested above.
    figure = next(one for one in report.figures if one.key == "differences")
    assert figure.draw().alt == figures.forest.outcomes(study.outcomes, None, report.t).alt
    assert figure.title in "\n".join(p.text for p in document.paragraphs)


def _unmarked(texts: list[str]) -> list[str]:
    """Cells without the marks of their footnotes."""
    return [re.sub(r"\)[a-z]{1,3}$", ")", text) for text in texts]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_excel(study: Study, lang: str) -> None:
    report = build(study, lang)
    book = load_workbook(io.BytesIO(write_xlsx(report)["report.xlsx"]))
    cells = flat("\n".join(
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True)
        for cell in row if cell is not None
    ))  # fmt: skip
    for name, visit in places(study).items():
        assert label(report.t, name, visit) in cells
    rows = {row[1:3] for row in book.worksheets[-1].iter_rows(values_only=True)}
    assert set(places(study).items()) <= rows


@pytest.mark.parametrize("lang", LANGUAGES)
def test_slides(study: Study, lang: str) -> None:
    report = build(study, lang)
    deck = Presentation(io.BytesIO(write_pptx(report)["report.pptx"]))
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    drawn = [str(category) for shape in shapes if shape.has_chart
             for category in shape.chart.plots[0].categories]  # fmt: skip
    cells = [cell.text for shape in shapes if shape.has_table
             for row in shape.table.rows for cell in row.cells]  # fmt: skip
    assert missing(report.t, study, "\n".join(drawn)) == []
    assert missing(report.t, study, re.sub("[ᵃ-ᶿ]", "", "\n".join(cells))) == []
    said = "\n".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)
    assert unsaid(report.t, study, said) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_html(study: Study, lang: str) -> None:
    report = build(study, lang)
    (text,) = (data.decode("utf-8") for name, data in write_html(report).items() if "html" in name)
    bare = re.sub(r"<sup>.*?</sup>|<[^>]+>", "", text)
    assert missing(report.t, study, bare) == []
    assert unsaid(report.t, study, bare) == []


def test_the_script_prints_each_and_makes_it_a_second_time(file: Path, tmp_path: Path) -> None:
    study = _study(file)
    settings = tmp_path / "settings.json"
    settings.write_text(json.dumps(PLAN.to_json()), "utf-8")
    asked = ("report", file, "--out", tmp_path, "--format", "script", "--settings", settings)
    assert (done := inside(*asked)).code == 0, done.err
    ran = alone(tmp_path / "reproduce.py", file, cwd=tmp_path)
    assert ran.code == 0, ran.out[-1000:] + ran.err[-1000:]
    printed, second = ran.out.split("Made a second way")
    for name, visit in places(study).items():
        one = comparison(study.outcomes, name, visit)
        key = f"outcomes {name} {visit} {one.method} "
        assert key in printed or not one.known, key
        assert f"outcomes {name} {visit} " in second


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_caption_names_the_methods_of_its_rows(study: Study, lang: str) -> None:
    t = build(study, lang).t
    caption = captions.differences(study.outcomes, t)
    methods = {comparison(study.outcomes, n, v).method for n, v in places(study).items()}
    for method in ("ancova", "welch_t", "ancova_log"):
        given = t("caption.given_baseline")
        said = t(f"caption.by_{method}", names="", given=given).strip(" :：")
        assert (flat(said) in flat(caption)) is (method in methods), method


@pytest.mark.parametrize(("name", "visit", "n", "estimate", "low", "high", "p"), TRUTH)
def test_the_truth_of_the_case(
    shared: Callable[[str], Path],
    name: str,
    visit: str,
    n: int,
    estimate: float,
    low: float,
    high: float,
    p: float,
) -> None:
    row = _study(shared(CLEAN)).outcomes.first("ancova", name, visit=visit)
    assert row.total == n
    assert (row.estimate, row.ci_low, row.ci_high) == pytest.approx((estimate, low, high), abs=6e-4)
    assert row.p == pytest.approx(p, rel=0.05, abs=5e-4 if p > 0.01 else 0)


def test_the_truth_of_the_ordinal_outcome(shared: Callable[[str], Path]) -> None:
    """Of cases/README.md: given NIHSS at admission and age, and not adjusted."""
    result = _study(shared(CLEAN)).outcomes
    row = comparison(result, "mrs", "m3").row
    assert row is not None
    assert row.method == "proportional_odds_adjusted"
    values = (row.estimate, row.ci_low, row.ci_high, row.p)
    assert values == pytest.approx((2.080, 1.050, 4.122, 0.036), abs=6e-4)
    plain_row = result.first("proportional_odds", "mrs", visit="m3")
    values = (plain_row.estimate, plain_row.ci_low, plain_row.ci_high, plain_row.p)
    assert values == pytest.approx((1.611, 0.834, 3.112, 0.156), abs=6e-4)
