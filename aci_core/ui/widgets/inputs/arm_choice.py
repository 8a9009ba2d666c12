"""The arms to compare: which of two is the control, or which two of several."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.schema.aliases import arm_kind
from aci_core.presentation.i18n import Translator, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.state.session import loading, session

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort
    from aci_core.ui.state.cohort.loaded import Loaded


def draw(t: Translator, loaded: Loaded) -> None:
    """Draw a button for each of two arms that makes it the control, or selectors of several."""
    if len(loaded.arms) == 2:
        _control_buttons(t, loaded.arms)
    else:
        _arm_selectors(t, loaded.arms, loaded.cohort)


def _control_buttons(t: Translator, arms: Sequence[str]) -> None:
    """Draw a button for each of two arms that makes it the control; no default."""
    with st.container(horizontal=True, gap="small"):
        for place, arm in enumerate(arms):
            st.button(
                t("data.is_control", arm=literal(labels.arm(t, arm))),
                key=f"is_control_{place}",
                on_click=compare,
                args=(arms[1 - place], arm),
            )


def _arm_selectors(t: Translator, arms: Sequence[str], cohort: Cohort) -> None:
    chosen = cohort.arms if cohort.settled else _guess_arms(arms)
    selected = []
    # Under one another on a phone: two long names cut short would look the same.
    for place, (label, column) in enumerate(
        zip(("treatment", "control"), st.columns(2), strict=True)
    ):
        with column:
            selected.append(
                st.selectbox(
                    t(f"data.{label}"),
                    arms,
                    index=arms.index(chosen[place]),
                    format_func=lambda arm: labels.arm(t, arm),
                    key=f"pick_{label}",
                    placeholder="",
                )
            )
    if selected[0] == selected[1]:
        st.caption(t("data.same_arm"))
    elif cohort.settled:
        treatment, control = (literal(labels.arm(t, arm)) for arm in selected)
        st.caption(t("data.settled", treatment=treatment, control=control))
    st.button(
        t("data.use_arms"),
        key="use_arms",
        on_click=compare,
        args=tuple(selected),
        type="primary",
        disabled=selected[0] == selected[1],
    )


def _guess_arms(arms: Sequence[str]) -> tuple[str, str]:
    """Treatment and control as their names suggest; in the file's order where they do not."""
    control = next((arm for arm in arms if arm_kind(arm) == "control"), arms[1])
    others = [arm for arm in arms if arm != control]
    named = (arm for arm in others if arm_kind(arm) == "treatment")
    return next(named, others[0]), control


def compare(treatment: str, control: str) -> None:
    """Read the file again with these two as the arms; those of the others are left out."""
    loaded = session.loaded()
    if loaded is not None:
        loading.remap(
            dataclasses.replace(loaded.mapping, arms=(treatment, control), reference=control),
            same_arms=True,
        )
