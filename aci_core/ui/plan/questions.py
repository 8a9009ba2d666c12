"""The questions of the plan: those that every trial is asked, and what may be set beside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.schema import Kind, Role
from aci_core.domain.study.plan import baseline_columns, outcomes, response_visits
from aci_core.presentation.i18n import Translator, format_filter, format_plan, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.plan import fields
from aci_core.ui.state import supplementary
from aci_core.ui.state.choices import choice_widgets, view
from aci_core.ui.state.choices.choice import filters_to_text
from aci_core.ui.state.choices.choices import AUTOMATIC, NONE
from aci_core.ui.widgets.inputs import controls, filter_conditions
from aci_core.ui.widgets.page import cards, layout, more
from aci_core.ui.widgets.text import key_of

if TYPE_CHECKING:
    from aci_core.analyses.proposal import Proposal
    from aci_core.domain.cohort import Cohort
    from aci_core.domain.study.filters import Filter
    from aci_core.domain.study.settings import Settings

_BY = "plan_population_by"


def draw(t: Translator, cohort: Cohort) -> None:
    """Draw the cards of the questions, two in a row where there is room."""
    settings = view.settings()
    asked = (t, cohort, settings, supplementary.proposals())
    questions = {
        "randomised": partial(_randomised, *asked),
        "primary": partial(_primary, *asked),
        "response": partial(_response, *asked),
        "secondary": partial(_secondary, *asked[:3]),
    }
    with st.grid(2, min_column_width=340, gap=("small", "medium")):
        for name, ask in questions.items():
            with st.container(border=True, height="stretch", key=f"card_plan_{name}"):
                ask()


def parts(t: Translator, cohort: Cohort) -> list[more.Part]:
    """What may be set beside, behind the first sight; marked where the file proposes an answer."""
    settings, proposals = view.settings(), supplementary.proposals()
    asked = (t, cohort, settings, proposals)
    open_ = {
        "covariates": not settings.covariates,
        "centre": settings.centre is None,
        "population": not settings.population,
    }

    def proposed(*keys: str) -> str:
        first = {one.key: one for one in reversed(proposals)}
        answers = [fields.answer(t, first[key]) for key in keys if open_[key] and key in first]
        return t("plan.proposed", answer=t("words.semicolon").join(answers)) if answers else ""

    return [
        _part("adjusted", partial(_adjustment, *asked), proposed("covariates", "centre")),
        _part("apart", partial(_patients, *asked), proposed("population")),
        _part("level", partial(_level, t, settings)),
    ]


def _part(name: str, ask: Callable[[], None], proposed: str = "") -> more.Part:
    def draw() -> None:
        with layout.card(f"plan_{name}"):
            ask()

    return more.Part(name, draw, proposed)


def _level(t: Translator, settings: Settings) -> None:
    left, right = layout.columns(1, 1)
    with left:
        fields.alpha(t, settings.alpha)
    with right:
        choice_widgets.number("seed")


def unfit(t: Translator) -> None:
    """Draw which parts of the plan this file lacks."""
    lacking = [
        t("plan.unfit_one", name=t(f"plan_key.{one.key}"), column=literal(one.column))
        for one in view.plan().misfits
    ]
    if lacking:
        listed = t("words.list").join(lacking)
        st.warning(t("plan.unfit", list=listed), icon=":material/info:")


def _randomised(
    t: Translator, cohort: Cohort, settings: Settings, proposals: Sequence[Proposal]
) -> None:
    cards.heading(t("plan.question_randomised"), 3)
    layout.caption(t("plan.randomised_note"))
    fields.yes_or_no(t, "randomised", current=settings.randomised)
    if cohort.synthetic and view.get("randomised") == "unsaid":
        layout.caption(t("plan.answered_synthetic"))
    elif settings.randomised is None:
        fields.hints(t, "randomised", proposals)


def _primary(
    t: Translator, cohort: Cohort, settings: Settings, proposals: Sequence[Proposal]
) -> None:
    cards.heading(t("plan.question_primary"), 3)
    layout.caption(t("plan.primary_note"))
    name_of = partial(format_plan.outcome, t)
    current = settings.primary or NONE
    fields.one(t, "primary", (NONE, *outcomes(cohort)), current, name_of, label=False)
    if settings.primary is None:
        fields.hints(t, "primary", proposals)


def _response(
    t: Translator, cohort: Cohort, settings: Settings, proposals: Sequence[Proposal]
) -> None:
    cards.heading(t("plan.question_response"), 3)
    if not controls.has_cut_points(cohort):
        graded = cohort.usable("grade")
        layout.caption(t("plan.graded_by_file" if graded else "plan.not_graded"))
    visits = response_visits(cohort)
    usual = supplementary.usual_visit()

    def name_of(code: str) -> str:
        if code != AUTOMATIC:
            return labels.visit(t, code)
        return (
            t("plan.automatic_visit", visit=labels.visit(t, usual))
            if usual
            else t("plan.automatic")
        )

    current = settings.response_visit or AUTOMATIC
    if visits:
        fields.one(t, "response_visit", (AUTOMATIC, *visits), current, name_of)
    controls.rule(t, cohort, width="stretch")
    fields.hints(t, "rule", proposals, view.get("rule"))


def _secondary(t: Translator, cohort: Cohort, settings: Settings) -> None:
    cards.heading(t("choice.secondary"), 3)
    layout.caption(t("choice_help.secondary"))
    options = tuple(name for name in outcomes(cohort) if name != settings.primary)
    name_of = partial(format_plan.outcome, t)
    fields.several(t, "secondary", options, settings.secondary, name_of, label=False)


def _adjustment(
    t: Translator, cohort: Cohort, settings: Settings, proposals: Sequence[Proposal]
) -> None:
    cards.heading(t("plan.adjust"), 3)
    name_of = partial(format_plan.column, t)
    options = tuple(name for name in baseline_columns(cohort) if cohort.usable(name))
    fields.several(t, "covariates", options, settings.covariates, name_of)
    adjusted = literal(format_plan.covariates(t, settings.covariates))
    layout.caption(t("plan.adjusted_for", text=adjusted))
    fields.hints(t, "covariates", proposals, settings.covariates)
    categories = tuple(
        c.name for c in cohort.columns_with(Role.COVARIATE) if c.kind is Kind.CATEGORY
    )

    def centre_name(code: str) -> str:
        return t("plan.none") if code == NONE else name_of(code)

    fields.one(t, "centre", (NONE, *categories), settings.centre or NONE, centre_name)
    if settings.centre is None:
        fields.hints(t, "centre", proposals)


def _patients(
    t: Translator, cohort: Cohort, settings: Settings, proposals: Sequence[Proposal]
) -> None:
    cards.heading(t("plan.patients"), 3)
    name_of = partial(format_plan.column, t)
    options = tuple(name for name in baseline_columns(cohort) if cohort.usable(name))
    fields.several(t, "subgroups", options, settings.subgroups, name_of)
    _population(t, cohort, settings.population)
    if not settings.population:
        fields.hints(t, "population", proposals)


def _population(t: Translator, cohort: Cohort, used: tuple[Filter, ...]) -> None:
    """Draw a new condition of the per-protocol population, and those in use, each to remove."""
    name = st.selectbox(
        t("choice.population"),
        filter_conditions.columns(cohort),
        index=None,
        format_func=lambda code: filter_conditions.name_of(t, code),
        key=_BY,
        placeholder=t("plan.add_condition"),
        help=t("choice_help.population"),
    )
    if name is not None:
        made = filter_conditions.condition(t, cohort, name, of="population")
        st.button(
            t("filter.add"),
            key=key_of("population add", name),
            on_click=_add,
            args=(used, made),
            disabled=made is None,
            type="primary",
        )
    for place, condition in enumerate(used):
        with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall"):
            layout.sentence(literal(format_filter.describe(t, condition)))
            st.button(
                "",
                key=f"plan_condition_{place}",
                on_click=_set_population,
                args=((*used[:place], *used[place + 1 :]),),
                icon=":material/close:",
                help=t("plan.take_away"),
                type="tertiary",
            )


def _add(used: tuple[Filter, ...], made: Filter | None) -> None:
    if made is not None:
        _set_population((*used, made))
        st.session_state[_BY] = None


def _set_population(filters: tuple[Filter, ...]) -> None:
    view.set_value("population", filters_to_text(tuple(dict.fromkeys(filters))))
