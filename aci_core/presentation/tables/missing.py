"""Tables of missing values by variable and arm, and of what the file contains."""

from __future__ import annotations

from aci_core.analyses.missing import EXPECTED, PARTS, Missing
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.tables.model import Head, Table, line
from aci_core.presentation.tables.parts import arm_head, notes


def gaps(result: Missing, t: Translator) -> Table:
    """Variables with missing values: patients without a value in each arm, and percent."""
    rows = [
        line(
            labels.of_column(t, gap.column),
            *(_of(k, n, t) for k, n in zip(gap.missing, gap.n, strict=True)),
            _of(gap.total, sum(gap.n), t),
        )
        for gap in result.with_gaps
    ]
    heads = (
        Head("", "left"),
        *(arm_head(t, arm, n) for arm, n in zip(result.arms, result.n, strict=True)),
        Head(t("missing.both")),
    )
    full = len(result.gaps) - len(rows)
    note = t("missing.note_full", n=full) if full else ""
    return Table(t("missing.title"), heads, tuple(rows), notes(note, t("missing.note")))


def _of(k: int, n: int, t: Translator) -> str:
    if not n:
        return t("missing.not_applicable")
    return f"{format_number.whole(k)} ({format_number.percent(k / n)})"


def file_contents(result: Missing, t: Translator) -> Table:
    """Contents expected of such a trial: whether they are in the file, and at which visits."""
    rows = []
    for name in dict.fromkeys((*EXPECTED, *result.visits, *PARTS)):
        known = labels.measure(t, name) if name not in PARTS else t(f"missing.part_{name}")
        in_file = name in result.holds
        visits = result.visits.get(name, ())
        text = t("missing.yes") if in_file else t("missing.no")
        if visits:
            text = t("words.list").join(labels.visit(t, visit) for visit in visits)
        rows.append(line(known, text, muted=not in_file))
    heads = (Head("", "left"), Head(t("missing.in_file"), "left"))
    return Table(t("missing.title_holds"), heads, tuple(rows))
