"""What a link prints of numbers: golden rows, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from aci_core.analyses import Result, Row
from aci_core.domain.notes import join_notes, note
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, format_row, translator
from aci_core.presentation.tables.parts import n_by_arm
from aci_core.sharing.results.counts_in_steps import CountsInSteps, fewest_of_quartiles
from aci_core.sharing.results.grids import Grid, Grids
from aci_core.sharing.results.precision import Precision
from aci_core.summaries import Arms

ARMS = Arms("treatment", "control")
GRIDS = Grids({"bi_m3": Grid(5.0), "nihss_m3": Grid(1.0), "cbf_m3": Grid(0.1)})


def _row(variable: str, method: str, n: object, estimate: float, **fields: object) -> Row:
    names = ("outcomes", variable, "m3", fields.pop("arm", "treatment"), fields.pop("level", None))
    return Row(*names, None, method, n, estimate, **fields)  # type: ignore[arg-type]


def _shared(*rows: Row, least: int = 5, size: int = 60) -> tuple[Row, ...]:
    sizes = dict.fromkeys(ARMS, size)
    rounding = Precision(CountsInSteps(sizes, sizes, least), GRIDS)
    result = Result("outcomes", ARMS, Settings(), rows)
    return rounding.results({"outcomes": result})["outcomes"].rows


def _described(variable: str, n: int, *, sd: float = 4.5123) -> tuple[Row, Row]:
    return (
        _row(variable, "mean_sd", n, 10.6873, sd=sd),
        _row(variable, "median_iqr", n, 92.5, q1=81.25, q3=97.5),
    )


@pytest.mark.parametrize(
    ("variable", "cuts"),
    [
        ("bi", (80.0, 95.0, 100.0)),
        ("nihss", (81.0, 93.0, 98.0)),
        ("cbf", (81.3, 92.5, 97.5)),
        ("unknown", (81.3, 92.5, 97.5)),
    ],
)
def test_quartiles_lie_on_the_grid_whether_or_not_values_are_missing(
    variable: str, cuts: tuple[float, float, float]
) -> None:
    for n in (60, 58):
        mean, middle = _shared(*_described(variable, n))
        assert (mean.n, mean.estimate, mean.sd) == (60, 10.7, 4.5)
        assert (middle.q1, middle.estimate, middle.q3) == cuts
    exact = _shared(*_described(variable, 58), least=1)[1]
    assert (exact.n, exact.q1, exact.estimate, exact.q3) == (58, 81.3, 92.5, 97.5)


@pytest.mark.parametrize(
    ("least", "n", "shown"), [(5, 19, False), (5, 20, True), (10, 39, False), (1, 12, True),
                              (1, 11, False), (3, 12, True)]
)  # fmt: skip
def test_quartiles_of_few_patients_are_left_out(least: int, n: int, shown: bool) -> None:
    mean, middle = _shared(*_described("nihss", n), least=least, size=n)
    assert mean.estimate is not None
    assert (middle.note != "withheld") is shown
    assert (middle.estimate is not None) is shown
    assert fewest_of_quartiles(least) == 4 * max(least, 3)


def test_a_mean_of_fives_is_one_that_each_n_can_have() -> None:
    """Else the sum of fives, a whole number of them, would tell n: 5 / 16 of the fewest, so 0.5."""
    mean, _ = _shared(*_described("bi", 20, sd=2.0), size=20)
    assert (mean.estimate, mean.sd) == (10.5, 2.0)


def test_medians_of_pairs_lie_on_the_grid_too() -> None:
    pairs = {"treatment": 58, "control": 60}
    shift = _row("nihss", "hodges_lehmann", pairs, -1.5, arm=None, ci_low=-2.5, ci_high=-0.5,
                 ci_level=0.95)  # fmt: skip
    within = _row("nihss", "wilcoxon_signed_rank", 58, -6.75, ci_low=-7.5, ci_high=-6.0,
                  ci_level=0.95)  # fmt: skip
    one, other = _shared(shift, within)
    assert (one.estimate, one.ci_low, one.ci_high) == (-2.0, -3.0, -1.0)  # on its side of none
    assert (other.estimate, other.ci_low, other.ci_high) == (-7.0, -7.5, -6.0)


def test_numbers_in_notes_are_rounded() -> None:
    upper = join_notes([note("upper_one_sided", 0.03767863420096847)])
    row = _row("nihss", "wilson", 60, 0.0, level="0", note=upper)
    assert _shared(row)[0].note == "upper_one_sided:0.038"
    # Of an n that is not told it would tell n.
    assert _shared(replace(row, n=58))[0].note is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_about_stands_before_all_that_is_made_of_rounded_counts(lang: str) -> None:
    t = translator(lang)
    row = _row("nihss", "risk_difference", {"treatment": 60, "control": 60}, 0.1667, arm=None,
               ci_low=0.035, ci_high=0.292, ci_level=0.95, p=0.0126)  # fmt: skip
    about = replace(row, note=join_notes([note("approximate")]))
    assert "≈" not in format_row.estimate(t, row) + format_row.ci(t, row) + format_row.p_value(row)
    assert format_row.limits(t, about) == "≈" + format_row.limits(t, row)
    assert format_row.estimate(t, about).count("≈") == 2
    assert format_row.p_value(about) == "≈0.013"


def test_columns_of_n_say_what_n_may_be() -> None:
    t = translator("en")
    row = _row("nihss", "welch_t", {"treatment": 60, "control": 55}, 0.1, arm=None)
    own = Result("outcomes", ARMS, Settings(), (row,))
    assert n_by_arm(t, own, row) == "60 + 55"
    assert n_by_arm(t, replace(own, step=5), row) == "56 to 60 + 51 to 55"
