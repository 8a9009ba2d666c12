"""Tables of the trial's plan: its answers, and what was changed after it was locked."""

from __future__ import annotations

from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import PLAN, Settings
from aci_core.efficacy import graded_visit
from aci_core.presentation.i18n import Translator, format_plan
from aci_core.presentation.tables.model import Head, Table, line

_SEEN = {True: "yes", False: "no", None: "unknown"}


def answers(settings: Settings, t: Translator, *, dosed: bool = True) -> Table:
    """Each question of the plan with its answer, and the registration where there is one.

    The outcomes are those that are judged: of a locked plan, its own.

    Parameters
    ----------
    settings : Settings
    t : Translator
    dosed : bool
        Whether the plan of doses is the trial's own: another's is not named.
    """
    judged = settings.judged
    plan = settings.plan | {"primary": judged.primary, "secondary": judged.secondary}
    asked = [key for key in PLAN if dosed or key != "protocol"]
    rows = [line(_name(t, key), format_plan.answer(t, key, plan[key])) for key in asked]
    if judged.post_hoc:
        late = format_plan.answer(t, "secondary", judged.post_hoc)
        rows.insert(asked.index("secondary") + 1, line(_name(t, "post_hoc"), late))
    if settings.registration:
        rows.append(line(_name(t, "registration"), settings.registration))
    heads = (Head("", "left"), Head(t("plan.head_answer"), "left"))
    return Table(t("plan.title"), heads, tuple(rows))


def deviations(settings: Settings, t: Translator, cohort: Cohort | None = None) -> Table:
    """Changes of the plan since it was locked, in the order of time.

    Parameters
    ----------
    settings : Settings
    t : Translator
    cohort : Cohort, optional
        For the visit that the rule gives where the plan names none for the response.
    """
    usual = graded_visit(cohort, settings.usual_criterion) if cohort is not None else None
    rows = (
        line(
            format_plan.time(t, one.time),
            _name(t, one.key),
            format_plan.recorded_answer(t, one.key, one.before, usual),
            format_plan.recorded_answer(t, one.key, one.after, usual),
            t(f"plan.seen_{_SEEN[one.results_seen]}"),
        )
        for one in settings.deviations
    )
    heads = (
        Head(t("plan.head_when"), "left"),
        Head(t("plan.head_what"), "left"),
        Head(t("plan.head_before"), "left"),
        Head(t("plan.head_after"), "left"),
        Head(t("plan.head_seen"), "left"),
    )
    return Table(t("plan.title_deviations"), heads, tuple(rows), (t("plan.note_deviations"),))


def _name(t: Translator, key: str) -> str:
    """Short name of a part of the plan."""
    return t(f"plan_key.{key}")
