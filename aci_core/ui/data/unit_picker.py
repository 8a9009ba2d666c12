"""In which unit a score or a level stands: said by the user beside the column's time."""

from __future__ import annotations

import dataclasses

import streamlit as st

from aci_core.domain.schema import Column, Role
from aci_core.ingest.columns.header_meaning import REDUCTION
from aci_core.ingest.values.units import declarable_units
from aci_core.presentation.i18n import Translator
from aci_core.ui.state import session
from aci_core.ui.state.loaded import Loaded


def control(t: Translator, loaded: Loaded, column: Column, key: str) -> None:
    """Units that the column may have; nothing where it can have only one."""
    measure = loaded.cohort.measures.get(column.stem)
    if column.role is not Role.MEASURE or measure is None:
        return
    units = declarable_units(measure, column.visit)
    if len(units) < 2:
        return
    told = loaded.mapping.units.get(column.name)
    st.selectbox(
        t("units.of", header=column.header),
        units,
        index=units.index(told) if told in units else None,
        format_func=lambda unit: _named(t, unit),
        key=f"unit_{key}",
        on_change=_take,
        args=(column.name, key),
        label_visibility="collapsed",
        placeholder=told or t("units.as_header"),
        help=t("units.help"),
    )


def _named(t: Translator, unit: str) -> str:
    if unit == REDUCTION:
        return t("units.fall")
    top = unit.removeprefix("/")
    return t("units.top", n=top) if top.isdigit() else unit.replace("ml", "mL")


def _take(name: str, key: str) -> None:
    found = session.loaded()
    unit = st.session_state.get(f"unit_{key}")
    if found is None or unit is None:
        return
    units = {**found.mapping.units, name: str(unit)}
    session.remap(dataclasses.replace(found.mapping, units=units))
