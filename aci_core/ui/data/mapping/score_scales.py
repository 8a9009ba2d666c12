"""Scores that the app does not know: which direction is better, and their range, are asked."""

from __future__ import annotations

import dataclasses

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.domain.schema import MEASURES, Measure, Role
from aci_core.domain.schema.aliases import words
from aci_core.domain.schema.measures import Better
from aci_core.presentation.i18n import Translator, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.state.cohort.loaded import Loaded
from aci_core.ui.state.session import loading, session
from aci_core.ui.widgets.page import cards
from aci_core.ui.widgets.text import key_of

_NEITHER = "neither"
_BETTER: dict[str, Better | None] = {"higher": "higher", "lower": "lower", _NEITHER: None}


def card(t: Translator, loaded: Loaded) -> None:
    """Draw a row for each such score; nothing where the app knows all."""
    headers = _headers(loaded)
    if not headers:
        return
    with st.container(border=True, key="scores_card"):
        cards.heading(t("scores.title"), 3)
        st.caption(t("scores.note"))
        for stem, listed in headers.items():
            _row(t, loaded, stem, listed)


def _headers(loaded: Loaded) -> dict[str, list[str]]:
    """Headers of each measure that neither the app nor the schema knows."""
    known = {*MEASURES, *words().numbers}
    headers: dict[str, list[str]] = {}
    for column in loaded.cohort.columns_with(Role.MEASURE):
        if column.stem not in known:
            headers.setdefault(column.stem, []).append(column.header)
    return headers


def _row(t: Translator, loaded: Loaded, stem: str, headers: list[str]) -> None:
    declared = loaded.mapping.measures.get(stem)
    key = key_of(stem, loaded.cohort.name)
    name = literal(labels.measure(t, stem))
    left, middle, low, high = st.columns((3, 3, 1, 1), vertical_alignment="bottom")
    with left:
        st.markdown(f"**{name}**")
        st.caption(t("words.list").join(literal(header) for header in headers))
    with middle:
        chosen = None if declared is None else declared.better or _NEITHER
        st.selectbox(
            t("scores.better", name=name),
            tuple(_BETTER),
            index=None if chosen is None else tuple(_BETTER).index(chosen),
            format_func=lambda code: t(f"scores.{code}"),
            key=f"better_{key}",
            on_change=_declare,
            args=(stem, key),
            label_visibility="collapsed",
            placeholder=t("scores.which"),
        )
    for place, end in ((low, "low"), (high, "high")):
        with place:
            st.number_input(
                t(f"scores.{end}"),
                value=None if declared is None else getattr(declared, end),
                key=f"{end}_{key}",
                on_change=_declare,
                args=(stem, key),
                format="%g",
            )


def _declare(stem: str, key: str) -> None:
    """Read the file again with what is told of a score; without a direction nothing is told yet."""
    loaded = session.loaded()
    chosen = st.session_state.get(f"better_{key}")
    if loaded is None or chosen is None:
        return
    low, high = (st.session_state.get(f"{end}_{key}") for end in ("low", "high"))
    if low is not None and high is not None and low >= high:
        st.session_state[session.ERROR] = AciError("mapping_measure", measure=stem, key="range")
        return
    measure = Measure(stem, better=_BETTER[chosen], low=low, high=high)
    measures = {**loaded.mapping.measures, stem: measure}
    loading.remap(dataclasses.replace(loaded.mapping, measures=measures))
