"""Flow diagram: patients from the file to the analysis of each outcome, by arm."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from aci_core.analyses.flow import OTHER, Analysed, ArmFlow, Flow
from aci_core.presentation.figures import labels, theme
from aci_core.presentation.figures.drawing import Drawing
from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n import labels as names
from aci_core.presentation.i18n.format_number import whole, whole_of_steps

_PAD: Final = 9
_LINE: Final = 15.6  # as Plotly sets lines of 12 px
_GAP: Final = 22  # between boxes, where the arrows are
_COLUMNS: Final = ((0.0, 0.485), (0.515, 1.0))
_WIDE: Final = 146  # pixels for words in a column of a phone
_UNBROKEN: Final = "\N{NO-BREAK SPACE}"
_INDENT: Final = _UNBROKEN * 3


@dataclass(frozen=True, slots=True)
class _Box:
    """Lines of words, a heading first; inert."""

    lines: tuple[str, ...]

    @property
    def height(self) -> int:
        return round(_LINE * sum(line.count("<br>") + 1 for line in self.lines)) + 2 * _PAD


def patients(result: Flow, t: Translator) -> Drawing:
    """Boxes from the file to the patients that each outcome is analysed in, by arm.

    Parameters
    ----------
    result : Flow
    t : Translator
    """
    head = _head(result, t)
    columns = [_column(result, i, t) for i in (0, 1)]
    levels = [max(a.height, b.height) for a, b in zip(*columns, strict=True)]
    plot = head.height + sum(levels) + _GAP * len(levels)
    figure = FigureBuilder(plot + 8, left=2, right=2, top=4, bottom=4)
    figure.axis("xaxis", range=[0, 1], visible=False)
    figure.axis("yaxis", range=[0, plot], visible=False)
    _draw(figure, head, 0.14, 0.86, plot, head.height, theme.CLEAR, "center")
    middle = plot - head.height - _GAP / 2
    figure.line((0.5, 0.5), (plot - head.height, middle), width=1.2)
    one, two = ((left + right) / 2 for left, right in _COLUMNS)
    figure.line((one, two), (middle, middle), width=1.2)
    top = plot - head.height - _GAP
    for level, height in enumerate(levels):
        for i, (left, right) in enumerate(_COLUMNS):
            centre = (left + right) / 2
            figure.arrow(centre, top + (_GAP / 2 if level == 0 else _GAP), top)
            tinted = theme.tint(theme.ARM_STYLES[i].color, 0.16)
            fill = tinted if level in (0, len(levels) - 1) else theme.CLEAR
            _draw(figure, columns[i][level], left, right, top, height, fill, "left")
        top -= height + _GAP
    text = labels.sentence(
        [
            t("flow.alt", list=_alt_of_box(head, t)),
            *(_alt_of_box(box, t) for column in columns for box in column),
        ],
        t,
    )
    return figure.drawing(text)


def _alt_of_box(box: _Box, t: Translator) -> str:
    bare = (labels.plain(line) for line in box.lines)
    return t("alt.comma").join(" ".join(line.split()) for line in bare)


def _head(result: Flow, t: Translator) -> _Box:
    if result.in_file is None:
        return _Box((f"<b>{t('flow.in_arms', n=whole(result.n))}</b>",))
    lines = [f"<b>{t('figure.in_file', n=whole(result.in_file))}</b>"]
    for code, n in result.left_out:
        reason = t.name("left_out", code)
        lines.append(labels.wrap(t("figure.left_out", n=whole(n), reason=reason), 220))
    if result.repeated:
        lines.append(labels.wrap(t("flow.repeated", n=whole(result.repeated)), 220))
    if result.filtered:
        lines.append(labels.wrap(t("flow.filtered", n=whole(result.filtered)), 220))
    if len(lines) > 1:
        lines.append(t("flow.in_arms", n=whole(result.n)))
    return _Box(tuple(lines))


def _column(result: Flow, i: int, t: Translator) -> tuple[_Box, ...]:
    arm = result.by_arm[i]
    first = [t("flow.randomised" if result.randomised else "flow.allocated", n=whole(arm.n))]
    first += [t(f"flow.received_{code}", n=whole(n)) for code, n in arm.received if n]
    boxes = [_Box((labels.key(result, t, i), *(labels.wrap(line, _WIDE, 3) for line in first)))]
    if arm.fates:
        boxes.append(_box(_fate(arm, t)))
    if arm.outcomes:
        # Of one visit alone nothing has to be told apart.
        differ = len({outcome.visit for outcome in arm.outcomes}) > 1
        listed = (_analysed(o, arm.n, t, differ=differ, step=result.step) for o in arm.outcomes)
        boxes.append(_box([t("flow.analysed"), *listed]))
    return tuple(boxes)


def _fate(arm: ArmFlow, t: Translator) -> list[str]:
    fates = dict(arm.fates)
    if "lost" in fates:
        lines = [t("flow.followed", n=whole(fates["followed"]))]
        lines.append(t("figure.lost", n=whole(fates["lost"])))
    else:
        lines = [t("flow.no_losses")]
    for reason, n in arm.reasons:
        word = t(f"flow.reason_{reason or 'silent'}") if reason in ("", OTHER) else reason
        lines.append(_INDENT + t("figure.reason", n=whole(n), reason=word))
    lines.append(
        t("figure.died", n=whole(fates["died"])) if "died" in fates else t("flow.no_deaths")
    )
    if fates["unknown"]:
        lines.append(t("flow.unknown", n=whole(fates["unknown"])))
    return lines


def _analysed(outcome: Analysed, of: int, t: Translator, *, differ: bool, step: int) -> str:
    name = names.variable(t, outcome.variable)
    if differ and outcome.visit:
        name, _ = names.brief(t, outcome.variable, outcome.visit)
        brief = f"brief_visit.{outcome.visit}"
        at = t(brief) if t.has(brief) else names.visit_inside(t, outcome.visit)
        visit = at.replace(" ", _UNBROKEN)
        name = t("flow.at", name=name, visit=visit)
    return t("flow.of", name=name, n=whole_of_steps(outcome.n, step, t.lang), of=whole(of))


def _box(lines: list[str]) -> _Box:
    """A heading and what it is made of, set in; a part of a part keeps its own indent."""
    head, *parts = lines
    set_in = []
    for part in parts:
        indent = _INDENT * (2 if part.startswith(_INDENT) else 1)
        wrapped = labels.wrap(part.strip(_INDENT), _WIDE, 3)
        # A second line stands further in, so that each count begins a line of its own.
        set_in.append(indent + wrapped.replace("<br>", f"<br>{indent}{_INDENT}"))
    return _Box((f"<b>{labels.wrap(head, _WIDE, 3)}</b>", *set_in))


def _draw(
    figure: FigureBuilder,
    box: _Box,
    left: float,
    right: float,
    top: float,
    height: int,
    fill: str,
    align: str,
) -> None:
    figure.box((left, right), (top - height, top), fill=fill, width=1)
    centred = align == "center"
    figure.note(
        "<br>".join(box.lines),
        x=(left + right) / 2 if centred else left,
        xanchor="center" if centred else "left",
        xshift=0 if centred else _PAD + 1,
        y=top - height / 2 if centred else top,
        yanchor="middle" if centred else "top",
        yshift=0 if centred else 3 - _PAD,
        align=align,
    )
