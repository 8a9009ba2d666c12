"""Figures as pictures of a size in millimetres, by the Chromium or Chrome that is found."""

from __future__ import annotations

import asyncio
import io
import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

from aci_core.errors import AciError
from aci_core.figures import theme
from aci_core.figures.drawing import Drawing

Kind = Literal["svg", "pdf", "png", "tiff"]
_BITMAPS: Final = ("png", "tiff")
# The widths of a journal's page and of one of its two columns.
PAGE_MM: Final = 174.0
COLUMN_MM: Final = 84.0
# A Drawing's letters are 12 pixels; so many of them in a millimetre print letters of 8 points.
PIXELS_A_MM: Final = 12 / (8 * 25.4 / 72)
_CSS_PIXELS_A_MM: Final = 96 / 25.4  # what a browser prints a pixel as
_EDGE: Final = 6  # pixels of white around what stands at the sheet's edge
_TABS: Final = 2
_SECONDS: Final = 60.0
# What journals ask for where there is one; then what a system has for Chinese.
FONTS: Final = (
    "Arial, Liberation Sans, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, Noto Sans SC, "
    "WenQuanYi Micro Hei, sans-serif"
)
_DATES = re.compile(rb"/(?:CreationDate|ModDate) \([^)]*\)")
_TITLE = re.compile(rb"/Title \([^)]*\)")
_SVG_ID = re.compile(r'id="(?:top)?defs-([0-9a-f]{6})"')


def rendered(
    drawings: Sequence[Drawing], *, kind: Kind = "png", width_mm: float = PAGE_MM, dpi: int = 300
) -> tuple[bytes, ...]:
    """One kind of picture of each figure, on white, all made by one browser.

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
    found = printed(drawings, {kind: dpi}, width_mm=width_mm)
    return tuple(each[kind] for each in found)


def printed(
    drawings: Sequence[Drawing],
    kinds: Mapping[Kind, int],
    *,
    width_mm: float = PAGE_MM,
    mark: str = "",
) -> tuple[dict[Kind, bytes], ...]:
    """Several kinds of picture of each figure, all made by one browser: the first costs seconds.

    Parameters
    ----------
    drawings : sequence of Drawing
    kinds : dict of kind to int
        With the dots per inch, which count for png and tiff: one divides the other.
    width_mm : float
    mark : str
        Stands under each figure, at the right: that the data are synthetic.

    Returns
    -------
    tuple of dict
        For each figure its bytes by kind: the same for the same figure.

    Raises
    ------
    AciError
        ``no_picture_engine``, ``picture_engine_failed``.
    """
    if width_mm < COLUMN_MM:
        raise ValueError(width_mm)
    path = browser()
    if path is None:
        raise AciError("no_picture_engine", command=install_command())
    below = theme.LINE if mark else 0
    heights = [drawing.height + 2 * _EDGE + below for drawing in drawings]
    specs = [_on_paper(drawing, mark) for drawing in drawings]
    dpi = max((dots for kind, dots in kinds.items() if kind in _BITMAPS), default=0)
    if any(dpi % dots for kind, dots in kinds.items() if kind in _BITMAPS):
        raise ValueError(kinds)
    # One bitmap serves all: a browser takes its time for each.
    asked = dict.fromkeys("png" if kind in _BITMAPS else kind for kind in kinds)
    jobs = [(*one, kind, dpi) for one in zip(specs, heights, strict=True) for kind in asked]
    # In a thread of its own: the caller's may have an event loop that runs.
    with ThreadPoolExecutor(1) as thread:
        made = iter(thread.submit(asyncio.run, _all(path, jobs, width_mm)).result())
    pictures: list[dict[Kind, bytes]] = []
    for number, height in enumerate(heights, start=1):
        raw = {kind: next(made) for kind in asked}
        found: dict[Kind, bytes] = {}
        for kind, dots in kinds.items():
            if kind == "svg":
                size = width_mm, height / PIXELS_A_MM
                found[kind] = _svg(raw[kind].decode("utf-8"), number, size).encode("utf-8")
            elif kind == "pdf":
                found[kind] = _pdf(raw[kind], number)
            else:
                found[kind] = _bitmap(raw["png"], kind, dpi // dots, width_mm)
        pictures.append(found)
    return tuple(pictures)


def browser() -> str | None:
    """Path of a Chromium, Chrome or Edge: the one that BROWSER_PATH names, else one found."""
    named = os.environ.get("BROWSER_PATH")
    if named:
        return named if Path(named).is_file() else None
    from choreographer.browsers.chromium import Chromium

    return Chromium.find_browser(skip_local=False)


def install_command() -> str:
    """The one command that installs a browser engine, with Chinese letters where it can."""
    if shutil.which("apt-get"):
        return "sudo apt-get install chromium fonts-noto-cjk"
    return f"{Path(sys.executable).with_name('kaleido_get_chrome')}"


_Job = tuple[dict[str, Any], int, str, int]


async def _all(path: str, jobs: Sequence[_Job], width_mm: float) -> list[bytes]:
    import kaleido
    from choreographer.errors import BrowserClosedError, BrowserFailedError, DevtoolsProtocolError
    from kaleido.errors import JavascriptError, KaleidoError

    try:
        # Without the formula engine, which it would ask the internet for.
        async with kaleido.Kaleido(n=_TABS, timeout=_SECONDS, path=path, mathjax=False) as engine:
            one = partial(_one, engine, width_mm)
            return list(await asyncio.gather(*(one(*job) for job in jobs)))
    except (
        BrowserClosedError,
        BrowserFailedError,
        DevtoolsProtocolError,
        JavascriptError,
        KaleidoError,
        OSError,
        TimeoutError,
    ) as error:
        raise AciError("picture_engine_failed", command=install_command()) from error


async def _one(
    engine: Any, width_mm: float, spec: dict[str, Any], height: int, kind: str, dpi: int
) -> bytes:
    bitmap = dpi / 25.4 / PIXELS_A_MM
    scale = {"svg": 1.0, "pdf": _CSS_PIXELS_A_MM / PIXELS_A_MM}.get(kind, bitmap)
    options = {
        "format": kind,
        "width": round(width_mm * PIXELS_A_MM),
        "height": height,
        "scale": scale,
    }
    made: bytes = await engine.calc_fig(spec, options)
    return made


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
    width, height = (f"{side:.2f}mm" for side in size_mm)
    return re.sub(
        r'width="[\d.]+" height="[\d.]+"', f'width="{width}" height="{height}"', text, count=1
    )


def _pdf(data: bytes, number: int) -> bytes:
    """Without its dates, and with a title; as long as before, since offsets are counted."""
    data = _DATES.sub(lambda found: b" " * len(found[0]), data)
    title = f"/Title (Fig {number})".encode()
    return _TITLE.sub(lambda found: title.ljust(len(found[0])), data, count=1)


def _bitmap(data: bytes, kind: Kind, smaller: int, width_mm: float) -> bytes:
    """With its resolution, so that it prints at its size; `smaller` times fewer dots each way."""
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
