"""Figures as pictures, by the Chromium or Chrome that the machine has."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Literal

from aci_core.errors import AciError
from aci_core.figures.drawing import Drawing

Kind = Literal["png", "svg", "pdf"]
# A Drawing is laid out in CSS pixels, 96 to the inch; its letters are 12 and 13 of them.
MM = 96 / 25.4


def rendered(
    drawings: Sequence[Drawing], *, kind: Kind = "png", width_mm: float = 165.0, dpi: int = 300
) -> tuple[bytes, ...]:
    """Pictures of figures, on white, all made by one browser.

    Parameters
    ----------
    drawings : sequence of Drawing
    kind : {"png", "svg", "pdf"}
    width_mm : float
    dpi : int
        Of bitmaps.

    Raises
    ------
    AciError
        ``no_picture_engine``: no browser engine is found.
    """
    from choreographer.errors import ChromeNotFoundError

    try:
        return asyncio.run(_all(drawings, kind, width_mm, dpi))
    except ChromeNotFoundError as error:
        raise AciError("no_picture_engine") from error


async def _all(
    drawings: Sequence[Drawing], kind: Kind, width_mm: float, dpi: int
) -> tuple[bytes, ...]:
    import kaleido

    # Without its formula engine, which it would ask the internet for.
    page = kaleido.PageGenerator(mathjax=False)
    async with kaleido.Kaleido(n=1, page_generator=page) as browser:
        made = []
        for drawing in drawings:
            opts: Any = {
                "format": kind,
                "width": round(width_mm * MM),
                "height": drawing.height,
                "scale": dpi / 96 if kind == "png" else 1,
            }
            made.append(await browser.calc_fig(drawing.figure, opts))
    return tuple(made)
