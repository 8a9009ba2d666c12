"""The panel of selected patients: who they are, actions, and selecting without a mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.domain.schema import Role
from aci_core.domain.study.filters import GRADE, Among, Between, Patients, parse_ordinals
from aci_core.presentation.i18n import Translator, format_filter, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.results.patients import patient_list
from aci_core.ui.state import results, selection
from aci_core.ui.state.choices import choices, view
from aci_core.ui.state.cohort import open_share
from aci_core.ui.state.session import session
from aci_core.ui.widgets.navigation import navigation
from aci_core.ui.widgets.page import cards
from aci_core.ui.widgets.page.presenters import tables
from aci_core.ui.widgets.text import counted, literal_error

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort

_MOST = 8  # lines and links before the list is cut; the download has all
_ARMS, _GRADES, _NUMBERS = "picked_arms", "picked_grades", "picked_numbers"
_EVENTS = "picked_events"
_REFUSED = "_picked_refused"


def draw(t: Translator) -> None:
    """Draw the selected patients, under their figure or at the page's end, and the form."""
    place = selection.place()
    if results.shared_results() is not None:  # a share of results has no patients
        return
    above = st.container()
    chooser(t)
    # Under the list where it was done there, so that the list stays where it is.
    place = st.container() if selection.source() == patient_list.SOURCE else place or above
    if selection.current():
        with place:
            card(t)


def card(t: Translator) -> None:
    """Draw the selected patients in a card."""
    chosen = selection.current()
    patients = results.cohort()
    here = _present(patients, chosen)
    with st.container(border=True, key="card_picked"):
        with st.container(horizontal=True, vertical_alignment="center", key="picked_head"):
            cards.heading(counted(t, "picked.n", len(chosen)), 3)
            _actions(t, chosen, here)
        st.caption(_arms(t, patients, here, len(chosen)))
        if not here:
            return
        grades = results.data().grades
        cards.table_body(tables.selected_patients.patients(patients, grades, here, t, most=_MOST))
        _open(t, here)
        cards.download(
            t,
            lambda: tables.selected_patients.patients(patients, grades, here, t),
            "picked_patients",
            "picked",
        )


def _arms(t: Translator, patients: Cohort, here: tuple[int, ...], n: int) -> str:
    """Number selected of each arm, and hidden by the filters."""
    counts = _by_arm(patients, here)
    parts = [f"{literal(format_filter.level(t, 'arm', arm))} {k:,}" for arm, k in counts.items()]
    hidden = [t("picked.hidden", n=f"{n - len(here):,}")] if n > len(here) else []
    return " · ".join([*parts, *hidden])


def _present(patients: Cohort, ordinals: tuple[int, ...]) -> tuple[int, ...]:
    from aci_core.selection import ordinals_in_cohort

    return tuple(ordinals_in_cohort(patients, ordinals).tolist())


def _by_arm(patients: Cohort, ordinals: tuple[int, ...]) -> dict[str, int]:
    from aci_core.selection import count_by_arm

    return count_by_arm(patients, ordinals)


def _actions(t: Translator, chosen: tuple[int, ...], here: tuple[int, ...]) -> None:
    patients, whole = results.cohort(), session.cohort()
    if whole is None:
        return
    of = _by_arm(patients, here)
    left = {arm: n - of.get(arm, 0) for arm, n in patients.n_by_arm.items()}
    for name, who, icon in (("keep", of, "filter_alt"), ("leave", left, "person_remove")):
        made = Patients.from_ordinals(chosen, whole.digest, left_out=name == "leave")
        problem = "picked.too_many" if made.too_long else "picked.one_arm"
        refused = made.too_long or not all(who.values())
        st.button(
            t(f"picked.{name}"),
            key=f"picked_{name}",
            on_click=_filter,
            args=(made,),
            disabled=refused,
            help=t(problem if refused else f"picked.{name}_help"),
            icon=f":material/{icon}:",
        )
    st.toggle(t("picked.adding"), key=selection.ADDING, help=t("picked.adding_help"))
    st.button(
        t("picked.clear"), key="picked_clear", on_click=selection.clear, icon=":material/close:"
    )


def _filter(made: Patients) -> None:
    view.set_filters((*view.filters(), made))
    selection.clear()


def _open(t: Translator, here: tuple[int, ...]) -> None:
    """Draw links to their pages; of a long list to the first, whose page leads to the next."""
    with st.container(horizontal=True, gap="small", key="picked_open"):
        for number in here[:_MOST]:
            patient_link(number, t("table.patient", n=number))


def patient_link(number: int, label: str, icon: str = "person") -> None:
    """Draw a link to a patient's page that keeps the view."""
    st.page_link(
        navigation.page_file("patient"),
        label=label,
        icon=f":material/{icon}:",
        query_params={
            **open_share.link_params(),
            **choices.write(view.chosen(), view.defaults()),
            "id": str(number),
        },
    )


def chooser(t: Translator) -> None:
    """Draw a form to select by arm, grade, events, numbers, or rows of the list."""
    icon = ":material/person_search:"
    with st.expander(
        t("picked.choose"), icon=icon, key="picked_chooser", on_change="rerun"
    ) as opened:
        if opened.open:
            _form(t, results.cohort())
            patient_list.draw(t)


def _form(t: Translator, patients: Cohort) -> None:
    grades = results.data().grades
    events = [c.name for c in patients.columns_with(Role.EVENT)]
    st.caption(t("picked.choose_help"))
    with st.form("picked_form", border=False):
        st.pills(
            t("table.arm"),
            patients.arms,
            selection_mode="multi",
            format_func=lambda code: literal(labels.arm(t, code)),
            key=_ARMS,
            help=t("picked.arms_help"),
        )
        if grades is not None:
            st.pills(
                t("filter.grade"),
                grades.scale.best_first,
                selection_mode="multi",
                format_func=lambda code: literal(labels.grade(t, code)),
                key=_GRADES,
                help=t("picked.grades_help"),
            )
        if events:
            st.multiselect(
                t("picked.events"),
                events,
                format_func=lambda code: format_filter.column(t, code),
                key=_EVENTS,
                help=t("picked.events_help"),
                placeholder=t("filter.pick"),
                select_all=False,  # worded in English alone
            )
        st.text_input(
            t("picked.numbers"),
            key=_NUMBERS,
            placeholder=t("picked.numbers_like"),
            help=t("picked.numbers_help"),
            max_chars=2000,
        )
        st.form_submit_button(t("picked.do"), on_click=_choose, icon=":material/check:")
    error = st.session_state.pop(_REFUSED, None)
    if error is not None:
        st.warning(literal_error(t, error))


def _choose() -> None:
    """Select those of the arms and grades with one of the events, and those of the numbers."""
    state = st.session_state
    patients = session.cohort()
    if patients is None:
        return
    try:
        selected = set(parse_ordinals(str(state.get(_NUMBERS) or ""), patients.n))
    except AciError as error:
        state[_REFUSED] = error
        return
    arms, grades = tuple(state.get(_ARMS) or ()), tuple(state.get(_GRADES) or ())
    group = [*([Among("arm", arms)] if arms else []), *([Among(GRADE, grades)] if grades else [])]
    events = [Between(name, 1.0) for name in state.get(_EVENTS) or ()]
    for with_it in [[event] for event in events] or [[]]:
        if group or with_it:
            selected |= set(selection.members([*group, *with_it]))
    if selected:
        selection.select(selected)
    else:
        state[_REFUSED] = AciError("picked_nobody")
