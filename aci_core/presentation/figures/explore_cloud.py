"""A number in each group: its distribution, patients as dots, mean and interval."""

from __future__ import annotations

from typing import Final

from aci_core.analyses.explore import Exploration, Panel
from aci_core.presentation.exploration import mean_digits, row_of_level
from aci_core.presentation.figures import explore_parts as parts
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.clouds import CLOUD, RAIN, cloud, middle_half, rain
from aci_core.presentation.figures.drawing import Drawing, Groups
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.figures.points import at_limits
from aci_core.presentation.i18n import Translator, format_number, format_row

_WORDS: Final = 20  # a group's line of words
_ROW: Final = _WORDS + CLOUD + RAIN + 8
_LEAN: Final = _WORDS + 20  # of many groups: the mean and the middle half alone
_MOST: Final = 8  # groups that are drawn with their patients
_FOOT: Final = 84


def clouds(result: Exploration, t: Translator) -> Drawing:
    """Distributions one under another, on one scale."""
    of_groups = parts.groups_of(result, t)
    shown = list(parts.blocks(result, t))
    lean = len(shown) * len(of_groups) > _MOST
    row = _LEAN if lean else _ROW
    titles = sum(parts.HEADING for title, _ in shown if title)
    plot = titles + row * len(of_groups) * len(shown)
    many = lean or result.n > theme.RAW_POINTS
    below = "" if many else at_limits(int(result.panels[0].sample.beyond.sum()), t)
    foot = _FOOT + 14 * bool(below)
    figure = FigureBuilder(plot + foot, left=2, right=2, top=0, bottom=foot)
    figure.layout(violingap=0, violinmode="overlay")
    figure.axis("yaxis", range=[0, plot], visible=False)
    figure.axis("xaxis", nticks=7, **theme.TICKS, showline=True)
    groups = Groups()

    def draw(panel: Panel, place: int, one: parts.Group, top: float) -> str:
        return _row(figure, result, panel, place, one, top, t, groups, lean=lean)

    texts = parts.by_panel(figure, shown, of_groups, plot, row, t, draw)
    figure.below(parts.name(t, result.outcome, unit=True), 24)
    rows = result.panels[0].result.where("mean_sd")
    without = any("beyond_limits" in row.notes for row in rows)
    word = "cloud_key_no_mean" if without else "cloud_key_many" if many else "cloud_key"
    key = t(f"figure.{word}", ci=parts.ci(result, t))
    figure.below(key, 45, size=11)
    if below:
        figure.below(below, _FOOT - 9, size=11)
        texts.append(labels.plain(below))
    text = t(
        "explore.alt_cloud",
        outcome=labels.plain(parts.name(t, result.outcome, unit=True)),
        ci=parts.ci(result, t),
        list=labels.sentence(texts, t),
    )
    return figure.drawing(text, groups.items)


def _row(
    figure: FigureBuilder,
    result: Exploration,
    panel: Panel,
    place: int,
    one: parts.Group,
    top: float,
    t: Translator,
    groups: Groups,
    *,
    lean: bool,
) -> str:
    """One group; returns its numbers in words."""
    code, name, style = one
    base = top - _WORDS - (8 if lean else CLOUD)
    keep = panel.sample.group == place
    x, patients = panel.sample.drawn[1][keep], panel.sample.ordinals[keep]
    many = len(panel.sample.outcome) > theme.RAW_POINTS
    if len(x) and not lean:
        cloud(figure, x, base, style, many=many)
        if not many:
            rain(figure, x, patients, base, style, name, panel.sample.beyond[keep])
    middle = row_of_level(panel, "median_iqr", code)
    if middle is not None and middle.q1 is not None and middle.q3 is not None:
        middle_half(figure, middle.q1, middle.q3, base, style)
    mean = row_of_level(panel, "mean_sd", code)
    value, interval = parts.mean_text(t, mean, mean_digits(result.panels[0]))
    n = t("figure.n", n=format_number.whole(len(x)))
    told = value + (f" ({interval})" if interval else "")
    words = f"{labels.mark(style)} {name}  <b>{value}</b>"
    words += f" ({interval})" if interval else ""
    if mean is not None and "beyond_limits" in mean.notes:
        quartiles = format_row.median(t, middle, mean_digits(result.panels[0]))
        told = t("figure.median_is", value=quartiles)
        words = f"{labels.mark(style)} {name}  {told}"
    figure.note(words, xref="paper", x=0, xanchor="left", y=top - _WORDS / 2)
    figure.note(n, xref="paper", x=1, xanchor="right", y=top - _WORDS / 2)
    if mean is not None and mean.estimate is not None:
        whisker = {
            "type": "data",
            "symmetric": False,
            "array": [0.0 if mean.ci_high is None else mean.ci_high - mean.estimate],
            "arrayminus": [0.0 if mean.ci_low is None else mean.estimate - mean.ci_low],
            "thickness": 2.5,
            "width": 0,
        }
        stands = parts.stand_for(groups, patients)
        figure.scatter(
            x=[mean.estimate],
            y=[base - 1],
            mode="markers",
            hoverinfo="skip",
            marker=theme.mark(style.symbol, style.color, 11, edge=1.5),
            customdata=[[mean.ci_low, mean.ci_high, len(x), stands]],
            error_x=whisker,
            cliponaxis=False,
        )
    return t("alt.mean", arm=labels.plain(name), value=told, n=n)
