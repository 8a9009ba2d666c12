"""What was not read stands in every format, by column and arm, and only where it applies."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from pptx import Presentation

from aci_core.checks import checked, deaths_without_mrs, unread_cells
from aci_core.domain.cohort import Cohort
from aci_core.domain.steps import SetCell
from aci_core.domain.study.settings import Deviation, Lock, Settings
from aci_core.ingest import load
from aci_core.methods import REFERENCES
from aci_core.presentation import sentences
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.i18n.markdown import plain
from aci_core.report import FORMATS, Report, Study, build, write_formats
from aci_core.sharing import Terms, share
from aci_core.sharing.links import open_link
from aci_core.sharing.payload import Results
from aci_core.sharing.store import open_store
from tests.build import cohort_of
from tests.command import inside

Shared = Callable[[str], Path]
DIRTY, CLEAN = "cases/follow_up_zh.xlsx", "cases/follow_up_zh_clean.csv"
# Header, and cells not read in each arm, by hand.
SOME = {"NIHSS评分(入院)": (0, 1), "年龄(岁)": (1, 0), "NIHSS评分(3个月)": (0, 1)}


@pytest.fixture(autouse=True)
def _without_pictures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/no/such/browser")
    monkeypatch.chdir(tmp_path)


@cache
def cohort_in(file: Path) -> Cohort:
    return checked(load(file.read_bytes(), file.name))


@cache
def report_of(file: Path, lang: str = "en") -> Report:
    return build(Study.of(cohort_in(file), Settings()), lang)


def files(report: Report, *formats: str) -> dict[str, bytes]:
    return dict(write_formats(report, formats).files)


def cells_by_arm(report: Report) -> dict[str, tuple[int, int]]:
    t, c = report.study.cohort.two_arms()
    return {one.header: (dict(one.by_arm)[t], dict(one.by_arm)[c]) for one in report.study.unread}


def breakable(text: str) -> str:
    """The text without what only keeps a line from breaking."""
    return text.replace("\N{WORD JOINER}", "").replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_word(shared: Shared, lang: str) -> None:
    report = report_of(shared(DIRTY), lang)
    t = report.t
    document = Document(io.BytesIO(files(report, "docx")["report.docx"]))
    notice = plain(report.meta.notice)
    texts = [breakable(paragraph.text) for paragraph in document.paragraphs]
    assert texts.count(notice) == 1
    assert texts.index(notice) < texts.index(t("report.section.summary"))  # on the title page
    head = t("unread.head_column")
    (table,) = [x for x in document.tables if x.rows[0].cells[0].text == head]
    rows = {
        breakable(row.cells[0].text): [cell.text for cell in row.cells[1:3]]
        for row in table.rows[1:]
    }
    expected = {h: list(map(str, n)) for h, n in cells_by_arm(report).items()}
    assert rows == expected
    assert len(rows) >= len(SOME)


def test_the_arms_are_those_of_the_patients(shared: Shared) -> None:
    counted = cells_by_arm(report_of(shared(DIRTY)))
    assert sum(map(sum, counted.values())) == len(counted)  # one in each column
    truth = shared(CLEAN).read_text("utf-8-sig").splitlines()
    assert len(truth) > 100
    assert set(SOME) <= set(counted)


def test_excel_slides_and_web_page(shared: Shared) -> None:
    report = report_of(shared(DIRTY))
    made = files(report, "xlsx", "pptx", "html")
    notice = plain(report.meta.notice)
    book = openpyxl.load_workbook(io.BytesIO(made["report.xlsx"]))
    assert book.worksheets[0].cell(2, 1).value == notice
    sheet = book["Not read"]
    cells = {row[0]: row[1:3] for row in sheet.iter_rows(min_row=3, values_only=True) if row[0]}
    for header, by_arm in cells_by_arm(report).items():
        assert cells[header] == by_arm
    deck = Presentation(io.BytesIO(made["report.pptx"]))
    first = [shape.text_frame.text for shape in deck.slides[0].shapes if shape.has_text_frame]
    assert any(notice in text for text in first)
    page = made["report.html"].decode()
    assert report.t("unread.title") in page
    assert page.index('class="notice"') < page.index("<main")


def test_a_clean_file_says_nothing_of_it(shared: Shared) -> None:
    report = report_of(shared(CLEAN))
    assert report.meta.notice == ""
    made = files(report, "docx", "xlsx", "html")
    with zipfile.ZipFile(io.BytesIO(made["report.docx"])) as archive:
        assert b"not read" not in archive.read("word/document.xml")
    sheets = set(openpyxl.load_workbook(io.BytesIO(made["report.xlsx"])).sheetnames)
    assert not {"Not read", "Corrections", "Corrected cells"} & sheets
    assert 'class="notice"' not in made["report.html"].decode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_command_line_warns_and_exits_with_0(shared: Shared, lang: str) -> None:
    t = translator(lang)
    options = ("--out", "out", "--format", "xlsx", "--lang", lang)
    code, out, err = inside("report", str(shared(DIRTY)), *options)
    assert code == 0
    assert out.splitlines() == [str(Path("out/report.xlsx"))]
    assert "NIHSS评分(入院)" in err
    assert t("unread.errors", n=8) in err or "8" in err
    code, _, err = inside("report", str(shared(CLEAN)), *options)
    assert (code, err) == (0, "")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("options", [(), ("--json", "-"), ("--json", "out.json")])
def test_analyse_warns_on_standard_error_alone(
    shared: Shared, lang: str, options: tuple[str, ...]
) -> None:
    t = translator(lang)
    file = shared(DIRTY)
    code, out, err = inside("analyse", str(file), *options, "--lang", lang)
    cohort = cohort_in(file)
    notice = plain(
        sentences.unread.notice(unread_cells(cohort), t, deaths=deaths_without_mrs(cohort))
    )
    (line,) = [one for one in err.splitlines() if notice in one]
    assert code == 0
    assert t("unread.errors", n=8) in line
    assert notice not in out
    # With JSON the issues are in the document; else each has its line.
    assert (err.splitlines() == [line]) == bool(options)
    if options == ("--json", "-"):
        json.loads(out)
    if options == ("--json", "out.json"):
        assert out == ""
    if options == ():
        code, _, err = inside("analyse", str(shared(CLEAN)), "--lang", lang)
        assert code == 0
        assert notice not in err


def test_results_alone_carry_counts_and_no_value(shared: Shared) -> None:
    cohort = cohort_in(shared(DIRTY))
    made = share(open_store(), cohort, Settings(), Terms(kind="results", min_cell=1))
    content = open_link(open_store(), made.token).content
    assert isinstance(content, Results)
    headers = {one.header: one.n_unread for one in unread_cells(cohort)}
    assert dict(content.supplementary.unread) == headers
    assert content.cohort.unread == ()
    text = repr(content.supplementary) + repr(content.cohort)
    for value in ("有(2型)", "3~4", "溶血"):
        assert value not in text


@cache
def corrected(shared: Shared) -> Cohort:
    steps = (SetCell(10, "年龄(岁)", "63"), SetCell(29, "NIHSS评分(入院)", None))
    file = shared(DIRTY)
    return checked(load(file.read_bytes(), file.name, steps=steps))


def test_corrections_by_column_in_word_and_by_cell_in_the_workbook(shared: Shared) -> None:
    report = build(Study.of(corrected(shared), Settings()), "en")
    made = files(report, "docx", "xlsx")
    document = Document(io.BytesIO(made["report.docx"]))
    t = report.t
    head = t("corrections.cells")
    (table,) = [x for x in document.tables if x.rows[0].cells[1].text == head]
    rows = {row.cells[0].text: [cell.text for cell in row.cells[1:]] for row in table.rows[1:]}
    assert rows == {"年龄(岁)": ["1", "0"], "NIHSS评分(入院)": ["1", "1"]}
    words = "\n".join(paragraph.text for paragraph in document.paragraphs)
    words += "\n".join(c.text for x in document.tables for row in x.rows for c in row.cells)
    for cited in REFERENCES.values():  # one has a page of that number
        words = words.replace(cited.text, "")
    assert "623" not in words
    book = openpyxl.load_workbook(io.BytesIO(made["report.xlsx"]))
    values = [row[:4] for row in book["Corrected cells"].iter_rows(values_only=True)]
    assert ("10", "年龄(岁)", "623", "63") in [tuple(map(str, row)) for row in values]
    assert any(row[1] == "NIHSS评分(入院)" and str(row[2]) == "60" for row in values)


DEVIATIONS = (
    Deviation("alpha", "0.025", "0.05", "2025-09-18T08:00:00Z", results_seen=True),
    Deviation("primary", "null", '"mrs_m3"', "2025-09-18T09:00:00Z", results_seen=None),
)
PLANNED = {
    "primary": "nihss_m3",
    "secondary": ("mrs_m3", "barthel_m3", "nihss_m6"),
    "locked": Lock("2025-09-17T08:00:00Z", "38ff6d9a24f5" + "0" * 52),
    "deviations": DEVIATIONS,
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_format_of_a_plan_changed_after_its_lock_unread_cells_and_corrections(
    shared: Shared, lang: str
) -> None:
    report = build(Study.of(corrected(shared), Settings(**PLANNED)), lang)  # type: ignore[arg-type]
    lists = {one.key for one in report.tables if not one.label}
    assert {"data", "deviations", "unread", "corrections"} <= lists
    output = write_formats(report, tuple(FORMATS))
    problems = {name: one.code for name, one in output.problems.items()}
    assert problems == {"figures": "no_picture_engine"}
    t = report.t
    book = openpyxl.load_workbook(io.BytesIO(output.files["report.xlsx"]))
    sheet = book[t("report_sheet.deviations")]
    seen = [cell.value for cell in sheet["E"]]
    assert seen[2:4] == [t("plan.seen_yes"), t("plan.seen_unknown")]
    # The fingerprint stands without the marks that a page needs to set it as code.
    cells = [str(cell.value) for row in book[t("report_sheet.data")] for cell in row]
    assert any("38ff6d9a24f5" in text for text in cells)
    assert not any("`" in text for text in cells)


def test_an_error_of_ours_in_one_format_takes_no_other_with_it(
    shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = report_of(shared(CLEAN))

    def broken(_: Report) -> dict[str, bytes]:
        raise KeyError("a patient's value")

    monkeypatch.setitem(FORMATS, "xlsx", broken)
    output = write_formats(report, ["xlsx", "html", "pptx"])
    assert set(output.files) == {"report.html", "report.pptx"}
    problem = output.problems["xlsx"]
    assert (problem.code, problem.facts["kind"]) == ("report_failed", "KeyError")
    for lang in LANGUAGES:
        assert "Excel" in translator(lang).error(problem)
        assert "patient's" not in translator(lang).error(problem)


def test_no_corrected_value_with_results_alone(shared: Shared) -> None:
    made = share(open_store(), corrected(shared), Settings(), Terms(kind="results", min_cell=1))
    content = open_link(open_store(), made.token).content
    assert isinstance(content, Results)
    assert content.cohort.corrections == ()
    assert content.cohort.steps == ()
    assert "年龄(岁)" not in dict(content.supplementary.unread)  # corrected, so it was read


def test_many_columns_are_cut_and_one_cell_is_one() -> None:
    t = translator("en")
    one = sentences.unread.counted([("age", 1)], t)
    assert one == "**One cell was not read** and counts as missing: age 1."
    many = sentences.unread.counted([(f"c{i}", 2) for i in range(12)], t)
    assert "24 cells in 12 columns" in many
    assert "4 more columns" in many
    assert "c11" not in many
    assert sentences.unread.counted([], t) == ""


def test_a_column_that_is_stopped_is_named() -> None:
    n = 20
    ages = [200 if i < 4 else 50 + i for i in range(n)]
    cohort = cohort_of(age=ages, nihss_pre=[9] * n, nihss_post=[5] * n)
    columns = unread_cells(cohort)
    assert [one.stopped for one in columns] == [True]
    assert "not analysed" in sentences.unread.notice(columns, translator("en"))
