"""Shares that an earlier version made: they open, and say by which version they were made."""

from __future__ import annotations

import pytest

from aci_core import __version__, analyses
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.sentences import overview
from aci_core.sharing import Results, payload
from tests.conftest import ROOT
from tests.unit import made

FILES = ROOT / "tests" / "data"


def kept(kind: str) -> payload.Rows | payload.Results:
    """A share as version 0.1.0 wrote it, of 40 synthetic patients."""
    return payload.from_bytes((FILES / f"share_{kind}_0.1.0.bin").read_bytes())


@pytest.mark.parametrize("kind", ["rows", "results"])
def test_a_share_of_the_version_before_opens_with_its_settings(kind: str) -> None:
    content = kept(kind)
    assert content.version == "0.1.0" != __version__
    assert content.cohort.n == 40
    assert content.settings == Settings(randomised=True, primary="nihss_m3")


def test_results_keep_their_numbers_which_rows_give_again() -> None:
    results, rows = kept("results"), kept("rows")
    assert isinstance(results, Results)
    data = analyses.prepare(rows.cohort, rows.settings)
    again = analyses.outcomes(data, rows.settings)
    for method in ("ancova", "welch_t"):
        then = results.results["outcomes"].first(method, "nihss", visit="m3")
        now = again.first(method, "nihss", visit="m3")
        assert then.estimate == pytest.approx(now.estimate)
        assert then.p == pytest.approx(now.p)
    # As they were: neither rounded nor of one set.
    assert not results.one_set
    assert not results.on_grid
    assert results.supplementary.flow.step == 1
    assert results.supplementary.unread_few == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_their_sentences_judge_no_outcome_that_the_plan_does_not_name(lang: str) -> None:
    content = kept("results")
    assert isinstance(content, Results)
    holm = list(content.results["outcomes"].where("holm"))
    assert len(holm) > 1  # of the family of then
    findings = overview.findings(tuple(content.results.values()), translator(lang))
    made.fit_to_print(findings)
    told = ("was lower", "低于")
    assert sum(any(verb in text for verb in told) for text in findings) <= 1


def test_a_new_share_says_its_version() -> None:
    rows = kept("rows")
    new = payload.Rows(rows.cohort, rows.mapping, rows.settings)
    assert payload.from_bytes(payload.to_bytes(new)).version == __version__
