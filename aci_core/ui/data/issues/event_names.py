"""Names of events that may also be a patient's history: moved by one click, and back by another."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import streamlit as st

from aci_core.domain.schema import BEFORE
from aci_core.ingest.columns.headers.event_headers import is_bare
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.state.cohort.loaded import Loaded
from aci_core.ui.state.session import loading, session

_EVENT = "ae_"
_OTHER = {"events_by_name": BEFORE, "read_as_history": _EVENT}


def button(t: Translator, loaded: Loaded, rule: str) -> None:
    """Draw the button that takes the columns of an issue as the other of the two."""
    free = movable(loaded, rule)
    if free:
        key = "before" if _OTHER[rule] == BEFORE else "adverse"
        st.button(
            t(f"event_names.{key}"),
            key=f"event_names_{rule}",
            on_click=_map,
            args=(free,),
            icon=":material/swap_horiz:",
        )


def movable(loaded: Loaded, rule: str) -> dict[str, str]:
    """By header: the other name of each column of an issue, where nothing has that name."""
    other = _OTHER.get(rule)
    if other is None:
        return {}
    from aci_core.checks.events.bare_events import named_alone, taken_as_history

    cohort = loaded.cohort
    columns = named_alone(cohort) if other == BEFORE else taken_as_history(cohort)
    taken = {column.name for column in cohort.columns}
    names = {c.header: f"{other}{c.stem.removeprefix(BEFORE)}" for c in columns}
    return {header: name for header, name in names.items() if name not in taken}


def moved(t: Translator, loaded: Loaded) -> None:
    """Draw what was moved by a click, each kind with a button that takes it back."""
    for kind, key in ((BEFORE, "event_names.moved_before"), (_EVENT, "event_names.moved_adverse")):
        headers = [h for h, name in loaded.mapping.columns.items() if _is_moved(h, name, kind)]
        if not headers:
            continue
        with st.container(horizontal=True, gap="xsmall", vertical_alignment="center"):
            listed = t("words.list").join(literal(header) for header in headers)
            st.caption(t(key, columns=listed), width="content")
            st.button(
                t("fixes.take_back"),
                key=f"event_names_back_{kind}",
                on_click=_take_back,
                args=(headers,),
                icon=":material/undo:",
                type="tertiary",
            )


def _is_moved(header: str, name: str, kind: str) -> bool:
    return name.startswith(kind) and is_bare(header)


def _map(names: dict[str, str]) -> None:
    loaded = session.loaded()
    if loaded is not None:
        columns = {**loaded.mapping.columns, **names}
        loading.remap(dataclasses.replace(loaded.mapping, columns=columns))


def _take_back(headers: Sequence[str]) -> None:
    loaded = session.loaded()
    if loaded is not None:
        columns = {h: n for h, n in loaded.mapping.columns.items() if h not in headers}
        loading.remap(dataclasses.replace(loaded.mapping, columns=columns))
