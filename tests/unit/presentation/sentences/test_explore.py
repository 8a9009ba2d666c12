"""Sentences on an exploration: the number, n, what is missing; never a verdict."""

from __future__ import annotations

import re

import pytest

from aci_core.analyses import prepare
from aci_core.analyses.explore import explore
from aci_core.analyses.fields import fields
from aci_core.analyses.ready_questions import ready_questions
from aci_core.domain.study.question import Question
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.i18n.markdown import plain
from aci_core.presentation.sentences import explore as sentences
from tests.build import cohort_of, sample

VERDICT = re.compile(
    r"significan|superior|effective than|better than|显著|有统计学意义|优于|疗效更"
)
CASES = {
    ("vegf_pre", "nihss_pre", None): ("−0.388 (95% CI −0.514 to −0.246", "n = 156"),
    ("vegf_post", "nihss_post", "arm"): (
        "given the arm = −0.200", "By arm: treatment −0.262", "not tested against each other",
    ),
    ("arm", "effective", None): (
        "treatment 85.9% (67/78), control 69.2% (54/78)", "16.7 percentage points",
        "95% CI 3.5 to 29.2", "not adjusted",
    ),
    ("arm", "nihss_post", None): (
        "treatment compared with control: means 5.5 and 6.9, difference −1.38", "not adjusted",
    ),
    ("arm", "grade", None): ("common odds ratio of a better grade", "2.36"),
    ("toast", "age", None): ("Mean age: CE 60.1 (n = 32)",),
    ("toast", "grade", None): ("counts of 156 patients",),
    ("toast", "sex", None): ("Pearson χ² test", "P = 0.388"),
    ("age", None, None): ("SD ", "median ", "n = 156"),
    ("sex", None, None): ("Male 100 (64.1%)",),
    ("nihss", None, None): ("after treatment: treatment 5.5 (n = 78), control 6.9 (n = 78)",),
}  # fmt: skip


@pytest.mark.parametrize("asked", CASES, ids=lambda asked: "-".join(map(str, asked)))
def test_the_number_is_told_with_its_n_and_as_exploratory(
    asked: tuple[str, str | None, str | None],
) -> None:
    data = prepare(sample("synthetic_156.csv"), Settings())
    result = explore(data, Settings(), Question(*asked))
    text = plain(sentences.finding(result, translator("en"))).replace("\N{NO-BREAK SPACE}", " ")
    assert [part for part in CASES[asked] if part not in text] == [], text
    assert "Exploratory" in text
    for lang in LANGUAGES:
        t = translator(lang)
        told = sentences.finding(result, t) + sentences.caption(result, t)
        assert not VERDICT.search(told), told
        assert "{" not in told


def test_who_lacks_a_value_is_told() -> None:
    cohort = cohort_of(age=[50, 60, None, 70, 80, 65], weight=[70, 80, 75, None, 66, 71])
    data = prepare(cohort, Settings())
    t = translator("en")
    for question, words in (
        (Question("age", "weight"), "2 patients lack a value."),
        (Question("age"), "1 patient lacks a value."),
    ):
        assert words in sentences.finding(explore(data, Settings(), question), t)


def test_a_number_that_cannot_be_is_said_with_the_reason() -> None:
    data = prepare(cohort_of(age=[60] * 6, weight=[70, 80, 75, 60, 66, 71]), Settings())
    text = sentences.finding(explore(data, Settings(), Question("age", "weight")), translator("en"))
    assert "no number, since" in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_ready_question_is_one(lang: str) -> None:
    data, t = prepare(sample("synthetic_long.csv"), Settings()), translator(lang)
    known = fields(data)
    texts = [sentences.ready(one, known, t) for one in ready_questions(data, Settings())]
    assert len(set(texts)) == len(texts)
    assert all(text.endswith(("?", "？")) for text in texts)
    assert all(sentences.title(one.question, known, t) for one in ready_questions(data, Settings()))
