"""What a session knows of the files it has read: mappings by headers, corrections by content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from aci_core.ui.state.cohort.loaded import LOADED, Loaded

if TYPE_CHECKING:  # they bring pandas: not before a file is there
    from aci_core.domain.steps import Step
    from aci_core.ingest import Project

PROJECT = "_project"  # uploaded before its spreadsheet
RECOGNISED = "_recognised"  # where the last file's mapping came from
_KNOWN = "_projects"
_CORRECTED = "_corrected_files"
_MOST_CORRECTED = 8  # files
OF_FILE = (LOADED, PROJECT, RECOGNISED, _KNOWN, _CORRECTED)  # in the session


def known_mappings() -> dict[str, Project]:
    """Mappings used in this session, by the headers of their files."""
    known: dict[str, Project] = st.session_state.setdefault(_KNOWN, {})
    return known


def remember(new: Loaded) -> None:
    """Remember the mapping for a file of the same headers, the corrections for the same file."""
    from aci_core.ingest import Project

    if new.mapping.to_json():
        known_mappings()[new.raw.fingerprint] = Project(new.mapping)
    if new.steps:
        kept = corrected()
        kept.pop(new.raw.content, None)
        kept[new.raw.content] = new.steps, new.clicks
        for oldest in list(kept)[:-_MOST_CORRECTED]:
            del kept[oldest]


def corrected() -> dict[str, tuple[tuple[Step, ...], tuple[tuple[Step, ...], ...]]]:
    """Corrections and their clicks, by what the file holds; the newest last."""
    kept: dict[str, tuple[tuple[Step, ...], tuple[tuple[Step, ...], ...]]]
    kept = st.session_state.setdefault(_CORRECTED, {})
    return kept
