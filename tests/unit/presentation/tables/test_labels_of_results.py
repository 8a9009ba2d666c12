"""Labels of tables and figures match their results: cuts, reductions, directions."""

from __future__ import annotations

import pytest

from aci_core.analyses import baseline, prepare, response
from aci_core.domain.study.criterion import Criterion
from aci_core.domain.study.settings import Settings
from aci_core.efficacy import grade
from aci_core.presentation.figures.love import balance
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.sentences import captions
from aci_core.presentation.tables.cutpoints import comparison
from aci_core.presentation.tables.selected_patients import patients
from tests.build import cohort_of, sample


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("rule", "cuts"), [("pct_90_46_18", "90 / 46 / 18%"), ("80,30,10", "80 / 30 / 10%")]
)
def test_explored_cuts_are_set_out_though_a_rule_has_a_name_for_them(
    lang: str, rule: str, cuts: str
) -> None:
    cohort = sample("synthetic_156.csv")
    preset, other = (
        response(prepare(cohort, Settings(rule=r)), Settings(rule=r)) for r in ("pct_55", rule)
    )
    text = comparison(preset, other, translator(lang)).rows[1].cells[0].text
    assert cuts in text
    assert "_" not in text


def test_a_fall_is_known_whoever_graded() -> None:
    cohort = cohort_of(
        arm=["treatment", "control", "control"], nihss_pre=[10, 8, None], nihss_post=[5, 8, 2],
        grade=["effective", "ineffective", "effective"],
    )  # fmt: skip
    table = patients(cohort, grade(cohort, Criterion("recorded")), (1, 2, 3), translator("en"))
    assert [row.cells[-2].text for row in table.rows] == ["50.0%", "0.0%", "—"]


def test_a_difference_of_categories_claims_no_direction() -> None:
    cohort = sample("synthetic_156.csv")
    result = baseline(prepare(cohort, Settings()), Settings())
    t = translator("en")
    marks = [
        trace.marker.symbol for trace in balance(result, t).figure.data if trace.mode == "markers"
    ]
    rows = list(result.where("smd"))
    numbers = {row.variable for row in rows if result.get("mean_sd", row.variable)}
    assert 0 < len(numbers) < len(rows)
    assert marks.count("square") == len(numbers)
    assert marks.count("circle") == len(rows) - len(numbers)
    assert "Open circles: categories" in captions.baseline(result, t)
