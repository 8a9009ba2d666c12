"""Sentences on the treatment protocol: the plan, and doses received."""

from __future__ import annotations

from aci_core.analyses.doses import COURSES, Doses
from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences.parts import join


def plan(result: Doses, t: Translator, *, cite: str = "") -> str:
    """The plan: its source, injections, duration, and whether they outlast the follow-up."""
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
    """Caption of the figure of doses received."""
    sentences = [t("protocol.note_received")]
    if result.published:
        sentences.append(t("protocol.note_plan"))
    return join(t, sentences)


def received(result: Doses, t: Translator) -> str:
    """Patients of the treatment arm who received all that was planned."""
    if not result.given:
        return t("protocol.no_columns")
    arm = literal(labels.in_arm(t, result.arm))
    sentences = [
        t(
            "protocol.all_courses" if product.name == COURSES else "protocol.all_doses",
            k=format_number.whole(product.as_planned),
            n=format_number.whole(product.n),
            rate=bold(format_number.percent(product.whole.value)),
            planned=product.planned,
            name=t(f"protocol.{product.name}"),
            arm=arm,
        )
        for product in result.given
    ]
    if result.control:
        sentences.append(t("protocol.control", n=format_number.whole(result.control)))
    return join(t, sentences)


def exposure(result: Doses, t: Translator) -> str:
    """Which columns record what was given, and why no plan is held against them."""
    names = [literal(labels.column(t, one.name)) for one in result.exposures]
    sentences = [t("protocol.exposure", list=t("words.list").join(names))] if names else []
    if names and not result.given:
        sentences.append(t("protocol.exposure_no_plan"))
    return join(t, sentences)
