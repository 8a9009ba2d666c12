"""What a cohort calls its events and arms stands in every language as it is, and is escaped."""

from __future__ import annotations

import json

import pytest

from aci_core.analyses import analyse, prepare
from aci_core.analyses.document import document
from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping, load
from aci_core.presentation import sentences, tables
from aci_core.presentation.i18n import LANGUAGES, format_filter, labels, translator

ROWS = "\n".join(
    f"{i},{'干细胞组' if i % 2 else '常规治疗组'},{'肺部感染' if i < 5 else '无'},9,{i % 7}"
    for i in range(20)
)
FILE = f"编号,组别,不良反应,治疗前NIHSS,治疗后NIHSS\n{ROWS}".encode()


def cohort(**names: str) -> Cohort:
    return load(FILE, "a.csv", ColumnMapping.from_json({"arm_names": names}))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_event_keeps_its_word_in_sentence_and_table(lang: str) -> None:
    patients = cohort()
    t = labels.of_cohort(translator(lang), patients)
    safety = analyse(prepare(patients, Settings()), Settings())[-1]
    assert "肺部感染" in str(tables.safety.events(safety, t).rows)
    assert "肺部感染" in sentences.safety.finding(safety, t)
    assert not {"Pneumonia", "肺炎"} & set(str(tables.safety.events(safety, t).rows).split("'"))
    # Where patients are picked or filtered by an event, too.
    assert format_filter.column(t, "ae_pneumonia") == "肺部感染"
    # The key is the canonical term, whatever the file calls it.
    assert "pneumonia" in safety.variables


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_arm_is_shown_by_the_name_that_the_user_gave(lang: str) -> None:
    patients = cohort(干细胞组="stem *cells*")
    t = labels.of_cohort(translator(lang), patients)
    data = prepare(patients, Settings())
    response = analyse(data, Settings())[1]
    text = sentences.response.finding(response, t)
    assert "stem \\*cells\\*" in text
    assert "干细胞" not in text
    # As typed, also where a label of the catalogue has a capital.
    assert labels.arm(t, "干细胞组") == "stem *cells*"
    assert labels.in_arm(t, "干细胞组") == "stem *cells*"
    # No key, and no number, depends on it.
    shown = json.dumps(document(patients, Settings(), data.grades, [response], []))
    assert "stem" not in shown
    assert patients.digest == cohort().digest


def test_a_cohort_without_words_of_its_own_leaves_the_catalogue_as_it_is() -> None:
    t = translator("zh")
    plain = load(b"patient_id,arm,ae_fever\n1,treatment,1\n2,control,0\n", "a.csv")
    assert labels.of_cohort(t, plain) is t


def test_an_event_that_a_column_lists_is_shown_by_its_word_and_that_column() -> None:
    rows = "\n".join(
        f"{i},{'治疗组' if i % 2 else '对照组'},{'发热、头痛' if i < 5 else '无'},9,{i % 7}"
        for i in range(20)
    )
    cohort = load(f"编号,组别,不良反应,治疗前NIHSS,治疗后NIHSS\n{rows}".encode(), "a.csv")
    t = translator("zh")
    shown = [row.cells[0].text for row in tables.cohort.columns(cohort, t).rows]
    assert "发热（列于“不良反应”）" in shown
    assert not any(text.startswith("ae_") for text in shown)
    fever = cohort.column("ae_fever")
    assert fever is not None
    assert labels.header(t, fever) == "发热"  # a shared cohort keeps no issues
