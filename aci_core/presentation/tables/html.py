"""Tables as semantic HTML with three rules, for light and dark pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from importlib import resources

from aci_core.presentation import palette
from aci_core.presentation.i18n import format_number
from aci_core.presentation.i18n.markdown import html, text_runs, unbroken, wide
from aci_core.presentation.palette import rgba
from aci_core.presentation.tables import as_cards
from aci_core.presentation.tables.model import Cell, Head, Row, Table, spanners

_HEAVY = "1.5px solid currentColor"
_LIGHT = f"1px solid {rgba(palette.TABLE_RULE, '.45')}"
_FAINT = f"1px solid {rgba(palette.TABLE_RULE, '.18')}"
_LONG = 60  # characters of a heading within a table that may break
# Chinese may break between any two characters: here after a comma first, or beside a Latin word.
_WHOLE = "word-break:keep-all"
_BESIDE_LATIN = re.compile(r"(?<=[\u4e00-\u9fff])(?=[A-Za-z])|(?<=[A-Za-z])(?=[\u4e00-\u9fff])")
# Thin enough for the words before them on a light and on a dark page.
_TONES = {"good": rgba(palette.GOOD_CELL, ".20"), "bad": rgba(palette.BAD_CELL, ".26")}
_PAD = "padding:.26rem var(--side,.5rem)"
_MANY = 9  # columns from which a table is set closer: it fits a page of 1440 pixels
_FOLDED, _LINES = 300, 3  # characters and lines of notes that may stand under a table
_CLOSE = "--side:.25rem;font-size:.82rem"


def _text(text: str) -> str:
    return html(text_runs(unbroken(text), raised=False)).replace("\n", "<br>")


def _head(head: Head, width: str) -> str:
    whole = f"{_WHOLE};" if len(head.label) <= as_cards.SHORT else ""
    return (
        f'<th scope="col" style="{_PAD};text-align:{head.align};font-weight:600;'
        f'vertical-align:bottom;border:none;border-bottom:{_LIGHT};{whole}{width}">'
        f"{_text(head.label)}</th>"
    )


def _spanners(table: Table) -> str:
    """The row of shared headings, none where no column has one."""
    if not any(head.spanner for head in table.columns):
        return ""
    cells = "".join(
        f'<th scope="colgroup" colspan="{width}" style="{_PAD};text-align:center;'
        f'font-weight:600;border:none;border-bottom:{_LIGHT}">{_text(label)}</th>'
        if label
        else f'<td colspan="{width}" style="border:none"></td>'
        for label, width in spanners(table.columns)
    )
    return f"<tr>{cells}</tr>"


def _width(table: Table, i: int, most: float) -> str:
    """Least width of a column of words: on a phone it scrolls rather than stands on end."""
    texts = [table.columns[i].label]
    cells = [line.cells[i] for line in table.rows if i < len(line.cells)]
    texts += [f"{'  ' * cell.indent}{cell.text}" for cell in cells]
    longest = max(map(wide, texts))
    return f"min-width:{min(0.5 * longest + 1.5, most):.1f}rem"


def _style(cell: Cell, head: Head, *, wrap: bool) -> str:
    parts = [_PAD, f"text-align:{head.align}", "border:none", f"border-bottom:{_FAINT}"]
    if cell.indent:
        parts.append(f"padding-left:{0.5 + 1.1 * cell.indent:.1f}rem")
    parts.append(f"font-weight:{600 if cell.bold else 400}")
    if cell.muted:
        parts.append("opacity:.78")
    if cell.tone:
        parts.append(f"background:{_TONES[cell.tone]}")
    if not wrap:
        parts.append("white-space:nowrap")
    return ";".join(parts)


def _row(line: Row, columns: tuple[Head, ...], opened: Sequence[str], *, wrap: bool) -> str:
    empty = Cell("")
    cells = [*line.cells, *[empty] * (len(columns) - len(line.cells))]
    label, rest = cells[0], cells[1:]
    # A heading within the table runs on over the cells it leaves empty.
    free = next((i for i, cell in enumerate(rest) if cell.text), len(rest)) if label.bold else 0
    scope = "rowgroup" if free else "row"
    wide = f' colspan="{free + 1}"' if free else ""
    style = _style(label, columns[0], wrap=wrap or not free or len(label.text) > _LONG)
    style += f";{_WHOLE};overflow-wrap:anywhere"
    text = _BESIDE_LATIN.sub("<wbr>", _text(label.text))
    if free:  # where the table scrolls, the heading of its rows stays
        text = f'<span style="position:sticky;left:.5rem">{text}</span>'
    made = [f'<th scope="{scope}"{wide} style="{style}">{text}</th>']
    for cell, head, tag in list(zip(rest, columns[1:], opened[1:], strict=False))[free:]:
        begun = _on_card(tag, cell, rest)
        made.append(f'{begun}{_style(cell, head, wrap=wrap)}">{_text(cell.text)}</td>')
    return f"<tr>{''.join(made)}</tr>"


def _on_card(tag: str, cell: Cell, row: Sequence[Cell]) -> str:
    """The tag of a cell where its row may be a card.

    There a statistic that stands under another column's heading is named by its row alone, and
    what a row has not takes no place.
    """
    values = [one.text for one in row if one.text]
    if "data-label" not in tag or not cell.text:
        return tag
    if cell.muted and len(values) == 1:
        return '<td style="'
    if cell.text == format_number.DASH and set(values) != {cell.text}:
        return tag.replace("<td", '<td class="none"', 1)
    return tag


def _opened(table: Table) -> list[str]:
    """The tag of each column's cells up to its style, with its name and place on a phone's card."""
    return [
        f'<td data-label="{escape(name, quote=True)}" style="--at:{place};'
        for name, place in zip(as_cards.names(table), as_cards.places(table), strict=True)
    ]


def _notes(notes: Sequence[str], folded: str) -> str:
    """Notes under a table; where they are many, those after the first behind a word."""
    lines = [
        f'<p style="margin:.35rem 0 0;font-size:.85rem;opacity:.8">{_text(note)}</p>'
        for note in notes
    ]
    if not folded or (len(notes) <= _LINES and sum(map(wide, notes)) <= _FOLDED):
        return "".join(lines)
    return (
        f'{lines[0]}<details><summary style="margin:.35rem 0 0;font-size:.85rem;'
        f'cursor:pointer">{_text(folded)}</summary>{"".join(lines[1:])}</details>'
    )


@cache
def style_sheet() -> str:
    """The rules of a page that holds tables."""
    table, cards = (
        resources.files(__package__).joinpath(f"{name}.css").read_text("utf-8")
        for name in ("table", "cards")
    )
    return table + as_cards.style(cards)


def to_html(table: Table, *, caption: bool = True, wrap: bool = False, folded: str = "") -> str:
    """The table as a scrollable region that a keyboard and a screen reader can reach.

    Parameters
    ----------
    table : Table
    caption : bool
        Print the title above; where the page prints it already, it names the region only.
    wrap : bool
        Cells hold sentences, which may break; numbers never do.
    folded : str
        Name of notes that are opened by a click; all are seen if left out.
    """
    title = escape(table.title, quote=True)
    shown = (
        f'<caption style="caption-side:top;text-align:left;font-weight:600;'
        f'padding:0 0 .5rem;color:inherit">{_text(table.title)}</caption>'
        if caption and table.title
        else ""
    )
    heads = "".join(
        _head(head, _width(table, i, 10 if wrap else 9) if wrap or i == 0 else "")
        for i, head in enumerate(table.columns)
    )
    room = as_cards.room(table, wrap=wrap)
    opened = _opened(table) if room else ['<td style="'] * len(table.columns)
    body = "".join(_row(line, table.columns, opened, wrap=wrap) for line in table.rows)
    cards = f' class="{as_cards.class_of(room)}"' if room else ""
    size = _CLOSE if len(table.columns) >= _MANY else "font-size:.88rem"
    return (
        f'<div role="region" tabindex="0" aria-label="{title}"{cards} '
        f'style="overflow-x:auto">'
        f'<table style="border-collapse:collapse;width:100%;{size};line-height:1.35;'
        f"font-variant-numeric:tabular-nums;border-top:{_HEAVY};border-bottom:{_HEAVY};"
        f'margin:0">{shown}<thead>{_spanners(table)}<tr>{heads}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>{_notes(table.notes, folded)}"
    )
