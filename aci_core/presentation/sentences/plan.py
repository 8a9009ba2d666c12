"""Sentences on the trial's plan: what it says, and whether it was kept."""

from __future__ import annotations

from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import RANDOMISED, Settings
from aci_core.efficacy import RECORDED, graded_visit
from aci_core.presentation.i18n import Translator, format_plan, labels
from aci_core.presentation.i18n.markdown import bold, literal
from aci_core.presentation.sentences.parts import join, listing

_SHORT = 12  # digits of a digest
SEEN = {True: "seen", False: "unseen", None: "unknown"}  # whether results had been, by then


def summary(cohort: Cohort, settings: Settings, t: Translator) -> str:
    """What the plan says: randomised or not, the outcomes that carry a verdict, the response."""
    outcomes = t("plan.no_primary")
    judged = settings.judged
    if judged.primary:
        n = len(judged.secondary)
        key = "plan.secondary_one" if n == 1 else "plan.secondary"
        outcomes = t(
            "plan.primary",
            primary=bold(literal(format_plan.outcome(t, judged.primary))),
            alpha=f"{settings.alpha:g}",
            secondary=t(key, n=n) if n else "",
        )
    randomised = t(f"plan.randomised_{RANDOMISED[settings.randomised]}")
    sentences = [t("plan.summary", randomised=randomised, outcomes=outcomes)]
    visit = graded_visit(cohort, settings.criterion)
    if visit and settings.rule != RECORDED:
        rule = literal(labels.rule(t, settings.rule))
        sentences.append(t("plan.graded", visit=labels.in_visit(t, visit), rule=rule))
    return join(t, (*sentences, primary_changed(settings, t), added(settings, t)))


def primary_changed(settings: Settings, t: Translator) -> str:
    """Sentence on a primary outcome that is not the one that was locked; empty where it is."""
    every = [one for one in settings.deviations if one.key == "primary"]
    kept, now = settings.judged.primary, settings.primary
    late = [one for one in every if one.results_seen is not False]
    if kept == now:
        early = [one for one in every if one.results_seen is False]
        locked = format_plan.recorded_answer(t, "primary", every[0].before) if early else ""
        if not early or locked == format_plan.outcome(t, now or "none"):
            return ""
        return t("plan.primary_amended", **_change(t, locked, now, early[-1].time))
    key = ("kept" if now else "dropped") if kept else "unnamed"
    before = format_plan.outcome(t, kept or "none")
    seen = "seen" if any(one.results_seen for one in late) else "unknown"
    facts = _change(t, before, now, late[-1].time)
    return t(f"plan.primary_{key}", **facts, seen=t(f"plan.primary_{seen}"))


def _change(t: Translator, before: str, now: str | None, time: str) -> dict[str, str]:
    """A change of the primary outcome, as facts to fill in."""
    after = format_plan.outcome(t, now or "none")
    return {
        "before": literal(before),
        "after": literal(after),
        "time": format_plan.time(t, time),
    }


def added(settings: Settings, t: Translator) -> str:
    """Sentences on outcomes that were added after the lock; empty for none."""
    judged = settings.judged
    early = [x for x, seen in judged.added.items() if seen is False and x not in judged.post_hoc]
    return join(
        t,
        (
            t(f"plan.{key}", list=listing(t, (literal(format_plan.outcome(t, x)) for x in names)))
            for key, names in (("added_late", judged.post_hoc), ("added_early", early))
            if names
        ),
    )


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
