"""Upload of a spreadsheet or a project file, the samples, and why a file was rejected."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.state.choices import view
from aci_core.ui.state.cohort import known_files
from aci_core.ui.state.session import loading, session, sign_in, undecided
from aci_core.ui.state.session.drafts import HOURS
from aci_core.ui.widgets.assets import style
from aci_core.ui.widgets.inputs import auth, saved_sets
from aci_core.ui.widgets.page import cards, layout
from aci_core.ui.widgets.text import literal_error

if TYPE_CHECKING:
    from streamlit.delta_generator import DeltaGenerator

    from aci_core.domain.cohort import Cohort
    from aci_core.ingest import ColumnMapping, Project
    from aci_core.ingest.subjects.arms.arm_candidates import ArmCandidates

MAX_MB = 200
MAX_MAPPING_MB = 1
MOST_PASTED = 600_000  # characters: two texts fit a message (server/message_size.py)
_LARGE = 1_000_000  # bytes; what is smaller is read within a second
_FILE = "upload_file"
_PROJECT = "upload_mapping"
_PASTED = "pasted"
_PASTED_NAME = "pasted.tsv"
_PASTED_AGAIN = "pasted_again"
_ROUND = "_pasted_round"
_AGAIN = "upload_file_again"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What the choice of the arm's column cures.
_ARM_ASKED = ("no_arm_column", "two_arm_columns", "crossover_periods", "crossover_wide")
# What a project may cure, or has brought about.
_BY_PROJECT = (
    "no_arm", "two_arm", "crossover", "arm", "reference", "too_many_arms", "mapping", "project",
    "steps", "step_", "reading", "settings", "filter",
)  # fmt: skip
_HERE = {"localhost", "127.0.0.1", "::1"}


def _take_file() -> None:
    """Read the uploaded file now: on the next page Streamlit has lost it."""
    file = _taken(session.uploader_key(_FILE))
    if file is not None:
        data, name = file
        with reading(len(data)):
            loading.adopt_file(data, name, st.session_state.get(known_files.PROJECT))


def _taken(key: str) -> tuple[bytes, str] | None:
    """Bytes and name of an upload, which the uploader holds no longer.

    They hold what is taken out of the table at the door: names, numbers, addresses.
    """
    file = st.session_state.get(key)
    if not isinstance(file, UploadedFile):  # none, or one that was taken before
        return None
    data, name = file.getvalue(), file.name
    file.seek(0)
    file.truncate()  # not closed: Streamlit copies it once more
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    return data, name


@contextmanager
def reading(size: int) -> Iterator[None]:
    """Show that a large file is being read or any waits for its turn, and the outcome."""
    # The readers bring their libraries with them: not before a file is there.
    from aci_core.ingest.files import reader_queue

    t = view.words()
    toast: DeltaGenerator | None = None

    def show(key: str, icon: str) -> None:
        nonlocal toast
        if toast is None:
            style.draw(t)
            toast = st.toast(t(key), icon=icon, duration="infinite")
        else:
            toast.toast(t(key), icon=icon, duration="infinite")

    def told(waits: bool) -> None:
        show("data.waiting" if waits else "data.reading", "spinner")

    if size >= _LARGE:
        show("data.reading", "spinner")
    with reader_queue.telling(told):
        yield
    if toast is not None:
        failed = session.ERROR in st.session_state
        toast.toast(
            t("data.not_read" if failed else "data.read"),
            icon=":material/error:" if failed else ":material/check:",
        )


def _take_pasted() -> None:
    """Read the pasted text as a tab-separated file."""
    text = st.session_state.get(_text_key(_PASTED)) or ""
    if text.strip():
        with reading(len(text)):
            loading.adopt_file(
                text.encode(), _PASTED_NAME, st.session_state.get(known_files.PROJECT)
            )
        if session.ERROR not in st.session_state:
            _empty_texts()


def _empty_texts() -> None:
    """Empty the fields of text: other widgets, since the server keeps the last word of these."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _text_key(name: str) -> str:
    n_read = st.session_state.get(_ROUND, 0)
    return session.uploader_key(f"{name}_{n_read}" if n_read else name)


def choose_again(t: Translator, name: str) -> None:
    """Draw where the loaded file is chosen once more, in a form that reads it otherwise."""
    st.caption(t("reading.file_gone"))
    if name == _PASTED_NAME.partition(".")[0]:
        st.text_area(
            t("data.paste"), key=_text_key(_PASTED_AGAIN), height=140, max_chars=MOST_PASTED
        )
    else:
        key = session.uploader_key(_AGAIN)
        st.file_uploader(t("reading.file"), key=key, max_upload_size=MAX_MB)


def chosen_again() -> tuple[bytes, str] | None:
    """Bytes and name of the file that was chosen once more."""
    text = st.session_state.get(_text_key(_PASTED_AGAIN)) or ""
    if text.strip():
        _empty_texts()
        return text.encode(), _PASTED_NAME
    return _taken(session.uploader_key(_AGAIN))


def _take_project() -> None:
    """Read the uploaded project file, and apply it to the loaded file."""
    from aci_core.ingest import Project

    file = st.session_state.get(session.uploader_key(_PROJECT))
    if file is None:
        st.session_state.pop(known_files.PROJECT, None)
    if not isinstance(file, UploadedFile):  # none, or one whose bytes have gone meanwhile
        return
    try:
        project = Project.from_json(_json(file.getvalue()))
    except AciError as error:
        st.session_state[session.ERROR] = error
        return
    st.session_state[known_files.PROJECT] = project
    st.session_state.pop(session.ERROR, None)
    if project.settings is not None:
        view.use(project.settings)
    if project.sets:
        saved_sets.set_all({**saved_sets.current(), **project.sets})
    refused = undecided.current()
    with reading(len(refused.data) if refused else 0):
        loading.apply_project(project)


def _json(data: bytes) -> object:
    if len(data) > MAX_MAPPING_MB * 1024**2:
        raise AciError("file_too_large", limit_mb=MAX_MAPPING_MB)
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # broken text, broken JSON, absurd nesting
        raise AciError("mapping_not_json") from error


def problem(t: Translator) -> None:
    """Draw why the last file was not loaded; the one before is still there."""
    error = st.session_state.get(session.ERROR)
    if error is not None:
        st.error(literal_error(t, error), icon=":material/error:")
        if error.code in _ARM_ASKED:
            _arm_picker(t)
        if error.code == "crossover":
            _different_patients(t)
        if session.cohort() is not None:
            st.caption(t("data.kept"))


def _different_patients(t: Translator) -> None:
    """Draw the button that says that one number in two arms is two patients."""
    if undecided.current() is not None:
        st.button(
            t("mapping.different_patients"),
            key="different_patients",
            on_click=_read_apart,
            icon=":material/group:",
            help=t("mapping.different_patients_help"),
        )


def _read_apart() -> None:
    """Read the rejected file again, with numbers that begin anew in each arm."""
    _read_refused(lambda mapping: dataclasses.replace(mapping, numbered_within=("arm",)))


def _arm_picker(t: Translator) -> None:
    """Draw a selector of the rejected file's arm column, likely ones first."""
    found = _rejected_headers()
    if found is None:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", key="arm_picker"):
        header = st.selectbox(
            t("mapping.arm_column"),
            found.headers,
            index=0 if found.likely else None,
            key="arm_column",
            placeholder="",
        )
        st.button(
            t("mapping.use_arm"),
            key="use_arm_column",
            on_click=_use_arm,
            args=(header,),
            type="primary",
            disabled=header is None,
        )


def _rejected_headers() -> ArmCandidates | None:
    """Headers of the rejected file, those that may be the arm first; None if it is gone."""
    from aci_core.ingest import ColumnMapping, read
    from aci_core.ingest.subjects.arms.arm_candidates import arm_candidates
    from aci_core.ingest.subjects.privacy import privacy

    refused = undecided.current()
    if refused is None:
        return None
    if refused.headers is not None:  # a large file is not read at every click
        return refused.headers
    try:
        raw = privacy.remove_identifiers(read(refused.data, refused.name), ColumnMapping())
    except AciError:
        return None
    refused.headers = arm_candidates(raw)
    return refused.headers


def _use_arm(header: str) -> None:
    """Read the rejected file again, with this column as the arm."""
    _read_refused(
        lambda mapping: dataclasses.replace(mapping, columns={**mapping.columns, header: "arm"})
    )


def _read_refused(said: Callable[[ColumnMapping], ColumnMapping]) -> None:
    """Read the rejected file again, with what the user has said of it."""
    from aci_core.ingest import ColumnMapping, Project

    refused = undecided.current()
    project: Project = st.session_state.get(known_files.PROJECT) or Project(ColumnMapping())
    if project.headers is not None:  # of a file whose arm was known
        project = Project()
    if refused is not None:
        mapping = said(project.mapping)
        with reading(len(refused.data)):
            loading.adopt_file(
                refused.data, refused.name, dataclasses.replace(project, mapping=mapping)
            )


def _not_taken(t: Translator) -> None:
    """Replace the browser's message about a rejected file by the catalogue's."""
    rules = (
        (_FILE, t("data.not_taken", mb=MAX_MB)),
        (_PROJECT, t("data.mapping_not_taken", mb=MAX_MAPPING_MB)),
    )
    words = (style.variables(f'[class*="st-key-{key}"]', not_taken=text) for key, text in rules)
    st.html(f"<style>{''.join(words)}</style>")


def draw(t: Translator, cohort: Cohort | None) -> None:
    """Draw where a file is loaded, and the samples; folded where a file is there already."""
    level = 2 if cohort is None else 3
    with (
        nullcontext()
        if cohort is None
        else st.expander(
            t("data.another"), cohort.synthetic, icon=":material/upload_file:", key="another"
        )
    ):
        wide, narrow = layout.columns(3, 2)
        with wide:
            file_card(t, level)
        with narrow:
            sample_card(t, level)


def file_card(t: Translator, heading_level: int) -> None:
    """Draw the upload, the paste form, the template and the project file's upload."""
    with st.container(border=True, key="file_card", height="stretch"):
        cards.heading(t("data.upload_title"), heading_level)
        if auth.gate(t):
            privacy(t)
            return
        _not_taken(t)
        st.file_uploader(
            t("data.upload"),
            type=None,
            key=session.uploader_key(_FILE),
            on_change=_take_file,
            help=t("data.upload_help"),
            max_upload_size=MAX_MB,
        )
        st.caption(t("data.upload_note"))
        with (
            st.expander(t("data.paste_title"), icon=":material/content_paste:", type="compact"),
            st.form("paste_form", border=False),
        ):
            st.text_area(
                t("data.paste"),
                key=_text_key(_PASTED),
                height=140,
                max_chars=MOST_PASTED,
                placeholder=t("data.paste_example"),
            )
            st.form_submit_button(t("data.paste_read"), key="read_pasted", on_click=_take_pasted)
        st.download_button(
            t("data.template"),
            lambda: _template(t),
            file_name=f"aci_template_{t.lang}.xlsx",
            mime=_XLSX,
            key="template",
            on_click="ignore",
            help=t("data.template_help"),
            icon=":material/download:",
            type="tertiary",
        )
        privacy(t)
        error = st.session_state.get(session.ERROR)
        expanded = error is not None and error.code.startswith(_BY_PROJECT)
        with st.expander(
            t("data.mapping_title"), expanded, icon=":material/schema:", type="compact"
        ):
            st.caption(t("data.mapping_note"))
            if known_files.PROJECT in st.session_state and session.cohort() is None:
                st.success(t("data.mapping_taken"), icon=":material/check_circle:")
            st.file_uploader(
                t("data.mapping"),
                type="json",
                key=session.uploader_key(_PROJECT),
                on_change=_take_project,
                help=t("data.mapping_help"),
                max_upload_size=MAX_MAPPING_MB,
            )


def sample_card(t: Translator, heading_level: int) -> None:
    """Draw a button for each synthetic sample."""
    first = "sample" if session.cohort() is None else ""
    with st.container(border=True, key="sample_card", height="stretch"):
        cards.heading(t("data.samples_title"), heading_level)
        st.caption(t("data.samples_note"))
        for name in loading.SAMPLES:
            with st.container(gap="xsmall"):
                st.button(
                    t(f"sample.{name}"),
                    key=f"open_{name}",
                    on_click=loading.adopt_sample,
                    args=(name,),
                    icon=":material/science:",
                    type="primary" if name == first else "secondary",
                    width="stretch",
                )
                st.caption(t(f"sample.{name}_note"))


def privacy(t: Translator) -> None:
    """Draw where the data are stored, and how long."""
    host = urlsplit(st.context.url or "").hostname or ""
    with st.expander(t("data.privacy_title"), icon=":material/shield_person:", type="compact"):
        here = host in _HERE
        text = t("data.privacy_local") if here else t("data.privacy_remote", host=literal(host))
        st.markdown(text)
        st.markdown(t("data.privacy_keep", hours=HOURS))
        st.markdown(t("data.privacy_links"))
        if auth.can_sign_in():
            st.markdown(t("sign_in.privacy", minutes=sign_in.minutes()))


def _template(t: Translator) -> bytes:
    from aci_core.presentation.tables.template import (
        template,  # it knows every header: pandas comes with it
    )

    return template(t)
