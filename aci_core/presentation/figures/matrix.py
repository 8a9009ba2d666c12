"""Correlation matrix: a cell for each pair, darker for stronger, with r."""

from __future__ import annotations

from typing import Any, Final

from aci_core.analyses.matrix import Matrix, Pair
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator, format_number, format_row
from aci_core.presentation.i18n import labels as names

_LEFT: Final = 128
_LEFT_OF_MANY: Final = 116
_ROW: Final = 40
_TOP: Final = 6
_FOOT: Final = 2 * theme.LINE + 14
_MARK: Final = 36  # pixels that answer the mouse
_MANY: Final = 6  # more measures than this have narrow cells on a phone
NOTABLE: Final = 0.05


def pairs(result: Matrix, t: Translator) -> Drawing:
    """The lower triangle of the matrix, rows and columns in the order of the measures."""
    k = len(result.variables)
    narrow = k > _MANY
    edge = _LEFT_OF_MANY if narrow else _LEFT
    digits = 8 if k > 9 else 0  # a second digit of the measure's number
    figure = FigureBuilder(_TOP + _ROW * k + _FOOT, left=edge, right=4, top=_TOP, bottom=_FOOT)
    figure.axis("xaxis", range=[-0.5, max(k - 1, 4) - 0.5], visible=False)
    figure.axis("yaxis", range=[k - 0.5, -0.5], visible=False)
    texts = []
    for i, one in enumerate(result.variables):
        head = labels.wrap(names.measure(t, one), edge - 28 - digits)
        left: dict[str, Any] = {
            "xref": "paper",
            "x": 0,
            "xanchor": "right",
            "align": "right",
            "y": i,
        }
        figure.note(head, xshift=-20 - digits, **left)
        figure.note(f"<b>{i + 1}</b>", xshift=-6, **left)
        if i < k - 1:  # nothing stands under the last
            figure.note(f"<b>{i + 1}</b>", x=i, y=i)
        for j, two in enumerate(result.variables[:i]):
            pair = result.get(one, two)
            if pair is None:
                continue
            words = _describe(result, pair, t)
            _square(figure, pair, j, i, words, narrow=narrow)
            texts.append(words)
    _key(figure, edge, t)
    text = t("matrix.alt", visit=labels.plain(labels.visit(result.visit, t)),
             list=labels.sentence(texts, t))  # fmt: skip
    return figure.drawing(text)


def _square(figure: FigureBuilder, pair: Pair, x: int, y: int, words: str, *, narrow: bool) -> None:
    r = pair.estimate.value
    if r is None:
        figure.note(format_number.DASH, x=x, y=y)
        return
    color = theme.TREATMENT if r > 0 else theme.ACCENT
    # Dark enough to tell, never so dark that the number in it could not be read.
    fill = theme.tint(color, 0.05 + 0.4 * abs(r))
    figure.box((x - 0.48, x + 0.48), (y - 0.46, y + 0.46), fill=fill)
    figure.scatter(
        x=[x],
        y=[y],
        mode="markers",
        hoverinfo="text",
        hovertext=labels.inert(words),
        marker={"symbol": "square", "size": _MARK, "opacity": 0},
    )
    text = format_number.number(r)
    if narrow:
        text = text.replace("0.", ".", 1)
    notable = pair.adjusted is not None and pair.adjusted < NOTABLE
    size = 10 if narrow else theme.SMALL
    figure.note(f"<b>{text}</b>" if notable else text, size=size, x=x, y=y)


def _describe(matrix: Matrix, pair: Pair, t: Translator) -> str:
    e = pair.estimate
    return t(
        "matrix.pair",
        one=labels.measure(pair.one, t),
        two=labels.measure(pair.two, t),
        r=format_number.number(e.value),
        limits=format_number.interval(e.low, e.high, lang=t.lang)
        if e.low is not None
        else format_number.DASH,
        p=format_number.p_equals(pair.adjusted, t.lang),
        n=format_row.known(t, pair.n, matrix.step, 1 if matrix.arm else len(matrix.arms)),
    )


def _key(figure: FigureBuilder, edge: int, t: Translator) -> None:
    bold = labels.inert(t("matrix.bold"))
    key = (
        f"{labels.colored('■', theme.TREATMENT)} {t('matrix.rise')}   "
        f"{labels.colored('■', theme.ACCENT)} {t('matrix.fall')}<br>{bold}"
    )
    figure.below(key, 8, x=0, xanchor="left", xshift=-edge, align="left")
