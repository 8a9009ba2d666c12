"""The primary comparison under other assumptions about its missing scores, and the tipping map."""

from __future__ import annotations

from typing import Final

import numpy as np

from aci_core.analyses.sensitivity import TIPPING, Sensitivity, TippingMap
from aci_core.domain.arrays import Ints
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.figures.forest_plot import NAMES, WIDE_NAMES, entry, forest
from aci_core.presentation.i18n import Translator, format_number, format_row
from aci_core.presentation.i18n import labels as names
from aci_core.presentation.sensitivity_names import digits, named, shown

_SIDE: Final = 250  # pixels of the map's height
_LEFT: Final = 46
_TOP: Final = 22
_STEPS: Final = (0.001, 0.01)  # of P, darkest first; alpha is the third
_TINTS: Final = (0.85, 0.55, 0.3)


def estimates(result: Sensitivity, t: Translator, *, wide: bool = False) -> Drawing:
    """The comparison as seen and under each assumption.

    Parameters
    ----------
    result : Sensitivity
        With an outcome.
    t : Translator
    wide : bool
        For a sheet of paper.
    """
    rows = [row for row in shown(result) if row.estimate is not None]
    measure = result.outcome.variable if result.outcome else ""
    ratio = result.ordinal(measure)
    texts = [format_row.estimate(t, row, digits(result)) for row in rows]
    entries = [
        entry(
            labels.inert(named(row, t)),
            row,
            text,
            theme.TREATMENT if row is result.lead else theme.PALE,
            pixels=WIDE_NAMES if wide else NAMES,
        )
        for row, text in zip(rows, texts, strict=True)
    ]
    cue = labels.cue("figure.favours" if ratio else "figure.higher", result, t)
    title = (
        "" if ratio else t("figure.difference_in", measure=labels.measure(measure, t, unit=True))
    )
    figure = forest(entries, log=ratio, cue=cue, title=title, wide=wide)
    listed = [f"{named(row, t)} {text}" for row, text in zip(rows, texts, strict=True)]
    text = t(
        "alt.sensitivity",
        measure=names.with_unit(t, measure),
        ci=labels.ci(result, t),
        list=labels.sentence(listed, t),
    )
    return figure.drawing(text)


def tipping(result: Sensitivity, t: Translator) -> Drawing:
    """*P* over what is added to the missing scores of each arm: where the verdict tips.

    Parameters
    ----------
    result : Sensitivity
        With a `tipping_map`.
    t : Translator
    """
    made = result.tipping_map
    if made is None:
        raise ValueError("no map of this outcome")
    alpha = result.settings.alpha
    zones = _zones(made, alpha)
    key = _key(result, zones, t)
    foot = 44 + theme.LINE * (key.count("<br>") + 1) + 8
    figure = FigureBuilder(_TOP + _SIDE + foot, left=_LEFT, right=8, top=_TOP, bottom=foot)
    ends = [float(made.deltas[0]), float(made.deltas[-1])]
    at = {"range": ends, **theme.TICKS, "nticks": 7}
    figure.axis("xaxis", **at)
    figure.axis("yaxis", **at)
    figure.heat(
        x=made.deltas.tolist(),
        y=made.deltas.tolist(),
        z=zones.tolist(),
        zmin=-3,
        zmax=3,
        showscale=False,
        colorscale=_scale(),
        customdata=made.p.round(6).tolist(),
        hovertemplate=f"{t('sensitivity.hover')}<extra></extra>",
    )
    figure.line((0, 0), (ends[0], ends[1]), layer="above")
    figure.line((ends[0], ends[1]), (0, 0), layer="above")
    tip = result.row(TIPPING)
    places = [0.0] if tip is None or not tip.estimate else [0.0, tip.estimate]
    figure.scatter(
        x=places,
        y=[0.0] * len(places),
        mode="markers",
        marker={
            "symbol": ["circle", "diamond"][: len(places)],
            "size": 11,
            "color": [theme.PAPER, theme.ACCENT][: len(places)],
            "line": {"color": theme.TEXT, "width": 1.5},
        },
        hoverinfo="skip",
        cliponaxis=False,
    )
    one, two = labels.arms(result, t)
    figure.above(t("sensitivity.axis", arm=two), lift=4)
    figure.below(t("sensitivity.axis", arm=one), 22)
    figure.below(key, 44, x=0, xanchor="left", xshift=-_LEFT, align="left")
    return figure.drawing(_alt(result, made, zones, t))


def _zones(made: TippingMap, alpha: float) -> Ints:
    """How far below alpha each *P* lies, 0 to 3; negative where the difference favours control."""
    steps = (made.p < alpha).astype(np.int64)
    for step in _STEPS:
        steps += made.p < min(step, alpha)
    return np.where(made.better, steps, -steps)


def _scale() -> list[list[object]]:
    """Colours of the seven zones, from control through none to treatment."""
    control = [theme.tint(theme.CONTROL, x) for x in _TINTS]
    treatment = [theme.tint(theme.TREATMENT, x) for x in reversed(_TINTS)]
    colors = [*control, theme.FAINT, *treatment]
    edges = [i / len(colors) for i in range(len(colors) + 1)]
    return [[edge, c] for i, c in enumerate(colors) for edge in (edges[i], edges[i + 1])]


def _key(result: Sensitivity, zones: Ints, t: Translator) -> str:
    arms = labels.arms(result, t, 12)
    alpha = format_number.alpha(result.settings.alpha)
    lines = [
        f"{labels.colored('■', color)} {t('sensitivity.zone', arm=arm, alpha=alpha)}"
        for arm, color, there in zip(
            arms,
            (theme.TREATMENT, theme.CONTROL),
            ((zones > 0).any(), (zones < 0).any()),
            strict=True,
        )
        if there
    ]
    lines.append(t("sensitivity.pale", alpha=alpha))
    tip = result.row(TIPPING)
    marks = f"○ {t('sensitivity.predicted')}"
    if tip is not None and tip.estimate:
        marks += f"   {labels.colored('◆', theme.ACCENT)} {t('sensitivity.tips')}"
    return "<br>".join((*lines, marks))


def _alt(result: Sensitivity, made: TippingMap, zones: Ints, t: Translator) -> str:
    one, two = (names.arm(t, arm) for arm in result.arms)
    share = format_number.percent(float((zones > 0).mean()), 0)
    tip = result.row(TIPPING)
    value = tip.estimate if tip is not None else None
    text = t(
        "alt.tipping",
        treatment=one,
        control=two,
        low=format_number.number(float(made.deltas[0]), 1),
        high=format_number.number(float(made.deltas[-1]), 1),
        alpha=format_number.alpha(result.settings.alpha),
        share=share,
    )
    more = t("alt.tipping_at", n=format_number.number(value, 1)) if value else ""
    return t("written.space").join(x for x in (text, more) if x)
