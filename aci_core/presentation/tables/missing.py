"""Tables of missing values by variable and arm, of what the file contains, and of lost scores."""

from __future__ import annotations

from aci_core.analyses.missing import EXPECTED, LOST, PARTS, STATES, Missing, MissingScores
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.tables.model import Head, Row, Table, line
from aci_core.presentation.tables.parts import arm_head, notes
from aci_core.summaries import Arms


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


def scores(result: MissingScores, t: Translator) -> Table:
    """Each visit: patients with a score, and those without one by what became of them."""
    rows = []
    for visit in result.visits:
        rows.append(line(labels.visit(t, visit), *[""] * 3, bold=True))
        for state in STATES:
            n = result.counts[visit, state]
            told = [one for one in result.reasons.get(visit, ()) if one[0]]
            if state == LOST and told:
                for reason, of in result.reasons[visit]:
                    text = t("missing.lost_by", reason=reason) if reason else t("missing.lost")
                    rows.append(_counted(text, of, result, t))
            elif sum(n):
                rows.append(_counted(t(f"missing.{state}"), n, result, t))
    heads = (
        Head("", "left"),
        *(arm_head(t, arm, n) for arm, n in zip(result.arms, result.n, strict=True)),
        Head(t("missing.both")),
    )
    title = t("missing.title_scores", measure=labels.measure(t, result.measure))
    return Table(title, heads, tuple(rows), notes(t("missing.note_scores")))


def _counted(text: str, n: Arms[int], result: MissingScores, t: Translator) -> Row:
    cells = (_of(k, of, t) for k, of in zip(n, result.n, strict=True))
    return line(text, *cells, _of(sum(n), sum(result.n), t), indent=1)


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
