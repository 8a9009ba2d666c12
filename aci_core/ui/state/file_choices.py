"""Choices that speak of one file: they go with it, and the visitor is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from aci_core.efficacy import RECORDED
from aci_core.presentation.i18n import Translator
from aci_core.ui.state import view
from aci_core.ui.state.choices import BY_NAME, CHOICES, PROTOCOL

if TYPE_CHECKING:
    from aci_core.ui.state.loaded import Loaded

PATIENT = "id"  # of the patient's page, in the link
LINKED = "_shared_linked"  # a link without data, which waits for its cohort
_MESSAGE = "_of_file_says"
# In any other cohort the same words mean other patients, or another plan.
_OF_FILE = ("filters", "sets", "primary", "cells", *PROTOCOL)
# The visitor's own ways, whatever is loaded.
_STAYS = frozenset({"lang", "report_lang", "report_style"})


def same_file(old: Loaded, new: Loaded) -> bool:
    """Whether one is the other read anew, or a file of the same name and headers."""
    if old.opened is not None or new.opened is not None:
        return False
    one, two = old.raw, new.raw
    return one is two or (one.name, one.fingerprint) == (two.name, two.fingerprint)


def reset_for_new_file(old: Loaded | None, new: Loaded) -> None:
    """Drop what was chosen about another file; from a callback.

    Choices made before any file, or by a link that waits for its cohort, stay.
    """
    if old is None or st.session_state.get(LINKED) is not None or same_file(old, new):
        return
    dropped = [name for name in _OF_FILE if _is_set(name)]
    if view.get("rule") == RECORDED and not new.cohort.usable("grade"):
        dropped.append("rule")
    for name in dropped:
        view.reset(name)
    if st.query_params.pop(PATIENT, None):
        dropped.append(PATIENT)
    if dropped:
        # A plan is one thing to its reader, in however many fields it was typed.
        names = ("protocol" if name in (*PROTOCOL, "cells") else name for name in dropped)
        st.session_state[_MESSAGE] = ("of_file.dropped", tuple(dict.fromkeys(names)))


def reset_all(*, announce: bool = True) -> None:
    """Drop everything chosen about a file that is gone; from a callback."""
    for choice in CHOICES:
        if choice.name not in _STAYS:
            view.reset(choice.name)
    st.query_params.pop(PATIENT, None)
    if announce:
        st.session_state[_MESSAGE] = ("cohort.forgotten", ())


def show_message(t: Translator) -> None:
    """Say once what was dropped."""
    message = st.session_state.pop(_MESSAGE, None)
    if message is not None:
        key, names = message
        listed = t("words.list").join(t(f"of_file.{name}") for name in names)
        icon = ":material/delete:" if key == "cohort.forgotten" else ":material/info:"
        st.toast(t(key, list=listed), icon=icon, duration="long")


def _is_set(name: str) -> bool:
    return view.get(name) not in (BY_NAME[name].default, "none")
