"""What a manuscript may say: nobody is addressed, no P is an equality, each rate has its name."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from aci_core.domain.steps import OmitRow
from aci_core.domain.study.settings import Settings
from aci_core.efficacy import PRESETS
from aci_core.ingest import build, read
from aci_core.presentation.i18n import LANGUAGES, Translator, translator
from aci_core.report import Report, Study
from aci_core.report import build as report_of
from aci_core.ui.results import headlines
from tests.build import ROOT
from tests.contracts import source

YOU = {
    "en": re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE),
    "zh": re.compile("[您你]"),
}
# Sections of pages and of the command line: there a reader is spoken to.
TALK = frozenset(
    {
        "choice", "choice_help", "cli", "cohort", "data", "error", "forgetting", "mapping",
        "reading", "report_page", "sets", "share", "shared", "sign_in", "values",
    }
)  # fmt: skip
# A large P called an equality, wherever it stands and whatever is negated around it.
EQUALITY = {
    "en": re.compile(
        r"(?:showed|shows?|was|is|found|with) no (?:clear |significant |marked )?difference"
        r"|\bno (?:clear|significant|marked) difference|did not differ significantly"
        r"|\bnot significantly different|\b(?:was|were|are) (?:comparable|equivalent|as effective)"
        r"|\bdo not differ in the data|the treatments still not differ|\bthe arms are alike\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        "无(?:明显|显著|统计学)?(?:性)?(?:差异|差别)|没有(?:明显|显著)?(?:差异|差别)|疗效相当|疗效相似"
        "|两组相当|两组相近|两组率相等|差异不显著|差异不明显|(?:差异|相关)(?:无|有)统计学意义[，,：:].{0,6}\\{"
    ),
}
# "有无差异" asks; a difference of spread is none of treatments.
QUESTION = re.compile("有无(?:差异|差别)|几无差别")


def messages(t: Translator) -> dict[str, str]:
    return {key: t(key) for key in t.keys()}  # noqa: SIM118 - a method, no mapping


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nobody_is_spoken_to_outside_pages_and_the_command_line(lang: str) -> None:
    texts = messages(translator(lang))
    assert {
        k: v for k, v in texts.items() if YOU[lang].search(v) and k.split(".")[0] not in TALK
    } == {}


def test_no_report_figure_table_or_sentence_uses_what_speaks_to_somebody() -> None:
    parts = ("report", "presentation/tables", "presentation/figures", "presentation/sentences")
    used = re.compile(rf"""["'](?:{"|".join(sorted(TALK - {"error"}))})\.[a-z_{{]""")
    for path in source.files():
        place = path.relative_to(source.CORE).as_posix()
        if place.startswith(parts):
            assert not used.search(path.read_text("utf-8")), place


def said(report: Report) -> str:
    """Every word of a report."""
    parts = [report.title, *report.meta.provenance]
    for section in report.sections:
        parts += [section.heading, section.pointer, *section.paragraphs, *section.items]
        for exhibit in section.tables:
            table = exhibit.table
            parts += [table.title, *table.notes, *(head.label for head in table.columns)]
            parts += [cell.text for row in table.rows for cell in row.cells]
        for figure in section.figures:
            parts += [figure.title, figure.caption, figure.draw().alt]
    return "\n".join(parts)


@pytest.fixture(scope="module")
def study() -> Study:
    """A study with a row that was left out by hand."""
    file = ROOT / "sample_data" / "synthetic_long.csv"
    raw = read(file.read_bytes(), file.name)
    return Study.of(build(raw, steps=[OmitRow(5)]), Settings(randomised=True))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_speaks_to_nobody(study: Study, lang: str) -> None:
    text = said(report_of(study, lang))
    assert translator(lang)("left_out.omitted") in text
    assert not YOU[lang].search(text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_message_makes_an_equality_of_a_large_p(lang: str) -> None:
    """The journals' phrase stands after the estimate with its interval, and is no finding."""
    texts = {k: QUESTION.sub("", v) for k, v in messages(translator(lang)).items()}
    assert {k: v for k, v in texts.items() if EQUALITY[lang].search(v)} == {}


TOTAL = {"en": re.compile("total effective", re.IGNORECASE), "zh": re.compile("总有效")}
RESPONDERS = {
    "en": re.compile("responder rate|Responders(?! by published rules)", re.IGNORECASE),
    "zh": re.compile("应答率"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("rule", sorted(PRESETS))
def test_the_rate_has_the_name_of_its_rule(study: Study, rule: str, lang: str) -> None:
    of = Study.of(study.whole, replace(study.settings, rule=rule))
    report = report_of(of, lang)
    parts = [s for s in report.sections if s.key in ("methods", "response", "summary")]
    text = said(replace(report, sections=tuple(parts)))
    text += str(headlines.response(of.response, translator(lang)))
    several = len(PRESETS[rule].scale.best_first) > 2
    assert of.response.total == several
    right, wrong = (TOTAL, RESPONDERS) if several else (RESPONDERS, TOTAL)
    assert right[lang].search(text)
    assert not wrong[lang].search(text), wrong[lang].findall(text)


def test_the_rate_of_two_grades_has_one_name() -> None:
    english, chinese = (messages(translator(lang)).values() for lang in ("en", "zh"))
    assert not [text for text in english if re.search("response rates?", text, re.IGNORECASE)]
    assert not [text for text in chinese if re.search("达标率|反应率|缓解率", text)]


def test_chinese_is_set_as_a_journal_sets_it() -> None:
    """Counts as 例(%), means as 均数 and x̄±s, the arms by 组; no blank before a bracket."""
    texts = messages(translator("zh"))
    wrong = re.compile(r"例 \(%\)|例（%）|均值|标准差±|±SD|[一-鿿] [（(]|治疗方[^案]|对照方")
    assert {key: text for key, text in texts.items() if wrong.search(text)} == {}
