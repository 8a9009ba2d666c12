"""Table of the flow of patients: arms, deaths, losses, and who is analysed for each outcome."""

from __future__ import annotations

from collections.abc import Callable

from aci_core.analyses.flow import ABSENT, OTHER, Analysed, ArmFlow, Flow
from aci_core.efficacy import REASONS
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.tables.model import Head, Row, Table, line
from aci_core.presentation.tables.parts import arm_heads


def flow(result: Flow, t: Translator) -> Table:
    """Patients of each arm, their fate, and for each outcome how many are not analysed and why."""
    arms = result.by_arm

    def row(label: str, count: Callable[[ArmFlow], int | None], **look: object) -> Row:
        return line(label, *(format_number.whole(count(arm)) for arm in arms), **look)  # type: ignore[arg-type]

    rows = [row(t("table.patients"), lambda arm: arm.n, bold=True)]
    for code in dict.fromkeys(code for arm in arms for code, _ in arm.received):
        if code == "unknown" and not any(dict(arm.received)[code] for arm in arms):
            continue
        label = t(f"flow.table_received_{code}")
        rows.append(row(label, lambda arm, c=code: dict(arm.received).get(c, 0), indent=1))  # type: ignore[misc]
    for code, _ in arms[0].fates:
        if code != "unknown" or any(arm.fate(code) for arm in arms):
            rows.append(row(t(f"flow.table_{code}"), lambda arm, c=code: arm.fate(c), indent=1))  # type: ignore[misc]
        if code == "lost":
            rows += [
                row(_reason(reason, t), lambda arm, r=reason: dict(arm.reasons).get(r, 0), indent=2)  # type: ignore[misc]
                for reason in dict.fromkeys(reason for arm in arms for reason, _ in arm.reasons)
            ]
    for place, outcome in enumerate(arms[0].outcomes):
        rows += _outcome(result, place, outcome, t)
    deaths, losses = (arms[0].fate(code) is not None for code in ("died", "lost"))
    heads = (Head("", "left"), *arm_heads(t, result.arms))
    notes = (t("flow.note"),) if arms[0].outcomes and result.step == 1 else ()
    if losses and not deaths:
        notes = (t("flow.no_deaths_note"), *notes)
    return Table(t("card.flow"), heads, tuple(rows), notes)


def _reason(reason: str, t: Translator) -> str:
    return t(f"flow.reason_{reason or 'silent'}") if reason in ("", OTHER) else reason


def _outcome(result: Flow, place: int, outcome: Analysed, t: Translator) -> list[Row]:
    outcomes = [arm.outcomes[place] for arm in result.by_arm]
    name = labels.variable(t, outcome.variable)
    label = t("flow.table_analysed", name=name)
    if outcome.visit:
        visit = labels.in_visit(t, outcome.visit)
        label = t("flow.table_analysed_at", name=name, visit=visit)
    shown = (format_number.whole_of_steps(o.n, result.step, t.lang) for o in outcomes)
    rows = [line(label, *shown, bold=True)]
    known = {reason for o in outcomes for reason, _ in o.absent}
    for reason in (r for r in dict.fromkeys((*ABSENT, *REASONS)) if r in known):
        counts = (format_number.whole(dict(o.absent).get(reason, 0)) for o in outcomes)
        rows.append(line(_absent(reason, outcome, t), *counts, indent=1))
    return rows


def _absent(reason: str, outcome: Analysed, t: Translator) -> str:
    """A grade's reasons speak of NIHSS; a measure's of itself."""
    if outcome.variable == "grade":
        return labels.reason(t, reason, outcome.visit)
    return t(f"flow.absent_{reason}")
