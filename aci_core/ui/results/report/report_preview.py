"""Preview of a report: a sheet of paper with the words and tables of its Word, in its order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import html, runs, text_runs, unbroken
from aci_core.presentation.tables.html import to_html
from aci_core.ui.widgets.page import cards, layout

if TYPE_CHECKING:
    from aci_core.report.model import Exhibit, Picture, Report, Section

_HEIGHT = 720  # pixels
_LISTED = ("references", "consort", "supplement")  # only what they hold is named


def draw(t: Translator, report: Report) -> None:
    """Draw the preview in a card, scrolling."""
    with layout.card("report_preview"):
        cards.heading(t("report_page.preview"))
        with st.container(height=_HEIGHT, border=False, key="report_text"):
            st.html(
                f'<div class="paper" lang="{report.t.language.html_tag}">{_sheet(report)}</div>'
            )


def _sheet(report: Report) -> str:
    about = (f'<p class="about">{_text(line)}</p>' for line in report.meta.provenance)
    notice = f"<p>{_inline(report.meta.notice)}</p>" if report.meta.notice else ""
    sections = ("".join(_section(section, report.t)) for section in report.sections)
    return f'<h3 class="title">{_inline(report.title)}</h3>{"".join((*about, notice, *sections))}'


def _section(section: Section, t: Translator) -> Iterator[str]:
    rank = section.heading_level + 3
    yield f"<h{rank}>{_inline(section.heading)}</h{rank}>"
    named = section.key in _LISTED
    for text in section.paragraphs_with_pointer:
        yield f"<p>{_inline(text)}</p>"
    if section.items:
        items = section.items[:1] if named else section.items
        yield f"<ul>{''.join(f'<li>{_inline(text)}</li>' for text in items)}</ul>"
    for exhibit in section.tables:
        yield _caption(exhibit)
        if not named:
            yield to_html(exhibit.table, caption=False, wrap=True)
    for picture in section.figures:
        yield _figure(picture, t)


def _caption(exhibit: Exhibit) -> str:
    label = f"{exhibit.label}. " if exhibit.label else ""
    return f'<p class="caption">{_text(label)}{_text(exhibit.table.title)}</p>'


def _figure(picture: Picture, t: Translator) -> str:
    title = f"<strong>{_text(picture.label)}. {_inline(picture.title)}</strong>"
    return (
        f'<div class="figure" aria-hidden="true">{_text(picture.label)}</div>'
        f'<p class="legend">{title}{_text(t("report.after_title"))}{_inline(picture.caption)}</p>'
    )


def _text(text: str) -> str:
    return html(text_runs(unbroken(text)))


def _inline(markdown: str) -> str:
    return html(runs(unbroken(markdown)))
