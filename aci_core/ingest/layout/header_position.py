"""Position of a sheet's header and its number of rows."""

from __future__ import annotations

from dataclasses import dataclass

from aci_core.domain.cohort import Issue
from aci_core.domain.errors import AciError
from aci_core.ingest.files.delimited import (
    DELIMITERS,
    Head,
    Row,
    first_line,
    iterate_rows,
    likeliest_delimiter,
)
from aci_core.ingest.files.sheet import Reading, Sheet
from aci_core.ingest.layout.header_rows import HeaderNames, Merged, count_explaining_rows

# A header further down must be set by the user.
_MAX_DEPTH = 25


@dataclass(frozen=True)
class Layout:
    """The header of a sheet and the rows above it.

    Parameters
    ----------
    head : Head
        The header, joined if it has two rows.
    rows : tuple of Row
        The rows of the header.
    titles : tuple of Row
        Rows above it.
    header_rows : int
        1 or 2; a row of units below two rows of names is not counted.
    """

    head: Head
    rows: tuple[Row, ...]
    titles: tuple[Row, ...]
    header_rows: int

    @property
    def header_row(self) -> int:
        """First row of the header in the spreadsheet."""
        return self.rows[0].number

    def issues(self) -> tuple[Issue, ...]:
        """Issues for title rows and joined header rows."""
        issues = []
        if self.titles:
            facts = (("n", len(self.titles)), ("header", self.header_row))
            issues.append(Issue("title_rows", "info", self.titles[0].number, facts=facts))
        if len(self.rows) > 1:
            numbers = ", ".join(str(row.number) for row in self.rows)
            facts_joined = (("rows", numbers),)
            issues.append(Issue("two_header_rows", "info", self.header_row, facts=facts_joined))
        return tuple(issues)


def find_header(sheet: Sheet, reading: Reading) -> Layout:
    r"""Find the header of a sheet.

    Row 1 is the header unless a row below it is clearly better: the row above has a single
    filled cell, or the row below is wider, or nothing in the row above is recognised, and
    more of its own cells are recognised.

    Parameters
    ----------
    sheet : Sheet
    reading : Reading
        The user's choices take precedence over every rule.

    Returns
    -------
    Layout

    Raises
    ------
    AciError
        ``empty_file``, ``header_row_empty``, ``one_column``, ``too_many_columns`` or
        ``cell_too_long``.

    Examples
    --------
    >>> text = "患者资料表,,\n编号,组别,NIHSS\n,,治疗前\n1,对照组,9\n"
    >>> layout = find_header(Sheet(text.encode()), Reading())
    >>> layout.header_row, layout.head.cells
    (2, ('编号', '组别', 'NIHSS 治疗前'))
    """
    named, line = first_line(sheet.text, sheet.start)
    named_delimiter = reading.delimiter or sheet.delimiter or named
    names = HeaderNames()
    first = named_delimiter or likeliest_delimiter(line)
    best = _locate(sheet, reading, names, first)
    if named_delimiter is None and (best is None or not names.any_known(best[0][0])):
        # The first line is not the header: its delimiter is not reliable either.
        for delimiter in DELIMITERS:
            other = _locate(sheet, reading, names, delimiter)
            if other is not None and (
                best is None or names.weight_of(other) > _weight_to_beat(best, names)
            ):
                best, first = other, delimiter
    if best is None:
        raise AciError("header_row_empty", row=reading.header_row or 1)
    rows, place = best
    return _join_header(rows, place, first, sheet.merged, reading, names)


def _weight_to_beat(best: tuple[list[Row], int], names: HeaderNames) -> tuple[int, int]:
    """The weight that a header under another delimiter must exceed."""
    weight = names.weight_of(best)
    # One recognised name may be chance; one column is no table.
    return weight if weight[1] < 2 else max((2, 0), weight)


def _locate(
    sheet: Sheet, reading: Reading, names: HeaderNames, delimiter: str
) -> tuple[list[Row], int] | None:
    """The first rows of a sheet under a delimiter, and the place of its header."""
    wanted = reading.header_row
    rows: list[Row] = []
    below = 0
    try:
        for row in iterate_rows(sheet.text, sheet.start, delimiter):
            if row.number >= (wanted or 1):
                below += 1
            elif len(rows) >= _MAX_DEPTH:
                continue
            rows.append(row)
            if below >= _MAX_DEPTH:
                break
    except AciError:
        if not rows:
            raise
    if wanted is not None:
        place = next((i for i, row in enumerate(rows) if row.number == wanted), None)
        return None if place is None else (rows, place)
    if not rows:
        raise AciError("empty_file")
    best = 0
    for i, row in enumerate(rows):
        if names.is_better(row, rows[best]):
            best = i
    return rows, best


def _join_header(
    rows: list[Row],
    place: int,
    delimiter: str,
    merged: Merged,
    reading: Reading,
    names: HeaderNames,
) -> Layout:
    """Join the rows of a header into one."""
    first = last = place
    cells = rows[place].cells
    wanted = reading.header_rows
    below = rows[place + 1 :]
    asked = wanted == 2 or (wanted is None and names.is_second_row(rows[place], below, merged))
    under = names.join_rows(rows[place], below[0], merged) if asked and below else None
    if wanted is None and reading.header_row is None and place:
        joined = names.join_rows(rows[place - 1], rows[place], merged)
        better = under is None or names.count_known(joined) > names.count_known(under)
        if better and names.needs_upper(joined, rows[place - 1], rows[place]):
            first, cells, under = place - 1, joined, None
    if under is not None:
        last, cells = place + 1, under
    if wanted != 1:
        for row in rows[last + 1 : last + 1 + count_explaining_rows(cells, rows[last + 1 :])]:
            cells = names.join_units(cells, row.cells)
            last += 1
    two = last > first
    end = rows[last]
    head = Head(cells, delimiter, end.end, end.number).checked()
    return Layout(head, tuple(rows[first : last + 1]), tuple(rows[:first]), 2 if two else 1)
