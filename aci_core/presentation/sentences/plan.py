"""Sentences on the trial's plan: what it says, and whether it was kept."""

from __future__ import annotations

import json

from aci_core.domain.cohort import Cohort
from aci_core.domain.settings import RANDOMISED, Deviation, Settings
from aci_core.efficacy import RECORDED, graded_visit
from aci_core.presentation.i18n import Translator, format_plan, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences.parts import join

_SHORT = 12  # digits of a digest
SEEN = {True: "seen", False: "unseen", None: "unknown"}  # whether results had been, by then


def summary(cohort: Cohort, settings: Settings, t: Translator) -> str:
    """What the plan says: randomised or not, the outcomes that carry a verdict, the response."""
    outcomes = t("plan.no_primary")
    if settings.primary:
        n = len(settings.secondary)
        key = "plan.secondary_one" if n == 1 else "plan.secondary"
        outcomes = t(
            "plan.primary",
            primary=bold(literal(format_plan.outcome(t, settings.primary))),
            alpha=f"{settings.alpha:g}",
            secondary=t(key, n=n) if n else "",
        )
    randomised = t(f"plan.randomised_{RANDOMISED[settings.randomised]}")
    sentences = [t("plan.summary", randomised=randomised, outcomes=outcomes)]
    visit = graded_visit(cohort, settings.criterion)
    if visit and settings.rule != RECORDED:
        rule = literal(labels.rule(t, settings.rule))
        sentences.append(t("plan.graded", visit=labels.in_visit(t, visit), rule=rule))
    return join(t, sentences)


def changed(settings: Settings, t: Translator, name: str) -> str:
    """Half a sentence on a primary outcome that was named after the plan was locked.

    Parameters
    ----------
    settings : Settings
        With the record of the plan; that of a page's Result has none.
    t : Translator
    name : str
        The outcome as a plan names it, such as ``"nihss_m3"`` or ``"effective"``.

    Returns
    -------
    str
        In brackets; empty for any other outcome, and for the primary that was locked.
    """
    named = name == settings.primary and _first_change(settings) is not None
    return t("plan.primary_changed_short") if named else ""


def primary_changed(settings: Settings, t: Translator) -> str:
    """Sentence on a primary outcome that is not the one that was locked; empty where it is."""
    first = _first_change(settings)
    if first is None or settings.primary is None:
        return ""
    last = [one for one in settings.deviations if one.key == "primary"][-1]
    return t(
        "plan.primary_changed",
        before=literal(format_plan.recorded_answer(t, "primary", first.before)),
        after=literal(format_plan.outcome(t, settings.primary)),
        time=format_plan.time(t, last.time),
        seen=t(f"plan.primary_changed_{SEEN[last.results_seen]}"),
    )


def _first_change(settings: Settings) -> Deviation | None:
    """The first change of the primary outcome; None where it is again as it was locked."""
    first = next((one for one in settings.deviations if one.key == "primary"), None)
    if first is None or first.before == json.dumps(settings.primary, ensure_ascii=False):
        return None
    return first


def record(settings: Settings, t: Translator) -> str:
    """When the plan was locked, and whether it is still the same."""
    if settings.locked is None:
        return t("plan.not_locked")
    sentences = [
        t(
            "plan.locked",
            time=format_plan.time(t, settings.locked.time),
            digest=settings.locked.digest[:_SHORT],
        )
    ]
    sentences.append(t(f"plan.locked_{SEEN[settings.locked.results_seen]}"))
    n = len(settings.deviations)
    if settings.changed_since_lock:
        sentences.append(t("plan.differs"))
    elif n:
        sentences.append(t("plan.equal_again"))
    else:
        sentences.append(t("plan.kept"))
    return join(t, sentences)
