"""One value below a detection limit that decides, and the methods that disagree by it."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.analyses.leading import lead
from aci_core.analyses.multiverse import agreement, outcome_multiverse
from aci_core.analyses.robustness import without_limit
from aci_core.analyses.study import analyse, prepare
from aci_core.checks import checked
from aci_core.checks.values.detection_limits import below_limit
from aci_core.domain.cohort import Cohort
from aci_core.domain.study.plan import settled
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.sentences import multiverse as words
from aci_core.report import Study, build
from tests.build import cohort_of


def trial(cell: object, at: int = 4) -> Cohort:
    """VEGF is higher in the treated; one cell is as it is given."""
    draw = np.random.default_rng(5)
    pre = draw.normal(200, 20, 80).round(1)
    after: list[object] = (
        (pre + 24 * (np.arange(80) % 2 == 0) + draw.normal(0, 12, 80)).round(1).tolist()
    )
    after[at] = cell
    return checked(
        cohort_of(nihss_pre=[6 + i % 9 for i in range(80)], vegf_pre=pre.tolist(), vegf_post=after)
    )


def codes(cohort: Cohort) -> dict[str, dict[str, object]]:
    report = Study.of(cohort, Settings(randomised=True)).review
    return {one.code: dict(one.numbers) for one in report}


def test_the_comparison_without_the_one_value() -> None:
    cohort = trial("<0.5")
    settings = settled(cohort, Settings())
    data = prepare(cohort, settings)
    outcomes = next(one for one in analyse(data, settings) if one.analysis == "outcomes")
    led = lead(outcomes, "vegf", "post")
    assert led is not None
    found = without_limit(data, settings, led)
    assert found is not None
    assert found.turns
    # Left out by hand.
    blank = trial(None)
    other = next(
        one for one in analyse(prepare(blank, settings), settings) if one.analysis == "outcomes"
    )
    again = lead(other, "vegf", "post")
    assert again is not None
    assert again.row.estimate == pytest.approx(found.changed_value)
    assert again.p == pytest.approx(found.changed)
    assert led.row.estimate == pytest.approx(found.value)


def test_the_reviewer_names_it_and_the_methods_that_disagree() -> None:
    raised = codes(trial("<0.5"))
    assert raised["limit_decides"]["cells"] == 1
    assert raised["methods_disagree"]["other"] == "ancova"
    for cell in (None, 230.5, "<180"):  # no limit, or one where the others are
        assert not {"limit_decides", "methods_disagree"} & codes(trial(cell)).keys()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_would_another_method_give_another_answer(lang: str) -> None:
    t = translator(lang)
    said = t("ways.dissent", list=t("way.ancova"))
    for cell, expected in (("<0.5", True), (None, False)):
        cohort = trial(cell)
        settings = settled(cohort, Settings())
        data = prepare(cohort, settings)
        outcomes = next(one for one in analyse(data, settings) if one.analysis == "outcomes")
        found = agreement(outcome_multiverse(outcomes, "vegf", "post"), settings.alpha)
        assert bool(found.dissent) is expected
        assert (said in words.outcomes(outcomes, "vegf", "post", t)) is expected
    assert build(Study.of(trial("<0.5"), Settings()), lang).sections


def test_a_limit_far_from_all_others_is_asked_about_and_quoted_as_written() -> None:
    def asked(cell: object) -> list[tuple[int | None, str | None]]:
        return [(i.row, i.value) for i in trial(cell).issues if i.code == "limit_far"]

    assert asked("<0.5") == [(6, "<0.5")]
    assert asked("<150") == asked(150.5) == []
    cohort = trial("<0.5")
    [column] = [c for c in cohort.columns if c.name == "vegf_post"]
    assert below_limit(cohort, column) == {4: "<0.5"}
    quoted = [
        i.value
        for i in cohort.issues
        if i.column == "vegf_post" and i.code.startswith(("outlier", "decimal"))
    ]
    assert not quoted, "asked once: half of the limit is nobody's value"
    # No correction by one click: a limit has no slipped point.
    assert not [i for i in cohort.issues if i.code == "decimal_slip"]
    assert "0.25" not in quoted
