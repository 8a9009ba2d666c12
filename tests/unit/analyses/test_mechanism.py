"""The mechanism's links carry the very estimates of the other analyses, or none."""

from __future__ import annotations

import pytest

from aci_core.analyses import factors, outcomes, prepare
from aci_core.analyses.mechanism import mechanism
from aci_core.domain.study.settings import Settings
from aci_core.presentation.figures.mechanism import paths
from aci_core.presentation.i18n import LANGUAGES, format_number, translator
from tests.build import cohort_of, sample


def test_each_measured_link_is_a_row_of_its_analysis() -> None:
    data = prepare(sample("synthetic_156.csv"), Settings())
    o, f = outcomes(data, Settings()), factors(data, Settings())
    result = {link.name: link for link in mechanism(o, f).links}
    assert len(result) == 15
    for name in ("vegf", "bfgf", "nihss"):
        assert result[f"cells_{name}"].row is o.first("ancova", name, visit="post")
    for name in ("vegf", "bfgf"):
        row = f.first("pearson", name, visit="pre", versus="nihss")
        assert result[f"{name}_nihss"].row is row
    measured = {name for name, link in result.items() if link.status == "measured"}
    assert {name for name, link in result.items() if link.row} == measured
    # What two arms cannot tell stays so, whatever the file holds.
    assert {n for n, link in result.items() if link.status == "arms"} == {
        "msc_vegf", "msc_bfgf", "nsc_bfgf", "msc_nsc",
    }  # fmt: skip


def test_what_the_file_lacks_is_not_called_measured() -> None:
    data = prepare(
        cohort_of(nihss_pre=[9, 8, 7, 6, 5, 4], nihss_post=[1, 3, 2, 4, 1, 4]), Settings()
    )
    result = mechanism(outcomes(data, Settings()), factors(data, Settings()))
    assert {link.name for link in result.of("measured")} == {"cells_nihss"}
    assert {link.name for link in result.of("absent")} == {
        "cells_vegf", "cells_bfgf", "vegf_nihss", "bfgf_nihss",
    }  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_alternative_text_has_the_numbers(lang: str) -> None:
    data = prepare(sample("synthetic_156.csv"), Settings())
    o, f = outcomes(data, Settings()), factors(data, Settings())
    alt = paths(mechanism(o, f), translator(lang)).alt
    assert format_number.number(-0.388, 3) in alt or format_number.number(-0.388, 2) in alt
    row = o.first("ancova", "nihss", visit="post")
    assert format_number.number(row.estimate, 2) in alt
