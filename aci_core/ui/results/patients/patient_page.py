"""The page of one patient: number in the link, headline, previous and next."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import streamlit as st

from aci_core.presentation.i18n import Translator, format_number, labels
from aci_core.ui.results.patients import selection_panel
from aci_core.ui.state import results, selection, supplementary
from aci_core.ui.state.choices import file_choices
from aci_core.ui.state.session import session
from aci_core.ui.widgets.navigation import navigation
from aci_core.ui.widgets.page import empty_states
from aci_core.ui.widgets.page.cards import Metric

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from aci_core.analyses.patient import Patient

_ICONS = {"previous": "arrow_back", "next": "arrow_forward"}
_LONGEST = 9  # digits of a number in a link


def number_in_link() -> int | None:
    """Patient number of the link, None where the cohort has none such."""
    text = st.query_params.get(file_choices.PATIENT, "")
    patients = session.cohort()
    if patients is None or not text.isascii() or not text.isdecimal() or len(text) > _LONGEST:
        return None
    return int(text) if 1 <= int(text) <= patients.n else None


def from_link(t: Translator) -> Patient | None:
    """The patient of the link; None, with a warning drawn, where there is none."""
    number, patients = number_in_link(), session.cohort()
    if patients is None:
        return None
    if number is None:
        _not_available(t, t("patient.unknown", most=f"{patients.n:,}"))
        return None
    if number not in results.cohort().ordinals:
        _not_available(t, t("patient.filtered", n=number), filtered=True)
        return None
    return supplementary.patient(number)


def _not_available(t: Translator, text: str, *, filtered: bool = False) -> None:
    with st.container(border=True, key="patient_wrong"):
        st.warning(text, icon=":material/person_off:")
        if filtered:
            empty_states.clear_filters_button(t, "unfilter_patient")
        first = int(results.cohort().ordinals[0])
        selection_panel.patient_link(first, t("patient.back_to_all"))


def steps(t: Translator, number: int) -> None:
    """Draw previous and next, among the selected patients where this is one of them."""
    order = _order(number)
    at = int(order.searchsorted(number))
    picked = number in selection.current()
    with st.container(horizontal=True, vertical_alignment="center", key="patient_steps"):
        _step(t, "previous", order[:at][-1:], "Shift+Left")
        key = "of_picked" if picked else "of_all"
        st.caption(t(f"patient.{key}", place=f"{at + 1:,}", n=f"{len(order):,}"), width="content")
        _step(t, "next", order[at + 1 :][:1], "Shift+Right")
        if picked and navigation.has(selection.page()) and selection.page() != "patient":
            _back(t, selection.page())
        _select_button(t, number)
        # Last among them: before them what is not seen would push them to the right.
        _write_address()


def _step(t: Translator, name: str, to: npt.NDArray[np.int64], shortcut: str) -> None:
    """Draw a button to the patient before or after, if there is one; also by a key."""
    st.button(
        t(f"patient.{name}", n=int(to[0])) if len(to) else t(f"patient.no_{name}"),
        key=f"patient_{name}",
        on_click=_go,
        args=tuple(to.tolist()),
        disabled=not len(to),
        icon=f":material/{_ICONS[name]}:",
        shortcut=shortcut,
    )


def _go(number: int) -> None:
    st.query_params[file_choices.PATIENT] = str(number)


def _back(t: Translator, page: str) -> None:
    """Draw a link to the page where the patient was selected."""
    navigation.link(t, page, t("patient.back", page=t.name("page", page)))


def _write_address() -> None:
    """Write the patient's number into the address, without a new entry in the browser's history.

    A link to the page that is open changes what is shown and not the address: copied or loaded
    again, it would lead to somebody else.
    """
    query = json.dumps("?" + urlencode(st.query_params.to_dict()))
    st.html(
        f'<script>if (location.pathname.endsWith("/patient") && location.search !== {query}) '
        f'history.replaceState({{}}, "", location.pathname + {query});</script>',
        unsafe_allow_javascript=True,
    )


def _order(number: int) -> npt.NDArray[np.int64]:
    """Numbers of the patients to step through, in order."""
    from aci_core.selection import ordinals_in_cohort

    chosen = selection.current()
    patients = results.cohort()
    return ordinals_in_cohort(patients, chosen) if number in chosen else patients.ordinals


def headline(t: Translator, patient: Patient) -> list[Metric]:
    """Arm, NIHSS with its reduction, grade, number of events."""
    metrics = [Metric(t("patient.arm"), labels.arm(t, patient.arm))]
    sums = patient.arithmetic
    if sums is not None:
        if sums.before is not None and sums.after is not None:
            share = None if sums.percent is None else sums.percent / 100
            text = f"{sums.before:g} → {sums.after:g}"
            reduction = (
                t("patient.fall", share=format_number.percent(share)) if share is not None else ""
            )
            metrics.append(Metric(labels.measure(t, "nihss"), text, reduction))
        name = labels.grade(t, sums.grade) if sums.grade else format_number.DASH
        note = "" if sums.grade else labels.reason(t, sums.reason)
        metrics.append(Metric(t("patient.grade"), name, note))
    metrics.append(Metric(t("patient.events"), format_number.whole(patient.n_events)))
    return metrics


def _select_button(t: Translator, number: int) -> None:
    """Draw a button that marks this patient in the figures of every page."""
    st.button(
        t("picked.mark"),
        key="patient_pick",
        on_click=selection.select,
        args=((*selection.current(), number),),
        disabled=number in selection.current(),
        help=t("picked.mark_help"),
        icon=":material/push_pin:",
    )
