"""Sentences on the reduction of NIHSS: median by arm, and who got worse."""

from __future__ import annotations

from aci_core.analyses.nihss_reduction import ArmReduction, NihssReduction
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences.parts import join


def finding(result: NihssReduction, t: Translator) -> str:
    """Median reduction of each arm with its quartiles, and how many got worse."""
    sentences = []
    treatment, control = result.by_arm
    if treatment.quartiles and control.quartiles:
        sentences.append(
            t(
                "falls.finding",
                a=_middle(result, treatment, t),
                b=_middle(result, control, t),
                arm_a=literal(labels.in_arm(t, treatment.arm)),
                arm_b=literal(labels.in_arm(t, control.arm)),
            )
        )
        sentences.append(
            t(
                "falls.worse",
                a=format_number.whole(treatment.worse),
                na=format_number.whole(treatment.n),
                b=format_number.whole(control.worse),
                nb=format_number.whole(control.n),
            )
        )
    if result.each > 1:
        sentences.append(t("falls.binned", n=format_number.whole(result.each)))
    return join(t, sentences)


def _middle(result: NihssReduction, arm: ArmReduction, t: Translator) -> str:
    q1, median, q3 = arm.quartiles or (0.0, 0.0, 0.0)
    unit = "%" if result.kind == "percent" else ""
    inside = t("falls.middle", q1=format_number.number(q1, 1), q3=format_number.number(q3, 1))
    return t("written.space").join([bold(format_number.number(median, 1) + unit), inside])


def caption(result: NihssReduction, t: Translator) -> str:
    """Caption: denominator of the shares, and what reductions in percent depend on."""
    of = t("falls.of_graded" if result.others_counted else "falls.of_scored")
    died = t("falls.note_died") if any(arm.died for arm in result.by_arm) else ""
    return join(t, (of, died, t("falls.caption")))
