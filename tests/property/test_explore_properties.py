"""What no question may break: any fields of any small cohort, with the right n."""

from __future__ import annotations

import csv
import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from aci_core.analyses import prepare
from aci_core.analyses.explore import explore, problem
from aci_core.analyses.fields import fields, values
from aci_core.domain.study.question import Question
from aci_core.domain.study.settings import Settings
from aci_core.ingest import load
from aci_core.presentation.figures import explore as figures
from aci_core.presentation.i18n import translator
from aci_core.presentation.sentences import explore as sentences
from aci_core.presentation.tables import explore as tables
from aci_core.summaries import PatientLevelData
from tests.property.test_study_properties import CASES, COLUMNS, Patient, patients


def _prepared(cohort: list[Patient]) -> PatientLevelData:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(cohort)
    return prepare(load(text.getvalue().encode(), "random.csv", reference="care"), Settings())


@CASES
@given(patients(), st.data())
def test_any_question_is_answered_of_those_who_have_all_of_it(
    cohort: list[Patient], draw: st.DataObject
) -> None:
    data = _prepared(cohort)
    known = fields(data)
    name = st.sampled_from(sorted(known))
    x, y, by = (draw.draw(one) for one in (name, st.none() | name, st.none() | name))
    question = Question(x, y, by)
    if problem(known, question) is not None:
        return
    result = explore(data, Settings(), question)
    if result.course is None:
        cells = np.vstack([values(data, known[one]) for one in question.asked])
        assert result.n == int((~np.isnan(cells)).all(axis=0).sum())
    assert result.n + result.n_missing == len(cohort)
    assert sum(panel.sample.n for panel in result.panels[1:]) in (0, result.n)
    for panel in result.panels:
        for row in panel.result.rows:
            assert row.p is None or 0 <= row.p <= 1
            assert row.ci_low is None or row.ci_high is None or row.ci_low <= row.ci_high
        counted = sum(row.estimate or 0 for row in panel.result.where("count"))
        assert counted in (0, panel.sample.n)
    for lang in ("en", "zh"):
        t = translator(lang)
        for chart in result.charts:
            drawn = explore(data, Settings(), Question(x, y, by, chart))
            assert figures.chart(drawn, t).alt
        assert sentences.finding(result, t)
        assert sentences.caption(result, t)
        title = sentences.title(question, known, t)
        assert tables.numbers(result, t, title).title == title
        assert tables.described(result, t, title).title == title
