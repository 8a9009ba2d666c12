"""Objections of a reviewer: each is there with its cause and its number, and gone without it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from aci_core.analyses import analyse, prepare
from aci_core.analyses.baseline import baseline, imbalance
from aci_core.analyses.objection import CODES, SEVERITIES, Objection
from aci_core.analyses.review import review
from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.study.filters import (
    Among,
    Between,
    Complete,
    Filter,
    Known,
    NamedSet,
    Patients,
)
from aci_core.domain.study.plan import settled
from aci_core.domain.study.protocol import Protocol
from aci_core.domain.study.settings import Deviation, Lock, Settings
from aci_core.ingest import ColumnMapping
from tests.build import cohort_of, sample

PLANNED = Settings(randomised=True, primary="nihss_post", registration="ChiCTR2200061234")


def locked(settings: Settings) -> Settings:
    return replace(settings, locked=Lock("2026-01-05T08:00:00Z", settings.plan_digest))


def changed(settings: Settings, key: str, *, seen: bool | None) -> Settings:
    """The settings as if that part of the plan had been changed after the lock."""
    lock = Lock("2026-01-05T08:00:00Z", "0" * 64)
    deviation = Deviation(key, '"before"', '"after"', "2026-02-01T08:00:00Z", seen)
    return replace(settings, locked=lock, deviations=(deviation,))


def raised(cohort: Cohort, settings: Settings = PLANNED) -> dict[str, Objection]:
    return analysed(cohort, settled(cohort, settings))


def analysed(cohort: Cohort, chosen: Settings) -> dict[str, Objection]:
    """As `raised`, with a plan that need not fit the file."""
    data = prepare(cohort, chosen)
    results = {result.analysis: result for result in analyse(data, chosen)}
    objections = review(data, chosen, results, before=cohort.n)
    assert len({one.code for one in objections}) == len(objections)
    return {one.code: one for one in objections}


def trial(n: int = 40, **columns: Sequence[object]) -> Cohort:
    """A trial with scores of both visits, whose arms alternate, and further columns."""
    draw = np.random.default_rng(1)
    pre = draw.integers(6, 20, n)
    fall = draw.integers(0, 5, n) + 2 * (np.arange(n) % 2 == 0)
    return cohort_of(
        **{
            "nihss_pre": pre.tolist(),
            "nihss_post": (pre - fall).tolist(),
            "ae_fever": [int(i % 9 == 0) for i in range(n)],
            **columns,
        }
    )


def test_most_serious_first() -> None:
    objections = list(raised(trial(), Settings()).values())
    places = [(SEVERITIES.index(o.severity), CODES.index(o.code)) for o in objections]
    assert places == sorted(places)
    assert objections[0].code == "randomisation_unstated"


# ---------------------------------------------------------------------------------------- design


def test_randomised_not_said() -> None:
    objection = raised(trial(), replace(PLANNED, randomised=None))["randomisation_unstated"]
    assert (objection.severity, objection.numbers["n"]) == ("major", 40)
    for said in (True, False):
        assert "randomisation_unstated" not in raised(trial(), replace(PLANNED, randomised=said))


def test_not_randomised_names_the_largest_difference() -> None:
    age = [70 - 12 * (i % 2) + i % 5 for i in range(40)]
    objection = raised(trial(age=age), replace(PLANNED, randomised=False))["not_randomised"]
    assert objection.numbers["variable"] == "age"
    assert objection.numbers["smd"] > 2  # type: ignore[operator]
    assert objection.numbers["variables"] == 2
    assert "not_randomised" not in raised(trial(age=age))


def test_the_difference_named_is_the_furthest_out_under_chance_as_on_baseline() -> None:
    # Rule 8: by size alone a variable of many levels wins.
    levels = [f"l{level}" for level in np.random.default_rng(1).integers(0, 8, 40)]
    age = [70 - 1.5 * (i % 2) + (i * 5) % 7 for i in range(40)]
    cohort, settings = trial(region=levels, age=age), replace(PLANNED, randomised=False)
    numbers = raised(cohort, settings)["not_randomised"].numbers
    chosen = settled(cohort, settings)
    result = baseline(prepare(cohort, chosen), chosen)
    sizes = {row.variable: abs(row.estimate or 0.0) for row in result.where("smd")}
    assert max(sizes, key=lambda name: sizes[name]) == "region"
    apart = imbalance(result)
    assert apart.largest is not None
    assert numbers["variable"] == apart.largest.variable == "age"
    assert (numbers["expected"], numbers["percentile"]) == (apart.expected, apart.percentile)
    assert numbers["over"] == len(apart.beyond)


def test_baseline_p_values_of_a_study_that_is_not_randomised() -> None:
    objection = raised(trial(), replace(PLANNED, randomised=False))["baseline_p"]
    assert (objection.numbers["tests"], objection.numbers["expected"]) == (1, 0.05)
    assert "baseline_p" not in raised(trial())


def test_the_plan_locked_and_unchanged() -> None:
    assert "plan_not_locked" in raised(trial())
    assert "plan_not_locked" not in raised(trial(), locked(PLANNED))
    assert "plan_changed" not in raised(trial(), locked(PLANNED))


@pytest.mark.parametrize(("seen", "expected"), [(True, True), (False, False), (None, False)])
def test_a_plan_that_was_locked_after_results_had_been_seen(
    seen: bool | None, expected: bool
) -> None:
    lock = Lock("2026-01-05T08:00:00Z", PLANNED.plan_digest, seen)
    objections = raised(trial(), replace(PLANNED, locked=lock))
    assert ("plan_locked_after_results" in objections) is expected
    assert "plan_not_locked" not in objections
    if expected:
        one = objections["plan_locked_after_results"]
        assert (one.severity, one.numbers["locked"]) == ("moderate", "2026-01-05T08:00:00Z")


@pytest.mark.parametrize(
    ("seen", "severity"), [(True, "major"), (None, "major"), (False, "moderate")]
)
def test_the_plan_changed_after_the_lock(seen: bool | None, severity: str) -> None:
    objections = raised(trial(), changed(PLANNED, "covariates", seen=seen))
    assert "plan_not_locked" not in objections
    assert objections["plan_changed"].severity == severity
    assert objections["plan_changed"].numbers["after_results"] == int(seen is True)
    assert objections["plan_changed"].numbers["keys"] == "covariates"


def test_a_plan_of_another_digest_was_changed_though_nothing_lists_it() -> None:
    settings = replace(locked(PLANNED), alpha=0.01)
    assert raised(trial(), settings)["plan_changed"].severity == "major"


def test_no_primary_outcome() -> None:
    objection = raised(trial(), replace(PLANNED, primary=None))["primary_unnamed"]
    assert objection.numbers["comparisons"] == 2  # NIHSS and the response
    assert "primary_unnamed" not in raised(trial())


def test_registration_is_no_lock() -> None:
    without = replace(PLANNED, registration=None)
    assert raised(trial(), without)["not_registered"].numbers["locked"] is None
    assert raised(trial(), locked(without))["not_registered"].numbers["locked"] == "2026-01-05"
    assert "not_registered" not in raised(trial())


def test_a_visit_is_chosen_where_the_plan_names_none_of_several() -> None:
    later = trial(nihss_m3=[5 + i % 4 for i in range(40)])
    numbers = raised(later, replace(PLANNED, primary=None))["visit_chosen"].numbers
    assert (numbers["measure"], numbers["visit"], numbers["visits"]) == ("nihss", "m3", 2)
    assert "visit_chosen" not in raised(later)  # the primary outcome names its visit
    assert "visit_chosen" not in raised(trial(), replace(PLANNED, primary=None))  # one visit
    assert "visit_chosen" in raised(later, replace(PLANNED, primary="effective"))
    graded = replace(PLANNED, primary="effective", response_visit="m3")
    assert "visit_chosen" not in raised(later, graded)


def test_a_change_of_the_plan_is_told_of_the_part_that_was_changed() -> None:
    later = trial(nihss_m3=[5 + i % 4 for i in range(40)])
    graded = replace(PLANNED, response_visit="m3")
    moved = raised(later, changed(graded, "response_visit", seen=True))
    assert moved["plan_changed"].numbers["keys"] == "response_visit"
    assert moved["response_visit_changed"].numbers == {"visit": "m3"}
    # The primary outcome is compared at the visit that was locked.
    assert not {"visit_chosen", "rule_chosen"} & set(moved)
    ruled = raised(later, changed(graded, "rule", seen=None))
    assert "rule_chosen" in ruled
    assert not {"visit_chosen", "response_visit_changed"} & set(ruled)
    for key in ("covariates", "alpha"):
        other = raised(later, changed(graded, key, seen=True))
        assert other["plan_changed"].numbers["keys"] == key
        assert not {"visit_chosen", "response_visit_changed", "rule_chosen"} & set(other)
    early = raised(later, changed(graded, "response_visit", seen=False))
    assert "response_visit_changed" not in early
    assert "response_visit_changed" not in raised(later, graded)


def test_cuts_of_ones_own_unless_locked() -> None:
    own = replace(PLANNED, rule="80,40")
    assert raised(trial(), own)["rule_chosen"].numbers["rule"] == "80,40"
    assert "rule_chosen" not in raised(trial(), locked(own))
    assert "rule_chosen" not in raised(trial())
    assert "rule_chosen" in raised(trial(), changed(PLANNED, "rule", seen=None))


# ------------------------------------------------------------------------------ who is analysed


@pytest.mark.parametrize(
    "condition",
    [
        NamedSet("", "not_lost"),
        NamedSet("", "graded"),
        Complete("", "post"),
        Among("@grade", ("effective", "ineffective")),
        Known("nihss_post"),
        Between("nihss_post", None, 30.0),
        Between("ae_fever", None, 0.0),
    ],
)
def test_patients_chosen_by_what_came_after_allocation(condition: Filter) -> None:
    cohort = trial(lost=[0] * 40, age=[60 + i % 9 for i in range(40)])
    objection = raised(cohort, replace(PLANNED, filters=(condition,)))["chosen_after_allocation"]
    assert objection.severity == "major"
    assert objection.numbers["of"] == 40
    before = Between("age", 62.0, None)
    assert "chosen_after_allocation" not in raised(cohort, replace(PLANNED, filters=(before,)))


def test_complete_before_treatment_is_no_choice_after_allocation() -> None:
    pre: list[object] = [9 + i % 8 for i in range(40)]
    pre[0] = None
    cohort = trial(nihss_pre=pre)
    objections = raised(cohort, replace(PLANNED, filters=(Complete("", "pre"),)))
    assert "chosen_after_allocation" not in objections
    assert objections["one_subgroup"].numbers["n"] == 39


def test_one_subgroup_alone() -> None:
    cohort = trial(age=[60 + i % 9 for i in range(40)])
    older = replace(PLANNED, filters=(Between("age", 62.0, None),))
    objection = raised(cohort, older)["one_subgroup"]
    assert (objection.severity, objection.numbers["column"]) == ("moderate", "age")
    assert objection.numbers["n"] == int((cohort.table["age"] >= 62).sum())
    declared = replace(older, subgroups=("age",))
    assert raised(cohort, declared)["one_subgroup"].severity == "minor"
    assert "one_subgroup" not in raised(cohort)
    some = Patients.from_ordinals(range(1, 30), cohort.digest)
    assert "one_subgroup" in raised(cohort, replace(PLANNED, filters=(some,)))


def blank(cohort_n: int, places: Sequence[int]) -> list[object]:
    return [None if i in places else 5 + i % 4 for i in range(cohort_n)]


def test_losses_over_five_percent_or_uneven() -> None:
    few = raised(trial(nihss_post=blank(40, [0, 1])))  # 5 %, one of each arm
    assert "losses" not in few
    many = raised(trial(nihss_post=blank(40, [0, 1, 3])))["losses"]
    assert many.severity == "moderate"
    assert (many.numbers["treatment"], many.numbers["control"]) == (1, 2)
    assert many.numbers["share"] == pytest.approx(3 / 40)
    uneven = raised(trial(nihss_post=blank(40, [0, 2])))["losses"]  # 5 %, 10 % of one arm
    assert (uneven.numbers["treatment"], uneven.numbers["control"]) == (2, 0)
    assert raised(trial(nihss_post=blank(40, range(9))))["losses"].severity == "major"


MARKER = replace(PLANNED, primary="vegf_post")  # of a biomarker nothing is supposed


def marked(after: Sequence[object], **columns: Sequence[object]) -> Cohort:
    """A trial with a biomarker of both visits."""
    before = [200 + 7 * (i * 5 % 11) for i in range(40)]
    return trial(vegf_pre=before, vegf_post=after, **columns)


def levels(places: Sequence[int]) -> list[object]:
    return [None if i in places else 220 + 5 * (i * 3 % 13) for i in range(40)]


def test_completers_only() -> None:
    objection = raised(marked(levels([0, 1])), MARKER)["completers_only"]
    assert (objection.numbers["n"], objection.numbers["of"]) == (38, 40)
    assert objection.severity == "minor"
    many = raised(marked(levels(range(4))), MARKER)["completers_only"]
    assert many.severity == "moderate"
    assert "completers_only" not in raised(marked(levels([])), MARKER)
    # Of the response the best and the worst case stand beside it.
    graded = replace(PLANNED, primary="effective")
    assert "completers_only" not in raised(trial(nihss_post=blank(40, [0, 1])), graded)


def test_completers_only_is_answered_where_sensitivity_supposes_the_missing_scores() -> None:
    assert "completers_only" not in raised(trial(nihss_post=blank(40, range(4))))
    assert "completers_only" not in raised(trial(nihss_post=blank(40, [0, 1])))
    # Without the score before treatment there is no comparison in which to suppose one after it.
    before = [None if i < 3 else 8 + i % 9 for i in range(40)]
    objection = raised(trial(nihss_pre=before))["completers_only"]
    assert (objection.numbers["n"], objection.numbers["of"]) == (37, 40)
    assert objection.severity == "moderate"
    both = raised(trial(nihss_pre=before, nihss_post=blank(40, range(10, 14))))["completers_only"]
    assert (both.numbers["n"], both.numbers["of"]) == (33, 40)
    # Three in forty are not supposed, whatever else is.
    assert both.severity == "moderate"
    one = [None if i < 1 else 8 + i % 9 for i in range(40)]
    few = raised(trial(nihss_pre=one, nihss_post=blank(40, range(10, 14))))["completers_only"]
    assert (few.numbers["n"], few.severity) == (35, "minor")


def test_completers_only_of_an_ordinal_score_is_answered_by_its_best_and_worst_case() -> None:
    planned = replace(PLANNED, primary="mrs_post")
    mrs = [None if i in (0, 1, 2) else i * 7 % 6 for i in range(40)]
    assert "completers_only" not in raised(trial(mrs_post=mrs), planned)


def test_completers_only_counts_the_imputed_covariates() -> None:
    """Rule 7: in a randomised trial a missing covariate is imputed, the outcome is not."""
    age = [None if i in (2, 5) else 60 + i % 9 for i in range(40)]
    cohort = marked(levels([0, 1]), age=age)
    numbers = raised(cohort, replace(MARKER, covariates=("age",)))["completers_only"].numbers
    assert (numbers["n"], numbers["of"], numbers["imputed"]) == (38, 40, 2)
    assert "imputed" not in raised(cohort, MARKER)["completers_only"].numbers


def test_the_dead_are_no_losses() -> None:
    died = [int(i in (0, 1, 2, 3)) for i in range(40)]
    dead = trial(nihss_post=blank(40, range(4)), died=died)
    objections = raised(dead)
    assert "losses" not in objections
    assert "completers_only" not in objections
    both = raised(trial(nihss_post=blank(40, range(9)), died=died))
    numbers = both["losses"].numbers
    assert (numbers["treatment"], numbers["control"]) == (3, 2)
    assert (numbers["died_treatment"], numbers["died_control"]) == (2, 2)
    assert numbers["share"] == pytest.approx(5 / 40)
    assert both["losses"].severity == "moderate"
    assert "completers_only" not in both  # sensitivity supposes the scores of the living


def test_of_the_dead_no_value_is_missing() -> None:
    died = [int(i in (0, 1, 2, 3)) for i in range(40)]
    lost = {"nihss_post": blank(40, range(4)), "died": died}
    assert "completers_only" not in raised(marked(levels(range(4)), **lost), MARKER)
    numbers = raised(marked(levels(range(9)), **lost), MARKER)["completers_only"].numbers
    assert (numbers["n"], numbers["of"], numbers["died"]) == (31, 40, 4)


def test_cells_that_were_not_read() -> None:
    nihss: list[object] = [10 + i % 7 for i in range(40)]
    nihss[3] = 60
    numbers = raised(trial(nihss_pre=nihss))["cells_not_read"].numbers
    assert (numbers["cells"], numbers["columns"], numbers["stopped"]) == (1, 1, 0)
    assert "cells_not_read" not in raised(trial())


def test_covariates_that_lose_patients() -> None:
    age: list[object] = [60 + i % 9 for i in range(40)]
    age[0] = age[1] = None
    complete = replace(PLANNED, randomised=False, covariates=("age",))
    objection = raised(trial(age=age), complete)["covariates_lose"]
    assert (objection.numbers["lost"], objection.numbers["n"]) == (2, 38)
    assert "covariates_lose" not in raised(trial(age=age), replace(complete, covariates=()))
    age[0] = age[1] = 61
    assert "covariates_lose" not in raised(trial(age=age), complete)


@pytest.mark.parametrize("randomised", [False, None])
def test_covariates_that_lose_patients_of_an_ordinal_outcome(randomised: bool | None) -> None:
    age: list[object] = [60 + i % 9 for i in range(40)]
    age[0] = age[1] = None
    mrs = [(i * 7) % 6 for i in range(40)]
    complete = replace(PLANNED, randomised=randomised, primary="mrs_m3")
    numbers = raised(trial(age=age, mrs_m3=mrs), complete)["covariates_lose"].numbers
    assert (numbers["lost"], numbers["n"], numbers["of"]) == (2, 38, 40)
    # Rule 7: of a randomised trial the covariates are imputed.
    assert "covariates_lose" not in raised(
        trial(age=age, mrs_m3=mrs), replace(complete, randomised=True)
    )
    age[0] = age[1] = 61
    assert "covariates_lose" not in raised(trial(age=age, mrs_m3=mrs), complete)


# ----------------------------------------------------------------- the primary outcome not there

MANY = 60.0  # beyond the scale of NIHSS
LATER = [5 + i % 4 for i in range(40)]


def not_analysed(cohort: Cohort, settings: Settings) -> tuple[object, ...]:
    objections = raised(cohort, settings)
    one = objections["primary_not_analysed"]
    assert one.severity == "major"
    # No other visit or outcome answers for it.
    assert not {"visit_chosen", "losses", "completers_only", "covariates_lose"} & set(objections)
    assert not [code for code in objections if code.startswith("hangs")]
    return one.numbers["variable"], one.numbers["visit"], one.numbers["reason"], one.page


def test_a_primary_outcome_whose_column_is_stopped() -> None:
    stopped = trial(nihss_m3=[MANY if i < 4 else x for i, x in enumerate(LATER)])
    settings = replace(PLANNED, primary="nihss_m3")
    assert not_analysed(stopped, settings) == ("nihss", "m3", "stopped", "data")
    assert raised(stopped, settings)["primary_not_analysed"].numbers["cells"] == 4
    # NIHSS after treatment is there, and does not take its place.
    assert "primary_not_analysed" not in raised(stopped)
    assert "primary_not_analysed" not in raised(trial(nihss_m3=LATER), settings)
    graded = replace(PLANNED, primary="effective", response_visit="m3")
    assert not_analysed(stopped, graded) == ("effective", "m3", "stopped", "data")
    assert "primary_not_analysed" not in raised(trial(nihss_m3=LATER), graded)


def test_a_primary_outcome_that_the_results_lack_or_nobody_has() -> None:
    empty = trial(bi_m3=[None] * 40, bi_post=LATER)
    settings = replace(PLANNED, primary="bi_m3")
    assert not_analysed(empty, settings) == ("bi", "m3", "no_values", "data")
    absent = analysed(trial(bi_post=LATER), settings)["primary_not_analysed"]
    assert (absent.numbers["variable"], absent.numbers["visit"]) == ("bi", "m3")
    assert (absent.numbers["reason"], absent.page) == ("absent", "data")
    elsewhere = analysed(trial(), replace(PLANNED, primary="effective", response_visit="m9"))
    assert elsewhere["primary_not_analysed"].numbers["visit"] == "m9"


def test_a_primary_outcome_that_is_separated_or_constant() -> None:
    parted = trial(mrs_m3=[1 + 3 * (i % 2) for i in range(40)])
    settings = replace(PLANNED, primary="mrs_m3")
    variable, visit, reason, page = not_analysed(parted, settings)
    assert (variable, visit, page) == ("mrs", "m3", "outcomes")
    assert reason == "separated"
    constant = trial(nihss_m3=[5] * 40)
    assert not_analysed(constant, replace(PLANNED, primary="nihss_m3"))[2] == "constant"
    assert (
        raised(constant, replace(PLANNED, primary="nihss_m3"))["primary_not_analysed"].numbers["n"]
        == 40
    )
    assert "primary_not_analysed" not in raised(trial(mrs_m3=[i % 6 for i in range(40)]), settings)


def test_without_a_primary_outcome_none_is_missing() -> None:
    assert "primary_not_analysed" not in raised(trial(), replace(PLANNED, primary=None))


# ----------------------------------------------------------------------------------- the methods


def test_followed_for_shorter_than_treated() -> None:
    dosed = trial(nsc_doses=[6 * (1 - i % 2) for i in range(40)])
    numbers = raised(dosed)["followup_short"].numbers
    assert (numbers["dose_week"], numbers["followup_weeks"], numbers["injections"]) == (38, 26, 12)
    assert "followup_short" not in raised(trial())  # no dose: the plan is another trial's
    own = replace(PLANNED, protocol=Protocol.from_json({"courses": 1}))
    assert "followup_short" not in raised(dosed, own)
    longer = dosed.table["nihss_post"].tolist()
    assert "followup_short" in raised(trial(nsc_doses=[6] * 40, nihss_m6=longer))
    assert "followup_short" not in raised(trial(nsc_doses=[6] * 40, nihss_m9=longer))


def test_few_grades_compared_by_means() -> None:
    mapping = ColumnMapping.from_json({"measures": {"pain": {"better": "lower", "range": [0, 5]}}})
    wide = ColumnMapping.from_json({"measures": {"pain": {"better": "lower", "range": [0, 50]}}})
    pain = {"pain_pre": [i % 6 for i in range(40)], "pain_post": [(i // 2) % 5 for i in range(40)]}
    settings = replace(PLANNED, primary="pain_post")
    numbers = raised(cohort_of(mapping, **pain), settings)["ordinal_as_mean"].numbers
    assert (numbers["variable"], numbers["levels"]) == ("pain", 5)
    assert "ordinal_as_mean" not in raised(cohort_of(wide, **pain), settings)
    assert "ordinal_as_mean" not in raised(trial(mrs_post=[i % 7 for i in range(40)]))


def test_small_expected_counts() -> None:
    better = trial(nihss_post=[0 if i % 8 else 12 for i in range(40)], nihss_pre=[12] * 40)
    objection = raised(better)["small_expected"]
    assert objection.numbers["expected"] == pytest.approx(5 * 20 / 40)
    half = trial(nihss_post=[0 if i % 4 < 2 else 12 for i in range(40)], nihss_pre=[12] * 40)
    assert "small_expected" not in raised(half)


def test_nothing_hangs_without_a_verdict() -> None:
    assert not [code for code in raised(trial(), Settings()) if code.startswith("hangs")]


def test_a_verdict_that_hangs_says_on_what() -> None:
    graded = replace(PLANNED, primary="effective")
    objection = raised(sample("synthetic_156.csv"), graded)["hangs_on_cut"]
    assert objection.numbers["p"] == pytest.approx(0.012594, abs=1e-6)
    assert objection.numbers["what"] == 10
    assert objection.page == "response"
    assert "hangs_on_cut" not in raised(sample("synthetic_156.csv"))  # no cut in the primary


# -------------------------------------------------------------------------- what is read into it


def test_a_marker_is_no_mechanism() -> None:
    rise = [200 + 3 * i + 40 * (i % 2 == 0) for i in range(40)]
    numbers = raised(trial(vegf_pre=[200 + 3 * i for i in range(40)], vegf_post=rise))[
        "mechanism"
    ].numbers
    assert (numbers["variable"], numbers["visit"], numbers["r_visit"]) == ("vegf", "post", "post")
    assert numbers["n"] == 40
    assert numbers["r_method"] == "partial_pearson"
    assert "mechanism" not in raised(trial())


def test_harms_none_seen_few_patients_or_not_recorded() -> None:
    none = raised(trial(ae_fever=[0] * 40))
    assert none["harms_none_seen"].numbers["upper"] == pytest.approx(1 - 0.05 ** (1 / 20))
    assert "harms_rare" not in none
    some = raised(trial())
    assert some["harms_rare"].numbers["n"] == 20
    assert "harms_none_seen" not in some
    many = raised(trial(800))
    assert not [code for code in many if code.startswith("harms")]
    blank_events = cohort_of(nihss_pre=[9, 8, 7, 9], nihss_post=[5, 6, 2, 3])
    assert raised(blank_events)["harms_not_recorded"].numbers["n"] == 2
    assert "harms_not_recorded" not in some


def test_harms_of_patients_without_a_record() -> None:
    blank = [None if i % 5 < 2 else int(i % 9 == 0) for i in range(40)]
    numbers = raised(trial(ae_fever=blank))["harms_blank"].numbers
    assert (numbers["known_t"], numbers["n_t"], numbers["absent"]) == (12, 20, 16)
    assert raised(trial(ae_fever=blank))["harms_rare"].numbers["of"] == 20
    assert "harms_blank" not in raised(trial())


def test_a_control_with_a_dose() -> None:
    doses = [10 if i % 2 == 0 or i == 3 else None for i in range(40)]
    objection = raised(trial(**{"dose (mg)": doses}))["control_dosed"]
    assert (objection.numbers["n"], objection.numbers["of"]) == (1, 20)
    doses[3] = None
    assert "control_dosed" not in raised(trial(**{"dose (mg)": doses}))


# --------------------------------------------------------------------------------- the settings


def test_registration_in_json_only_where_it_is_said() -> None:
    assert "registration" not in Settings().to_json()
    document = PLANNED.to_json()
    assert document["registration"] == "ChiCTR2200061234"
    assert Settings.from_json(document) == PLANNED
    assert PLANNED.plan_digest == replace(PLANNED, registration=None).plan_digest
    with pytest.raises(AciError):
        Settings.from_json({"registration": 12})
