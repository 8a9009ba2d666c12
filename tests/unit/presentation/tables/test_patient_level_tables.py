"""Tables of the patient-level figures: influence, direction of change, one patient."""

from __future__ import annotations

import numpy as np
import pytest

from aci_core.analyses import analyse, prepare
from aci_core.analyses.change_direction import change_direction
from aci_core.analyses.factors import Factors
from aci_core.analyses.influence import influence
from aci_core.analyses.outcomes import Outcomes
from aci_core.analyses.patient import patient as one_of
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.tables import matrix, outcome_detail, patient
from tests.build import cohort_of, sample


def _made(name: str) -> tuple[Outcomes, Factors]:
    made = {r.analysis: r for r in analyse(prepare(sample(name), Settings()), Settings())}
    o, f = made["outcomes"], made["factors"]
    assert isinstance(o, Outcomes)
    assert isinstance(f, Factors)
    return o, f


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_moves_r_most_comes_first(lang: str) -> None:
    _, factors = _made("synthetic_156.csv")
    result = influence(factors, "vegf", "pre")
    assert result is not None
    rows = [
        [cell.text for cell in row.cells] for row in matrix.influence(result, translator(lang)).rows
    ]
    assert rows[0][1] == "−0.388"
    assert len(rows) == 3 + 10
    moved = np.abs(result.without - result.r)
    assert [who for who, _ in result.leading(156)] == [
        int(result.ordinals[i]) for i in np.argsort(-moved, kind="stable")
    ]
    assert result.most == result.leading(1)[0]
    assert str(result.most[0]) in rows[3][0]
    assert {rows[1][1], rows[2][1]} & {rows[3][1]}


def test_everybody_with_both_scores_went_one_way() -> None:
    cohort = cohort_of(
        nihss_pre=[9, 9, 9, 9, 9, 9, None], nihss_post=[3, 9, 12, None, 8, 4, 5],
        vegf_pre=[1, 2, 3, 4, 5, 6, 7], vegf_post=[2, 2, 2, 2, 2, 9, 9],
    )  # fmt: skip
    _, _, o, *_ = analyse(prepare(cohort, Settings()), Settings())
    assert isinstance(o, Outcomes)
    result = change_direction(o, "nihss", "post")
    assert result is not None
    assert result.counts.treatment == {"better": 2, "same": 0, "worse": 1}
    assert result.counts.control == {"better": 1, "same": 1, "worse": 0}
    assert result.n == 5
    table = outcome_detail.change_direction(o, "nihss", "post", translator("en"))
    assert [[c.text for c in row.cells] for row in table.rows] == [
        ["better", "2 (66.7%)", "1 (50.0%)"],
        ["unchanged", "0 (0.0%)", "1 (50.0%)"],
        ["worse", "1 (33.3%)", "0 (0.0%)"],
    ]
    # Neither end of VEGF is the good one: it rose or fell.
    plain = outcome_detail.change_direction(o, "vegf", "post", translator("en"))
    assert [row.cells[0].text for row in plain.rows] == ["rose", "unchanged", "fell"]
    assert change_direction(o, "nihss", "m3") is None


def test_an_age_above_89_leaves_as_90() -> None:
    ages = [93, 89, 61, 70, 65, 72]
    cohort = cohort_of(age=ages, nihss_pre=[9, 8, 7, 6, 5, 4], nihss_post=[3, 2, 1, 0, 1, 2])
    t = translator("en")
    for number, here, gone in ((1, "93", "90"), (2, "89", "89")):
        result = one_of(cohort, None, number)
        for leaving, age in ((False, here), (True, gone)):
            table = patient.values(result, t, leaving=leaving)
            cells = [[cell.text for cell in row.cells] for row in table.rows]
            assert [row[1] for row in cells if row[0] == "Age, years"] == [age]
