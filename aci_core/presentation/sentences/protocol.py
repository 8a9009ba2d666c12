"""What was planned and how much of it was given, in a sentence or two."""

from __future__ import annotations

from aci_core.analyses.doses import COURSES, Doses
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences.parts import join


def plan(result: Doses, t: Translator, *, cite: str = "") -> str:
    """Whose plan, how many injections over how long, and whether they outlast the follow-up."""
    planned = result.protocol
    if not planned.injections:
        return t("protocol.plan_none")
    sentences = [
        t(
            "protocol.plan_published" if result.published else "protocol.plan",
            cite=cite,
            n=bold(str(planned.injections)),
            courses=planned.courses,
            last=bold(str(planned.last_week)),
        )
    ]
    beyond = planned.last_week - planned.followup_weeks
    if beyond > 0:
        sentences.append(t("protocol.outlasts", n=beyond, followup=planned.followup_weeks))
    if result.published:
        sentences.append(t("protocol.source"))
    return join(t, sentences)


def caption(result: Doses, t: Translator) -> str:
    """Under the figure of what was received: what is bold, and whose plan it is."""
    sentences = [t("protocol.note_received")]
    if result.published:
        sentences.append(t("protocol.note_plan"))
    return join(t, sentences)


def received(result: Doses, t: Translator) -> str:
    """How many of the treatment arm received all that was planned."""
    if not result.given:
        return t("protocol.no_columns")
    arm = literal(labels.in_arm(t, result.arm))
    sentences = [
        t(
            "protocol.all_courses" if given.name == COURSES else "protocol.all_doses",
            k=format_number.whole(given.as_planned),
            n=format_number.whole(given.n),
            rate=bold(format_number.percent(given.whole.value)),
            planned=given.planned,
            name=t(f"protocol.{given.name}"),
            arm=arm,
        )
        for given in result.given
    ]
    if result.control:
        sentences.append(t("protocol.control", n=format_number.whole(result.control)))
    return join(t, sentences)
