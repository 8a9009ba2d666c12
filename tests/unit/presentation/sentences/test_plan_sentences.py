"""The plan in words: what it says, and whether it was kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aci_core.domain.study.filters import NamedSet
from aci_core.domain.study.settings import PLAN, Deviation, Lock, Settings
from aci_core.presentation.i18n import LANGUAGES, format_filter, format_plan, labels, translator
from aci_core.presentation.i18n.markdown import literal, plain
from aci_core.presentation.sentences import plan
from aci_core.presentation.tables import plan as plan_tables
from tests.build import sample

EN, ZH = translator("en"), translator("zh")
FULL = Settings(
    randomised=False,
    primary="nihss_m3",
    secondary=("mrs_m6", "effective"),
    alpha=0.025,
    response_visit="m3",
    covariates=("age", "nihss_pre"),
    centre="centre",
    subgroups=("sex",),
    population=(NamedSet("", "not_lost"),),
)


def test_the_summary_says_what_carries_a_verdict_and_when_response_is_graded() -> None:
    cohort = sample("synthetic_long.csv")
    assert plain(plan.summary(cohort, FULL, EN)) == (
        "Not randomised; the primary outcome is NIHSS, 3 months at α = 0.025, with 2 secondary "
        "outcomes adjusted by Holm. Response is graded at 3 months: NIHSS fall of 90 / 46 / 18%."
    )
    assert plain(plan.summary(cohort, FULL, ZH)) == (
        "非随机对照研究；主要结局为NIHSS评分（3个月）（α = 0.025），次要结局2项，按Holm法校正。"
        "疗效于3个月时判定：NIHSS评分降幅90% / 46% / 18%。"
    )
    one = plain(plan.summary(cohort, replace(FULL, secondary=("mrs_m6",)), EN))
    assert "with 1 secondary outcome." in one
    none = plain(plan.summary(cohort, Settings(rule="recorded"), EN))
    assert none == (
        "Whether patients were randomised is not stated; "
        "no primary outcome is named, so no outcome gets a verdict."
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_part_of_the_plan_is_answered_in_words(lang: str) -> None:
    t = translator(lang)
    table = plan_tables.answers(FULL, t)
    assert len(table.rows) == len(PLAN)
    text = " ".join(cell.text for row in table.rows for cell in row.cells)
    for code in ("nihss_m3", "not_lost", "None", "{", "_"):
        assert code not in text
    empty = plan_tables.answers(Settings(), t)
    assert all(cell.text for row in empty.rows for cell in row.cells)


def test_the_record_says_whether_the_plan_is_the_one_that_was_locked() -> None:
    assert plan.record(FULL, EN) == "The plan is not locked."
    locked = replace(FULL, locked=Lock("2025-09-17T08:05:00Z", FULL.plan_digest))
    text = plan.record(locked, EN)
    assert text.startswith("Locked on 2025-09-17 08:05 UTC")
    assert "not a registration" in text
    assert text.endswith("Nothing has been changed since.")
    assert "is not known" in text  # as of a lock of an earlier version
    for seen, part in ((True, "had been seen by then"), (False, "No results had been seen")):
        lock = Lock("2025-09-17T08:05:00Z", FULL.plan_digest, seen)
        assert part in plan.record(replace(FULL, locked=lock), EN)
    changed = replace(locked, alpha=0.05)
    assert plan.record(changed, EN).endswith("from the one that was locked.")
    listed = (Deviation("alpha", "0.025", "0.05", "2025-09-18T08:00:00Z", results_seen=True),)
    again = plan.record(replace(locked, deviations=listed), EN)
    assert "again the plan that was locked" in again


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_primary_that_was_changed_after_the_lock_is_told(lang: str) -> None:
    t = translator(lang)

    def at(before: str, after: str, seen: bool | None) -> Deviation:
        return Deviation("primary", before, after, "2025-09-18T08:00:00Z", seen)

    locked, now = (literal(format_plan.outcome(t, x)) for x in ("mrs_m6", "nihss_m3"))

    def told(*deviations: Deviation, primary: str | None = "nihss_m3") -> str:
        return plan.primary_changed(replace(FULL, primary=primary, deviations=deviations), t)

    text = told(at('"mrs_m6"', '"nihss_m3"', True))
    assert t("plan.primary_seen") in text
    assert locked in text
    assert now in text
    assert "2025-09-18" in text
    assert t("plan.primary_unknown") in told(at("null", '"nihss_m3"', None))
    time = format_plan.time(t, "2025-09-18T08:00:00Z")
    early = told(at('"mrs_m6"', '"nihss_m3"', False))
    assert early == t("plan.primary_amended", before=locked, after=now, time=time)
    assert t("plan.primary_seen") in told(at('"mrs_m6"', "null", True), primary=None)
    back = (at('"nihss_m3"', '"mrs_m6"', True), at('"mrs_m6"', '"nihss_m3"', True))
    assert told() == told(*back) == ""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_plan_without_covariates_says_what_is_adjusted_for_by_rule(lang: str) -> None:
    t = translator(lang)
    table = plan_tables.answers(Settings(), t)
    lines = {row.cells[0].text: row.cells[1].text for row in table.rows}
    assert "mRS" in lines[t("plan_key.covariates")]
    assert t("plan.none") == lines[t("plan_key.subgroups")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_deviation_is_told_in_words_with_whether_results_had_been_seen(lang: str) -> None:
    t = translator(lang)
    deviations = (
        Deviation("primary", "null", '"mrs_m3"', "2025-09-18T08:00:00Z", results_seen=True),
        Deviation("population", "[]", '[{"column":"","set":"not_lost"}]', "2025-09-18", None),
        Deviation("covariates", "not JSON", '["age"]', "2025-09-18", results_seen=False),
        Deviation("protocol", "null", '{"courses":2}', "2025-09-18", results_seen=False),
    )
    rows = plan_tables.deviations(replace(FULL, deviations=deviations), t).rows
    cells = [[cell.text for cell in row.cells] for row in rows]
    assert cells[0][3] == format_plan.outcome(t, "mrs_m3")
    assert cells[0][2] == t("plan_outcome.none")
    assert [row[4] for row in cells] == [
        t(f"plan.seen_{seen}") for seen in ("yes", "unknown", "no", "no")
    ]
    assert cells[1][3] == format_filter.describe(t, NamedSet("", "not_lost"))
    assert cells[2][2] == "not JSON"  # written by hand, and shown as it is
    assert cells[3][2:4] == [t("plan.protocol_published"), t("plan.protocol_own")]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_plan_names_as_primary_what_is_judged_as_primary(lang: str) -> None:
    t, cohort = translator(lang), sample("synthetic_long.csv")
    late = Deviation("primary", '"mrs_m3"', '"nihss_m3"', "2025-09-18T08:00:00Z", True)
    locked, now = (format_plan.outcome(t, name) for name in ("mrs_m3", "nihss_m3"))
    for settings, first, post_hoc in (
        (replace(FULL, deviations=(late,)), locked, now),
        (replace(FULL, deviations=(replace(late, results_seen=False),)), now, None),
        (FULL, now, None),
    ):
        lines = {
            row.cells[0].text: row.cells[1].text for row in plan_tables.answers(settings, t).rows
        }
        assert lines[t("plan_key.primary")] == first
        assert lines.get(t("plan_key.post_hoc")) == post_hoc
        text = plan.summary(cohort, settings, t)
        assert literal(first) in text
        assert (t("plan.added_late", list=literal(now)) in text) == (post_hoc is not None)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_visit_by_rule_has_its_name_in_the_record(lang: str) -> None:
    t, cohort = translator(lang), sample("synthetic_long.csv")
    one = Deviation("response_visit", "null", '"m3"', "2025-09-18T08:00:00Z", results_seen=True)
    settings = Settings(primary="nihss_m6", response_visit="m3", deviations=(one,))
    [row] = plan_tables.deviations(settings, t, cohort).rows
    assert row.cells[2].text == t("plan.automatic_visit", visit=labels.visit(t, "m6"))
    [row] = plan_tables.deviations(settings, t).rows
    assert row.cells[2].text == t("plan.automatic")
    named = replace(settings, deviations=(replace(one, before='"m1"'),))
    [row] = plan_tables.deviations(named, t, cohort).rows
    assert row.cells[2].text == labels.visit(t, "m1")
