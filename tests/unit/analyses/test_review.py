"""Objections of a reviewer: each is there with its cause and its number, and gone without it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from aci_core.analyses import analyse, prepare
from aci_core.analyses.review import CODES, SEVERITIES, Objection, review
from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.filters import Among, Between, Complete, Filter, Known, NamedSet, Patients
from aci_core.domain.plan import settled
from aci_core.domain.protocol import Protocol
from aci_core.domain.settings import Deviation, Lock, Settings
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
    chosen = settled(cohort, settings)
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


def test_baseline_p_values_of_a_study_that_is_not_randomised() -> None:
    objection = raised(trial(), replace(PLANNED, randomised=False))["baseline_p"]
    assert (objection.numbers["tests"], objection.numbers["expected"]) == (1, 0.05)
    assert "baseline_p" not in raised(trial())


def test_the_plan_locked_and_unchanged() -> None:
    assert "plan_not_locked" in raised(trial())
    assert "plan_not_locked" not in raised(trial(), locked(PLANNED))
    assert "plan_changed" not in raised(trial(), locked(PLANNED))


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
    assert "visit_chosen" in raised(later, changed(graded, "response_visit", seen=True))
    assert "visit_chosen" not in raised(later, changed(graded, "response_visit", seen=False))


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


def test_completers_only() -> None:
    objection = raised(trial(nihss_post=blank(40, [0, 1])))["completers_only"]
    assert (objection.numbers["n"], objection.numbers["of"]) == (38, 40)
    assert objection.severity == "minor"
    assert raised(trial(nihss_post=blank(40, range(4))))["completers_only"].severity == "moderate"
    assert "completers_only" not in raised(trial())
    # Of the response the best and the worst case stand beside it.
    graded = replace(PLANNED, primary="effective")
    assert "completers_only" not in raised(trial(nihss_post=blank(40, [0, 1])), graded)


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


# --------------------------------------------------------------------------------- the settings


def test_registration_in_json_only_where_it_is_said() -> None:
    assert "registration" not in Settings().to_json()
    document = PLANNED.to_json()
    assert document["registration"] == "ChiCTR2200061234"
    assert Settings.from_json(document) == PLANNED
    assert PLANNED.plan_digest == replace(PLANNED, registration=None).plan_digest
    with pytest.raises(AciError):
        Settings.from_json({"registration": 12})
