"""Slides: native charts and tables with the numbers of `analyse --json`."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook
from pptx import Presentation

from aci_core.domain.study.settings import Settings
from aci_core.presentation.figures import theme
from aci_core.presentation.figures.means import visits_of
from aci_core.presentation.i18n import LANGUAGES, labels, translator
from aci_core.presentation.sensitivity_names import shown
from aci_core.presentation.sentences import overview
from aci_core.presentation.sentences import sensitivity as missing
from aci_core.presentation.tables.model import Head, Table, line
from aci_core.report import Study, build
from aci_core.report.inline import Run, of_text, plain
from aci_core.report.pptx.charts import _linear_axis
from aci_core.report.pptx.slide import FOOT, ROOM, TOP, WIDE, height, paginate
from aci_core.report.pptx.table import notes, split
from aci_core.report.pptx.write import _charts, sentences, write
from tests.build import cohort_of
from tests.unit.report.conftest import NAMES, changed


def deck_of(study: Study, lang: str = "en"):
    return Presentation(io.BytesIO(write(build(study, lang))["report.pptx"]))


def charts(deck) -> list:
    return [s.chart for slide in deck.slides for s in slide.shapes if s.has_chart]


def series(chart) -> dict[str, list[float]]:
    return {one.name: list(one.values) for one in chart.plots[0].series}


@pytest.mark.parametrize("name", NAMES)
def test_grades_and_events_are_the_counts_of_the_results(
    study: Callable[[str], Study], name: str
) -> None:
    of, t = study(name), translator("en")
    deck = deck_of(of)
    bars, response = charts(deck)[0], of.response
    arms = [labels.arm(t, arm) for arm in response.arms]
    assert list(bars.plots[0].categories) == arms[::-1]
    for level in response.scale.best_first:
        rows = [
            response.get("count", "grade", visit=response.visit, arm=arm, level=level)
            for arm in response.arms[::-1]
        ]
        assert series(bars)[labels.grade(t, level)] == pytest.approx([row.pct for row in rows])
    printed = next(e.table for e in build(of, "en").tables if e.key == "response_effects")
    shown = [
        cell.text_frame.text
        for slide in deck.slides
        for shape in slide.shapes
        if shape.has_table
        for row in shape.table.rows
        for cell in row.cells
    ]
    for row in printed.rows:
        for cell in row.cells[:2]:
            assert "".join(run.text for run in of_text(cell.text)) in shown


@pytest.mark.parametrize("name", ["sample", "long"])  # IST has no measure
def test_means_carry_their_intervals(study: Callable[[str], Study], name: str) -> None:
    of = study(name)
    line = next(c for c in charts(deck_of(of)) if c.plots[0].__class__.__name__ == "LinePlot")
    visits = visits_of(of.outcomes, "nihss")
    assert len(list(line.plots[0].categories)) == len(visits) >= 2
    for one, arm in zip(line.plots[0].series, of.outcomes.arms, strict=True):
        means = [of.outcomes.mean("nihss", visit, arm) for visit in visits]
        rows = [of.outcomes.get("mean_sd", "nihss", visit=visit, arm=arm) for visit in visits]
        assert list(one.values) == pytest.approx([row.estimate for row in rows])
        bars = [float(v.text) for v in one._element.findall(".//{*}errBars//{*}v")]
        assert bars[: len(visits)] == pytest.approx([m.high - m.mean for m in means])
        assert bars[len(visits) :] == pytest.approx([m.mean - m.low for m in means])


def test_the_course_is_that_of_the_model(study: Callable[[str], Study]) -> None:
    of, t = study("long"), translator("en")
    rows = list(of.course.where("mmrm", variable="nihss"))[::-1]  # bars are drawn from below
    name = t("slides.course_difference", measure=labels.with_unit(t, "nihss"), ci="95% CI")
    [chart] = [c for c in charts(deck_of(of)) if name in series(c)]
    assert series(chart)[name] == pytest.approx([row.estimate for row in rows])
    named = zip(chart.plots[0].categories, rows, strict=True)
    assert all(name.startswith(labels.visit(t, row.visit)) for name, row in named)
    bars = [float(v.text) for v in chart._element.findall(".//{*}errBars//{*}v")]
    above = [row.ci_high - row.estimate for row in rows]
    below = [row.estimate - row.ci_low for row in rows]
    assert bars == pytest.approx([*above, *below])


def test_missing_scores_have_a_chart_and_deaths_a_table(study: Callable[[str], Study]) -> None:
    of, t = study("long"), translator("en")
    deck = deck_of(of)
    name = t("slides.supposed", measure=labels.with_unit(t, "nihss"), ci="95% CI")
    (chart,) = (one for one in charts(deck) if name in series(one))
    rows = [row for row in shown(of.sensitivity) if row.estimate is not None]
    assert series(chart)[name] == pytest.approx([row.estimate for row in rows[::-1]])
    assert list(chart.plots[0].categories)[-1].startswith(t("sensitivity.seen"))
    printed = next(e.table for e in build(of, "en").tables if e.key == "outcomes_deaths")
    titles = [slide.shapes.title.text for slide in deck.slides]
    assert any(plain(printed.title) in title for title in titles)
    # How wrong the missing would have to be stands over the chart; who died, under the table.
    message = sentences(plain(missing.finding(of.sensitivity, t)))[0]
    assert message in titles
    dead = next(slide for slide in deck.slides if plain(printed.title) in slide.shapes.title.text)
    texts = [shape.text_frame.text for shape in dead.shapes if shape.has_text_frame]
    assert any("Died before the visit, without a score: NIHSS 9." in text for text in texts)


@pytest.mark.parametrize(
    "values",
    [[-5.69, 2.28, 3.62], [-0.033, 0.012], [-13.0, -4.0], [2.0], [0.0]],
)
def test_an_axis_of_differences_has_whole_steps_and_a_tick_at_none(values: list[float]) -> None:
    axis = SimpleNamespace(tick_labels=SimpleNamespace())
    _linear_axis(axis, values)
    low, high, step = axis.minimum_scale, axis.maximum_scale, axis.major_unit
    assert low <= min([0.0, *values])
    assert high >= max([0.0, *values])
    for end in (low, high):
        assert end / step == pytest.approx(round(end / step))
    assert 1 <= (high - low) / step <= 9


def test_a_heading_is_not_parted_from_what_it_heads() -> None:
    columns = (Head("", "left"), Head("n"))
    rows = [line(f"Row {i}", "1") for i in range(60)]
    full = len(split(Table("t", columns, tuple(rows)))[0].rows)
    group = [line("Before treatment", ""), line("Age", ""), line("both", "1", indent=1)]
    for n in range(full - 4, full + 1):
        for piece in split(Table("t", columns, (*rows[:n], *group, *rows[n : n + 5]))):
            assert piece.rows[-1].cells[0].text not in ("Before treatment", "Age")


def test_each_patient_is_a_point_and_tables_break_between_characteristics(
    study: Callable[[str], Study],
) -> None:
    of = study("sample")
    xy = next(c for c in charts(deck_of(of)) if c.plots[0].__class__.__name__ == "XyPlot")
    assert sum(len(list(one.values)) for one in xy.plots[0].series) == 156
    assert len(of.data.cohort.table) < theme.RAW_POINTS
    table = next(e.table for e in build(of, "en").tables if e.key == "baseline")
    pieces = split(table)
    assert [row for piece in pieces for row in piece.rows] == list(table.rows)
    assert len(pieces) > 1
    assert not any(piece.rows[0].cells[0].indent for piece in pieces)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_slide_has_a_title_a_foot_and_every_chart_a_text(
    study: Callable[[str], Study], lang: str
) -> None:
    deck, t = deck_of(study("sample"), lang), translator(lang)
    titles = [slide.shapes.title.text_frame.text for slide in deck.slides]
    assert all(titles)
    assert any("85.9%" in title for title in titles)
    for slide in deck.slides:
        texts = [s.text_frame.text for s in slide.shapes if s.has_text_frame]
        assert any(t("app.footer") in text and t("app.synthetic_note") in text for text in texts)
        for shape in slide.shapes:
            if shape.has_chart or shape.has_table:
                assert shape._element.nvGraphicFramePr.cNvPr.get("descr")
                assert slide.has_notes_slide
                assert shape.left + shape.width <= deck.slide_width
                assert shape.top + shape.height <= deck.slide_height


def test_the_same_report_gives_the_same_bytes(
    study: Callable[[str], Study], monkeypatch: pytest.MonkeyPatch
) -> None:
    report = build(study("sample"), "zh")
    first = write(report)["report.pptx"]
    # The workbooks behind the charts take the time of their writing from the clock.
    import datetime as dt

    import xlsxwriter.workbook as book

    class Later(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return dt.datetime(2031, 5, 5, tzinfo=tz)

    monkeypatch.setattr(book, "datetime", Later)
    assert write(report)["report.pptx"] == first


def test_what_a_file_wrote_is_no_formula_in_the_workbook_of_a_chart() -> None:
    rows = 24
    nasty = cohort_of(
        arm=[("=1+1", "control")[i % 2] for i in range(rows)],
        nihss_pre=[10 + i % 5 for i in range(rows)],
        nihss_post=[2 + i % 7 for i in range(rows)],
    )
    data = write(build(Study.of(nasty, Settings()), "en"))["report.pptx"]
    with zipfile.ZipFile(io.BytesIO(data)) as deck:
        books = [deck.read(name) for name in deck.namelist() if name.endswith(".xlsx")]
    assert books
    for book in books:
        cells = [c for row in load_workbook(io.BytesIO(book)).active.iter_rows() for c in row]
        assert {cell.data_type for cell in cells} <= {"n", "s"}


@pytest.mark.parametrize("name", ["sample", "long"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_runs_over_the_foot_and_every_mark_has_its_note(
    study: Callable[[str], Study], name: str, lang: str
) -> None:
    report = build(study(name), lang)
    deck = Presentation(io.BytesIO(write(report)["report.pptx"]))
    for slide in deck.slides:
        for shape in slide.shapes:
            if shape.top < FOOT:
                assert shape.top + shape.height <= FOOT
            if not shape.has_table:
                continue
            # LibreOffice makes an empty cell without a size as high as 18 points.
            for row in shape.table.rows:
                for cell in row.cells:
                    assert cell.text_frame.paragraphs[0]._p.find("{*}endParaRPr").get("sz")
            raised = {
                run.text
                for row in shape.table.rows
                for cell in row.cells
                for run in cell.text_frame.paragraphs[0].runs
                if run._r.rPr.get("baseline")
            }
            below = {
                line.runs[0].text
                for other in slide.shapes
                if other.has_text_frame
                for line in other.text_frame.paragraphs
                if line.runs and line.runs[0]._r.rPr.get("baseline")
            }
            assert {c for text in raised for c in text} == below
    assert any(notes(exhibit.table) for exhibit in report.tables)


def test_limitations_go_on_upon_another_slide_where_one_is_full(
    study: Callable[[str], Study],
) -> None:
    texts = [(Run("资料未载明随机分配方法" * 12),)] * 9
    pages = paginate(texts)
    assert [text for page in pages for text in page] == texts
    assert all(1 <= len(page) < 6 for page in pages)


def test_a_characteristic_higher_than_a_slide_goes_on_under_its_name() -> None:
    columns = (Head("", "left"), Head("n"))
    many = (line("Centre", "", bold=True), *(line(f"C{i}", "1", indent=1) for i in range(30)))
    pieces = split(Table("t", columns, many))
    assert len(pieces) == 3
    assert {piece.rows[0].cells[0].text for piece in pieces} == {"Centre"}
    assert [r for piece in pieces for r in piece.rows[1:]] == list(many[1:])


def test_both_series_of_a_scatter_are_of_one_length(study: Callable[[str], Study]) -> None:
    """LibreOffice shows only the last of two series when that is the longer one."""
    of = study("long")
    xy = next(c for c in charts(deck_of(of)) if c.plots[0].__class__.__name__ == "XyPlot")
    counts = [
        [int(count.get("val")) for count in one._element.iterfind("{*}yVal//{*}ptCount")]
        for one in xy.plots[0].series
    ]
    points = [len(one._element.findall("{*}yVal//{*}pt")) for one in xy.plots[0].series]
    assert counts == [[max(points)], [max(points)]]
    assert points[0] < points[1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_findings_are_an_item_an_outcome_and_go_on_where_a_slide_is_full(
    study: Callable[[str], Study], lang: str
) -> None:
    of = changed(
        study("long"), primary="nihss_m6", secondary=("mrs_m6", "bi_m6", "nihss_m3", "vegf_m1")
    )
    report, deck = build(of, lang), deck_of(of, lang)
    results = (of.response, of.outcomes, of.safety)
    expected = overview.findings(results, report.t, n=of.cohort.n_by_arm)
    assert len(expected) >= 7
    heading = plain(next(s.heading for s in report.sections if s.key == "summary"))
    pages = [
        slide
        for n, slide in enumerate(deck.slides)
        if n == 0 or slide.shapes.title.text_frame.text.startswith(heading)
    ]
    assert len(pages) > 1
    items: list[str] = []
    for slide in pages:
        [box] = [s for s in slide.shapes if s.has_text_frame and s.top == TOP]
        shown = [paragraph.text for paragraph in box.text_frame.paragraphs]
        points = box.text_frame.paragraphs[0].runs[0].font.size.pt
        tall = sum(height(x, points, WIDE / 12700 - 14.4 - points) + 8 for x in shown)
        assert tall <= ROOM
        items += shown
    assert items == [plain(text) for text in expected]


def test_no_row_is_alone_on_the_last_slide() -> None:
    columns = (Head("", "left"), Head("n"))
    rows = [line(f"Row {i}", "1") for i in range(60)]
    full = len(split(Table("t", columns, tuple(rows)))[0].rows)
    for n in (full + 1, full + 2, full + 3, 2 * full + 1):
        table = Table("t", columns, tuple(rows[:n]))
        pieces = split(table)
        assert [row for piece in pieces for row in piece.rows] == list(table.rows)
        assert all(len(piece.rows) >= 3 for piece in pieces)
    # A characteristic moves whole.
    groups = [line("A", "1"), *(line(f"a{i}", "1", indent=1) for i in range(2))]
    pieces = split(Table("t", columns, (*rows[: full - 3], *groups, rows[-1])))
    assert [row.cells[0].text for row in pieces[1].rows] == ["A", "a0", "a1", "Row 59"]


@pytest.mark.parametrize("primary", ["mrs_m3", "nihss_post"])
def test_the_message_on_the_primary_outcome_stands_over_its_own_chart(primary: str) -> None:
    cohort = cohort_of(
        nihss_pre=[10, 9, 12, 8, 11, 14, 7, 13],
        nihss_post=[4, 6, 5, 3, 6, 9, 2, 8],
        mrs_m3=[1, 2, 0, 3, 1, 4, 2, 5],
    )
    of = Study.of(cohort, Settings(primary=primary))
    report, names = build(of, "en"), {"mrs_m3": "Modified Rankin", "nihss_post": "NIHSS"}
    section = next(one for one in report.sections if one.key == "outcomes")
    message = section.paragraphs[0]
    assert names[primary].lower() in message.lower().split(".")[0]
    charts_of_section = [c for c in _charts(report) if c.section == "outcomes"]
    first, *others = charts_of_section
    assert first.picture == ("grades_mrs" if primary == "mrs_m3" else "differences")
    assert (first.title, all(other.title for other in others)) == ("", True)
