"""Rule 6: a recorded death with a blank mRS is missing, and every report says so first."""

from __future__ import annotations

import pytest

from aci_core.checks import deaths_without_mrs
from aci_core.domain.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.i18n.markdown import plain
from aci_core.report import Study, build
from tests.build import cohort_of


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("mrs", "dead"), [(None, 1), (6, 0)])
def test_a_death_without_mrs_is_said(lang: str, mrs: int | None, dead: int) -> None:
    cohort = cohort_of(
        nihss_pre=[9, 8, 7, 6, 9, 5, 7, 8],
        nihss_m3=[4, None, 3, 5, 2, 1, 4, 6],
        mrs_m3=[1, mrs, 2, 3, 1, 2, 4, 3],
        died=[0, 1, 0, 0, 0, 0, 0, 0],
    )
    assert deaths_without_mrs(cohort) == dead
    report = build(Study.of(cohort, Settings()), lang)
    said = plain(translator(lang)("unread.deaths", n="1"))
    assert (said in plain(report.meta.notice)) == bool(dead)
