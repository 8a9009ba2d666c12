"""Write a report as one web page with interactive figures that needs no network."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from importlib import resources
from string import Template

from aci_core.presentation import palette
from aci_core.presentation.figures import theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.labels import width
from aci_core.presentation.i18n.markdown import html
from aci_core.presentation.tables.html import style_sheet, to_html
from aci_core.report.inline import clean, of_markdown, of_text, plain
from aci_core.report.model import Exhibit, Picture, Report, Section
from aci_core.report.pictures import FONTS, PAGE_MM, PIXELS_A_MM

# The page's dark colours in the place of those of print.
_DARK = {
    **{color.light: color.dark for color in (palette.TREATMENT, palette.CONTROL, palette.ACCENT)},
    palette.PAPER: palette.PAGE.dark,
    palette.CHART_TEXT: palette.TEXT.dark,
}
_PAGE_COLORS = {
    "page": palette.PAGE,
    "sidebar": palette.SIDEBAR,
    "text": palette.TEXT,
    "muted": palette.MUTED,
    "border": palette.BORDER,
    "treatment": palette.TREATMENT,
    "notice": palette.NOTICE,
}
_PRINT_COLORS = {
    "black": palette.BLACK,
    "white": palette.WHITE,
    "print_muted": palette.PRINT_MUTED,
    "print_line": palette.PRINT_LINE,
}
_SENTENCE = 280  # pixels: a cell of more may break


def write(report: Report) -> dict[str, bytes]:
    """``report.html``, with Plotly's library inside it.

    The policy in page.html keeps the browser from loading anything from outside: script,
    picture, font or request.
    """
    from plotly.offline import get_plotlyjs

    folder = resources.files("aci_core.report.html")
    page, style, script = (
        folder.joinpath(f"page.{kind}").read_text("utf-8") for kind in ("html", "css", "js")
    )
    t = report.t
    drawings = {picture.key: picture.draw() for picture in report.figures}
    specs = [_data(f"figure-{key}", _spec(drawing)) for key, drawing in drawings.items()]
    text = Template(page).substitute(
        lang=t.language.html_tag,
        title=escape(clean(plain(report.title))),
        style=Template(style).substitute(_colors()) + style_sheet(),
        skip=escape(t("web.skip")),
        about=_about(report),
        contents=_contents(report),
        no_script=escape(t("web.no_script")),
        sections="\n".join(_section(section, drawings, report) for section in report.sections),
        footer=_footer(report),
        data="\n".join((*specs, _data("words", _words(report)))),
        plotly=get_plotlyjs(),
        script=script,
    )
    # A lone surrogate, which a file may hold and UTF-8 may not, becomes a question mark.
    return {"report.html": text.encode("utf-8", "replace")}


def _colors() -> dict[str, str]:
    """Colours of the palette by their names in the style sheet."""
    colors = dict(_PRINT_COLORS)
    for name, color in _PAGE_COLORS.items():
        colors |= {name: color.light, f"{name}_dark": color.dark}
    return colors


def _about(report: Report) -> str:
    badge = (
        f'<span class="badge">{escape(report.t("app.synthetic"))}</span>'
        if report.meta.synthetic
        else ""
    )
    lines = "".join(f'<p class="about">{_plain(line)}</p>' for line in report.meta.provenance)
    notice = report.meta.notice
    return badge + lines + (f'<p class="notice">{_inline(notice)}</p>' if notice else "")


def _contents(report: Report) -> str:
    heading = escape(report.t("web.contents"))
    items = "".join(
        f"<li{' class=inner' if section.heading_level > 1 else ''}>"
        f'<a href="#{section.key}">{_inline(section.heading)}</a></li>'
        for section in report.sections
    )
    return f'<nav aria-label="{heading}"><p>{heading}</p><ul>{items}</ul></nav>'


def _section(section: Section, drawings: dict[str, Drawing], report: Report) -> str:
    rank = section.heading_level + 1
    return "\n".join(
        (
            f'<section id="{section.key}" aria-labelledby="head-{section.key}">',
            f'<h{rank} id="head-{section.key}">{_inline(section.heading)}</h{rank}>',
            *(f"<p>{_inline(text)}</p>" for text in section.paragraphs_with_pointer),
            *_items(section),
            *(_table(exhibit, first=i == 0) for i, exhibit in enumerate(section.tables)),
            *(_figure(picture, drawings[picture.key], report) for picture in section.figures),
            "</section>",
        )
    )


def _items(section: Section) -> Iterator[str]:
    if section.items:
        yield f"<ul>{''.join(f'<li>{_inline(text)}</li>' for text in section.items)}</ul>"


def _table(exhibit: Exhibit, *, first: bool) -> str:
    table = exhibit.table
    # What is only laid out as a table stands under its heading; another after it is called.
    label = f"<strong>{_inline(exhibit.label)}</strong>&ensp;" if exhibit.label else ""
    title = (
        ""
        if first and not exhibit.label
        else f'<p class="title">{label}{escape(clean(table.title))}</p>'
    )
    # Numbers never break; sentences may, and so may a list that is only laid out as a table.
    texts = (cell.text for row in table.rows for cell in row.cells[1:])
    wrap = not exhibit.label or any(width(text) > _SENTENCE for text in texts)
    return f'<div id="table-{exhibit.key}">{title}{to_html(table, caption=False, wrap=wrap)}</div>'


def _figure(picture: Picture, drawing: Drawing, report: Report) -> str:
    alt = escape(clean(drawing.alt), quote=True)
    return (
        f'<figure><div class="plot" id="plot-{picture.key}" data-figure="figure-{picture.key}" '
        f'role="group" aria-label="{alt}" style="height:{drawing.height}px"></div>'
        f"<figcaption><strong>{_inline(picture.label)}</strong>&ensp;"
        f"<strong>{_inline(picture.title)}</strong>&ensp;{_inline(picture.caption)}"
        f"<details><summary>{escape(report.t('web.in_words'))}</summary>{alt}</details>"
        f'<button type="button" class="save" data-plot="plot-{picture.key}" aria-label="'
        f'{escape(report.t("web.save_of", figure=picture.label))}">'
        f"{escape(report.t('web.save'))}</button>"
        "</figcaption></figure>"
    )


def _footer(report: Report) -> str:
    return f"<footer>{''.join(f'<p>{_plain(line)}</p>' for line in report.colophon)}</footer>"


def _plain(text: str) -> str:
    return html(of_text(text))


def _inline(markdown: str) -> str:
    return html(of_markdown(markdown))


def _spec(drawing: Drawing) -> str:
    """Figure as JSON, its text in the page's colour."""
    spec = json.loads(drawing.figure.to_json())
    layout = spec["layout"]
    layout["font"] = {**layout.get("font", {}), "color": theme.TEXT}
    return json.dumps({"data": spec["data"], "layout": layout})


def _words(report: Report) -> str:
    """Data for the page's script: colours of a dark page, and Plotly's labels."""
    light = {palette.CHART_TEXT: palette.TEXT.light}
    download = report.t("web.download")
    plotly = {"Download plot as a PNG": download, "Download plot": download}
    paper = {
        "width": round(PAGE_MM * PIXELS_A_MM),
        "mm": PAGE_MM,
        "fonts": FONTS,
        "white": theme.WHITE,
    }
    return json.dumps({"dark": _DARK, "light": light, "plotly": plotly, "paper": paper})


def _data(name: str, text: str) -> str:
    # Within a script only "<" could end it, or begin a comment.
    safe = text.replace("<", "\\u003c")
    return f'<script type="application/json" id="{name}">{safe}</script>'
