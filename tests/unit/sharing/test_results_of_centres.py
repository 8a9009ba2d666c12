"""What a link of a pooled trial holds: no patient, no small count, no finer number than told."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from aci_core.analyses import prepare
from aci_core.analyses.result import KEY, Row
from aci_core.domain.errors import AciError
from aci_core.domain.study.settings import Settings
from aci_core.federation.centre import centre_summary
from aci_core.federation.leaving.leaving import for_outsiders
from aci_core.federation.pooled_study import PooledStudy, pooled
from aci_core.selection import subset
from aci_core.sharing import Results, Terms, open_link, payload, share_centres
from aci_core.sharing.results.disclosure_control import NOTE, small
from aci_core.sharing.results_of_centres import results_of_centres
from aci_core.sharing.store import Store, open_store
from tests.build import sample

CHOSEN = Settings(randomised=True, primary="nihss_m6")


@cache
def trial(*, outsiders: bool) -> PooledStudy:
    cohort = sample("synthetic_long.csv")
    of = np.arange(cohort.n) % 3
    parts = [prepare(subset(cohort, of == i), CHOSEN) for i in range(3)]
    if outsiders:
        return pooled(for_outsiders(p, CHOSEN, f"c{i}").centre for i, p in enumerate(parts))
    return pooled(centre_summary(part, CHOSEN, f"c{i}") for i, part in enumerate(parts))


def rows(content: Results) -> dict[tuple[str | None, ...], Row]:
    every = (row for result in content.results.values() for row in result.rows)
    return {tuple(getattr(row, part) for part in KEY): row for row in every}


@pytest.mark.parametrize("outsiders", [True, False])
def test_no_small_count_and_no_patient_is_in_it(*, outsiders: bool) -> None:
    content, gone = results_of_centres(trial(outsiders=outsiders), "Trial", 5, {})
    assert set(content.cohort.table.columns) == {"patient_id", "arm"}
    assert content.cohort.name == "Trial"
    for row in rows(content).values():
        if row.method == "count" and row.estimate is not None:
            assert not small(row.estimate, 5), row
        if row.n is not None:
            assert not any(
                small(n, 5) for n in (row.n.values() if isinstance(row.n, dict) else [row.total])
            )
    # Counts that the centres keep back need not be withheld once more.
    assert bool(gone) is not outsiders
    if not outsiders:
        assert any(NOTE in row.notes for row in rows(content).values())


def test_no_result_of_a_centre_alone_is_in_it() -> None:
    content, _ = results_of_centres(trial(outsiders=False), "", 5, {})
    assert "centres" not in content.results
    told = [row for row in rows(content).values() if row.versus == "centre"]
    assert not told


def test_numbers_are_those_of_the_pooled_trial_and_no_finer_than_printed() -> None:
    study = trial(outsiders=True)
    content, _ = results_of_centres(study, "", 5, {})
    shared = content.results["outcomes"].first("ancova", "nihss", visit="m6")
    exact = study.results["outcomes"].first("ancova", "nihss", visit="m6")
    assert exact.estimate is not None
    assert shared.estimate == pytest.approx(exact.estimate, abs=0.06)
    assert shared.estimate != exact.estimate
    assert all(n % 5 in {m % 5 for m in study.data.n} for n in dict(shared.n or {}).values())  # type: ignore[arg-type]


def test_it_is_read_again_as_it_was_written() -> None:
    content, _ = results_of_centres(trial(outsiders=True), "Trial", 5, {"lang": "en"})
    again = payload.from_bytes(payload.to_bytes(content))
    assert isinstance(again, Results)
    assert rows(again) == rows(content)
    assert again.supplementary.flow == content.supplementary.flow
    assert again.cohort.digest == content.cohort.digest
    assert again.cohort.digest != trial(outsiders=True).digest


def test_an_arm_of_few_patients_has_no_link() -> None:
    with pytest.raises(AciError, match="share_few"):
        results_of_centres(trial(outsiders=True), "", 500, {})


def test_a_link_opens_and_rows_are_refused(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACI_DATA_DIR", str(tmp_path))
    store: Store = open_store()
    study = trial(outsiders=True)
    with pytest.raises(AciError, match="share_results_only"):
        share_centres(store, study, Terms(kind="rows"))
    made = share_centres(store, study, Terms(kind="results", label="Trial"))
    content = open_link(store, made.token).content
    assert isinstance(content, Results)
    assert content.cohort.n == sum(study.data.n)
