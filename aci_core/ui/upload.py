"""The ways in: a spreadsheet, a mapping for it, a sample; and what becomes of the file."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import streamlit as st

from aci_core.errors import AciError
from aci_core.i18n import Translator
from aci_core.tables.csv_text import to_csv_bytes
from aci_core.ui import cards, session

MAX_MB = 200
MAX_MAPPING_MB = 1
_FILE = "upload_file"
_MAPPING = "upload_mapping"
_HERE = {"localhost", "127.0.0.1", "::1"}

# What the browser does not even send, Streamlit tells in English, and only under the mouse.
_NOT_TAKEN = """[class*="st-key-%s"]:has([data-testid="stFileChip"][aria-invalid="true"])::after {
  content: "%s"; display: block; margin-top: .5rem; color: var(--st-red-text-color, #B3261E); }"""

# The columns a first spreadsheet usually has, in the order a person would fill them in.
TEMPLATE = (
    "patient_id", "arm", "age", "sex", "hypertension", "diabetes",
    "nihss_pre", "nihss_post", "bi_pre", "bi_post", "perfusion_pre", "perfusion_post",
    "vegf_pre", "vegf_post", "bfgf_pre", "bfgf_post",
    "ae_fever", "ae_headache", "ae_agitation", "died", "lost",
)  # fmt: skip


def _take_file() -> None:
    """Read the file that was just chosen, once: on the next page Streamlit has lost it."""
    file = st.session_state.get(session.uploader(_FILE))
    if file is not None:
        mapping = st.session_state.get(session.MAPPING)
        session.adopt_file(file.getvalue(), file.name, mapping)


def _take_mapping() -> None:
    """Read the mapping that was just chosen, and the loaded file again under it."""
    from aci_core.ingest import ColumnMapping

    file = st.session_state.get(session.uploader(_MAPPING))
    if file is None:
        st.session_state.pop(session.MAPPING, None)
        return
    try:
        mapping = ColumnMapping.from_json(_json(file.getvalue()))
    except AciError as error:
        st.session_state[session.ERROR] = error
        return
    st.session_state[session.MAPPING] = mapping
    st.session_state.pop(session.ERROR, None)
    session.try_again(mapping)


def _json(data: bytes) -> object:
    if len(data) > MAX_MAPPING_MB * 1024**2:
        raise AciError("file_too_large", limit_mb=MAX_MAPPING_MB)
    try:
        return json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:  # broken text, broken JSON, absurd nesting
        raise AciError("mapping_not_json") from error


def problem(t: Translator) -> None:
    """Why the last file was not loaded; the one before is still there."""
    error = st.session_state.get(session.ERROR)
    if error is not None:
        st.error(cards.literal_error(t, error), icon=":material/error:")
        if session.cohort() is not None:
            st.caption(t("data.kept"))


def _not_taken(t: Translator) -> None:
    """Say in our words that a file was refused by the browser."""
    rules = (
        (_FILE, t("data.not_taken", mb=MAX_MB)),
        (_MAPPING, t("data.mapping_not_taken", mb=MAX_MAPPING_MB)),
    )
    st.html(f"<style>{' '.join(_NOT_TAKEN % rule for rule in rules)}</style>")


def file_card(t: Translator, level: int) -> None:
    """A file of one's own."""
    with st.container(border=True, key="file_card", height="stretch"):
        cards.heading(t("data.upload_title"), level)
        _not_taken(t)
        st.file_uploader(
            t("data.upload"),
            type=None,
            key=session.uploader(_FILE),
            on_change=_take_file,
            help=t("data.upload_help"),
            max_upload_size=MAX_MB,
        )
        st.caption(t("data.upload_note"))
        st.download_button(
            t("data.template"),
            lambda: to_csv_bytes([TEMPLATE]),
            file_name="aci_template.csv",
            mime="text/csv",
            key="template",
            on_click="ignore",
            help=t("data.template_help"),
            icon=":material/download:",
            type="tertiary",
        )
        privacy(t)
        wanted = st.session_state.get(session.ERROR) is not None
        with st.expander(t("data.mapping_title"), wanted, icon=":material/schema:", type="compact"):
            st.caption(t("data.mapping_note"))
            if session.MAPPING in st.session_state and session.cohort() is None:
                st.success(t("data.mapping_taken"), icon=":material/check_circle:")
            st.file_uploader(
                t("data.mapping"),
                type="json",
                key=session.uploader(_MAPPING),
                on_change=_take_mapping,
                help=t("data.mapping_help"),
                max_upload_size=MAX_MAPPING_MB,
            )


def sample_card(t: Translator, level: int) -> None:
    """Synthetic cohorts."""
    first = "sample" if session.cohort() is None else ""
    with st.container(border=True, key="sample_card", height="stretch"):
        cards.heading(t("data.samples_title"), level)
        st.caption(t("data.samples_note"))
        for name in session.SAMPLES:
            with st.container(gap="xsmall"):
                st.button(
                    t(f"sample.{name}"),
                    key=f"open_{name}",
                    on_click=session.adopt_sample,
                    args=(name,),
                    icon=":material/science:",
                    type="primary" if name == first else "secondary",
                    width="stretch",
                )
                st.caption(t(f"sample.{name}_note"))


def privacy(t: Translator) -> None:
    """Where the file goes."""
    host = urlsplit(st.context.url or "").hostname or ""
    with st.expander(t("data.privacy_title"), icon=":material/shield_person:", type="compact"):
        here = host in _HERE
        text = t("data.privacy_local") if here else t("data.privacy_remote", host=host)
        st.markdown(text)
        st.markdown(t("data.privacy_keep", hours=session.HOURS))
