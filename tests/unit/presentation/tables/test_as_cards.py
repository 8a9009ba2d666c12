"""Where a table is read as cards, and where on them its columns stand."""

from __future__ import annotations

import re

import pytest

from aci_core.presentation.tables import as_cards
from aci_core.presentation.tables.html import style_sheet, to_html
from aci_core.presentation.tables.model import Head, Table, line


def _table(*widths: int, spanner: str = "") -> Table:
    heads = (Head("Name", "left"), *(Head("n", spanner=spanner) for _ in widths[1:]))
    return Table("Table 1", heads, (line(*("0" * width for width in widths)),))


@pytest.mark.parametrize(
    ("widths", "room"),
    [
        ((12, 8, 8, 6), ""),
        ((60, 60), ""),  # two columns are a list already
        ((12, 13, 13, 8), "24rem"),
        ((12, 15, 15, 15, 15), "30rem"),
    ],
)
def test_cards_where_the_table_does_not_fit(widths: tuple[int, ...], room: str) -> None:
    table = _table(*widths)
    assert as_cards.room(table, wrap=False) == room
    page = to_html(table)
    assert ("data-label" in page) is bool(room)
    if room:
        assert f".{as_cards.class_of(room)} " in style_sheet()
        assert f'class="{as_cards.class_of(room)}"' in page


def test_spaces_and_dots_take_less_room_than_digits() -> None:
    heads = (Head("Characteristic", "left"), Head("A\n(n = 60)"), Head("B\n(n = 60)"), Head("SMD"))
    row = line("Systolic blood pressure, mmHg", "155.3 ± 17.8", "155.0 ± 22.2", "−0.14")
    assert not as_cards.room(Table("Table 1", heads, (row,)), wrap=False)
    dense = line("Systolic blood pressure, mmHg", "155030178000", "155000222000", "00140")
    assert as_cards.room(Table("Table 1", heads, (dense,)), wrap=False)


def test_a_long_chinese_heading_breaks_between_its_characters() -> None:
    heads = (Head("", "left"), Head("中位数或例数" * 4), Head("P"))
    places = list(as_cards.places(Table("", heads, (line("年龄", "64.5", "4"),))))
    assert places == ["1 / -1", "span 3", "span 1"]


def test_sentences_break_and_take_less_room() -> None:
    table = _table(12, 70, 12)
    assert as_cards.room(table, wrap=False)
    assert not as_cards.room(table, wrap=True)


def test_each_value_carries_the_name_of_its_column() -> None:
    heads = (Head("Event", "left"), Head("*P*", spanner="A & B"), Head('"n"', spanner="A & B"))
    page = to_html(Table("T", heads, (line("Fever" * 5, "1" * 20, "2" * 20),)))
    assert re.findall(r'data-label="([^"]*)"', page) == [
        "A &amp; B · P",
        "A &amp; B · &quot;n&quot;",
    ]


def test_columns_of_another_shared_heading_begin_a_line() -> None:
    heads = (
        Head("Event"),
        Head("x", spanner="A"),
        Head("y", spanner="A"),
        Head("x", spanner="B"),
        Head("P"),
    )
    places = list(as_cards.places(Table("", heads, ())))
    assert [place.startswith("1 / span") for place in places[1:]] == [True, False, True, True]


def test_what_a_row_has_not_takes_no_place_on_its_card() -> None:
    heads = (Head("Method", "left"), Head("Estimate"), Head("Statistic"), Head("n"))
    rows = (line("Wilson", "85.9" * 9, "—", "78"), line("Not computed", "—", "—", "—"))
    page = to_html(Table("T", heads, rows))
    assert page.count('class="none"') == 1  # all dashes are told: nothing was computed
    assert '<td class="none" data-label="Statistic"' in page


def test_a_lone_statistic_is_named_by_its_row_and_not_by_another_column() -> None:
    heads = (Head("Arm", "left"), Head("n"), Head("Total effective"))
    rows = (line("Treatment", "78" * 20, "67 (85.9%)"), line("χ²", "", "6.23", muted=True))
    page = to_html(Table("T", heads, rows))
    assert page.count('data-label="Total effective"') == 1
    assert re.search(r'<td style="[^"]*">6.23</td>', page)
