"""Tables of the data issues and of the correction steps in use."""

from __future__ import annotations

from collections.abc import Sequence

from aci_core.checks import Fix
from aci_core.checks.events.blank_events import NONE
from aci_core.domain.steps import (
    ConfirmCell,
    FillBlank,
    FillDown,
    OmitHidden,
    OmitRow,
    OmitWhere,
    ReplaceText,
    ScaleColumn,
    ScaleWhere,
    SetCell,
    Step,
)
from aci_core.presentation.i18n import Translator, format_issue, format_number, labels
from aci_core.presentation.tables.model import Head, Table, line
from aci_core.presentation.tables.parts import notes

MOST = 500


def fixes(offered: Sequence[Fix], t: Translator, most: int | None = MOST) -> Table:
    """Data issues: what is wrong, what to do, and the step that corrects it.

    Parameters
    ----------
    offered : sequence of Fix
    t : Translator
    most : int or None
        Rows of the table; None for all, as a download has them.
    """
    keys = ("severity", "row", "column", "value", "message", "proposal", "step", "rule")
    body = [
        line(
            t(f"table.severity_{fix.severity}"),
            "" if fix.row is None else format_number.whole(fix.row),
            fix.column or "",
            _value(fix, t),
            format_issue.sentence(t, "issue", fix.issue, page=True),
            format_issue.sentence(t, "proposal", fix.issue, page=True),
            t("words.semicolon").join(describe_step(one, t) for one in _offered(fix)),
            fix.rule,
        )
        for fix in offered[:most]
    ]
    n_more = len(offered) - len(body)
    return Table(
        t("table.fixes_title"),
        tuple(Head(t(f"table.fix_{key}"), "right" if key == "row" else "left") for key in keys),
        tuple(body),
        notes(t("table.note_more", n=n_more) if n_more else ""),
    )


def steps(done: Sequence[Step], t: Translator) -> Table:
    """The steps in use, in their order."""
    body = []
    for number, step in enumerate(done, 1):
        at = getattr(step, "row", None)
        row = "" if at is None else format_number.whole(at)
        header = "" if isinstance(step, OmitRow) else getattr(step, "header", "")
        body.append(line(format_number.whole(number), row, header, describe_step(step, t)))
    return Table(
        t("table.steps_title"),
        tuple(Head(t(f"table.step_{key}"), "left") for key in ("number", "row", "column", "what")),
        tuple(body),
        notes(t("table.note_steps")),
    )


def describe_step(step: Step, t: Translator) -> str:
    """A step in words, its row and column apart."""
    match step:
        case SetCell(_, _, None):
            return t("step.set_empty")
        case SetCell(_, _, text):
            return t("step.set", text=text)
        case ConfirmCell():
            return t("step.confirm")
        case ScaleColumn(_, factor):
            return t("step.scale", factor=f"{factor:.12g}")
        case ScaleWhere(_, factor, where, text):
            return t("step.scale_where", factor=f"{factor:.12g}", where=where, text=text)
        case ReplaceText(_, old, None):
            return t("step.replace_empty", old=old)
        case ReplaceText(_, old, new):
            return t("step.replace", old=old, new=level(new or "", t))
        case OmitWhere(_, text):
            return t("step.omit_where", text=text)
        case FillDown():
            return t("step.fill_down")
        case OmitHidden():
            return t("step.omit_hidden")
        case FillBlank(_, text):
            return t("step.blank_none" if text == NONE else "step.fill_blank", text=level(text, t))
    return t("step.omit")


def _offered(fix: Fix) -> tuple[Step, ...]:
    return (*fix.readings, *(() if fix.step is None else (fix.step,)))


def level(text: str, t: Translator) -> str:
    """A grade, a sex or yes and no in the reader's language; another text as it is."""
    section = next((s for s in ("grade", "level") if t.has(f"{s}.{text}")), None)
    return text if section is None else t.name(section, text)


def _value(fix: Fix, t: Translator) -> str:
    return labels.grade(t, fix.value or "") if fix.rule == "grade_differs" else fix.value or ""
