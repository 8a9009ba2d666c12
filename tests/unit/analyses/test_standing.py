"""What an outcome is judged as: by the plan that was locked, whatever was chosen since."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aci_core.analyses import analyse, prepare
from aci_core.analyses.multiplicity import standing
from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.response import Response
from aci_core.domain.study.plan import changes
from aci_core.domain.study.settings import Deviation, Lock, Settings
from aci_core.presentation.i18n import LANGUAGES, labels, translator
from aci_core.presentation.sentences import outcomes as words
from aci_core.presentation.sentences import overview, plan
from aci_core.presentation.tables import response as tables
from aci_core.report import Study, build
from tests.build import sample

PLAN = Settings(
    randomised=True, primary="nihss_m3", secondary=("mrs_m3", "effective"), response_visit="m3"
)


def amended(seen: bool | None, **to: object) -> Settings:
    """The plan locked, then changed."""
    locked = replace(PLAN, locked=Lock("2026-01-05T08:00:00Z", PLAN.plan_digest, False))
    after = replace(locked, **to)  # type: ignore[arg-type]
    made = changes(locked, after, time="2026-02-01T08:00:00Z", results_seen=seen)
    return replace(after, deviations=made)


def results(settings: Settings) -> tuple[Outcomes, Response]:
    made = {one.analysis: one for one in analyse(prepare(COHORT, settings), settings)}
    outcomes, response = made["outcomes"], made["response"]
    assert isinstance(outcomes, Outcomes)
    assert isinstance(response, Response)
    return outcomes, response


COHORT = sample("synthetic_long.csv")
ADDED = {"secondary": (*PLAN.secondary, "bi_m3")}
SWAPPED = {"primary": "bi_m3"}


@pytest.mark.parametrize("seen", [True, None])
def test_a_secondary_added_after_the_results_is_exploratory_and_outside_holm(
    seen: bool | None,
) -> None:
    outcomes, response = results(amended(seen, **ADDED))
    late = standing(outcomes, "bi", "m3")
    assert (late.role, late.verdict) == ("exploratory", None)
    assert late.added == ("seen" if seen else "unknown")
    before = results(PLAN)
    assert standing(outcomes, "mrs", "m3") == standing(before[0], "mrs", "m3")
    assert standing(response, "effective", "m3") == standing(before[1], "effective", "m3")
    assert outcomes.get("holm", "bi", visit="m3") is None


def test_a_secondary_added_before_the_results_is_one_and_said_to_be_added() -> None:
    outcomes, _ = results(amended(False, **ADDED))
    early = standing(outcomes, "bi", "m3")
    assert (early.role, early.added, early.family) == ("secondary", "unseen", 3)
    unlocked, _ = results(replace(PLAN, secondary=(*PLAN.secondary, "bi_m3")))
    assert standing(unlocked, "bi", "m3") == replace(early, added="")


def test_a_primary_swapped_after_the_results_leaves_the_locked_one_primary() -> None:
    settings = amended(True, **SWAPPED)
    outcomes, _ = results(settings)
    before, _ = results(PLAN)
    assert standing(outcomes, "nihss", "m3") == standing(before, "nihss", "m3")
    assert standing(outcomes, "nihss", "m3").role == "primary"
    assert standing(outcomes, "bi", "m3").role == "exploratory"
    assert standing(outcomes, "mrs", "m3") == standing(before, "mrs", "m3")
    # Nor does it move the visit of a response that is graded by rule.
    open_visit = replace(settings, response_visit=None, primary="nihss_m6")
    assert open_visit.criterion.visits == ("m3",)


def test_a_primary_swapped_before_the_results_is_primary() -> None:
    outcomes, _ = results(amended(False, **SWAPPED))
    assert standing(outcomes, "bi", "m3").role == "primary"
    assert standing(outcomes, "bi", "m3").added == "unseen"
    assert standing(outcomes, "nihss", "m3").role == "exploratory"


def test_a_primary_that_was_a_secondary_outcome_keeps_that_standing() -> None:
    outcomes, _ = results(amended(True, primary="mrs_m3", secondary=("effective",)))
    before, _ = results(PLAN)
    assert standing(outcomes, "mrs", "m3") == standing(before, "mrs", "m3")
    assert standing(outcomes, "mrs", "m3").role == "secondary"


def test_what_was_taken_out_after_the_results_stays_in_the_family() -> None:
    outcomes, _ = results(amended(True, secondary=("mrs_m3",)))
    before, _ = results(PLAN)
    assert standing(outcomes, "mrs", "m3") == standing(before, "mrs", "m3")


def test_a_response_regraded_after_the_results_is_not_judged_and_one_before_is() -> None:
    for key, value in (("response_visit", "m6"), ("rule", "pct_40")):
        _, late = results(amended(True, **{key: value}))
        stands = standing(late, "effective", late.visit)
        assert (stands.role, stands.regraded, stands.added) == ("exploratory", True, "seen")
        _, early = results(amended(False, **{key: value}))
        assert standing(early, "effective", early.visit).role == "secondary"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_page_tells_one_standing(lang: str) -> None:
    t = translator(lang)
    for change, seen in ((ADDED, True), (SWAPPED, True), (ADDED, False), (SWAPPED, False)):
        settings = amended(seen, **change)
        outcomes, response = results(settings)
        pages = (
            words.findings(outcomes, t),
            overview.findings((response, outcomes), t, n=COHORT.n_by_arm),
        )
        for told in pages:
            own = next(
                x for x in told if t("words.added_seen" if seen else "words.added_unseen") in x
            )
            assert (t("words.is_primary") in own) == (change is SWAPPED and not seen)
            assert (t("words.is_secondary") in own) == (change is ADDED and not seen)
            primary = [x for x in told if t("words.is_primary") in x]
            assert len(primary) == 1
            # It is told first of the outcomes.
            assert told.index(primary[0]) <= 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_report_tells_the_same_in_summary_and_methods(lang: str) -> None:
    t = translator(lang)
    for seen in (True, False):
        study = Study.of(COHORT, amended(seen, **SWAPPED, **ADDED))
        sections = {one.key: " ".join(one.paragraphs) for one in build(study, lang).sections}
        changed = plan.primary_changed(study.used, t)
        assert changed
        for key in ("summary", "methods"):
            assert changed in sections[key]
        assert plan.added(study.used, t) in sections["methods"]
        assert t("words.added_seen" if seen else "words.added_unseen") in sections["summary"]
        kept = Study.of(COHORT, PLAN)
        assert not plan.primary_changed(kept.used, t) + plan.added(kept.used, t)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_primary_response_regraded_after_the_results_is_nowhere_told_as_judged(lang: str) -> None:
    t = translator(lang)
    planned = replace(PLAN, primary="effective", secondary=("nihss_m3",))
    late = Deviation("response_visit", '"m3"', '"m6"', "2026-02-01T08:00:00Z", results_seen=True)
    for made in (late, replace(late, results_seen=False)):
        settings = replace(planned, response_visit="m6", deviations=(made,))
        study = Study.of(COHORT, settings)
        sections = {one.key: " ".join(one.paragraphs) for one in build(study, lang).sections}
        told = t("words.regraded_seen")
        for key in ("summary", "methods"):
            assert (told in sections[key]) == (made is late)
        assert (t("words.is_primary") in sections["summary"]) == (made is not late)
        notes = " ".join(tables.effects(study.response, t).notes)
        primary = t("table.note_effective_primary", **labels.rate_words(t, total=True))
        assert (primary in notes) == (made is not late)
