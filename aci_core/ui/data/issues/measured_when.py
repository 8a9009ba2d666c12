"""Columns of before or after treatment, nothing says which: asked once for all, and taken back."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import streamlit as st

from aci_core.domain.schema import Role
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.state.cohort.loaded import Loaded
from aci_core.ui.state.session import loading, session
from aci_core.ui.widgets.page.presenters import sentences
from aci_core.ui.widgets.text import key_of

_LONGEST = 40
_ANSWERED = "_measured_when_answered"  # fingerprint of the file, and the headers


def question(t: Translator, loaded: Loaded, rule: str) -> None:
    """Draw the columns to tick, and the button that answers for all, under their issue."""
    from aci_core.checks.repair.measured_when import CODE, undated

    if rule != CODE:
        return
    columns = undated(loaded.cohort)
    key = f"measured_when_{key_of(*(column.header for column in columns))}"
    ticked = st.pills(
        t("measured_when.before"),
        range(len(columns)),
        selection_mode="multi",
        format_func=lambda place: literal(_short(columns[place].header)),
        key=key,
    )
    st.button(
        t(f"measured_when.{_answer(len(ticked), len(columns))}"),
        key=f"{key}_answer",
        on_click=_date,
        args=([columns[place].header for place in ticked],),
        icon=":material/check:",
    )


def _short(header: str) -> str:
    """A header that may hold a whole legend, for a button."""
    return header if len(header) <= _LONGEST else f"{header[: _LONGEST - 1]}…"


def _answer(ticked: int, of: int) -> str:
    return "all_after" if not ticked else "all_before" if ticked == of else "mixed"


def _date(before: Sequence[str]) -> None:
    from aci_core.checks.repair.measured_when import dated, undated

    loaded = session.loaded()
    if loaded is None:
        return
    columns = undated(loaded.cohort)
    st.session_state[_ANSWERED] = loaded.raw.fingerprint, tuple(c.header for c in columns)
    loading.remap(dated(loaded.cohort, loaded.mapping, before))


def answered(t: Translator, loaded: Loaded) -> None:
    """Draw what was answered, with a button that takes it back."""
    file, headers = st.session_state.get(_ANSWERED, ("", ()))
    if file != loaded.raw.fingerprint:
        return
    named = {column.header: column for column in loaded.cohort.columns}
    before = [h for h in headers if h in named and named[h].role is Role.COVARIATE]
    after = [h for h in headers if h not in before]
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        text = t("measured_when.answered", before=_few(t, before), after=_few(t, after))
        st.caption(text, width="content")
        st.button(
            t("fixes.take_back"),
            key="measured_when_back",
            on_click=_take_back,
            args=(headers,),
            icon=":material/undo:",
            type="tertiary",
        )


def _few(t: Translator, headers: Sequence[str]) -> str:
    shown = sentences.unread.first_of([literal(_short(header)) for header in headers], t)
    return t("words.list").join(shown) or t("measured_when.nothing")


def _take_back(headers: Sequence[str]) -> None:
    loaded = session.loaded()
    st.session_state.pop(_ANSWERED, None)
    if loaded is None:
        return
    mapping = loaded.mapping
    columns = {h: name for h, name in mapping.columns.items() if h not in headers}
    ignore = tuple(h for h in mapping.ignore if h not in headers)
    loading.remap(dataclasses.replace(mapping, columns=columns, ignore=ignore))
