"""Write a report as a workbook: one sheet per table, a codebook, and unrounded results."""

from __future__ import annotations

import dataclasses
import io
import math
from collections.abc import Iterator, Sequence
from typing import Any

import xlsxwriter

from aci_core.analyses.result import Row as Found
from aci_core.presentation import palette
from aci_core.presentation.i18n import labels
from aci_core.presentation.tables import cohort as cohort_tables
from aci_core.presentation.tables import corrections
from aci_core.presentation.tables.csv_text import guarded
from aci_core.presentation.tables.model import Table, spanners
from aci_core.report.inline import clean, plain
from aci_core.report.model import MOMENT, Exhibit, Report
from aci_core.report.xlsx.cell_values import split_marks, values

NAME = "report.xlsx"
_FIELDS = tuple(field.name for field in dataclasses.fields(Found))
_LAST = ("codebook", "results")
_LONGEST = 60  # characters of a column
_NAME, _TITLE = 18, 90  # of those of the first sheet
_LINE = 14  # points
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}


def write(report: Report) -> dict[str, bytes]:
    """Write ``report.xlsx``.

    Parameters
    ----------
    report : Report

    Returns
    -------
    dict of str to bytes
        One file, which opens on the summary and a list of its sheets: the tables as they are
        printed, with each number in a cell of its own, a codebook, and the rows of
        ``analyse --json`` under the user's names of the arms.
    """
    return {NAME: _Book(report).to_bytes()}


class _Book:
    """Workbook being written."""

    def __init__(self, report: Report) -> None:
        self.report, self.t = report, report.t
        self.corrected = corrections.cells(report.study.whole, report.t)
        self.out = io.BytesIO()
        self.book: Any = xlsxwriter.Workbook(self.out, _OPTIONS)
        self.book.set_properties(
            {
                "title": clean(plain(report.title))[:250],
                "author": self.t("app.name"),
                "comments": report.t("written.space").join(report.meta.provenance),
                "created": MOMENT.replace(tzinfo=None),
            }
        )
        self.formats: dict[tuple[tuple[str, object], ...], Any] = {}

    def look(self, **properties: object) -> Any:
        """Cell format; each is made once."""
        key = tuple(sorted(properties.items()))
        if key not in self.formats:
            self.formats[key] = self.book.add_format(
                {"font_name": self.t.language.fonts.sans, "font_size": 10, **properties}
            )
        return self.formats[key]

    def to_bytes(self) -> bytes:
        """Write everything and return the file."""
        sheets = [(self._name(exhibit), exhibit) for exhibit in self.report.tables]
        self._opening(sheets)
        for name, exhibit in sheets:
            self._table(name, exhibit)
        self._corrected_cells()
        self._codebook()
        self._results()
        self.book.close()
        return self.out.getvalue()

    def _name(self, exhibit: Exhibit) -> str:
        return exhibit.label or self.t(f"report_sheet.{exhibit.key}")

    def _sheet(self, name: str) -> Any:
        sheet = self.book.add_worksheet(name)
        sheet.hide_gridlines(2)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    # ---------------------------------------------------------------------------- summary

    def _opening(self, sheets: Sequence[tuple[str, Exhibit]]) -> None:
        sheet = self._sheet(self.t("report_sheet.summary"))
        sheet.set_column(0, 0, _NAME)
        sheet.set_column(1, 1, _TITLE)
        bold, link = (
            self.look(bold=True, font_size=13),
            self.look(font_color=palette.TREATMENT.light, underline=1),
        )
        sheet.write_string(0, 0, guarded(clean(plain(self.report.title))), bold)
        row = 0
        for text, look in self._summary():
            row += 1
            sheet.set_row(row, _LINE * math.ceil(_characters(text) / (_NAME + _TITLE)))
            self._write_span(sheet, row, 0, 1, guarded(text), look)
        row += 2
        for line in (*self.report.meta.provenance, self.t("report_sheet.rounded")):
            sheet.write_string(row, 0, guarded(clean(line)), self.look())
            row += 1
        own = [(name, exhibit.table.title) for name, exhibit in sheets]
        own += [
            (self.t(f"report_sheet.{key}"), self.t(f"report_sheet.{key}_title"))
            for key in (*(("corrected_cells",) if self.corrected.rows else ()), *_LAST)
        ]
        for name, title in own:
            row += 1
            sheet.write_url(row, 0, f"internal:'{name}'!A1", link, name)
            sheet.write_string(row, 1, guarded(split_marks(title)[0]), self.look())

    def _summary(self) -> Iterator[tuple[str, Any]]:
        """What was not read, and the sentences of the summary, each with its look."""
        wrapped = {"text_wrap": True, "valign": "top"}
        if self.report.meta.notice:
            yield clean(plain(self.report.meta.notice)), self.look(bold=True, **wrapped)
        for section in self.report.sections:
            if section.key == "summary":
                for text in section.paragraphs:
                    yield clean(plain(text)), self.look(**wrapped)

    # ----------------------------------------------------------------------------- tables

    def _table(self, name: str, exhibit: Exhibit) -> None:
        table = exhibit.table
        sheet = self._sheet(name)
        label = f"{exhibit.label}  " if exhibit.label else ""
        sheet.write_string(
            0, 0, guarded(label + split_marks(table.title)[0]), self.look(bold=True, font_size=11)
        )
        spans = _spans(table)
        top = self._heads(sheet, table, spans)
        row = top
        for line in table.rows:
            self._line(sheet, row, line, spans, last=row == top + len(table.rows) - 1)
            row += 1
        row += 1
        for note in (*table.notes, *self.report.meta.provenance):
            sheet.write_string(row, 0, guarded(_note_text(note)), self.look(font_size=9))
            row += 1
        sheet.freeze_panes(top, 1)

    def _heads(self, sheet: Any, table: Table, spans: Sequence[int]) -> int:
        """Write the heads with their spanners; return the first row of the body."""
        starts = [sum(spans[:i]) for i in range(len(spans) + 1)]
        row = 1
        if any(head.spanner for head in table.columns):
            place = 0
            for text, n in spanners(table.columns):
                first, last = starts[place], starts[place + n] - 1
                look = self.look(bold=True, align="center", top=2, bottom=1 if text else 0)
                self._write_span(sheet, row, first, last, guarded(split_marks(text)[0]), look)
                place += n
            row += 1
        top = {} if row > 1 else {"top": 2}
        for i, head in enumerate(table.columns):
            align = "left" if head.align == "left" else "center"
            look = self.look(
                bold=True, align=align, valign="bottom", text_wrap=True, bottom=1, **top
            )
            text = "\n".join(split_marks(line)[0] for line in head.label.split("\n"))
            self._write_span(sheet, row, starts[i], starts[i + 1] - 1, guarded(text), look)
            self._width(sheet, table, i, starts[i], spans[i])
        return row + 1

    def _write_span(
        self, sheet: Any, row: int, first: int, last: int, text: str, look: Any
    ) -> None:
        if first == last:
            sheet.write_string(row, first, text, look)
        else:
            sheet.merge_range(row, first, row, last, "", look)
            sheet.write_string(row, first, text, look)

    def _width(self, sheet: Any, table: Table, index: int, start: int, span: int) -> None:
        texts = [line.cells[index].text for line in table.rows if index < len(line.cells)]
        if span > 1:
            sheet.set_column(start, start + span - 1, 10)
            return
        heads = table.columns[index].label.split("\n")
        longest = max((_characters(split_marks(text)[0]) for text in (*heads, *texts)), default=8)
        sheet.set_column(start, start, min(max(9, longest + 1), _LONGEST))

    def _line(self, sheet: Any, row: int, line: Any, spans: Sequence[int], *, last: bool) -> None:
        end: dict[str, object] = {"bottom": 2} if last else {}
        place, marks = 0, []
        for i, span in enumerate(spans):
            cell = line.cells[i] if i < len(line.cells) else None
            text, mark = split_marks(cell.text) if cell else ("", "")
            marks.append(mark)
            bold = {"bold": True} if cell and cell.bold else {}
            numbers = values(text) if i else ()
            for k in range(span):
                if k < len(numbers):
                    look = self.look(num_format=numbers[k].format, **bold, **end)
                    sheet.write_number(row, place + k, numbers[k].number, look)
                elif k == 0 and text:
                    words: dict[str, object] = {**bold, **end, "text_wrap": True, "valign": "top"}
                    if cell and cell.indent:
                        words["indent"] = cell.indent
                    sheet.write_string(row, place, guarded(text), self.look(**words))
                else:
                    sheet.write_blank(row, place + k, None, self.look(**end))
            place += span
        if any(marks):
            unique = ",".join(dict.fromkeys("".join(marks)))
            sheet.write_string(row, place, unique, self.look(font_script=1))

    # --------------------------------------------------------- the codebook and the results

    def _codebook(self) -> None:
        t, cohort = self.t, self.report.study.cohort
        heads = tuple(
            t(f"report_codebook.{key}")
            for key in ("sheet", "name", "header", "meaning", "kind", "unit", "known", "missing")
        )
        data, results = t("report_codebook.data"), t("report_sheet.results")
        rows: list[tuple[object, ...]] = []
        for column in cohort.columns:
            counts: tuple[int | None, int | None] = (None, None)
            if column.name in cohort.table:  # not of a pooled trial
                known = int(cohort.table[column.name].notna().sum())
                counts = (known, cohort.n - known)
            meaning = split_marks(cohort_tables.meaning(column, t))[0]
            unit = labels.unit(t, column.stem)
            kind = t(f"report_codebook.kind_{column.kind.value}")
            header = labels.header(t, column, cohort.issues) if column.header else ""
            rows.append((data, column.name, header, meaning, kind, unit, *counts))
        rows += [
            (results, name, "", t(f"report_field.{name}"), "", "", None, None) for name in _fields()
        ]
        rows += [
            (
                results,
                f"method = {name}",
                "",
                split_marks(labels.method(t, name))[0],
                "",
                "",
                None,
                None,
            )
            for name in dict.fromkeys(row.method for row in self._rows())
        ]
        self._data_sheet("codebook", heads, rows, (16, 26, 26, 60, 12, 12, 10, 10))

    def _corrected_cells(self) -> None:
        """Write each corrected cell as text: 3~4 is no two numbers."""
        table = self.corrected
        if not table.rows:
            return
        heads = [head.label for head in table.columns]
        rows = [[cell.text for cell in line.cells] for line in table.rows]
        self._data_sheet("corrected_cells", heads, rows, (9, 30, 30, 30))

    def _rows(self) -> Iterator[Found]:
        for result in self.report.study.results.values():
            yield from result.rows

    def _results(self) -> None:
        treatment, control = self.report.study.cohort.two_arms()
        # As in the tables: the user's name of an arm where it has one, else the file's.
        names = self.report.study.cohort.arm_names
        rows = []
        for result_row in self._rows():
            cells = result_row.to_json()
            cells["arm"] = names.get(str(cells["arm"]), cells["arm"])
            n = cells.pop("n")
            both = isinstance(n, dict)
            sizes = (n.get(treatment), n.get(control)) if isinstance(n, dict) else (None, None)
            before = [cells[name] for name in _FIELDS[:7]]
            rows.append((*before, None if both else n, *sizes, *list(cells.values())[7:]))
        self._data_sheet("results", _fields(), rows, (11, 18, 8, 12, 14, 9, 20, *[11] * 15))

    def _data_sheet(
        self,
        key: str,
        heads: Sequence[str],
        rows: Sequence[Sequence[object]],
        widths: Sequence[float],
    ) -> None:
        """Write a sheet to be read by a program: heads in row 1, then the rows, nothing else."""
        sheet = self._sheet(self.t(f"report_sheet.{key}"))
        for i, (head, width) in enumerate(zip(heads, widths, strict=False)):
            sheet.write_string(0, i, guarded(clean(head)), self.look(bold=True, bottom=1))
            sheet.set_column(i, i, width)
        for r, row in enumerate(rows, start=1):
            for c, value in enumerate(row):
                if isinstance(value, str) and value:
                    sheet.write_string(r, c, guarded(clean(value)), self.look())
                elif isinstance(value, int | float):
                    sheet.write_number(r, c, value, self.look())
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows), len(heads) - 1)


def _fields() -> tuple[str, ...]:
    """Fields of a row, with the n of each arm after n."""
    place = _FIELDS.index("n") + 1
    return (*_FIELDS[:place], "n_treatment", "n_control", *_FIELDS[place:])


def _spans(table: Table) -> list[int]:
    """Number of cells for each column: the most numbers in one of its cells."""
    counts = [1] * len(table.columns)
    for line in table.rows:
        for i, cell in enumerate(line.cells[1:], start=1):
            counts[i] = max(counts[i], len(values(cell.text)))
    return counts


def _characters(text: str) -> int:
    """Width in characters of a spreadsheet, where a Chinese one takes two."""
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


def _note_text(note: str) -> str:
    text, mark = split_marks(note)
    return f"{mark}: {text.strip()}" if mark else text
