"""What holds for every way to write a number."""

from __future__ import annotations

import math

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from aci_core.domain.schema.number_formats import number_formats
from aci_core.ingest.cells import Cells, parse
from aci_core.ingest.values.numbers.number_parsing import NumberRule, parse_texts

RULE = NumberRule({"分": 1.0, "ng/ml": 1000.0}, limits=True, top=42.0)
NUMBER = st.decimals(0, 9999, places=2, allow_nan=False).map(str)


def read(texts: list[str], rule: NumberRule = RULE) -> list[float]:
    cells = Cells.from_column(pa.chunked_array([pa.array(texts, pa.string())]))
    return [float(x) for x in cells.spread(parse_texts(cells, parse(cells), rule).values)]


@given(
    st.lists(st.text("0123456789,.±<>+-/*分约ng/mL ↑半天时", max_size=12), min_size=1, max_size=9)
)
def test_any_text_is_a_number_or_not_and_told_once(texts: list[str]) -> None:
    cells = Cells.from_column(pa.chunked_array([pa.array(texts, pa.string())]))
    parsed = parse(cells)
    result = parse_texts(cells, parsed, RULE)
    by_rule = {i for places in result.uses.values() for i in places}
    plain = ~parsed.missing & ~parsed.other
    for i in range(len(cells.distinct)):
        # Read by a rule, and then listed; or plain; or missing; or an error.
        ways = (i in by_rule, bool(plain[i]), bool(parsed.missing[i]), bool(result.other[i]))
        assert sum(ways) == 1, cells.texts[i]
        assert math.isnan(result.values[i]) is (ways[2] or ways[3])
    assert not (result.spread & ~result.other).any()


@given(NUMBER)
def test_a_decimal_comma_is_a_decimal_point(number: str) -> None:
    assert read([number.replace(".", ",")]) == read([number]) == [float(number)]


@given(st.integers(1000, 10**9))
def test_thousands_are_what_they_say(number: int) -> None:
    assert read([f"{number:,}"]) == [number]


@given(
    NUMBER,
    st.sampled_from(sorted(number_formats().before)),
    st.sampled_from(sorted(number_formats().after)),
)
def test_signs_leave_the_number_or_half_of_a_limit(number: str, before: str, after: str) -> None:
    sides = {number_formats().before[before], number_formats().after[after]} & {"below", "above"}
    if len(sides) > 1:
        assert math.isnan(*read([f"{before}{number}{after}"]))  # below and above at once
    else:
        half = sides == {"below"}
        assert read([f"{before}{number}{after}"]) == [float(number) / (2 if half else 1)]


@given(NUMBER)
def test_a_unit_of_the_cell_converts(number: str) -> None:
    assert read([f"{number} ng/mL"]) == [float(number) * 1000]
