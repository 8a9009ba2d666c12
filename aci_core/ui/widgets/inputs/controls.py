"""Controls of the result pages, each with its help and its place in the URL."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import replace
from typing import Literal

import streamlit as st

from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.schema import PRE
from aci_core.domain.study.settings import Settings
from aci_core.efficacy import PRESETS, RECORDED, graded_visit, rule_named
from aci_core.presentation.i18n import Translator, labels
from aci_core.ui.state.choices import choice_widgets, view
from aci_core.ui.state.choices.choices import AUTOMATIC
from aci_core.ui.state.cohort import open_share
from aci_core.ui.widgets.text import literal_error

OWN = "own"  # each measure at its own visit: no name of a visit
CUTS = ("cut1", "cut2", "cut3")


def settings_menu(t: Translator) -> None:
    """Draw the settings of every page that are no part of the trial's plan, once opened."""
    if open_share.frozen():
        return
    with st.popover(
        t("choice.settings"),
        icon=":material/tune:",
        width="stretch",
        key="settings_panel",
        on_change="rerun",
    ) as opened:
        if opened.open:
            choice_widgets.segmented("level")


def has_cut_points(cohort: Cohort) -> bool:
    """Whether NIHSS before and after treatment is there, so that grades have cut-points."""
    return cohort.usable("nihss_pre") and any(v != PRE for v in cohort.visits_of("nihss"))


def criterion(t: Translator, cohort: Cohort) -> None:
    """Draw the selectors of grading rule and visit, where the file allows more than one."""
    if open_share.frozen() or not has_cut_points(cohort):
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        rule(t, cohort)
        if view.get("rule") != RECORDED:
            response_visit(t, cohort)
    if view.settings().locked is not None:
        st.caption(t("plan.locked_beside"))


def response_visit(t: Translator, cohort: Cohort, *, width: int | Literal["stretch"] = 360) -> None:
    """Draw the selector of the visit that is graded: by rule, or one of the file."""
    visits = tuple(v for v in cohort.visits_of("nihss") if v != PRE)
    if len(visits) < 2 or open_share.frozen():
        return
    usual = graded_visit(cohort, view.analysed().usual_criterion)

    def name_of(code: str) -> str:
        if code != AUTOMATIC:
            return labels.visit(t, code)
        if usual is None:
            return t("plan.automatic")
        return t("plan.automatic_visit", visit=labels.visit(t, usual))

    current = str(view.get("response_visit"))
    # A visit of the plan that this file lacks stays in the link.
    lacking = (current,) if current not in (AUTOMATIC, *visits) else ()
    choice_widgets.select(
        "response_visit", (AUTOMATIC, *visits, *lacking), format=name_of, width=width
    )


def rule(t: Translator, cohort: Cohort, *, width: int | Literal["stretch"] = 360) -> None:
    """Draw the selector of the grading rule, where the file allows more than one."""
    if open_share.frozen() or not has_cut_points(cohort):
        return
    recorded = (RECORDED,) if cohort.usable("grade") else ()
    known = (*PRESETS, *recorded)
    current = str(view.get("rule"))
    # Typed cuts, here or in a link, stay choosable as long as they are chosen; so does the recorded
    # grade of a file without one, so that the control says what the page is graded by.
    kept_so = current == RECORDED or _is_rule(current)
    typed = (current,) if current not in known and kept_so else ()
    choice_widgets.select(
        "rule",
        (*known, *typed),
        label="choice.rule_or_cuts",
        format=lambda code: labels.rule(t, code),
        typed=lambda text: rule_named(text.rstrip("%")).name,
        width=width,
    )
    error = choice_widgets.refused("rule")
    if error:
        # The error's own words speak to the command line, and name the presets by their codes.
        st.warning(literal_error(t, AciError("rule_page", rule=error.facts["rule"])))


def _is_rule(text: str) -> bool:
    try:
        rule_named(text)
    except AciError:
        return False
    return True


def cut_sliders(t: Translator) -> str:
    """Draw three sliders of exploratory cut-points, in percent; return them as a rule."""
    unit = t("explored.unit")
    values = [choice_widgets.slider(name, format=unit) for name in CUTS]
    # Whoever pushes one slider past another means the cuts, not their names.
    cuts = sorted(values, reverse=True)
    if cuts != values:
        st.caption(t("explored.crossed", cuts=" / ".join(map(str, cuts))))
    return ",".join(map(str, cuts))


def settings_with_cuts(cuts: str, chosen: Settings) -> Settings:
    """Settings with the exploratory cut-points as the rule."""
    return replace(chosen, rule=rule_named(cuts).name)


def measure(t: Translator, names: Sequence[str], leading: str | None = None) -> str:
    """Draw a selector of the measured outcomes, at first the leading one."""
    return choice_widgets.select(
        "measure", names, format=lambda name: labels.measure(t, name), leading=leading
    )


def factor(t: Translator, names: Sequence[str], measures: Container[str]) -> str:
    """Draw a selector of the factors: measures first, then characteristics before treatment."""
    return choice_widgets.select(
        "factor", names, format=lambda name: labels.factor(t, name, measures), width=240
    )


def visit(t: Translator, visits: Sequence[str], leading: str | None = None) -> str:
    """Draw a selector of the visits, at first the leading one; nothing for a single visit."""
    if len(visits) == 1:
        return visits[0]
    return choice_widgets.segmented(
        "visit", visits, format=lambda name: labels.visit(t, name), leading=leading
    )


def visit_or_own(t: Translator, visits: Sequence[str]) -> str | None:
    """Draw a selector of one visit for all, at first each at its own, which is None."""
    if len(visits) == 1:
        return None
    chosen = choice_widgets.segmented(
        "visit",
        (OWN, *visits),
        format=lambda name: t(f"choice_visit.{OWN}") if name == OWN else labels.visit(t, name),
    )
    return None if chosen == OWN else chosen


def group(t: Translator, arms: Sequence[str]) -> str | None:
    """Draw a selector of all patients or one arm; return the arm, None for all."""
    words = {"treatment": labels.arm(t, arms[0]), "control": labels.arm(t, arms[1])}
    selected = choice_widgets.segmented(
        "group", format=lambda code: words.get(code, t("choice_group.all"))
    )
    return {"treatment": arms[0], "control": arms[1]}.get(selected)


def table(page: str, options: Sequence[str]) -> str:
    """Draw a selector of a page's tables."""
    return choice_widgets.segmented(
        "table", options, section=f"choice_table_{page}", hide_label=True
    )
