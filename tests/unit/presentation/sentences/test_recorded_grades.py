"""Captions of grades by a rule mention the recorded ones."""

from __future__ import annotations

import pytest

from aci_core.analyses import prepare, response
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, labels, translator
from aci_core.presentation.sentences import captions
from tests.build import cohort_of

SCORES: dict[str, list[object]] = {"nihss_pre": [10] * 4, "nihss_post": [1, 10, 5, 10]}
GRADES: list[object] = ["痊愈", "有效", "显效", "无效"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_caption_names_the_rule_that_takes_them(lang: str) -> None:
    t = translator(lang)
    text = t("caption.recorded_too", rule=labels.rule(t, "recorded"))

    def under(rule: str, **columns: list[object]) -> str:
        settings = Settings(rule=rule)
        return captions.response(response(prepare(cohort_of(**columns), settings), settings), t)

    assert text in under("pct_90_46_18", **SCORES, grade=GRADES)
    assert text not in under("pct_90_46_18", **SCORES)
    assert text not in under("recorded", **SCORES, grade=GRADES)
