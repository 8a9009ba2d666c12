"""Adverse events that a column lists in words."""

from __future__ import annotations

import pytest

from aci_core.domain.cohort import Cohort
from aci_core.ingest import load, read
from aci_core.ingest.reshape.split_cells.event_lists import events

ARMS = ("观察组", "对照组")


def made(header: str, *cells: str) -> bytes:
    rows = [f'{i},{ARMS[i % 2]},"{cell}",9,{i % 5}' for i, cell in enumerate(cells)]
    return "\n".join([f"编号,组别,{header},治疗前NIHSS,治疗后NIHSS", *rows]).encode()


def column(cohort: Cohort, name: str) -> list[float | None]:
    return cohort.table[name].astype(object).where(cohort.table[name].notna(), None).tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发热", ("fever",)),
        ("发热、头痛", ("fever", "headache")),
        ("发热伴头痛；恶心呕吐", ("fever", "headache", "nausea_vomiting")),
        ("一过性发热（38.5℃，2天）", ("fever",)),
        ("头痛2次", ("headache",)),
        ("发热和头痛", ("fever", "headache")),
        ("Fever and headache", ("fever", "headache")),
        ("mild headache, rash", ("headache", "rash")),
        ("无发热", ()),  # nobody is given a fever that the cell denies
        ("无发热、头痛", ("headache",)),
        ("无力", ("other",)),
        ("否认", ()),
        ("无", ()),
        ("none", ()),
        ("有", ("unspecified",)),
        ("脱发、发热", ("other", "fever")),
    ],
)
def test_the_events_of_a_cell(text: str, expected: tuple[str, ...]) -> None:
    assert events(text) == expected


def test_a_column_of_words_becomes_a_column_an_event() -> None:
    cohort = load(made("不良反应", "发热、头痛", "无", "", "未查", "脱发", "头痛"), "a.csv")
    assert column(cohort, "ae_fever") == [1, 0, None, None, 0, 0]
    assert column(cohort, "ae_headache") == [1, 0, None, None, 0, 1]
    assert column(cohort, "ae_other") == [0, 0, None, None, 1, 0]
    assert [(i.row, i.value) for i in cohort.issues if i.code == "event_unknown"] == [(6, "脱发")]
    assert cohort.column("不良反应") is None


def test_who_had_an_event_of_which_nobody_says_the_kind() -> None:
    cohort = load(made("不良反应", "有", "无", "有", "无"), "a.csv")
    assert column(cohort, "ae_unspecified") == [1, 0, 1, 0]


def test_an_event_that_has_a_column_already_keeps_it() -> None:
    data = made("不良反应", "发热", "无").replace("治疗前NIHSS".encode(), b"ae_fever")
    assert read(data, "a.csv").headers.count("ae_fever") == 1


def test_words_of_other_things_are_left_alone() -> None:
    assert read(made("既往史", "发热", "无"), "a.csv").headers[2] == "既往史"


def test_an_event_keeps_the_word_that_the_file_has_for_it_most_often() -> None:
    lists = ("轻度肺部感染", "肺炎", "肺部感染（3天）、头痛", "无", "有", "脱发")
    cohort = load(made("不良反应", *lists), "a.csv")
    assert column(cohort, "ae_pneumonia") == [1, 1, 1, 0, 0, 0]
    # Neither the heap of other events nor that of unnamed ones has one word.
    assert cohort.event_words == {"pneumonia": "肺部感染", "headache": "头痛"}


def test_a_list_in_canonical_words_has_none_of_its_own() -> None:
    assert load(made("AE", "Fever", "none", "fever"), "a.csv").event_words == {}
