"""The last file that was not taken: its headers, to say which of them is the arm."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.ui.state import session

if TYPE_CHECKING:
    from aci_core.ingest import Project

_MOST_ARMS = 8  # a column of more texts is seldom the arm


def headers() -> tuple[str, ...]:
    """Headers of the file that was refused: unknown ones of a few different texts first."""
    from aci_core.ingest import read
    from aci_core.ingest.columns.header_meaning import meaning

    refused = st.session_state.get(session.REFUSED)
    if refused is None:
        return ()
    cached = st.session_state.get(session.HEADERS)
    if cached is not None and cached[0] is refused[0]:  # a large file is not read at every click
        return tuple(cached[1])
    try:
        raw = read(*refused)
    except AciError:
        return ()
    texts = [raw.frame[i].nunique() for i in range(len(raw.headers))]

    def rank(i: int) -> tuple[bool, int]:
        # Sex and smoking have two texts too, and are known for what they are.
        known = meaning(raw.headers[i]).recognised != "covariate"
        return known, texts[i] if 2 <= texts[i] <= _MOST_ARMS else _MOST_ARMS + 1

    ranked = sorted(range(len(texts)), key=rank)
    ranked_headers = tuple(dict.fromkeys(raw.headers[i] for i in ranked))
    st.session_state[session.HEADERS] = (refused[0], ranked_headers)
    return ranked_headers


def likely(headers: Sequence[str]) -> int | None:
    """The first, unless it is known for something else: nothing is picked then."""
    from aci_core.ingest.columns.header_meaning import meaning

    return 0 if meaning(headers[0]).recognised == "covariate" else None


def use_arm(header: str) -> None:
    """Read the refused file again, with this column as the arm."""
    from aci_core.ingest import ColumnMapping, Project

    refused = st.session_state.get(session.REFUSED)
    project: Project = st.session_state.get(session.PROJECT) or Project(ColumnMapping())
    if project.headers is not None:  # of a file whose arm was known
        project = Project()
    if refused is not None:
        columns = {**project.mapping.columns, header: "arm"}
        mapping = dataclasses.replace(project.mapping, columns=columns)
        data, name = refused
        session.adopt_file(data, name, dataclasses.replace(project, mapping=mapping))
