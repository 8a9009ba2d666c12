"""Grades of an ordinal outcome as stacked bars: two arms a visit, better grades on the left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aci_core.analyses import Result
from aci_core.domain.study.filters import Among, Between
from aci_core.presentation import lookup
from aci_core.presentation.figures import grotta, labels, theme
from aci_core.presentation.figures.drawing import Drawing, Groups
from aci_core.presentation.figures.figure_builder import FigureBuilder, legend_height
from aci_core.presentation.figures.grotta import Segment
from aci_core.presentation.i18n import Translator, format_row
from aci_core.presentation.i18n import labels as names
from aci_core.presentation.i18n.format_number import whole

_HEAD: Final = theme.LINE + 8  # an arm's name and the rate of the good outcome
_APART: Final = 18  # visits
_LOW_BAR: Final = 34  # of several visits


@dataclass(frozen=True, slots=True)
class _Block:
    """The two bars of a visit."""

    visit: str
    bars: tuple[list[Segment], list[Segment]]
    outside: tuple[dict[Segment, int], dict[Segment, int]]

    def height(self, bar: int) -> int:
        """In pixels, without its title."""
        labelled = sum(grotta.lines(places) for places in self.outside)
        return 2 * (_HEAD + bar) + grotta.SLOPE + theme.LINE * labelled


def grades(result: Result, measure: str, t: Translator, *, visit: str | None = None) -> Drawing:
    """Stacked bars of the grades, each with its count; treatment above, a pair of bars a visit.

    Parameters
    ----------
    result : Result
        Of `analyses.outcomes`.
    measure : str
        An ordinal one.
    t : Translator
    visit : str, optional
        All at which the grades are counted if left out.
    """
    visits = (visit,) if visit else lookup.graded_visits(result, measure)
    levels = lookup.grades(result, measure)
    blocks = [_block(result, measure, at, levels, t) for at in visits]
    several = len(blocks) > 1
    bar, title = (_LOW_BAR, theme.LINE + 4) if several else (theme.BAR, 0)
    plot = sum(block.height(bar) + title for block in blocks) + _APART * (len(blocks) - 1)
    legend = legend_height([labels.plain(level) for level in levels])
    figure = FigureBuilder(plot + legend + 4, top=4, bottom=legend)
    figure.layout(barmode="overlay", bargap=0)
    figure.axis("xaxis", range=[0, 1 + grotta.GAP], visible=False)
    figure.axis("yaxis", range=[0, plot], visible=False)
    groups = Groups()
    top = float(plot)
    for block in blocks:
        if several:
            text = f"<b>{labels.inert(names.visit(t, block.visit))}</b>"
            figure.note(text, x=0, y=top - title / 2, xanchor="left", size=theme.BODY)
        _draw(figure, result, measure, block, t, top - title, bar, groups)
        top -= title + block.height(bar) + _APART
    figure.legend_below(list(zip(levels, _colors(result, measure, levels), strict=True)))
    return figure.drawing(_alt(result, measure, blocks, t), groups.items)


def _colors(result: Result, measure: str, levels: Sequence[str]) -> tuple[str, ...]:
    good = lookup.good_grades(result, measure)
    return theme.grade_colors(len(good), len(levels) - len(good))


def _block(
    result: Result, measure: str, visit: str, levels: Sequence[str], t: Translator
) -> _Block:
    good, colors = lookup.good_grades(result, measure), _colors(result, measure, levels)
    bars: list[list[Segment]] = []
    for arm in result.arms:
        segments: list[Segment] = []
        at = 0.0
        for level, color in zip(levels, colors, strict=True):
            row = result.first("count", measure, visit=visit, arm=arm, level=level)
            share = row.share or 0.0
            start = at + (0.0 if level in good else grotta.GAP)
            count = format_row.count(row)
            name = t("figure.grade_of", measure=names.brief(t, measure, visit)[0], grade=level)
            about = f"{labels.inert(name)}<br>{count} · {format_row.rate(row)}"
            chosen = (
                Among("arm", (arm,)),
                Between(f"{measure}_{visit}", float(level), float(level)),
            )
            beside = t("figure.grade_beside", grade=level, n=count)
            segments.append(
                Segment(row, level, color, start, share, (count,), about, chosen, beside)
            )
            at += share
        bars.append(segments)
    return _Block(visit, (bars[0], bars[1]), (grotta.narrow(bars[0]), grotta.narrow(bars[1])))


def _draw(
    figure: FigureBuilder,
    result: Result,
    measure: str,
    block: _Block,
    t: Translator,
    top: float,
    bar: int,
    groups: Groups,
) -> None:
    """The bars of a visit, from the upper edge of the first arm's name down."""
    above, below = block.outside
    first = top - _HEAD - theme.LINE * grotta.lines(above)
    second = first - bar - grotta.SLOPE
    for index, (segments, edge) in enumerate(zip(block.bars, (first, second), strict=True)):
        grotta.draw(figure, segments, edge, groups, bar)
        side = edge if index == 0 else edge - bar
        grotta.outside(figure, block.outside[index], side, up=index == 0)
    grotta.join(figure, block.bars[0], block.bars[1], first - bar, second)
    foot = second - bar - theme.LINE * grotta.lines(below)
    for index, y in enumerate((top - _HEAD / 2, foot - _HEAD / 2)):
        _head(figure, result, measure, block, t, index, y)


def _head(
    figure: FigureBuilder,
    result: Result,
    measure: str,
    block: _Block,
    t: Translator,
    index: int,
    y: float,
) -> None:
    """An arm's name with its n, and its rate of the usual good outcome."""
    n = whole(block.bars[index][0].row.total)
    text = f"{labels.key(result, t, index)}  {t('figure.n', n=n)}"
    figure.note(text, x=0, y=y, xanchor="left", size=theme.BODY)
    cut = lookup.good_outcome(result, measure)
    row = result.get("count", measure, visit=block.visit, arm=result.arms[index], level=cut)
    if cut is not None and row is not None and row.share is not None:
        short, _ = names.brief(t, measure, block.visit)
        text = t("figure.at_cut", name=short, level=names.cut(cut), rate=format_row.rate(row))
        figure.note(text, x=1 + grotta.GAP, y=y, xanchor="right", size=theme.BODY)


def _alt(result: Result, measure: str, blocks: Sequence[_Block], t: Translator) -> str:
    parts = []
    for block in blocks:
        for arm, bar in zip(labels.arms(result, t), block.bars, strict=True):
            listed = (
                t("alt.grade", name=s.name, count=s.texts[0], rate=format_row.rate(s.row))
                for s in bar
            )
            parts.append(
                t(
                    "alt.arm_grades_at",
                    arm=labels.plain(arm),
                    visit=names.in_visit(t, block.visit),
                    n=whole(bar[0].row.total),
                    list=t("alt.comma").join(listed),
                )
            )
    name = names.measure(t, measure)
    return t("alt.ordinal", measure=name, list=labels.sentence(parts, t))
