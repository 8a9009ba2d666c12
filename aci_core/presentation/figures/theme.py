"""Theme of all figures: colours, marks, sizes, the template, and the colours of a page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

import plotly.graph_objects as go

from aci_core.analyses.result import ONE_BY_ONE
from aci_core.presentation import palette
from aci_core.presentation.i18n.languages import SCREEN_FONTS

TREATMENT: Final = palette.TREATMENT.light
CONTROL: Final = palette.CONTROL.light
ACCENT: Final = palette.ACCENT.light
BETTER: Final = palette.BETTER
WORSE: Final = ACCENT
SAME: Final = palette.UNGRADED  # neither, or without a grade
INK: Final = palette.INK  # text on a light fill
WHITE: Final = palette.WHITE  # text on the darkest fill
BLACK: Final = palette.BLACK
PAPER: Final = palette.PAPER  # edge of a mark
TEXT: Final = palette.CHART_TEXT
RULE: Final = palette.rgba(palette.FIGURE_RULE, ".55")
FAINT: Final = palette.rgba(palette.FIGURE_RULE, ".22")
CLEAR: Final = palette.rgba(BLACK, "0")

SMALL: Final = 12
BODY: Final = 13
LINE: Final = 17  # height of a line of text
ROW: Final = 48  # height of a row of a forest: three lines of text
BAR: Final = 48
AXIS: Final = 30  # under a plot: ticks and their labels
RAW_POINTS: Final = ONE_BY_ONE
PHONE: Final = 340  # the narrowest plot, in pixels

AXIS_DEFAULTS: Final = {
    "showgrid": False,
    "zeroline": False,
    "showline": False,
    "ticks": "",
    "fixedrange": True,
    "gridcolor": FAINT,
    "gridwidth": 1,
    "linecolor": RULE,
    "linewidth": 1,
    "automargin": False,
    "ticklabeloverflow": "allow",
}
# An axis with outward ticks.
TICKS: Final[dict[str, Any]] = {"ticks": "outside", "ticklen": 4, "tickcolor": RULE}
# Two panels side by side, one an arm: axis of the traces, axis of the layout, domain.
PANELS: Final = (("x", "xaxis", [0, 0.47]), ("x2", "xaxis2", [0.53, 1]))
TEMPLATE: Final = {
    "layout": {
        "font": {
            "family": f"Source Sans, {SCREEN_FONTS}, sans-serif",
            "size": SMALL,
        },
        "hoverlabel": {"align": "left"},
    }
}


@dataclass(frozen=True, slots=True)
class MarkStyle:
    """Look of an arm or a product, the same in every figure: never by colour alone."""

    color: str
    symbol: str
    glyph: str


ARM_STYLES: Final = (MarkStyle(TREATMENT, "square", "■"), MarkStyle(CONTROL, "circle", "●"))
GROUP_STYLES: Final = tuple(
    MarkStyle(color, symbol, glyph)
    for color, symbol, glyph in zip(
        palette.GROUPS,
        ("circle", "diamond", "triangle-up", "square", "cross", "hexagon"),
        "●◆▲■✚⬢",
        strict=True,
    )
)
PRODUCT_STYLES: Final = {
    "nsc": MarkStyle(TREATMENT, "square", "■"),
    "msc": MarkStyle(ACCENT, "diamond", "◆"),
}


def tint(color: str, alpha: float) -> str:
    """The colour with transparency, as eight digits, so that `on_page` still finds it.

    Examples
    --------
    >>> tint("#086560", 0.2)
    '#08656033'
    """
    return f"{color}{round(255 * alpha):02X}"


# What stands next to the main analysis; never the other arm's colour.
PALE: Final = tint(TREATMENT, 0.55)


def mark(symbol: str, color: str, size: float, *, edge: float = 1) -> dict[str, Any]:
    """The mark of a value, with an edge that lifts it off what lies behind.

    A hollow one (``circle-open``) is filled with the page: no line runs through it.
    """
    if symbol.endswith("-open"):
        line = {"color": color, "width": 2}
        return {"symbol": symbol[: -len("-open")], "color": PAPER, "size": size - 1, "line": line}
    line = {"color": PAPER, "width": edge}
    return {"symbol": symbol, "color": color, "size": size, "line": line}


def grade_colors(good: int, bad: int) -> tuple[str, ...]:
    """Colours of an ordered scale, best first, `good` of them a response.

    Examples
    --------
    >>> grade_colors(3, 1)
    ('#0B5D59', '#2E9E97', '#9AD0CB', '#D9B48F')
    """
    return (*_ramp(palette.GOOD, good), *_ramp(palette.BAD, bad))


def _ramp(known: dict[int, tuple[str, ...]], k: int) -> tuple[str, ...]:
    if k in known or not k:
        return known.get(k, ())
    stops = [palette.channels(color) for color in known[3]]
    colors = []
    for i in range(k):
        place = 2 * i / (k - 1)
        left = min(int(place), 1)
        mixed = (
            round(a + (b - a) * (place - left))
            for a, b in zip(stops[left], stops[left + 1], strict=True)
        )
        colors.append("#" + "".join(f"{channel:02X}" for channel in mixed))
    return tuple(colors)


def luminance(color: str) -> float:
    """Relative luminance of WCAG 2."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in (channel / 255 for channel in palette.channels(color))
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(a: str, b: str) -> float:
    """Contrast of two colours by WCAG 2, from 1 to 21."""
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_on(fill: str) -> str:
    """Ink or white, whichever reads better on the fill.

    Examples
    --------
    >>> text_on("#0B5D59"), text_on("#9AD0CB")
    ('#FFFFFF', '#15202B')
    """
    best = max((INK, WHITE), key=lambda text: contrast(text, fill))
    # Of black and white one always has 4.5:1; the ink is a little lighter than black.
    return best if contrast(best, fill) >= 4.5 else BLACK


class ThemedFigure(go.Figure):  # type: ignore[misc]  # plotly has no types
    """A figure to be shown and not changed: its dictionary is handed out without a copy.

    Plotly's own copies every number on every run of a page, which takes longer than the rest
    of the page.
    """

    def __init__(self, spec: dict[str, Any]) -> None:
        super().__init__(spec, _validate=False)
        object.__setattr__(self, "_spec", spec)

    def to_dict(self) -> dict[str, Any]:
        """The figure as a dictionary: not a copy."""
        spec: dict[str, Any] = object.__getattribute__(self, "_spec")
        return spec


def on_page(figure: go.Figure) -> go.Figure:
    """The same figure in colours that follow the page's theme without a rerun."""
    text = figure.to_json()
    for printed, name in palette.ON_PAGE.items():
        text = text.replace(printed, name)
    spec = json.loads(text)
    # Streamlit's own text colour for figures has too little contrast (3.7:1 on white).
    layout = spec["layout"]
    layout["font"] = {"color": TEXT}
    for axis in (field for field in layout if field.startswith(("xaxis", "yaxis"))):
        layout[axis]["tickfont"] = {**layout[axis].get("tickfont", {}), "color": TEXT}
    return ThemedFigure(spec)
