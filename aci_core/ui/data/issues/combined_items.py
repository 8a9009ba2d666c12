"""Columns whose cells may list several items: each a yes or no by one click, or left."""

from __future__ import annotations

import dataclasses

import streamlit as st

from aci_core.ingest.columns.mapping import CATEGORICAL, LIST
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.state.cohort.loaded import Loaded
from aci_core.ui.state.session import loading, session
from aci_core.ui.widgets.text import key_of

RULE = "items_combined"


def buttons(t: Translator, rule: str, header: str | None) -> None:
    """Draw the two answers under the issue of a column."""
    if rule != RULE or header is None:
        return
    for kind, icon in ((LIST, ":material/splitscreen:"), (CATEGORICAL, ":material/check:")):
        st.button(
            t(f"combined_items.{kind}"),
            key=f"combined_{kind}_{key_of(header)}",
            on_click=_declare,
            args=(header, kind),
            icon=icon,
            type="secondary" if kind == LIST else "tertiary",
        )


def answered(t: Translator, loaded: Loaded) -> None:
    """Draw which columns were taken as lists, with a button that takes it back."""
    headers = [header for header, kind in loaded.mapping.kinds.items() if kind == LIST]
    if not headers:
        return
    with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
        listed = t("words.list").join(literal(header) for header in headers)
        st.caption(t("combined_items.answered", columns=listed), width="content")
        st.button(
            t("fixes.take_back"),
            key="combined_back",
            on_click=_take_back,
            icon=":material/undo:",
            type="tertiary",
        )


def _declare(header: str, kind: str) -> None:
    loaded = session.loaded()
    if loaded is not None:
        kinds = {**loaded.mapping.kinds, header: kind}
        loading.remap(dataclasses.replace(loaded.mapping, kinds=kinds))


def _take_back() -> None:
    loaded = session.loaded()
    if loaded is not None:
        kinds = {h: kind for h, kind in loaded.mapping.kinds.items() if kind != LIST}
        loading.remap(dataclasses.replace(loaded.mapping, kinds=kinds))
