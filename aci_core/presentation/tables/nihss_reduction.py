"""Table of the reductions of NIHSS: quartiles by arm, and how many reach each cut."""

from __future__ import annotations

from aci_core.analyses.nihss_reduction import NihssReduction
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.i18n.format_number import number, percent, whole
from aci_core.presentation.tables.model import Head, Table, line
from aci_core.presentation.tables.parts import arm_heads, notes


def reductions(result: NihssReduction, t: Translator) -> Table:
    """Median reduction, patients who got worse, and the share that reaches each tenth and cut."""
    arms = result.by_arm
    spread = []
    for arm in arms:
        if arm.quartiles is None:
            spread.append(format_number.DASH)
            continue
        q1, median, q3 = (number(q, 1) for q in arm.quartiles)
        spread.append(t("falls.quartiles", median=median, q1=q1, q3=q3))
    rows = [
        line(t("falls.known"), *(whole(arm.n) for arm in arms)),
        line(t(f"falls.table_median_{result.kind}"), *spread),
        line(t("falls.rose"), *(whole(arm.worse) for arm in arms)),
    ]
    if result.others_counted:
        rows.append(line(t("falls.counted"), *(whole(arm.counted) for arm in arms)))
    tenths = range(0, 101, 10) if result.kind == "percent" else range(0, 21, 2)
    unit = "%" if result.kind == "percent" else ""
    for cut in sorted({float(x) for x in tenths} | set(result.cuts)):
        shares = [arm.share(result.steps, cut) for arm in arms]
        if any(share is not None for share in shares):
            label = t("falls.at_least", cut=f"{number(cut, 0)}{unit}")
            rows.append(line(label, *map(percent, shares), bold=cut in result.cuts))
    heads = (Head("", "left"), *arm_heads(t, result.arms))
    cuts = t("falls.note_cuts") if result.cuts else ""
    died = t("falls.note_died") if any(arm.died for arm in arms) else ""
    visit = t("falls.note_visit", visit=labels.in_visit(t, result.visit))
    of = t("falls.note_of_graded" if result.others_counted else "falls.note_of_scored")
    return Table(t("falls.title"), heads, tuple(rows), notes(visit, of, cuts, died))
