"""Rows of header names: choose the header, and join two rows into one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from aci_core.domain.schema import MEASURES, Role
from aci_core.domain.schema.aliases import arm_kind, compact, value_key, words
from aci_core.domain.schema.visits import is_visit
from aci_core.ingest.cells import is_missing, parse_number
from aci_core.ingest.columns.headers import code_legends
from aci_core.ingest.columns.headers.header_meaning import meaning
from aci_core.ingest.columns.headers.header_parts import is_unit
from aci_core.ingest.files.delimited import Row

# A header is recognised by its first cells; the second row of two only further to the right.
_SCORED = 30
_JOINED = 120
_MOST_EXPLAINING = 3
_SPAN = re.compile(r"^\d+(?:\.\d+)?\s*[-~—–至到]\s*\d+(?:\.\d+)?\s*\D{0,3}$")
_BRACKETED = re.compile(r"^[(\[（【][^()\[\]（）【】]{1,40}[)\]）】]$")
Merged = Sequence[tuple[int, int, int, int]]


def _is_number(text: str) -> bool:
    return not np.isnan(parse_number(text))


def count_explaining_rows(upper: Sequence[str], below: Sequence[Row]) -> int:
    """Count rows below a header that explain it: units, codes, ranges, instructions.

    Parameters
    ----------
    upper : sequence of str
        Cells of the header.
    below : sequence of Row

    Returns
    -------
    int
        0 if no other row follows: they may be the patients.
    """
    n = next((i for i, row in enumerate(below) if not _explains(upper, row)), len(below))
    return n if n < len(below) and n <= _MOST_EXPLAINING else 0


def _explains(upper: Sequence[str], row: Row) -> bool:
    values = words().values
    known = {**values["yes_no"], **values["sex"]}
    explained = 0
    for i, cell in enumerate(row.cells):
        text = cell.strip()
        if not text or is_missing(text):
            continue
        if _is_number(text):
            return False
        explains = _is_unit(text) or bool(code_legends.parse_legend(text)) or _instructs(text)
        repeats = not explains and i < len(upper) and _same(upper[i].strip(), text)
        if not (repeats or explains):
            return False
        explained += explains and value_key(text) not in known
    # A single cell may be the title of an arm: 试验组 n=12.
    return explained > 0 and (len(row.filled) > 1 or _is_unit(row.filled[0]))


def _same(header: str, text: str) -> bool:
    """Whether a cell repeats the meaning of its header: 患者编号 under 编号."""
    of = meaning(text)
    return of.recognised in ("canonical", "alias") and meaning(header).name == of.name


def _instructs(text: str) -> bool:
    return bool(_SPAN.match(text)) or value_key(text) in words().instructions


def _is_unit(text: str) -> bool:
    return bool(_BRACKETED.match(text)) or is_unit(text)


class HeaderNames:
    """Recognises texts as headers, each text once."""

    def __init__(self) -> None:
        self._known: dict[str, bool] = {}

    def is_known(self, text: str) -> bool:
        """Whether a header with this text is recognised with confidence."""
        known = self._known.get(text)
        if known is None:
            of = meaning(text)
            table = words()
            known = (
                of.recognised in ("canonical", "alias")
                # Not an arm's label in a patient's row: 治疗, treatment.
                or (of.recognised == "weak" and arm_kind(text) is None)
            ) and (
                of.role is not Role.MEASURE
                or of.recognised == "canonical"
                or of.stem in MEASURES
                or of.stem in table.numbers
            )
            self._known[text] = known
        return known

    def count_known(self, texts: Sequence[str]) -> int:
        """Number of texts that are recognised."""
        filled = [t for cell in texts if (t := cell.strip())]
        return sum(not _is_number(t) and self.is_known(t) for t in filled[:_JOINED])

    def any_known(self, row: Row) -> bool:
        """Whether any cell of a row is recognised."""
        return any(not _is_number(t) and self.is_known(t) for t in row.filled[:_SCORED])

    def count_in_row(self, row: Row) -> int:
        """Number of cells of a row that are recognised."""
        return self.count_known(row.filled[:_SCORED])

    def weight_of(self, candidate: tuple[list[Row], int]) -> tuple[int, int]:
        """Number of recognised and of filled cells in a candidate header."""
        row = candidate[0][candidate[1]]
        return self.count_in_row(row), len(row.filled)

    def is_better(self, row: Row, over: Row) -> bool:
        """Whether a row is a better header than one above it."""
        if row is over:
            return False
        filled, before = row.filled, self.any_known(over)
        if before and len(filled) <= len(over.filled):
            return False
        numbers = sum(map(_is_number, filled[:_SCORED]))
        if not before and len(set(over.filled)) < 2:
            return len(set(filled)) > 1 and (not numbers or self.count_in_row(row) > numbers)
        count = self.count_in_row(row)
        if count < 2 or count <= max(self.count_in_row(over), numbers):
            return False
        return len(filled) > len(over.filled) or (not before and count * 2 > len(filled[:_SCORED]))

    def is_second_row(self, upper: Row, below: Sequence[Row], merged: Merged) -> bool:
        """Whether the row below the header belongs to it, and is not a patient.

        It has no number where the rows below have numbers. Its cells are units, or more of the
        header is recognised with it, or it names several columns of numbers.
        """
        if not below or any(map(_is_number, below[0].filled)):
            return False
        lower = below[0]
        if _spans(upper, lower, merged):
            return True
        if count_explaining_rows(upper.cells, below):
            return True
        counted = [row for row in below[1:] if any(map(_is_number, row.filled))]
        over = [
            text
            for i, cell in enumerate(lower.cells)
            if (text := cell.strip()) and not is_missing(text) and _of_numbers(counted, i)
        ]
        if not over:
            return False
        joined = self.join_rows(upper, lower, merged)
        if self.count_known(joined) > self.count_known(upper.cells):
            return True
        return len(over) > 1 and len(set(over)) == len(over)

    def needs_upper(self, joined: tuple[str, ...], upper: Row, lower: Row) -> bool:
        """Whether names are recognised or distinct only when joined with the row above."""
        if self.count_known(joined) > self.count_known(lower.cells):
            return True
        # A title over the whole table, in its corner, would fill every gap.
        if len(set(upper.filled)) < 2 and upper.cells[0].strip():
            return False
        return len({t for t in joined if t}) > len(set(lower.filled))

    def join_rows(self, upper: Row, lower: Row, merged: Merged) -> tuple[str, ...]:
        """Join the names of two rows, cell by cell."""
        reach, own = _reach(upper, lower, merged)
        counts = Counter(cell.strip() for cell in lower.cells)

        def near(i: int, text: str) -> str:
            both = self.join_names(reach[i], text)
            # Without merged cells the end of a group is not known: a name that is not
            # recognised with the group's and does not repeat stays without it.
            if own[i] or self.is_known(both) or counts[text] > 1:
                return both
            return text

        texts = [cell.strip() for cell in lower.cells]
        texts += [""] * (len(reach) - len(texts))
        return tuple(near(i, text) if text else reach[i] for i, text in enumerate(texts))

    def join_units(self, upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
        """Join names with the units below them."""
        width = max(len(upper), len(lower))
        pairs = zip(_wide(upper, width), _wide(lower, width), strict=True)
        return tuple(self.join_names(a.strip(), b.strip()) for a, b in pairs)

    def join_names(self, upper: str, lower: str) -> str:
        """Join two names, unless only one of them is recognised."""
        if not upper or not lower or compact(upper) == compact(lower):
            return lower or upper
        if is_missing(lower) and not is_visit(lower):
            return upper
        if (codes := code_legends.parse_legend(lower)) and (
            known := code_legends.legend_in_header(upper)
        ):
            # One code in each row: 1=男, and 2=女 below it.
            legend = code_legends.format_for_header({**known, **codes})
            both = f"{code_legends.without_legend(upper).strip()}({legend})"
            return both if self.is_known(both) else upper
        unit = bool(codes) or _is_unit(lower)
        if not unit and self.is_known(upper) and self.is_known(lower) and _same(upper, lower):
            return upper
        both = f"{upper}({lower})" if unit and not _BRACKETED.match(lower) else f"{upper} {lower}"
        if self.is_known(both):
            return both
        if self.is_known(lower) and not unit:
            return lower
        return upper if self.is_known(upper) else both


def _of_numbers(rows: Sequence[Row], place: int) -> bool:
    """Whether most cells of a column are numbers."""
    texts = [row.cells[place].strip() for row in rows if place < len(row.cells)]
    numbers = [_is_number(t) for t in texts if t and not is_missing(t)]
    return sum(numbers) * 2 > len(numbers)


def _wide(cells: Sequence[str], width: int) -> list[str]:
    return [*cells, *([""] * (width - len(cells)))]


def _spans(upper: Row, lower: Row, merged: Merged) -> bool:
    """Whether merged cells show that a header has two rows."""
    row = upper.number - 1
    if len(set(upper.filled)) < 2:
        return False
    for r0, c0, r1, c1 in merged:
        over = r0 == row == r1 and c1 > c0
        if over and any(cell.strip() for cell in lower.cells[c0 : c1 + 1]):
            return True
        if r0 == row and r1 == lower.number - 1:
            return True
    return False


def _reach(upper: Row, lower: Row, merged: Merged) -> tuple[list[str], list[bool]]:
    """The upper name over each column, and whether it surely applies there."""
    width = max(len(upper.cells), len(lower.cells))
    above = [cell.strip() for cell in _wide(upper.cells, width)]
    below = [cell.strip() for cell in _wide(lower.cells, width)]
    own = [bool(text) for text in above]
    row = upper.number - 1
    ranges = [m for m in merged if m[0] == row and m[1] < width]
    if ranges:
        for _, left, _, right in ranges:
            for i in range(left, min(right + 1, width)):
                above[i], own[i] = above[left], True
        return above, own
    current = ""
    for i in range(width):
        current = (above[i] or current) if below[i] else ""
        above[i] = above[i] or current
    return above, own
