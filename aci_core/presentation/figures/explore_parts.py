"""Shared pieces of the exploratory figures: styles of levels, names, blocks, alternative text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from aci_core.analyses.explore import Exploration, Panel
from aci_core.analyses.fields import Field
from aci_core.analyses.result import Row
from aci_core.domain.arrays import Ints
from aci_core.domain.cohort import ARM
from aci_core.domain.study.filters import Patients
from aci_core.presentation import field_names
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Groups
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.figures.theme import MarkStyle
from aci_core.presentation.i18n import Translator, format_number, format_row

ALL: Final = theme.GROUP_STYLES[0]  # of patients whom nothing tells apart
HEADING: Final = 26  # pixels of a block's title
_NO: Final = MarkStyle(theme.SAME, "circle", "●")
_YES: Final = theme.GROUP_STYLES[1]
Group = tuple[str | None, str, MarkStyle]  # code, name, look


def styles(field: Field | None) -> tuple[MarkStyle, ...]:
    """Looks of the levels of a field; of all patients without one."""
    if field is None:
        return (ALL,)
    if field.name == ARM:
        return theme.ARM_STYLES
    if field.source == "graded" and field.kind == "yes_no":
        return tuple(
            replace(style, color=color)
            for style, color in zip((_YES, _NO), theme.grade_colors(1, 1), strict=True)
        )
    if field.kind == "yes_no":
        return (_YES, _NO)
    if field.kind == "ordered":
        shapes = theme.GROUP_STYLES
        ramp = colors(field)
        return tuple(
            MarkStyle(color, shapes[i % len(shapes)].symbol, shapes[i % len(shapes)].glyph)
            for i, color in enumerate(ramp)
        )
    shapes = theme.GROUP_STYLES
    return tuple(shapes[i % len(shapes)] for i in range(len(field.levels)))


def colors(field: Field) -> tuple[str, ...]:
    """Fills of the levels of an outcome: grades from good to bad, else as in `styles`."""
    if field.kind == "ordered":
        good = (len(field.levels) + 1) // 2
        return theme.grade_colors(good, len(field.levels) - good)
    return tuple(style.color for style in styles(field))


def level(t: Translator, field: Field, code: str, most: int = 26) -> str:
    """A level, inert and short."""
    return labels.inert(labels.shorten(field_names.level(t, field, code), most))


def name(t: Translator, field: Field, *, unit: bool = False) -> str:
    """A field, inert and short."""
    text = (field_names.with_unit if unit else field_names.heading)(t, field)
    return labels.inert(labels.shorten(text))


def blocks(result: Exploration, t: Translator) -> Iterator[tuple[str, Panel]]:
    """What is drawn one under another, with its title: each level of what splits, or all."""
    if result.split is None or len(result.panels) == 1:
        yield "", result.panels[0]
        return
    for panel in result.panels[1:]:
        of = level(t, result.split, str(panel.level))
        yield t("explore.block", name=name(t, result.split), level=of), panel


def groups_of(result: Exploration, t: Translator) -> Sequence[Group]:
    """Level, name and look of each group; all patients where there is none."""
    group = result.group
    if group is None:
        return ((None, t("explore.everybody"), ALL),)
    looks = styles(group)
    return [
        (code, level(t, group, code), look) for code, look in zip(group.levels, looks, strict=True)
    ]


def by_panel(
    figure: FigureBuilder,
    shown: Sequence[tuple[str, Panel]],
    groups: Sequence[Group],
    plot: float,
    row: float,
    t: Translator,
    draw: Callable[[Panel, int, Group, float], str],
) -> list[str]:
    """Draw a row for each group of each panel, from the top of the plot down; returns their words.

    `draw` takes the panel, the group's place, the group, and where its row begins.
    """
    texts, top = [], plot
    for title, panel in shown:
        if title:
            y = top - HEADING / 2
            figure.note(f"<b>{title}</b>", size=theme.BODY, xref="paper", x=0, xanchor="left", y=y)
            top -= HEADING
        for place, group in enumerate(groups):
            words = draw(panel, place, group, top)
            texts.append(t("alt.at", visit=labels.plain(title), text=words) if title else words)
            top -= row
    return texts


def patients(ordinals: Ints) -> Patients:
    """Condition that these patients meet: what a bar or a cell stands for."""
    return Patients("", tuple(np.sort(ordinals).tolist()))


def stand_for(groups: Groups, ordinals: Ints) -> str:
    """Name of the group of these patients, for a mark; empty for nobody."""
    return groups.add(patients(ordinals)) if len(ordinals) else ""


def mean_text(t: Translator, one: Row | None, digits: int) -> tuple[str, str]:
    """The mean, and its interval; empty where there is none."""
    if one is None or one.estimate is None:
        return format_number.DASH, ""
    value = format_number.number(one.estimate, digits)
    if one.ci_low is None:
        return value, ""
    return value, format_number.interval(one.ci_low, one.ci_high, digits, lang=t.lang)


def ci(result: Exploration, t: Translator) -> str:
    """``95% CI`` as the settings say."""
    return format_row.ci_head(t, result.settings.level)
