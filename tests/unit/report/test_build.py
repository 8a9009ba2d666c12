"""Content of a report: sections in order, numbers of tables, figures and references."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html import escape

import pytest
from pptx import Presentation

from aci_core.analyses.adjustment import lacking
from aci_core.domain.errors import AciError
from aci_core.domain.study.filters import filters_from_json
from aci_core.domain.study.settings import Deviation, Lock, Settings
from aci_core.ingest import ColumnMapping, load
from aci_core.methods import REFERENCES
from aci_core.presentation.i18n import (
    LANGUAGES,
    format_number,
    format_plan,
    format_row,
    labels,
    translator,
)
from aci_core.report import SECTIONS, STYLES, Options, Report, Study, build, write_formats
from aci_core.report.build import BEFORE, RESULTS
from aci_core.report.inline import plain
from aci_core.report.model import Section
from aci_core.report.reproduce import write as reproduce
from aci_core.report.sections.consort import ITEMS
from aci_core.summaries import EFFECTIVE
from tests.build import cohort_of, csv_of
from tests.unit.report.conftest import NAMES, changed

Of = Callable[[str], Study]


def words(report: Report) -> str:
    """All text of a report outside tables."""
    texts = [report.title]
    for section in report.sections:
        texts += [section.heading, *section.paragraphs, *section.items]
        texts += [figure.title + figure.caption for figure in section.figures]
    return "\n".join(plain(text) for text in texts)


def items(report: Report, key: str) -> str:
    """The items of a section."""
    return "\n".join(next(s.items for s in report.sections if s.key == key))


def test_every_section_is_known_to_who_builds_it() -> None:
    after = ("limitations", "review", "references", "consort", "supplement")
    assert (*BEFORE, *RESULTS, *after) == SECTIONS


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_sections_stand_in_the_order_of_a_manuscript(study: Of, name: str, lang: str) -> None:
    report = build(study(name), lang)
    keys = [section.key for section in report.sections]
    assert [key for key in SECTIONS if key in keys] == [key for key in keys if key != "results"]
    # Where no dose is known, no question pinned, no subgroup declared, no course taken.
    assert set(SECTIONS) - set(keys) <= {"treatment", "explored", "subgroups", "course"}
    levels = {section.key: section.heading_level for section in report.sections}
    assert all(levels[key] == 2 for key in RESULTS if key in levels)
    assert not re.search(r"\{\w*\}|None|nan\b", words(report))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_tables_and_figures_are_numbered_in_order_and_named_once(study: Of, lang: str) -> None:
    report = build(study("long"), lang)
    for exhibits in (report.tables, report.figures):
        keys = [each.key for each in exhibits]
        assert len(set(keys)) == len(keys)
    labels = [table.label for table in report.tables if table.label]
    prefixes = dict.fromkeys(re.sub(r"\d+", "", label) for label in labels)
    assert len(prefixes) == 2  # those of the text and those of the supplement
    for prefix in prefixes:
        run = [label for label in labels if re.sub(r"\d+", "", label) == prefix]
        numbers = [int(re.findall(r"\d+", label)[0]) for label in run]
        assert numbers == list(range(1, len(numbers) + 1))
    figures = [int(re.findall(r"\d+", figure.label)[0]) for figure in report.figures]
    assert figures == list(range(1, len(figures) + 1))


def test_a_section_that_is_not_asked_for_is_not_there(study: Of) -> None:
    report = build(study("sample"), "en", Options(("safety", "summary")))
    assert [section.key for section in report.sections] == ["summary", "results", "safety"]
    assert report.tables[0].label == "Table 1"


@pytest.mark.parametrize("style", ["chinese", "vancouver"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_references_are_numbered_in_the_order_in_which_they_are_met(
    study: Of, lang: str, style: str
) -> None:
    report = build(study("long"), lang, Options(style=style))  # type: ignore[arg-type]
    text = "\n".join(text for s in report.sections for text in s.paragraphs)
    seen = 0
    for group in re.findall(r"\[(\d[\d,-]*)\]", text):
        for part in group.split(","):
            first, _, last = part.partition("-")
            for number in range(int(first), int(last or first) + 1):
                assert number <= seen + 1
                seen = max(seen, number)
    assert any("Hopewell" in item for item in items(report, "references").splitlines())


def test_a_pointer_stands_at_the_end_of_a_sentence_and_not_after_et_al() -> None:
    text = "By Yang et al. 2025 six doses were planned. All had them."
    made = Section("treatment", 2, "", (text,), pointer=" (Figure 2)").paragraphs_with_pointer
    assert made == ("By Yang et al. 2025 six doses were planned (Figure 2). All had them.",)


@pytest.mark.parametrize(
    ("lang", "pointer", "stop"),
    [("en", " (Tables 2 to 4, Figures 4 to 6).", "."), ("zh", "（表2～4、图4～6）。", "。")],
)
def test_first_sentences_point_to_the_tables_and_figures_of_their_section(
    study: Of, lang: str, pointer: str, stop: str
) -> None:
    report = build(study("long"), lang)
    inside = [s for s in report.sections if s.heading_level == 2]
    assert all(s.pointer and s.pointer + stop in s.paragraphs_with_pointer[0] for s in inside)
    response = next(s for s in inside if s.key == "response")
    assert pointer in response.paragraphs_with_pointer[0]
    for section in inside:
        numbers = [int(n) for n in re.findall(r"\d+", section.pointer)]
        labels = [one.label for run in (section.tables, section.figures) for one in run]
        own = [int(n) for label in labels for n in re.findall(r"\d+", label)]
        assert set(numbers) <= set(own)
        assert {own[0], own[-1]} <= set(numbers)


def test_the_flow_tells_who_is_analysed_and_the_summary_tells_harms(study: Of) -> None:
    report = build(study("long"), "en")
    flow = next(s for s in report.sections if s.key == "flow")
    assert "NIHSS at 6 months 108 and 102" in plain(flow.paragraphs[0])
    summary = plain(report.sections[0].paragraphs[0])
    for words_of_harm in ("NIHSS", "Any adverse event", "30.8%", "Died", "Lost to follow-up"):
        assert words_of_harm in summary
    treatment = next(s for s in report.sections if s.key == "treatment")
    assert "Yang et al. published (Yang et al. 2025)" in plain(treatment.paragraphs[0])
    checklist = next(t.table for t in report.tables if t.key == "consort")
    where = {r.cells[0].text: r.cells[2].text for r in checklist.rows if len(r.cells) > 1}
    assert "Treatment as given" in where["13"]
    assert "Tables 2 to 4" in where["26"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_checklist_asks_for_the_time_of_after_treatment_only_where_no_visit_has_a_day(
    lang: str,
) -> None:
    t, scores = translator(lang), [9, 8, 7, 6, 9, 5, 7, 8]
    for visit, key in (("post", "14"), ("d14", "14_timed")):
        cohort = cohort_of(nihss_pre=scores, **{f"nihss_{visit}": [x - 2 for x in scores]})
        report = build(Study.of(cohort, Settings()), lang)
        checklist = next(x.table for x in report.tables if x.key == "consort")
        added = {r.cells[0].text: r.cells[3].text for r in checklist.rows if len(r.cells) > 1}
        assert added["14"] == t(f"consort_add.{key}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_checklist_names_the_registration_and_the_changes_of_the_plan(
    study: Of, lang: str
) -> None:
    t = translator(lang)
    one = Deviation("alpha", "0.025", "0.05", "2025-09-18T08:00:00Z", results_seen=True)
    lock = Lock("2025-09-17T08:00:00Z", "0" * 64)
    kept = changed(study("sample"), registration="NCT01234567", locked=lock, deviations=(one,))
    for asked, present in ((kept, True), (study("sample"), False)):
        report = build(asked, lang)
        table = next(one.table for one in report.tables if one.key == "consort")
        cells = {r.cells[0].text: [c.text for c in r.cells] for r in table.rows}
        assert ("NCT01234567" in cells["2"][2]) is present
        assert ("0.025 → 0.05" in cells["10"][2]) is present
        for item in ("2", "10"):
            assert (cells[item][3] == t("consort.authors")) is not present


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_settings_say_what_is_adjusted_for_where_the_plan_names_nothing(
    study: Of, lang: str
) -> None:
    t = translator(lang)
    said = []
    for names in ((), ("age",)):
        report = build(changed(study("sample"), covariates=names), lang)
        table = next(s for s in report.sections if s.key == "data").tables[0].table
        lines = {row.cells[0].text: row.cells[-1].text for row in table.rows}
        said.append(lines[t("report.data.covariates")])
    # By rule is not none: mRS and the rate are adjusted too.
    assert said[0] == t("plan.covariates_by_rule")
    assert "mRS" in said[0]
    assert said[1].startswith(format_plan.column(t, "age"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_summary_says_that_the_primary_was_named_after_the_lock(study: Of, lang: str) -> None:
    one = Deviation("primary", '"mrs_m6"', '"nihss_m6"', "2025-09-18T08:00:00Z", True)
    lock = Lock("2025-09-17T08:00:00Z", "0" * 64)
    asked = changed(study("long"), primary="nihss_m6", locked=lock, deviations=(one,))
    paragraphs = build(asked, lang).sections[0].paragraphs
    assert "2025-09-18 08:00" in paragraphs[1]
    kept = build(changed(asked, deviations=()), lang).sections[0].paragraphs
    assert len(kept) == 1


@pytest.mark.parametrize("style", STYLES)
def test_what_is_cited_is_listed_and_what_is_listed_is_cited(study: Of, style: str) -> None:
    report = build(study("sample"), "en", Options(style=style))  # type: ignore[arg-type]
    methods = "\n".join(text for s in report.sections for text in s.paragraphs)
    listed = next(s.items for s in report.sections if s.key == "references")
    assert len(listed) > 20
    if style == "generic":
        assert list(listed) == sorted(listed, key=str.casefold)
        # "Agresti A. ... 1980" is cited as "Agresti 1980".
        for entry in map(plain, listed):
            author = entry.split()[0].rstrip(".,")
            years = re.findall(r"\b(?:1[89]|20)\d\d\b", entry)
            assert any(re.search(rf"{author}[^;)]*{year}", methods) for year in years), entry
        return
    cited: set[int] = set()
    for group in re.findall(r"\[([\d,-]+)\]", methods):
        for part in group.split(","):
            first, _, last = part.partition("-")
            cited |= set(range(int(first), int(last or first) + 1))
    numbers = [int(re.match(r"\\?\[(\d+)", entry)[1]) for entry in listed]  # type: ignore[index]
    assert numbers == list(range(1, len(listed) + 1))
    assert cited == set(numbers)
    # In the order in which a reader meets them.
    firsts = [int(group) for group in re.findall(r"\[(\d+)", methods)]
    seen = 0
    for number in firsts:
        assert number <= seen + 1 or number in range(1, seen + 3)
        seen = max(seen, number)


def test_references_are_those_of_the_methods(study: Of) -> None:
    texts = {reference.text for reference in REFERENCES.values()}
    listed = items(build(study("sample"), "en"), "references").splitlines()
    assert all(any(plain(entry).startswith(text) for text in texts) for entry in listed)


@pytest.mark.parametrize(
    ("style", "article", "many", "book"),
    [
        (
            "vancouver",
            "Ann Hum Genet. 1955;19:251-3. doi:10.1111/j.1469-1809.1955.tb01348.x.",
            "Katz D, Baptista J, Azen SP, Pike MC. Obtaining",
            "Nonparametric Statistical Methods. New York: Wiley; 1973.",
        ),
        (
            "chinese",
            "disease[J]. Ann Hum Genet, 1955, 19: 251-253. DOI: 10.1111/j.1469-1809.1955.tb",
            "Katz D, Baptista J, Azen SP, et al. Obtaining",
            "Nonparametric Statistical Methods[M]. New York: Wiley, 1973.",
        ),
    ],
)
def test_references_are_printed_as_the_journal_prints_them(
    study: Of, style: str, article: str, many: str, book: str
) -> None:
    report = build(study("sample"), "en", Options(style=style))  # type: ignore[arg-type]
    listed = plain(items(report, "references"))
    for part in (article, many, book):
        assert part in listed
    # No name of a journal is left long.
    assert "Journal of" not in listed


def test_limitations_are_those_that_apply(study: Of) -> None:
    sample = study("sample")
    plain_report = items(build(sample, "en"), "limitations")
    assert "synthetic" in plain_report
    assert "could not be graded" not in plain_report  # everybody has a grade
    long = items(build(study("long"), "en"), "limitations")
    assert "7 of 240 patients could not be graded" in long
    assert "Lost to follow-up: 16; died: 9." in long


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ({"randomised": False}, "The 156 patients were not randomised."),
        (
            {"primary": None},
            "No primary outcome was named (comparisons of an outcome at a visit: 6",
        ),
        (
            {"rule": "80,40,10"},
            "no published rule and were not fixed in a locked plan: NIHSS fall of 80 / 40 / 10",
        ),
        ({"primary": "nihss_m6"}, "could not be analysed (the data do not hold it)."),
    ],
)
def test_what_a_reviewer_will_ask_is_said_once(
    study: Of, settings: dict[str, object], text: str
) -> None:
    report = build(changed(study("sample"), **settings), "en")
    assert text in items(report, "review")
    assert text not in items(report, "limitations")
    # A report without that section says what limits it all the same.
    alone = build(changed(study("sample"), **settings), "en", Options(("limitations",)))
    assert text in items(alone, "limitations")
    cured = {"randomised": True, "primary": "nihss_post"}
    other = build(changed(study("sample"), **cured), "en")
    assert text not in items(other, "review")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_review_is_in_the_order_of_its_objections(study: Of, lang: str) -> None:
    report = build(study("long"), lang)
    section = next(s for s in report.sections if s.key == "review")
    asked = [report.t(f"review_ask.{one.code}") for one in report.study.review]
    assert len(section.items) == len(asked) > 4
    for question, item in zip(asked, section.items, strict=True):
        assert item.startswith(f"**{question}**")


@pytest.mark.parametrize(("lang", "one"), [("en", "One characteristic"), ("zh", "仅 NIHSS")])
def test_a_file_of_two_scores_alone_is_reported_in_whole_sentences(lang: str, one: str) -> None:
    rows = 24
    little = cohort_of(
        arm=[("treatment", "control")[i % 2] for i in range(rows)],
        nihss_pre=[10 + i % 5 for i in range(rows)],
        nihss_post=[2 + i % 7 for i in range(rows)],
    )
    texts = words(build(Study.of(little, Settings()), lang))
    assert one.replace(" ", "") in texts.replace(" ", "")
    assert not re.search(r"\b1 characteristics", texts)


def test_what_a_file_lacks_is_stated_and_no_cell_is_empty(study: Of) -> None:
    table = next(t.table for t in build(study("ist"), "en").tables if t.key == "data")
    assert all(cell.text for row in table.rows for cell in row.cells)


def test_filters_stand_wherever_they_matter(study: Of) -> None:
    filters = filters_from_json([{"column": "age", "low": 60}])
    report = build(changed(study("sample"), filters=filters), "en")
    assert "60" in report.meta.filters
    assert report.meta.provenance[0] == report.meta.filters
    n = report.study.cohort.n
    assert 0 < n < 156
    assert f"{n} of 156" in items(report, "review")
    assert report.meta.digest != study("sample").cohort.digest


def test_the_checklist_has_every_item_once_and_points_to_what_is_there(study: Of) -> None:
    report = build(study("sample"), "en")
    table = next(t.table for t in report.tables if t.key == "consort")
    rows = {row.cells[0].text: row.cells for row in table.rows if len(row.cells) > 1}
    assert list(rows) == [item.number for item in ITEMS]
    tops = {re.match(r"\d+", number)[0] for number in rows}  # type: ignore[index]
    assert tops == {str(n) for n in range(1, 31)}
    assert "Table 1" in rows["25"][2].text
    assert not rows["25"][3].text
    assert rows["2"][2].text == ""
    assert "All of it" in rows["2"][3].text
    without = build(study("sample"), "en", Options(("consort",)))
    asked = {
        row.cells[0].text: row.cells for row in without.tables[0].table.rows if len(row.cells) > 1
    }
    assert "All of it" in asked["25"][3].text  # the report lacks the section


@pytest.mark.parametrize(
    ("options", "code"),
    [({"sections": ("nothing",)}, "report_section"), ({"style": "lancet"}, "report_style")],
)
def test_unknown_options_are_refused(options: dict[str, object], code: str) -> None:
    with pytest.raises(AciError) as caught:
        Options(**options)  # type: ignore[arg-type]
    assert caught.value.code == code


TITLES = {
    (
        "en",
        True,
        None,
    ): "Treatment versus control in acute cerebral infarction: a randomised comparison",
    ("en", False, "effective"): "Treatment versus control in acute cerebral infarction: "
    "a non-randomised comparison of the total effective rate",
    ("en", None, "nihss_post"): "Treatment versus control in acute cerebral infarction: "
    "a comparison of NIHSS after treatment",
    ("zh", True, None): "治疗组与对照组治疗急性脑梗死的疗效比较：随机对照研究",
    ("zh", False, "effective"): "治疗组与对照组急性脑梗死患者总有效率的比较：非随机对照研究",
    ("zh", None, "nihss_post"): "治疗组与对照组急性脑梗死患者治疗后NIHSS评分的比较",
    # An outcome that the file does not hold is none of the title.
    ("zh", None, "bi_m24"): "治疗组与对照组治疗急性脑梗死的疗效比较",
}


@pytest.mark.parametrize(("lang", "randomised", "primary"), TITLES)
def test_the_title_is_a_journals_and_says_no_more_than_the_plan(
    study: Of, lang: str, randomised: bool | None, primary: str | None
) -> None:
    # A sample says of itself that it is of a randomised trial.
    whole = replace(study("sample").whole, synthetic=False)
    asked = Study.of(whole, Settings(randomised=randomised, primary=primary))
    assert plain(build(asked, lang).title) == TITLES[lang, randomised, primary]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_says_randomised_or_not_where_the_plan_does_not(study: Of, lang: str) -> None:
    whole = replace(study("sample").whole, synthetic=False)
    report = build(Study.of(whole, Settings()), lang)
    text = words(report)
    for sentence in unsaid(lang):
        text = text.replace(sentence, "")
    for claim in (
        "were not randomised", "reported as randomised", "In a randomised trial such", "未随机分组",
        "patients were allocated at random (", "非随机", "随机分组时", "因随机分组", "按随机分组",
    ):  # fmt: skip
        assert claim not in text
    yes = words(build(changed(study("sample"), randomised=True), lang))
    assert {"en": "reported as randomised", "zh": "按随机分组"}[lang] in yes


def unsaid(lang: str) -> tuple[str, ...]:
    """What is said of the design where it is not known, and what CONSORT is for."""
    t = translator(lang)
    keys = ("consort.lead_unsaid", "words.baseline.unsaid")
    return tuple(plain(t(key)) for key in keys)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_outcome_of_a_death_is_known_and_that_of_a_loss_is_not(lang: str) -> None:
    t = translator(lang)
    base = {"nihss_pre": range(5, 17), "nihss_post": range(12)}
    flags = {"died": [1, *[0] * 11], "lost": [0] * 10 + [1, 1]}
    both = items(build(Study.of(cohort_of(**base, **flags), Settings()), lang), "limitations")
    assert t("limitation.gone", lost="2", died="1") in both
    flags["lost"] = [0] * 12
    none = items(build(Study.of(cohort_of(**base, **flags), Settings()), lang), "limitations")
    assert t("limitation.gone_none_lost", died="1") in none


@pytest.mark.parametrize("lang", LANGUAGES)
def test_values_read_as_a_limit_are_counted_by_column(lang: str) -> None:
    t = translator(lang)
    columns = {
        "arm": ["treatment", "control"] * 6,
        "nihss_pre": range(5, 17),
        "nihss_post": range(12),
        "vegf_pre": [*range(200, 210), "<31.2", "<31.2"],
        "vegf_post": [">1000", *range(201, 212)],
    }
    report = build(Study.of(load(csv_of(columns), "a.csv"), Settings()), lang)
    said = [
        plain(item) for item in next(s for s in report.sections if s.key == "limitations").items
    ]
    after, before = (
        t("figure.of_visit", name="VEGF", visit=labels.visit_inside(t, at))
        for at in ("post", "pre")
    )
    for code, name, n in (("read_above", after, 1), ("read_below", before, 2)):
        cells = t("limitation.limit_cells", name=name, n=n)
        assert plain(t(f"limitation.{code}", list=cells)) in said
    measured = {**columns, "vegf_pre": range(200, 212), "vegf_post": range(201, 213)}
    report = build(Study.of(load(csv_of(measured), "a.csv"), Settings()), lang)
    assert t("limitation.read_above", list="")[:25] not in items(report, "limitations")


def test_a_name_of_an_arm_stands_in_every_format_as_it_is() -> None:
    """No sign of Markdown, which escapes it in a sentence, is left in a title."""
    named = ColumnMapping(arm_names={"treatment": "rt-PA + <b>*cells*</b>"})
    rows = {"nihss_pre": range(5, 17), "nihss_post": range(12)}
    report = build(Study.of(cohort_of(named, **rows), Settings()), "en")
    title = "rt-PA + <b>*cells*</b> versus control in acute cerebral infarction: "
    output = write_formats(report, ["html", "pptx", "xlsx"])
    assert not output.problems
    html = output.files["report.html"].decode()
    assert f"<title>{escape(title)}" in html
    assert f"<h1>{escape(title)}" in html
    assert "<b>*cells*" not in html
    deck = Presentation(io.BytesIO(output.files["report.pptx"]))
    assert deck.slides[0].shapes.title.text_frame.text.startswith(title)
    assert deck.core_properties.title.startswith(title)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_settings_say_the_plan_its_lock_and_what_was_changed_since(
    study: Of, lang: str
) -> None:
    t = translator(lang)
    plan = {"primary": "nihss_m6", "secondary": ("mrs_m6",), "centre": "centre", "alpha": 0.025}
    asked = changed(study("long"), **plan)
    section = next(s for s in build(asked, lang).sections if s.key == "data")
    lines = {row.cells[0].text: row.cells[-1].text for row in section.tables[0].table.rows}
    assert lines[t("plan_key.alpha")] == "0.025"
    assert t("measure.mrs") in lines[t("plan_key.secondary")]
    assert lines[t("plan_key.locked")] == plain(t("plan.not_locked"))
    assert t("plan_key.subgroups") not in lines
    assert len(section.tables) == 1
    lock = Lock("2025-09-17T08:00:00Z", asked.settings.plan_digest)
    one = Deviation("alpha", "0.025", "0.05", "2025-09-18T08:00:00Z", results_seen=True)
    kept = changed(asked, locked=lock, alpha=0.05, deviations=(one,), registration="NCT01")
    section = next(s for s in build(kept, lang).sections if s.key == "data")
    lines = {row.cells[0].text: row.cells[-1].text for row in section.tables[0].table.rows}
    assert "2025-09-17 08:00" in lines[t("plan_key.locked")]
    assert lines[t("plan_key.registration")] == "NCT01"
    [row] = section.tables[1].table.rows
    assert [cell.text for cell in row.cells][2:] == ["0.025", "0.05", t("plan.seen_yes")]


def test_the_script_carries_the_plan_with_its_record(study: Of) -> None:
    one = Deviation("alpha", "0.025", "0.05", "2025-09-18T08:00:00Z", results_seen=None)
    plan = {
        "primary": "nihss_m6", "secondary": ("mrs_m6",), "centre": "centre", "seed": 3,
        "locked": Lock("2025-09-17T08:00:00Z", "0" * 64), "deviations": (one,),
    }  # fmt: skip
    asked = changed(study("long"), **plan)
    files = reproduce.write(build(asked, "en"))
    written = json.loads(files["reproduce.json"])["settings"]
    assert Settings.from_json(written) == asked.settings
    for name in ("nihss_m6", "mrs_m6", "centre", "results_seen"):
        assert name in files["reproduce.py"].decode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_methods_and_tables_say_which_covariates_were_imputed(study: Of, lang: str) -> None:
    """Rule 7: covariates of a randomised trial are imputed, and no text says otherwise."""
    given = changed(study("long"), covariates=("age", "onset_days", "toast"))
    assert lacking(given.data, given.settings, ("age", "onset_days", "toast")) == {
        "onset_days": 8,
        "toast": 6,
    }
    report = build(given, lang)
    t = report.t
    text = "\n".join(p for one in report.sections for p in one.paragraphs)
    assert t("report_methods.missing") not in text
    for name, n in (("onset_days", 8), ("toast", 6)):
        shown = labels.in_covariate(t, name)
        assert t("report_methods.missing_of", name=shown, n=n) in text
    notes = "\n".join(n for one in report.sections for e in one.tables for n in e.table.notes)
    names = t("words.list").join(labels.in_column(t, c) for c in ("age", "onset_days", "toast"))
    assert t("table.note_ancova_imputed", names=names) in notes
    assert t("table.note_ancova_with", names=names) not in notes
    observed = build(changed(given, randomised=False), lang)
    text = "\n".join(p for one in observed.sections for p in one.paragraphs)
    # Beside the sensitivity analyses of missing scores, where there are some.
    supposed = "_supposed" if observed.study.sensitivity.assumed else ""
    assert t(f"report_methods.missing{supposed}") in text


def methods_text(report: Report) -> str:
    """The methods section, as it is read."""
    return "\n".join(
        plain(p) for one in report.sections if one.key == "methods" for p in one.paragraphs
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_methods_name_what_the_response_is_adjusted_for(study: Of, lang: str) -> None:
    """The covariates are those that the analysis used (`Response.adjusted_for`)."""
    report = build(study("long"), lang)
    t, used = report.t, study("long").response.adjusted_for
    assert used == {"grade": ("nihss_pre", "age"), "effective": ("nihss_pre",)}
    text = methods_text(report)
    for variable, key in (("grade", "grades_adjusted"), ("effective", "rate_adjusted")):
        given = t("words.list").join(labels.in_covariate(t, name) for name in used[variable])
        rate = labels.rate_words(t, total=True)["rate"]
        said = t(f"report_methods.{key}", given=given, rate=rate, cite="|").split("|")[0]
        assert plain(said) in text
    notes = {n for one in report.sections for e in one.tables for n in e.table.notes}
    for variable, method in (
        ("grade", "proportional_odds_adjusted"),
        ("effective", "adjusted_risk_difference"),
    ):
        names = t("words.list").join(labels.in_covariate(t, name) for name in used[variable])
        note = t("table.note_response_adjusted", method=t(f"method.{method}"), names=names)
        assert note in notes
    leads = build(changed(study("long"), primary="grade"), lang)
    given = t("words.list").join(labels.in_covariate(t, name) for name in used["grade"])
    said = t("report_methods.grades_adjusted_leads", given=given, cite="|").split("|")[0]
    assert plain(said) in methods_text(leads)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_methods_name_the_biomarkers_of_the_file(lang: str) -> None:
    score: list[object] = [12, 9, 14, 7, 11, 8, 13, 10, 9, 12, 6, 15]
    marker: list[object] = [40.5, 38.2, 52.1, 44.8, 61.3, 35.9, 47.7, 50.2, 39.4, 58.6, 42.0, 49.9]
    after: list[object] = [55.1, 36.0, 70.4, 45.5, 80.2, 37.1, 60.9, 52.3, 57.7, 60.0, 58.8, 51.2]
    cohort = cohort_of(nihss_pre=score, nihss_post=score[::-1], vegf_pre=marker, vegf_post=after)
    text = methods_text(build(Study.of(cohort, Settings()), lang))
    assert "VEGF" in text
    assert "bFGF" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_missing_score_is_of_the_visit_at_which_response_is_graded(study: Of, lang: str) -> None:
    given = changed(study("long"), response_visit="m6")
    t = build(given, lang).t
    assert given.response.visit == "m6"
    notes = "\n".join(n for one in build(given, lang).sections for e in one.tables
                      for n in e.table.notes)  # fmt: skip
    assert labels.reason(t, "missing_post", "m6") in notes
    assert labels.reason(t, "missing_post") not in notes
    assert labels.reason(t, "missing_post", "post") == t("reason.missing_post")


def test_no_sentence_goes_from_a_visit_to_at_another(study: Of) -> None:
    for name in NAMES[:2]:
        assert not re.search(r"\bto (at|after) (\d|treatment)", words(build(study(name), "en")))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_figures_of_outcomes_say_who_died_without_a_score(study: Of, lang: str) -> None:
    """Rule 6: scores are compared among survivors, and each figure of them says so."""
    given = study("long")
    died = given.outcomes.died
    assert died["nihss", "m6"] == 9
    report = build(given, lang)
    captions = {f.key: f.caption for one in report.sections for f in one.figures}
    # Where one visit is shown the name stands without it.
    for key, alone in (("differences", True), ("course", False)):
        assert report.t("estimand.deaths_survivors") in captions[key]
        name = labels.measure(report.t, "nihss")
        name = name if alone else labels.at_visit(report.t, name, "m6")
        assert report.t("estimand.of", name=name, n=died["nihss", "m6"]) in captions[key]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_severity_of_events_has_a_table_where_it_is_told(lang: str) -> None:
    columns = {"nihss_pre": [9, 8, 7, 6] * 3, "nihss_post": [5, 6, 4, 3] * 3}
    told = cohort_of(**columns, ae_fever=[1, 1, 0, 1] * 3, fever_severity=["mild"] * 12)
    title = translator(lang)("table.details_title")
    for cohort, n in ((told, 1), (cohort_of(**columns, ae_fever=[1, 1, 0, 1] * 3), 0)):
        report = build(Study.of(cohort, Settings()), lang)
        section = next(s for s in report.sections if s.key == "safety")
        assert sum(exhibit.table.title == title for exhibit in section.tables) == n


@pytest.mark.parametrize("lang", LANGUAGES)
def test_rates_compared_within_centres_stand_where_the_methods_name_them(
    study: Of, lang: str
) -> None:
    t = translator(lang)
    begins = t("words.centres.pooled").split("{")[0]
    for centre in ("centre", None):
        asked = changed(study("long"), centre=centre)
        report = build(asked, lang)
        section = next(s for s in report.sections if s.key == "response")
        said = [text for text in section.paragraphs if begins and text.startswith(begins)]
        shown = [one.table for one in report.tables if one.key == "response_centres"]
        assert (len(said), len(shown)) == ((1, 1) if centre else (0, 0))
        if centre:
            at = {"visit": asked.response.visit, "versus": centre}
            row = asked.response.get("mantel_haenszel_rd", EFFECTIVE, **at)
            assert row is not None
            assert row.estimate is not None
            assert format_number.points(row.estimate) in said[0]
            assert len(shown[0].rows) >= 4


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_primary_outcome_by_centre_stands_where_the_plan_names_their_column(
    study: Of, lang: str
) -> None:
    for centre in ("centre", None):
        asked = changed(study("long"), centre=centre)
        report = build(asked, lang)
        section = next(s for s in report.sections if s.key == "outcomes")
        [outcome] = asked.centres.outcomes
        whole = asked.centres.overall(outcome)
        assert whole is not None
        said = [text for text in section.paragraphs if format_row.test(report.t, whole) in text]
        shown = [one.table for one in report.tables if one.key == "outcomes_centres"]
        drawn = [one for one in section.figures if one.key == "centres"]
        assert (len(said), len(shown), len(drawn)) == ((1, 1, 1) if centre else (0, 0, 0))
        if centre:
            assert len(shown[0].rows) == 1 + len(asked.centres.centres)
