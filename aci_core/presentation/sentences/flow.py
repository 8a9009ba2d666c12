"""Sentences on the flow of patients: deaths, losses, patients analysed."""

from __future__ import annotations

from aci_core.analyses.flow import Flow
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.sentences.parts import join
from aci_core.summaries import GRADE


def caption(result: Flow, t: Translator) -> str:
    """Caption of the flow diagram: deaths, losses, and the outcome with the fewest patients."""
    sentences = []
    if result.by_arm[0].fates:
        sentences.append(_fates(result, t))
    analysed = {
        (treatment.variable, treatment.visit): treatment.n + control.n
        for treatment, control in zip(*(arm.outcomes for arm in result.by_arm), strict=True)
    }
    if not analysed:
        return join(t, sentences)
    (name, visit), least = min(analysed.items(), key=lambda pair: pair[1])
    if result.step > 1:
        k = format_number.whole(max(least - len(result.by_arm) * (result.step - 1), 0))
        sentences.append(t("flow.caption_steps", n=format_number.whole(result.n), k=k))
    elif least == result.n:
        sentences.append(t("flow.caption_all", n=format_number.whole(result.n)))
    else:
        sentences.append(
            t(
                "flow.caption_some",
                n=format_number.whole(result.n),
                name=labels.at_visit(
                    t,
                    literal(
                        labels.variable(t, name) if name == GRADE else labels.in_measure(t, name)
                    ),
                    visit,
                ),
                k=format_number.whole(least),
                rate=format_number.percent(least / result.n),
            )
        )
    return join(t, sentences)


def _fates(result: Flow, t: Translator) -> str:
    """Deaths and losses; which of them the file does not record."""
    counts = {code: [arm.fate(code) for arm in result.by_arm] for code in ("died", "lost")}
    known = {code: sum(n or 0 for n in of) for code, of in counts.items() if None not in of}
    facts = {code: format_number.whole(n) for code, n in known.items()}
    if len(known) == len(counts):
        return t("flow.caption_fate", **facts) if any(known.values()) else ""
    return t("flow.caption_died" if "died" in known else "flow.caption_lost", **facts)


def analysed(result: Flow, t: Translator, treatment: str, control: str) -> str:
    """Patients of each arm analysed for each outcome, as in the diagram."""
    pairs = zip(*(arm.outcomes for arm in result.by_arm), strict=True)
    listed = [
        t(
            "report.flow.analysed_one",
            name=literal(
                labels.variable(t, of_treatment.variable)
                if of_treatment.variable == GRADE
                else labels.in_measure(t, of_treatment.variable)
            ),
            visit=labels.in_visit(t, of_treatment.visit) if of_treatment.visit else "",
            nt=format_number.whole(of_treatment.n),
            nc=format_number.whole(of_control.n),
        )
        for of_treatment, of_control in pairs
    ]
    if not listed:
        return ""
    inside = t("words.semicolon").join(listed)
    return t("report.flow.analysed", treatment=treatment, control=control, list=inside)
