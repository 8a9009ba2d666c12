"""Files read into the session: loaded, read anew, mapped and corrected."""

from __future__ import annotations

import contextlib
import dataclasses
import logging
import os
import traceback
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.ui.state.cohort.known_files import (
    PROJECT,
    RECOGNISED,
    corrected,
    known_mappings,
    remember,
)
from aci_core.ui.state.cohort.loaded import Loaded
from aci_core.ui.state.session import session, sign_in, undecided

if TYPE_CHECKING:  # they bring pandas: not before a file is there
    from aci_core.domain.cohort import Cohort
    from aci_core.domain.steps import Step
    from aci_core.ingest import ColumnMapping, Project, RawTable, Reading
    from aci_core.ingest.column_memory import ColumnMemory

_LOG = logging.getLogger(__name__)
_MOST_REMEMBERED = 200_000  # rows: of more, what is remembered would weigh as the file does

SAMPLES = {"sample": "synthetic_156.csv", "long": "synthetic_long.csv", "bad": "bad.csv"}
SAMPLE_FOLDER = Path(__file__).resolve().parents[4] / "sample_data"


def _load(data: bytes, name: str, project: Project | None) -> Loaded:
    # The reader brings pandas with it: not before a file is there.
    from aci_core.ingest import Project, read
    from aci_core.ingest.subjects.privacy import privacy

    known = project or Project()
    # What identifies people goes before anything is kept.
    raw = privacy.remove_identifiers(read(data, name, known.reading), known.mapping)
    raw = dataclasses.replace(raw, memory=_memory(raw))
    if not known.fits(raw):  # of another form: its columns are others
        return _build(raw, Project().mapping, ())
    raw, steps = known.fitted(raw)
    return _build(raw, known.mapping, steps)


def _memory(raw: RawTable) -> ColumnMemory:
    """What a session remembers of its file's columns, so that a correction is quick."""
    from aci_core.ingest.column_memory import ColumnMemory

    return ColumnMemory(keeps=len(raw.frame) <= _MOST_REMEMBERED)


def _build(raw: RawTable, mapping: ColumnMapping, steps: Sequence[Step]) -> Loaded:
    from aci_core.checks import checked
    from aci_core.ingest import build

    cohort = checked(build(raw, mapping, steps=steps), memory=raw.memory)
    return Loaded(cohort, raw, mapping, cohort.arms, tuple(steps))


def adopt_file(data: bytes, name: str, project: Project | None = None) -> None:
    """Read a file and make it the session's cohort; on an error the one before stays.

    The error stands in the session under `session.ERROR` until the next attempt. Without a project
    that was made for its headers the one is taken that this session used for such a file.
    """
    st.session_state.pop(RECOGNISED, None)
    with _errors_kept():
        sign_in.require()
        undecided.keep(data, name)
        new = _load(data, name, project)
        if project is not None and not project.fits(new.raw):
            st.session_state[RECOGNISED] = "other"
        elif project is not None and project.headers is not None:
            st.session_state[RECOGNISED] = "project"
        if project is None or st.session_state.get(RECOGNISED) == "other":
            known = known_mappings().get(new.raw.fingerprint)
            if known is not None:
                new = _build(new.raw, known.mapping, ())
                st.session_state[RECOGNISED] = "session"
        session.adopt(new, keep=project is not None and project.fits(new.raw))
        remember(new)
        undecided.drop()


def forget_known_mapping() -> None:
    """Read the loaded file again without the mapping that was recognised."""
    from aci_core.ingest import ColumnMapping

    current = session.loaded()
    if current is not None:
        known_mappings().pop(current.raw.fingerprint, None)
        st.session_state.pop(PROJECT, None)
        st.session_state.pop(RECOGNISED, None)
        remap(ColumnMapping(), steps=())


def corrections_before() -> tuple[Step, ...]:
    """The corrections that this very file had earlier in this session, where it now has none."""
    current = session.loaded()
    if current is None or current.opened is not None or current.steps or not corrected():
        return ()
    return corrected().get(current.raw.content, ((), ()))[0]


def use_corrections_before() -> None:
    """Read the file with the corrections that it had; from a callback."""
    current, steps = session.loaded(), corrections_before()
    if current is not None and steps:
        clicks = corrected()[current.raw.content][1]
        remap(current.mapping, steps=steps, clicks=clicks)


def drop_corrections_before() -> None:
    """Forget the corrections that the file had; from a callback."""
    current = session.loaded()
    if current is not None:
        corrected().pop(current.raw.content, None)


def reread(data: bytes, name: str, reading: Reading) -> None:
    """Read the file again with other options; the mapping stays."""
    current = session.loaded()
    known = current.project if current is not None else None
    with _errors_kept():
        sign_in.require()
        project = dataclasses.replace(known, reading=reading) if known else None
        new = _load(data, name, project)
        # What was chosen is meant for the same file, read otherwise: not for one of another name.
        session.adopt(new, keep=current is None or new.raw.name == current.raw.name)
        if current is not None:
            undecided.drop()


def apply_project(project: Project) -> None:
    """Read the rejected file, else the loaded one, under another project."""
    refused = undecided.current()
    if refused is None:
        current = session.loaded()
        if current is not None and not project.fits(current.raw):
            st.session_state[RECOGNISED] = "other"
        elif current is not None:
            st.session_state.pop(RECOGNISED, None)
            with _errors_kept():
                raw, steps = project.fitted(current.raw)
                made = _build(raw, project.mapping, steps)
                session.adopt(made, keep=True)
                remember(made)
    else:
        adopt_file(refused.data, refused.name, project)


@contextlib.contextmanager
def _errors_kept() -> Iterator[None]:
    """Keep an error for the page; the cohort before stays.

    Also an unforeseen one: Streamlit would log its text, which may hold a patient's value.
    """
    try:
        yield
    except AciError as error:
        st.session_state[session.ERROR] = error
    except Exception as error:
        log_place(error)
        if os.environ.get("ACI_RAISE"):
            raise
        st.session_state[session.ERROR] = AciError("unforeseen")


def log_place(error: Exception) -> None:
    """Log the class of an error and its traceback; never its text, which may quote a cell."""
    frames = traceback.extract_tb(error.__traceback__)
    where = " < ".join(f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in reversed(frames))
    _LOG.error("%s at %s", type(error).__name__, where)


def remap(
    mapping: ColumnMapping,
    *,
    steps: Sequence[Step] | None = None,
    clicks: tuple[tuple[Step, ...], ...] | None = None,
    same_arms: bool = False,
) -> None:
    """Read the loaded file again under another mapping, or with other corrections.

    Parameters
    ----------
    mapping : ColumnMapping
    steps : sequence of Step, optional
        Those in use, if left out.
    clicks : tuple of tuple of Step, optional
        Which of the steps one click did; with other steps none, if left out.
    same_arms : bool
        The mapping only chooses among the arms already known.
    """
    current = session.loaded()
    if current is None:
        return
    with _errors_kept():
        made = _build(current.raw, mapping, current.steps if steps is None else steps)
        made = dataclasses.replace(made, arms=current.arms) if same_arms else made
        if steps is None:  # the same corrections, undone by the same clicks
            clicks = current.clicks
        made = dataclasses.replace(made, clicks=clicks or ())
        if steps is not None and not steps:
            corrected().pop(current.raw.content, None)  # all taken back
        session.adopt(made)
        remember(made)


@cache
def _sample(name: str) -> Loaded:
    """A sample; shared by all visitors, which synthetic patients may be."""
    file = SAMPLE_FOLDER / SAMPLES[name]
    return _load(file.read_bytes(), file.name, None)


def sample_cohort(name: str) -> Cohort:
    """The cohort of a sample, as it is read."""
    return _sample(name).cohort


def adopt_sample(name: str) -> None:
    """Make a sample the session's cohort."""
    with _errors_kept():
        made = _sample(name)
        raw = dataclasses.replace(made.raw, memory=_memory(made.raw))  # of this session alone
        session.adopt(dataclasses.replace(made, raw=raw))
        undecided.drop()
