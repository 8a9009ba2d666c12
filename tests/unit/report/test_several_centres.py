"""The report of a pooled trial: its centres, and nothing that only patients could tell."""

from __future__ import annotations

import re
from functools import cache

import pytest

from aci_core.analyses import prepare
from aci_core.domain.errors import AciError
from aci_core.domain.study.settings import Settings
from aci_core.federation.centre import centre_summary
from aci_core.federation.kept_back import kept_back
from aci_core.federation.leaving.leaving import for_outsiders
from aci_core.federation.pooled_study import PooledStudy, pooled
from aci_core.presentation.i18n import LANGUAGES, format_number, translator
from aci_core.report import Report, Study, build, write_formats
from aci_core.report.formats import OF_SUMMARIES
from aci_core.report.model import Section
from aci_core.selection import subset
from tests.build import sample

CHOSEN = Settings(randomised=True, primary="nihss_m6")


@cache
def trial(*, outsiders: bool = True) -> PooledStudy:
    cohort = sample("synthetic_long.csv")
    cells = cohort.table["centre"].cat
    parts = {
        str(name): prepare(subset(cohort, cells.codes.to_numpy() == i), CHOSEN)
        for i, name in enumerate(cells.categories)
    }
    if outsiders:
        return pooled(for_outsiders(part, CHOSEN, name).centre for name, part in parts.items())
    return pooled(centre_summary(part, CHOSEN, name) for name, part in parts.items())


def made(lang: str = "en", *, outsiders: bool = True) -> Report:
    return build(Study.of_centres(trial(outsiders=outsiders)), lang)


def section(report: Report, key: str) -> Section:
    return next(one for one in report.sections if one.key == key)


def text(report: Report) -> str:
    return "\n".join(line for one in report.sections for line in (*one.paragraphs, *one.items))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_centres_stand_with_their_patients_version_and_plan(lang: str) -> None:
    report, study = made(lang), trial()
    who = section(report, "flow")
    assert who.heading == translator(lang)("report.section.centres")
    table = who.tables[0].table
    sums, *rows = ([cell.text for cell in row.cells] for row in table.rows)
    assert sums[1:3] == [format_number.whole(n) for n in study.data.n]
    assert [row[0] for row in rows] == ["A", "B", "C"]
    for row, one in zip(rows, study.centres, strict=True):
        assert row[1:3] == [str(n) for n in one.n.values()]
        assert row[-2:] == [one.version, one.settings.plan_digest[:12]]


def test_the_primary_outcome_stands_by_centre_with_a_forest() -> None:
    report = made()
    outcomes = section(report, "outcomes")
    assert outcomes.tables[0].key == "outcomes_centres"
    assert outcomes.figures[0].key == "centres"
    assert len(outcomes.tables[0].table.rows) == 4
    assert "With one centre left out it lies between" in outcomes.paragraphs[1]
    assert outcomes.paragraphs[1] in section(report, "summary").paragraphs
    assert outcomes.figures[0].draw().alt


def test_what_each_centre_keeps_back_is_named_and_not_counted() -> None:
    study = trial()
    kept = kept_back(study.centres)
    table = section(made(), "flow").tables[1].table
    assert [row.cells[0].text for row in table.rows] == list(kept)
    assert "Response" in table.rows[-1].cells[1].text
    assert not any(re.search(r"\d", row.cells[1].text) for row in table.rows)
    for centre, of in kept.items():
        [one] = [c for c in study.centres if c.centre == centre]
        assert not set(of.get("counts", ())) & set(one.summary.of_levels)


def test_centres_that_keep_nothing_back_have_no_such_table() -> None:
    who = section(made(outsiders=False), "flow")
    assert [one.key for one in who.tables] == ["centres_members"]
    assert who.paragraphs[-1] == translator("en")("report.centres.nothing_kept_back")


def test_what_needs_patients_is_said_once_and_no_method_of_the_trial() -> None:
    report = made()
    who = section(report, "flow")
    [said] = [one for one in who.paragraphs if "MMRM" in one]
    assert "HC3" in said
    methods = "\n".join(section(report, "methods").paragraphs)
    assert "HC3" not in methods
    assert "mixed model" not in methods
    assert "Mann-Whitney" not in methods
    assert "Welch" in methods
    assert "with each centre left out in turn" in methods
    assert text(report).count("MMRM") == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_response_that_stays_behind_is_not_said_to_be_nobodys(lang: str) -> None:
    report, t = made(lang), translator(lang)
    said = section(report, "response").paragraphs
    nobody = t("words.response.no_gradable", arms="")[:12]
    assert len(said) == 1
    assert nobody not in text(report)
    assert not section(report, "response").tables
    # Of centres that tell it there are the rates, by centre too.
    whole = section(made(lang, outsiders=False), "response")
    assert "response_effects" in [one.key for one in whole.tables]
    assert len(whole.paragraphs) > 2


def test_nothing_of_patients_is_in_it() -> None:
    report = made()
    assert "review" not in [one.key for one in report.sections]
    assert not {"change", "flow", "events"} & {one.key for one in report.figures}
    assert not any(one.key.startswith("scatter") for one in report.figures)
    output = write_formats(report, ("script", "check"))
    assert not output.files
    assert {error.code for error in output.problems.values()} == {"report_of_summaries"}
    with pytest.raises(AciError, match="report_of_summaries"):
        _ = report.study.flow


@pytest.mark.usefixtures("no_browser")
@pytest.mark.parametrize("outsiders", [True, False])
def test_every_format_is_made_and_made_the_same_again(*, outsiders: bool) -> None:
    first, again = (write_formats(made("zh", outsiders=outsiders), OF_SUMMARIES) for _ in range(2))
    assert not first.problems
    assert set(first.files) == {f"report.{one}" for one in OF_SUMMARIES}
    assert first.files == again.files
