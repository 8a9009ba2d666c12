"""Fonts, sizes and paragraph styles of a Word report, by journal style."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from aci_core.presentation.i18n.languages import HAN_TAG, LATIN_TAG, Fonts, Language
from aci_core.report.docx.ooxml import element
from aci_core.report.docx.table import BODY, HEADS
from aci_core.report.model import Style

NOTE, LEGEND, CAPTION, FIGURE, REFERENCE, PROVENANCE = (
    "TableNote", "FigureLegend", "Caption", "Figure", "Reference", "Provenance",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class JournalStyle:
    """Layout of a journal style.

    Parameters
    ----------
    body, table, note : float
        Sizes in points.
    line : float
        Space between lines of the text, in lines.
    centred : bool
        Captions of tables stand in the middle.
    caption : str
        What joins a caption's label and its title.
    hei : bool
        Headings and captions in Heiti, as Chinese journals set them.
    """

    body: float
    table: float
    note: float
    line: float
    centred: bool
    caption: str
    hei: bool


JOURNAL_STYLES: dict[Style, JournalStyle] = {
    "generic": JournalStyle(11, 9, 8, 1.15, centred=False, caption=". ", hei=True),
    "chinese": JournalStyle(10.5, 9, 7.5, 1.25, centred=True, caption="  ", hei=True),
    "vancouver": JournalStyle(12, 9, 8, 1.5, centred=False, caption=". ", hei=True),
}


def apply_styles(document: Document, look: JournalStyle, language: Language) -> None:
    """Set the document's styles to those of the journal.

    Parameters
    ----------
    document : Document
    look : JournalStyle
    language : Language
        For its fonts, for spelling and for screen readers.
    """
    styles: Any = document.styles
    fonts = language.fonts
    _set_language(styles, language)
    normal = styles["Normal"]
    _set_font(normal, look.body, fonts, fonts.han_serif)
    normal.paragraph_format.space_after = Pt(6)
    normal.paragraph_format.line_spacing = look.line
    hei = fonts.han_heading if look.hei else fonts.han_serif
    for name, size, before in (("Title", 16, 0), ("Heading 1", 14, 16), ("Heading 2", 12, 12)):
        style = styles[name]
        _set_font(style, size, fonts, hei, bold=True)
        _remove_decoration(style)
        style.paragraph_format.space_before = Pt(before)
        style.paragraph_format.space_after = Pt(6)
        style.paragraph_format.keep_with_next = True
        style.paragraph_format.alignment = (
            WD_ALIGN_PARAGRAPH.CENTER if name == "Title" else WD_ALIGN_PARAGRAPH.LEFT
        )
    _add_style(styles, BODY, look.table, fonts, fonts.han_serif)
    _add_style(styles, HEADS, look.table, fonts, hei, bold=True)
    note = _add_style(styles, NOTE, look.note, fonts, fonts.han_serif)
    note.paragraph_format.space_before = Pt(2)
    note.paragraph_format.keep_together = True
    legend = _add_style(styles, LEGEND, look.note + 0.5, fonts, fonts.han_serif)
    legend.paragraph_format.space_before = Pt(4)
    legend.paragraph_format.keep_together = True
    legend.paragraph_format.space_after = Pt(14)
    caption = styles["Caption"]
    _set_font(caption, look.table + 0.5, fonts, hei, bold=True)
    _remove_decoration(caption)
    caption.paragraph_format.space_before = Pt(12)
    caption.paragraph_format.space_after = Pt(4)
    caption.paragraph_format.keep_with_next = True
    caption.paragraph_format.alignment = (
        WD_ALIGN_PARAGRAPH.CENTER if look.centred else WD_ALIGN_PARAGRAPH.LEFT
    )
    figure = _add_style(styles, FIGURE, look.body, fonts, fonts.han_serif)
    figure.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    figure.paragraph_format.space_before = Pt(10)
    figure.paragraph_format.keep_with_next = True
    reference = _add_style(styles, REFERENCE, look.body - 1.5, fonts, fonts.han_serif)
    reference.paragraph_format.left_indent = Mm(8)
    reference.paragraph_format.first_line_indent = Mm(-8)
    reference.paragraph_format.space_after = Pt(3)
    provenance = _add_style(styles, PROVENANCE, look.note + 0.5, fonts, fonts.han_serif)
    provenance.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for name in ("Header", "Footer"):
        _set_font(styles[name], look.note, fonts, fonts.han_serif)
    bullet = styles["List Bullet"]
    bullet.paragraph_format.space_after = Pt(3)


def _add_style(
    styles: Any, name: str, points: float, fonts: Fonts, han: str, *, bold: bool = False
) -> Any:
    style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = styles["Normal"]
    _set_font(style, points, fonts, han, bold=bold)
    look = style.paragraph_format
    look.space_before = look.space_after = Pt(1)
    look.line_spacing_rule = WD_LINE_SPACING.SINGLE
    look.alignment = WD_ALIGN_PARAGRAPH.LEFT
    return style


def _set_font(style: Any, points: float, fonts: Fonts, han: str, *, bold: bool = False) -> None:
    style.font.name = fonts.serif
    style.font.size = Pt(points)
    style.font.bold = bold
    style.font.italic = False
    named = style.element.rPr.rFonts
    # A font of the template's theme would go before the one that is named.
    for name in list(named.attrib):
        if name.endswith("Theme"):
            del named.attrib[name]
    for script in ("ascii", "hAnsi", "cs"):
        named.set(qn(f"w:{script}"), fonts.serif)
    named.set(qn("w:eastAsia"), han)


def _remove_decoration(style: Any) -> None:
    """Remove the template's colour and borders."""
    for tag in ("w:color", "w:spacing", "w:kern"):
        for child in style.element.rPr.findall(qn(tag)):
            style.element.rPr.remove(child)
    look = style.element.pPr
    for child in look.findall(qn("w:pBdr")) if look is not None else ():
        look.remove(child)


def _set_language(styles: Any, language: Language) -> None:
    """Set the language of all text, for spelling and screen readers."""
    defaults = styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault")).find(qn("w:rPr"))
    for child in defaults.findall(qn("w:lang")):
        defaults.remove(child)
    latin, han = (LATIN_TAG, language.word_tag) if language.han else (language.word_tag, HAN_TAG)
    defaults.append(element("w:lang", val=latin, eastAsia=han, bidi="ar-SA"))
