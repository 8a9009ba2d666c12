"""Write a report as Word."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from copy import deepcopy
from itertools import groupby
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm

from aci_core.domain.errors import AciError
from aci_core.report import pictures
from aci_core.report.deterministic_zip import without_times
from aci_core.report.docx.ooxml import Element, field, paragraph
from aci_core.report.docx.styles import (
    CAPTION,
    FIGURE,
    JOURNAL_STYLES,
    LEGEND,
    NOTE,
    PROVENANCE,
    REFERENCE,
    JournalStyle,
    apply_styles,
)
from aci_core.report.docx.table import table_xml
from aci_core.report.docx.widths import LANDSCAPE_MM, PORTRAIT_MM, is_wide, size_of, widths
from aci_core.report.inline import Run, clean, plain, printed_markdown, printed_text
from aci_core.report.model import MOMENT, Exhibit, Picture, Report, Section

NAME = "report.docx"
_LONG, _SHORT = 297, 210  # A4
_MARGIN = 20
_DPI = 220  # what Word itself keeps of a picture; figures for a press are files of their own
# So much less than a page that one before it is never nearly empty; what would be illegible then
# has a page of its own.
_HIGH_MM, _TALLEST_MM = 150, 215
_SHRUNK = 0.75


def write(report: Report) -> dict[str, bytes]:
    """Write ``report.docx``.

    Parameters
    ----------
    report : Report

    Returns
    -------
    dict of str to bytes
        One file. Without a browser it holds the alternative texts in place of the figures, and why.
    """
    return {NAME: _Writer(report).to_bytes()}


class _Writer:
    """Word document being written."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.t = report.t
        self.look: JournalStyle = JOURNAL_STYLES[report.options.style]
        # In Chinese text quotes and dashes are Chinese ones.
        self.hint = "eastAsia" if report.t.language.han else ""
        self.document: Any = docx.Document()
        self.body: Any = self.document.element.body
        self.wide = False
        apply_styles(self.document, self.look, report.t.language)
        self._page(self.document.sections[0], wide=False)
        self.shown = {picture.key: picture.on_paper() for picture in report.figures}
        self.holders: list[tuple[Picture, Any]] = []

    def to_bytes(self) -> bytes:
        """Write everything and return the file."""
        with ThreadPoolExecutor(1) as browser:
            # It draws while the words are written.
            drawing = browser.submit(self._render_figures)
            self._opening()
            for section in self.report.sections:
                self._section(section)
            self._header_and_footer()
            self._fill(drawing)
        self._properties()
        out = io.BytesIO()
        self.document.save(out)
        return without_times(out.getvalue())

    # ------------------------------------------------------------------------------- text

    def _add(self, node: Element) -> None:
        # Before the last section's properties, which end the body.
        self.body.insert(len(self.body) - 1, node)

    def _text(self, text: str, style: str, **look: Any) -> None:
        self._add(paragraph([printed_markdown(text)], style, hint=self.hint, **look))

    def _opening(self) -> None:
        self._text(self.report.title, "Title")
        for line in self.report.meta.provenance:
            self._add(paragraph([printed_text(line)], PROVENANCE, hint=self.hint))
        if self.report.meta.notice:
            self._text(self.report.meta.notice, "Normal")

    def _section(self, section: Section) -> None:
        self._set_orientation(wide=False)
        self._text(section.heading, f"Heading{section.heading_level}")
        for text in section.paragraphs_with_pointer:
            self._text(text, "Normal")
        numbered = section.key == "references"
        for text in section.items:
            self._text(text, REFERENCE if numbered else "ListBullet")
        runs = [
            (wide, list(exhibits)) for wide, exhibits in groupby(section.tables, key=self._is_wide)
        ]
        # A page that turns is a page of its own: the figures go before the first of them.
        if runs and not runs[0][0]:
            self._tables(runs.pop(0)[1])
        for picture in section.figures:
            self._figure(picture)
        for wide, exhibits in runs:
            self._set_orientation(wide=wide)
            self._tables(exhibits)

    # ----------------------------------------------------------------------------- tables

    def _is_wide(self, exhibit: Exhibit) -> bool:
        return is_wide(exhibit.table, self.look.table)

    def _tables(self, exhibits: Sequence[Exhibit]) -> None:
        for exhibit in exhibits:
            self._table(exhibit)

    def _table(self, exhibit: Exhibit) -> None:
        table = exhibit.table
        title = printed_text(table.title)
        self._add(paragraph([(*self._label(exhibit.label), *title)], CAPTION, hint=self.hint))
        room = LANDSCAPE_MM if self.wide else PORTRAIT_MM
        points = size_of(table, self.look.table)
        widths_mm = widths(table, points, room)
        self._add(table_xml(table, widths_mm, points, self.look.table, hint=self.hint))
        notes = list(self._notes(table.notes))
        for i, note in enumerate(notes):
            last = i == len(notes) - 1
            self._add(paragraph([note], NOTE, keep=not last, hint=self.hint))

    def _notes(self, notes: Sequence[str]) -> Iterator[Sequence[Run]]:
        """Notes run on in a line, and those with marks in another, as journals set them."""
        lines = [
            printed_text((self.t("report.note") if i == 0 else "") + n) for i, n in enumerate(notes)
        ]
        for marked, group in groupby(lines, key=lambda runs: bool(runs and runs[0].raised)):
            between = Run(self.t("words.semicolon" if marked else "written.space"))
            line: list[Run] = []
            for runs in group:
                line += [between, *runs] if line else runs
            yield line

    def _label(self, label: str) -> Iterator[Run]:
        if label:
            yield Run(label + self.look.caption)

    # ---------------------------------------------------------------------------- figures

    def _figure(self, picture: Picture) -> None:
        self.holders.append((picture, self.document.add_paragraph(style=FIGURE)))
        title = (*self._label(picture.label), *printed_markdown(picture.title))
        bold = tuple(Run(run.text, bold=True, italic=run.italic) for run in title)
        self._add(
            paragraph(
                [(*bold, Run(self.t("report.after_title")), *printed_markdown(picture.caption))],
                LEGEND,
                align="center" if self.look.centred else "left",
                hint=self.hint,
            )
        )

    def _render_figures(self) -> tuple[bytes, ...]:
        drawings = tuple(self.shown.values())
        if not drawings:
            return ()
        return pictures.render(drawings, kind="png", width_mm=PORTRAIT_MM, dpi=_DPI)

    def _fill(self, drawing: Future[tuple[bytes, ...]]) -> None:
        """Insert each figure, or its alternative text and the reason where it cannot be drawn."""
        try:
            bitmaps = drawing.result()
        except AciError as error:
            why = printed_markdown(self.t.error(error))
            for picture, holder in self.holders:
                lines = (why, printed_text(self.shown[picture.key].alt))
                text = paragraph(lines, FIGURE, align="left", keep=True, hint=self.hint)
                holder._p.getparent().replace(holder._p, text)
            return
        for (picture, holder), data in zip(self.holders, bitmaps, strict=True):
            self._picture(holder, data, picture)

    def _picture(self, holder: Any, data: bytes, picture: Picture) -> None:
        shape = holder.add_run().add_picture(io.BytesIO(data), width=Mm(PORTRAIT_MM))
        high, most = Mm(_HIGH_MM), Mm(_TALLEST_MM)
        most = high if shape.height * _SHRUNK <= high else most
        if shape.height > most:
            shape.width, shape.height = round(shape.width * most / shape.height), most
        about = shape._inline.docPr
        about.set("name", picture.key)
        about.set("title", clean(f"{picture.label} {plain(picture.title)}"))
        about.set("descr", clean(self.shown[picture.key].alt))

    # ------------------------------------------------------------------------------ pages

    def _set_orientation(self, *, wide: bool) -> None:
        """Start a page of the other orientation, where needed."""
        if wide == self.wide:
            return
        self.wide = wide
        # The section's end goes into its last paragraph: one of its own may be alone on a page.
        if self.body[-2].tag != qn("w:p"):
            self._add(paragraph([], NOTE))
        self.body[-2].get_or_add_pPr().append(deepcopy(self.body[-1]))
        self._page(self.document.sections[-1], wide=wide)

    def _page(self, page: Any, *, wide: bool) -> None:
        page.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        sides = (_LONG, _SHORT) if wide else (_SHORT, _LONG)
        page.page_width, page.page_height = map(Mm, sides)
        page.left_margin = page.right_margin = Mm(_MARGIN)
        page.top_margin = page.bottom_margin = Mm(_MARGIN)

    def _header_and_footer(self) -> None:
        """Header and footer of every page: provenance and page number."""
        first = self.document.sections[0]
        head = first.header.paragraphs[0]._p
        head.addnext(
            paragraph(
                [printed_text(self.t("written.space").join(self.report.meta.provenance))],
                "Header",
                align="center",
                hint=self.hint,
            )
        )
        head.getparent().remove(head)
        foot = first.footer.paragraphs[0]
        foot.alignment = 1
        for part in field("PAGE"):
            foot._p.append(part)
        foot.add_run(" / ")
        for part in field("NUMPAGES"):
            foot._p.append(part)

    def _properties(self) -> None:
        meta, core = self.report.meta, self.document.core_properties
        core.title = plain(self.report.title)[:250]
        core.author = core.last_modified_by = self.t("app.name")
        core.comments = self.t("written.space").join(meta.provenance)
        core.identifier = meta.digest
        core.language = self.t.language.word_tag
        core.created = core.modified = MOMENT.replace(tzinfo=None)
        core.revision = 1
        package = self.document.part.package
        for key, relation in list(package.rels.items()):
            # The template's own picture of itself.
            if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
                del package.rels[key]
