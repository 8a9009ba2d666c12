"""The head of the page of data: how many rows were left out, and what they are."""

from __future__ import annotations

import pytest

from aci_core.ingest import load
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.ui.data.file_summary import _left_out
from tests.build import csv_of


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_repeated_row_is_called_one(lang: str) -> None:
    t = translator(lang)
    ids = [f"P{i:03}" for i in range(1, 13)]
    columns = {
        "patient_id": [*ids, ids[-1]],
        "arm": [*["treatment", "control"] * 6, "control"],
        "nihss_pre": [*range(5, 17), 16],
        "nihss_post": [*range(12), 11],
    }
    cohort = load(csv_of(columns), "a.csv")
    assert cohort.n == 12
    assert _left_out(t, cohort) == [t("data.left_out_repeated_one")]
