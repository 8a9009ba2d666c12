"""Which columns the file is told to lack: none that it has at another visit after treatment."""

from __future__ import annotations

from aci_core.ui.data.mapping.mapping_editor import is_held
from tests.build import cohort_of


def test_a_measure_of_another_visit_after_treatment_is_not_lacking() -> None:
    later = cohort_of(nihss_pre=[9, 8, 7, 6], nihss_d14=[5, 4, 3, 2], bi_pre=[40, 45, 50, 55])
    assert is_held(later, "nihss_post")
    assert not is_held(later, "bi_post")
    assert is_held(later, "bi_pre")
    assert not is_held(cohort_of(nihss_d14=[5, 4, 3, 2]), "nihss_pre")
