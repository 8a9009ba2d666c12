"""Where did the patients go? In the file, left out, by arm, lost, died, graded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from aci_core.analyses import Result
from aci_core.analyses.response import Response
from aci_core.cohort import NO_PATIENT, Cohort
from aci_core.figures import labels, theme
from aci_core.figures.drawing import Drawing
from aci_core.figures.sheet import Sheet
from aci_core.i18n import Translator, written
from aci_core.i18n.numbers import whole

_PAD: Final = 9
_GAP: Final = 22  # between boxes, where the arrows are
_COLUMNS: Final = ((0.0, 0.485), (0.515, 1.0))
_WIDE: Final = 140  # pixels for words in a column of a phone
_INDENT: Final = "\N{NO-BREAK SPACE}" * 3


@dataclass(frozen=True, slots=True)
class _Box:
    """Lines of words, a heading first; inert."""

    lines: tuple[str, ...]

    @property
    def height(self) -> int:
        return theme.LINE * sum(line.count("<br>") + 1 for line in self.lines) + 2 * _PAD


def patients(cohort: Cohort, response: Response, safety: Result, t: Translator) -> Drawing:
    """Boxes from the file to the graded patients of each arm.

    Parameters
    ----------
    cohort : Cohort
        For the patients of the file and those left out.
    response : Response
        For the patients graded, and why others are not.
    safety : Result
        For deaths and losses.
    t : Translator
    """
    head = _head(cohort, t)
    columns = [_column(cohort, response, safety, i, t) for i in (0, 1)]
    levels = [max(a.height, b.height) for a, b in zip(*columns, strict=True)]
    plot = head.height + sum(levels) + _GAP * (len(levels) + 1)
    figure = Sheet(plot + 8, left=2, right=2, top=4, bottom=4)
    figure.axis("xaxis", range=[0, 1], visible=False)
    figure.axis("yaxis", range=[0, plot], visible=False)
    _draw(figure, head, 0.18, 0.82, plot, head.height, theme.CLEAR, "center")
    middle = plot - head.height - _GAP / 2
    figure.line((0.5, 0.5), (plot - head.height, middle), width=1.2)
    one, two = ((left + right) / 2 for left, right in _COLUMNS)
    figure.line((one, two), (middle, middle), width=1.2)
    top = plot - head.height - _GAP
    for level, height in enumerate(levels):
        for i, (left, right) in enumerate(_COLUMNS):
            centre = (left + right) / 2
            start = top + (_GAP / 2 if level == 0 else _GAP)
            figure.arrow(centre, start, top)
            tinted = theme.tint(theme.ARM_STYLES[i].color, 0.16)
            fill = theme.CLEAR if level in (1, 3) else tinted
            _draw(figure, columns[i][level], left, right, top, height, fill, "left")
        top -= height + _GAP
    text = labels.sentence(
        [
            t("alt.flow", list=_words(head, t)),
            *(_words(box, t) for column in columns for box in column),
        ],
        t,
    )
    return Drawing(figure.figure(), text, figure.height)


def _words(box: _Box, t: Translator) -> str:
    plain = [labels.plain(line.replace("<b>", "").replace("</b>", "")) for line in box.lines]
    return t("alt.comma").join(plain)


def _head(cohort: Cohort, t: Translator) -> _Box:
    patients = [code for _, code in cohort.left_out if code not in NO_PATIENT]
    lines = [f"<b>{t('figure.in_file', n=whole(cohort.n + len(patients)))}</b>"]
    for code, n in Counter(patients).most_common():
        reason = t.name("left_out", code)
        lines.append(labels.wrap(t("figure.left_out", n=whole(n), reason=reason), 200))
    return _Box(tuple(lines))


def _column(
    cohort: Cohort, response: Response, safety: Result, i: int, t: Translator
) -> tuple[_Box, ...]:
    arm = response.arms[i]
    count = whole(cohort.n_by_arm.get(arm, 0))
    name = labels.arms(response, t)[i]
    ungradable = [(reason, n) for reason, of, n in response.ungradable if of == arm]
    first = _Box((f"<b>{name}</b>", t("figure.n", n=count)))
    # Whether before or after the grading is not known: of the whole arm, apart from what adds up.
    fate = []
    for variable in ("lost", "died"):
        row = safety.get("count", variable, arm=arm)
        if row is not None and row.estimate is not None:
            fate.append(t(f"figure.{variable}", n=whole(row.estimate)))
    last = (_box([t("figure.of_arm", n=count), *fate]),) if fate else ()
    if response.scale is None:
        return (first, _box([t("figure.no_grading")]), *last)
    absent = [t("figure.ungradable", n=whole(sum(n for _, n in ungradable)))]
    absent += [
        t("figure.reason", n=whole(n), reason=t.name("reason", reason)) for reason, n in ungradable
    ]
    effective = response.get("count", "effective", visit=response.visit, arm=arm)
    end = [f"<b>{t('figure.graded', n=whole(effective.total if effective else 0))}</b>"]
    if effective is not None and effective.estimate is not None:
        end.append(t("figure.effective", share=written.share(effective)))
    return (first, _box(absent), _Box(tuple(end)), *last)


def _box(lines: list[str]) -> _Box:
    """A heading and what it is made of, set in."""
    head, *parts = (labels.wrap(line, _WIDE, 3) for line in lines)
    return _Box((head, *(_INDENT + part.replace("<br>", f"<br>{_INDENT}") for part in parts)))


def _draw(
    figure: Sheet,
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
        y=top - height / 2,
        yanchor="middle",
        align=align,
    )
