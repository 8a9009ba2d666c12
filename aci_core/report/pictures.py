"""Figures as SVG, PDF, PNG and TIFF of a size in millimetres, drawn by Chromium or Chrome."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Final, Literal

from aci_core.presentation.figures import theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.i18n.languages import SCREEN_FONTS
from aci_core.report import renderer

Kind = Literal["svg", "pdf", "png", "tiff"]
_BITMAPS: Final = ("png", "tiff")
# The widths of a journal's page and of one of its two columns.
PAGE_MM: Final = 174.0
COLUMN_MM: Final = 84.0
# A Drawing's letters are 12 pixels; so many of them in a millimetre print letters of 8 points.
PIXELS_A_MM: Final = 12 / (8 * 25.4 / 72)
_CSS_PIXELS_A_MM: Final = 96 / 25.4  # what a browser prints a pixel as
_EDGE: Final = 6  # pixels of white around what stands at the sheet's edge
# Fonts that journals ask for, then those that systems have for Chinese.
FONTS: Final = (
    f"Arial, Liberation Sans, {SCREEN_FONTS}, Noto Sans SC, WenQuanYi Micro Hei, sans-serif"
)
_DATES = re.compile(rb"/(?:CreationDate|ModDate) \([^)]*\)")
_TITLE = re.compile(rb"/Title \([^)]*\)")
_TAG = re.compile(r"<[a-z][^<>]*>")
# A browser writes an element's style before or after its other attributes, as it happens.
_STYLE = re.compile(r'( style="[^"]*")((?: [\w:-]+="[^"]*")+)')
_SVG_ID = re.compile(r'id="(?:top)?defs-([0-9a-f]{6})"')


def render(
    drawings: Sequence[Drawing], *, kind: Kind = "png", width_mm: float = PAGE_MM, dpi: int = 300
) -> tuple[bytes, ...]:
    """Render each figure as one kind of picture, on white, all in one browser.

    Parameters
    ----------
    drawings : sequence of Drawing
    kind : {"svg", "pdf", "png", "tiff"}
    width_mm : float
        At least `COLUMN_MM`: below it the letters would meet.
    dpi : int
        Of png and tiff.

    Raises
    ------
    AciError
        ``no_picture_engine``, ``picture_engine_failed``.
    """
    pictures = render_kinds(drawings, {kind: dpi}, width_mm=width_mm)
    return tuple(each[kind] for each in pictures)


def render_kinds(
    drawings: Sequence[Drawing],
    kinds: Mapping[Kind, int],
    *,
    width_mm: float = PAGE_MM,
    mark: str = "",
) -> tuple[dict[Kind, bytes], ...]:
    """Render each figure as several kinds of picture, in one browser: its start costs seconds.

    Parameters
    ----------
    drawings : sequence of Drawing
    kinds : dict of kind to int
        With the dots per inch, which count for png and tiff: one divides the other.
    width_mm : float
    mark : str
        Text under each figure, at the right: that the data are synthetic.

    Returns
    -------
    tuple of dict
        Bytes of each figure by kind: the same for the same figure.

    Raises
    ------
    AciError
        ``no_picture_engine``, ``picture_engine_failed``.
    """
    if width_mm < COLUMN_MM:
        raise ValueError(width_mm)
    below = theme.LINE if mark else 0
    heights = [drawing.height + 2 * _EDGE + below for drawing in drawings]
    specs = [_on_paper(drawing, mark) for drawing in drawings]
    dpi = max((dots for kind, dots in kinds.items() if kind in _BITMAPS), default=0)
    if any(dpi % dots for kind, dots in kinds.items() if kind in _BITMAPS):
        raise ValueError(kinds)
    # One bitmap serves all: a browser takes its time for each.
    job = partial(
        renderer.Job,
        width=round(width_mm * PIXELS_A_MM),
        dots=dpi / 25.4 / PIXELS_A_MM,
        paper=_CSS_PIXELS_A_MM / PIXELS_A_MM if "pdf" in kinds else 0.0,
    )
    renderings = renderer.draw(
        [job(spec, height=high) for spec, high in zip(specs, heights, strict=True)]
    )
    pictures: list[dict[Kind, bytes]] = []
    for number, (raw, height) in enumerate(zip(renderings, heights, strict=True), start=1):
        by_kind: dict[Kind, bytes] = {}
        for kind, dots in kinds.items():
            if kind == "svg":
                size = width_mm, height / PIXELS_A_MM
                by_kind[kind] = _svg(raw.svg, number, size).encode("utf-8")
            elif kind == "pdf":
                by_kind[kind] = _pdf(raw.pdf, number)
            else:
                by_kind[kind] = _bitmap(raw.png, kind, dpi // dots, width_mm)
        pictures.append(by_kind)
    return tuple(pictures)


def _on_paper(drawing: Drawing, mark: str = "") -> dict[str, Any]:
    """The figure's plain dictionary, on white with a white edge, in a journal's letters."""
    spec: dict[str, Any] = drawing.figure.to_dict()
    layout = dict(spec["layout"])
    margin = dict(layout.get("margin", {}))
    layout["margin"] = margin | {side: margin.get(side, 0) + _EDGE for side in "lrtb"}
    layout["paper_bgcolor"] = theme.WHITE
    layout["font"] = {**layout.get("font", {}), "family": FONTS, "color": theme.INK}
    layout["font"].setdefault("size", theme.SMALL)
    if mark:
        layout["margin"]["b"] += theme.LINE
        foot = {"xref": "paper", "x": 1, "xanchor": "right", "xshift": margin.get("r", 0)}
        foot |= {"yref": "paper", "y": 0, "yanchor": "bottom", "yshift": 2 - layout["margin"]["b"]}
        note = {"text": mark, "showarrow": False, "font": {"size": 10, "color": theme.INK}, **foot}
        layout["annotations"] = [*layout.get("annotations", ()), note]
    # An SVG names its traces; without a name of their own by chance.
    named = [{**trace, "uid": f"trace{i}"} for i, trace in enumerate(spec["data"])]
    return {"data": named, "layout": layout}


def _svg(text: str, number: int, size_mm: tuple[float, float]) -> str:
    for token in set(_SVG_ID.findall(text)):
        # Only where it is part of a name: a coordinate may have the same digits.
        text = re.sub(rf"(?<=[a-z-]){token}", f"figure{number:02d}", text)
    text = _TAG.sub(lambda tag: _STYLE.sub(r"\2\1", tag[0]), text)
    width, height = (f"{side:.2f}mm" for side in size_mm)
    return re.sub(
        r'width="[\d.]+" height="[\d.]+"', f'width="{width}" height="{height}"', text, count=1
    )


def _pdf(data: bytes, number: int) -> bytes:
    """Remove the dates and set a title; the length stays, because a PDF counts its offsets."""
    data = _DATES.sub(lambda match: b" " * len(match[0]), data)
    title = f"/Title (Fig {number})".encode()
    return _TITLE.sub(lambda match: title.ljust(len(match[0])), data, count=1)


def _bitmap(data: bytes, kind: Kind, smaller: int, width_mm: float) -> bytes:
    """Set the resolution that prints at the width; `smaller` times fewer dots each way."""
    from PIL import Image

    with Image.open(io.BytesIO(data)) as picture:
        # Journals refuse transparency.
        plain = picture.convert("RGB")
    plain = plain.reduce(smaller) if smaller > 1 else plain
    dpi = round(plain.width / width_mm * 25.4, 2)
    how = {"compression": "tiff_lzw"} if kind == "tiff" else {}
    out = io.BytesIO()
    plain.save(out, kind, dpi=(dpi, dpi), **how)
    return out.getvalue()
