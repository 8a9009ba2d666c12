"""Pairs of headers: one name with a word for before and one for after."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aci_core.ingest.columns.by_context.paired_headers import paired_names


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        ("Prewt", "Postwt", "wt"),
        ("pre_grip (kg)", "Post_grip (kg)", "grip"),
        ("start_grip", "end_grip", "grip"),
        ("grip.start", "grip.end", "grip"),
        ("grip_initial", "grip_final", "grip"),
        ("握力前测", "握力后测", "握力"),
        ("开始握力", "结束握力", "握力"),
    ],
)
def test_a_pair(before: str, after: str, text: str) -> None:
    pairs = paired_names({4: after, 2: before})
    told = {place: (p.name.text, p.name.visit, p.partner) for place, p in pairs.items()}
    assert told == {2: (text, "pre", 4), 4: (text, "post", 2)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Prewt", "weight"),
        ("Prewt", "Postbp"),
        ("pre_grip", "grip_post"),
        ("pre", "post"),
        ("pre1", "post1"),
        ("start_date", "end_date"),
        ("开始日期", "结束日期"),
        ("start_grip", "start_grip"),
    ],
)
def test_no_pair(one: str, other: str) -> None:
    assert paired_names({0: one, 1: other}) == {}


@given(st.lists(st.text(alphabet="prestondab_ 前后测", max_size=12), max_size=8))
def test_each_has_one_partner_and_the_other_visit(headers: list[str]) -> None:
    pairs = paired_names(dict(enumerate(headers)))
    for place, pair in pairs.items():
        other = pairs[pair.partner]
        assert other.partner == place
        assert {pair.name.visit, other.name.visit} == {"pre", "post"}
        assert pair.name.key == other.name.key
