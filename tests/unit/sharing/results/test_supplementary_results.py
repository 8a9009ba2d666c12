"""Supplementary results of a share: what is withheld with a small count."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from aci_core.analyses import ANALYSES, analyse, flow, matrix, mechanism, prepare
from aci_core.analyses.result import KEY, Row
from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import Settings
from aci_core.sharing.results import supplementary_results
from aci_core.sharing.results.disclosure_control import ADJUSTED, NOTE, withhold
from aci_core.sharing.results.supplementary_results import SupplementaryResults, supplement
from tests.build import cohort_of, sample

LEAST = 5
N = 60


def _shared(
    cohort: Cohort, least: int = LEAST, before: int | None = None
) -> tuple[SupplementaryResults, dict[str, Any]]:
    """Supplementary results after encoding and decoding, and the shared Results."""
    data = prepare(cohort, Settings())
    whole = dict(zip(ANALYSES, analyse(data, Settings()), strict=True))
    shared, _ = withhold(whole, data.cohort, least)
    made = supplement(data, Settings(), shared, before or cohort.n, least)
    text = json.dumps(supplementary_results.to_json(made))
    return supplementary_results.from_json(json.loads(text), Settings()), shared


def _cohort(**columns: Any) -> Cohort:
    """Two arms of 30, the treated last."""
    base: dict[str, Any] = {
        "arm": ["control"] * 30 + ["treatment"] * 30,
        "nihss_pre": [5 + i % 20 for i in range(N)],
        "nihss_post": [i % 13 for i in range(N)],
        "vegf_pre": [100.0 + 3 * i for i in range(N)],
    }
    return cohort_of(**{**base, **columns})


def _flags(*where: int) -> list[int]:
    return [int(i in where) for i in range(N)]


@pytest.mark.parametrize("name", ["synthetic_156.csv", "synthetic_long.csv"])
def test_with_all_shown_it_comes_back_as_it_was(name: str) -> None:
    cohort = sample(name)
    data = prepare(cohort, Settings())
    shared, _ = _shared(cohort, least=1)
    whole = flow(data, Settings())
    for arm, then in zip(shared.flow.by_arm, whole.by_arm, strict=True):
        assert (arm.n, arm.received, arm.fates) == (then.n, then.received, then.fates)
        assert [(o.variable, o.n) for o in arm.outcomes] == [
            (o.variable, o.n) for o in then.outcomes
        ]
        assert all(o.absent == () for o in arm.outcomes)
    assert shared.flow.in_file == cohort.n
    for one in (None, *cohort.arms):
        back = shared.matrix("pre", one)
        assert back == matrix(data, Settings(), "pre", one)
    assert shared.matrix("m99", None) is None
    assert shared.holds.places == ()
    assert set(shared.holds.holds) >= {"nihss", "covariates", "doses"}


def test_few_deaths_take_the_fates_of_both_arms() -> None:
    shared, _ = _shared(_cohort(died=_flags(*range(2), *range(30, 40))))
    assert [arm.fates for arm in shared.flow.by_arm] == [(), ()]
    enough, _ = _shared(_cohort(died=_flags(*range(6), *range(30, 40))))
    assert [arm.fate("died") for arm in enough.flow.by_arm] == [10, 6]


def test_few_who_were_lost_and_died_cannot_be_subtracted() -> None:
    # 10 lost and 8 died in an arm: safety says so; the flow would say 8 and 8 for two of both.
    lost = _flags(*range(10), *range(30, 40))
    died = _flags(*range(8, 16), *range(38, 46))
    shared, results = _shared(_cohort(died=died, lost=lost))
    rows = [results["safety"].get("count", "lost", arm=arm) for arm in shared.flow.arms]
    assert [row.estimate for row in rows if row] == [10, 10]
    assert [arm.fates for arm in shared.flow.by_arm] == [(), ()]


def test_few_who_were_filtered_hide_how_many_the_file_has() -> None:
    shared, _ = _shared(_cohort(), before=N + 3)
    assert (shared.flow.in_file, shared.flow.filtered) == (None, 0)
    shared, _ = _shared(_cohort(), before=N + 30)
    assert (shared.flow.in_file, shared.flow.filtered) == (N + 30, 30)


def test_few_with_other_doses_take_the_kind() -> None:
    planned = [6 if i >= 30 else 0 for i in range(N)]
    others = [n - 2 if 30 <= i < 33 else n for i, n in enumerate(planned)]
    shared, _ = _shared(_cohort(nsc_doses=planned, msc_doses=others))
    assert [kind.name for kind in shared.doses.given] == ["nsc"]
    assert shared.doses.protocol == Settings().protocol
    strays = [2 if i < 2 else n for i, n in enumerate(planned)]
    shared, _ = _shared(_cohort(nsc_doses=strays))
    assert (shared.doses.given, shared.doses.control) == ((), 0)
    assert [arm.received for arm in shared.flow.by_arm] == [(), ()]


def test_correlations_of_few_are_left_out_in_every_arm() -> None:
    bfgf = [10.0 + i if i < 30 or i > 56 else None for i in range(N)]  # 3 of the treated
    shared, _ = _shared(_cohort(bfgf_pre=bfgf))
    for arm in (None, "treatment", "control"):
        one = shared.matrix("pre", arm)
        assert one is not None
        assert {(p.one, p.two) for p in one.pairs} == {("nihss", "vegf")}
        assert one.variables == ("nihss", "vegf")


def test_a_withheld_link_is_not_shown_as_absent() -> None:
    cohort = _cohort(vegf_pre=[100.0] * 3 + [120.0] * 27 + [100.0] * 3 + [120.0] * 27)
    _, results = _shared(cohort)
    links = {link.name: link for link in mechanism(results["outcomes"], results["factors"]).links}
    assert links["vegf_nihss"].status == "withheld"
    assert links["bfgf_nihss"].status == "absent"


def _kept(result: Any, row: Row) -> Row:
    shared_row: Row | None = result.get(
        row.method, row.variable, visit=row.visit, arm=row.arm, level=row.level, versus=row.versus
    )
    return shared_row or Row(*(getattr(row, key) for key in KEY), note=NOTE)


def test_no_adjusted_p_gives_the_digits_of_a_withheld_one() -> None:
    """Holm's P of NIHSS may be that of the total effective rate, whose counts are few."""
    hidden = 0
    settings = Settings(secondary=("effective", "nihss_post"))
    treated = np.arange(N) >= 30
    for seed in (1, 2, 152, 156, 157, 186):
        random = np.random.default_rng(seed)
        cohort = _cohort(nihss_post=(random.integers(0, 12, N) - treated).clip(0).tolist())
        data = prepare(cohort, settings)
        whole = dict(zip(ANALYSES, analyse(data, settings), strict=True))
        shared, _ = withhold(whole, cohort, LEAST)
        secret = [
            row.p
            for name, result in whole.items()
            for row in result.rows
            if row.p and row.p < 1 and _kept(shared[name], row).note == NOTE
        ]
        rows = [row for result in shared.values() for row in result.rows if row.p and row.p < 1]
        plain = [row.p for row in rows if row.method not in ADJUSTED and row.p]
        for row in rows:
            p = row.p or 0.0
            of_secret = any(abs(p - k * s) < 1e-12 for s in secret for k in range(1, 7))
            of_told = any(abs(p - k * q) < 1e-9 * q for q in plain for k in range(1, 7))
            assert of_told or not of_secret, (seed, row)
        holm = shared["outcomes"].get("holm", "nihss", visit="post")
        hidden += holm is not None and holm.note == NOTE
    assert hidden
