"""The file's own word for an event: of its header or label, never of the canonical name."""

from __future__ import annotations

import pytest

from aci_core.ingest import load
from aci_core.ingest.columns.headers.event_words import own_word


@pytest.mark.parametrize(
    ("header", "term", "word"),
    [
        ("肺部感染", "pneumonia", "肺部感染"),
        ("肺部感染（有=1，无=0）", "pneumonia", "肺部感染"),
        ("不良反应-肺部感染", "pneumonia", "肺部感染"),
        ("并发症：坠积性肺炎", "pneumonia", "坠积性肺炎"),
        ("Lung Infection (n)", "pneumonia", "Lung Infection"),
        ("肺部*感染", "pneumonia", "肺部*感染"),  # escaped where it is shown
        ("AE_DVT", "deep_vein_thrombosis", "DVT"),
        ("ae_pneumonia", "pneumonia", ""),
        ("Pneumonia", "pneumonia", ""),
        ("back pain", "back_pain", ""),
        ("AE07", "pneumonia", ""),
        ("不良反应", "unspecified", ""),
        ("死亡", "death", ""),
    ],
)
def test_the_word_of_a_header(header: str, term: str, word: str) -> None:
    assert own_word(header, "", term) == word


def test_a_label_that_names_the_event_goes_before_a_canonical_header() -> None:
    assert own_word("ae_pneumonia", "肺部感染", "pneumonia") == "肺部感染"
    assert own_word("肺部感染", "V12, see the codebook", "pneumonia") == "肺部感染"


def test_the_column_keeps_its_canonical_name_beside_the_word() -> None:
    rows = "\n".join(
        f"{i},{'观察组' if i % 2 else '对照组'},{i % 3 == 0:d},{i % 2}" for i in range(8)
    )
    cohort = load(f"编号,组别,肺部感染,发热\n{rows}".encode(), "a.csv")
    assert cohort.event_words == {"pneumonia": "肺部感染", "fever": "发热"}
    column = cohort.column("ae_pneumonia")
    assert column is not None
    assert (column.stem, column.header) == ("pneumonia", "肺部感染")
