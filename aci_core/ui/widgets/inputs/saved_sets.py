"""The user's saved sets of patients: names with filters, kept in the view."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import streamlit as st

from aci_core.domain.study.filters import MAX_SET_NAME, Filter, sets_from_json
from aci_core.presentation.i18n import Translator, format_filter
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.state.choices import view
from aci_core.ui.state.choices.choice import sets_to_text
from aci_core.ui.widgets.text import key_of

_NAME = "set_name"


def current() -> dict[str, tuple[Filter, ...]]:
    """The sets, in the order in which they were made."""
    text = str(view.get("sets"))
    return sets_from_json(json.loads(text)) if text else {}


def set_all(sets: Mapping[str, Sequence[Filter]]) -> None:
    """Save these sets; from a callback."""
    view.set_value("sets", sets_to_text(sets))


def menu(t: Translator, used: tuple[Filter, ...]) -> None:
    """Draw each saved set, to apply, rename or remove, and a field to save the filters in use."""
    sets = current()
    for name, filters in sets.items():
        with st.container(horizontal=True, vertical_alignment="center", gap="xxsmall"):
            st.button(
                literal(name),
                key=key_of("own", name),
                on_click=view.set_filters,
                args=(filters,),
                disabled=filters == used,
                help=literal(format_filter.describe_all(t, filters)),
                icon=":material/bookmark:",
                type="tertiary",
            )
            _change(t, name)
    if used and used not in sets.values():
        st.text_input(
            t("sets.save_as"),
            key=_NAME,
            max_chars=MAX_SET_NAME,
            placeholder=t("sets.save_like"),
            help=t("sets.save_help"),
            on_change=_save,
        )


def _change(t: Translator, name: str) -> None:
    new = key_of("rename", name)
    with st.popover("", icon=":material/edit:", type="tertiary", key=key_of("change", name),
                    help=t("sets.change")):  # fmt: skip
        if new not in st.session_state:
            st.session_state[new] = name
        st.text_input(
            t("sets.name"), key=new, max_chars=MAX_SET_NAME, on_change=_rename, args=(name, new)
        )
        st.button(
            t("sets.remove"),
            key=key_of("remove", name),
            on_click=_remove,
            args=(name,),
            icon=":material/delete:",
        )


def _save() -> None:
    name = str(st.session_state.get(_NAME) or "").strip()
    if name:
        set_all({**current(), name: view.filters()})
        st.session_state[_NAME] = ""


def _rename(old: str, key: str) -> None:
    name = str(st.session_state.get(key) or "").strip()
    if name:  # its place stays; a name that another set has takes that set's place
        set_all({(name if other == old else other): filters for other, filters in current().items()
             if other == old or other != name})  # fmt: skip


def _remove(name: str) -> None:
    set_all({other: filters for other, filters in current().items() if other != name})
