"""How the file was read: counts, arms, format, and the meaning of each column."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.cohort import NON_PATIENT_REASONS, REPEATED_ROW, tally
from aci_core.domain.errors import AciError
from aci_core.domain.schema import Role
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import Translator, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.data import upload
from aci_core.ui.state.choices import view
from aci_core.ui.state.cohort import known_files
from aci_core.ui.state.cohort.loaded import Loaded
from aci_core.ui.state.session import loading, session
from aci_core.ui.widgets.inputs import arm_choice, saved_sets
from aci_core.ui.widgets.navigation import navigation, next_step
from aci_core.ui.widgets.page import cards
from aci_core.ui.widgets.page.cards import Metric
from aci_core.ui.widgets.page.presenters import tables
from aci_core.ui.widgets.text import JOIN, counted, key_of

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort
    from aci_core.ingest import Project

_LONGEST_ARM = 16
_FEW_COLUMNS = 3
ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "latin-1")
DELIMITERS = (",", ";", "\t", "|")
_AUTOMATIC = "found"


def loaded_header(t: Translator, loaded: Loaded) -> None:
    """Draw what is loaded, and a button to the results."""
    with st.container(horizontal=True, vertical_alignment="center"):
        cohort = loaded.cohort
        name = cards.cohort_name(t, cohort.name, synthetic=cohort.synthetic)
        st.header(name, anchor=False, width="content")
        if cohort.synthetic:
            cards.synthetic_badge(t)
        with st.container(horizontal=True, horizontal_alignment="right", width="stretch"):
            if cohort.settled:  # else there is nothing to compare
                navigation.page_button(t, "data.results", "overview", "to_results", primary=False)
                next_step.draw(t, "data", "head")


def summary(t: Translator, loaded: Loaded) -> None:
    """Draw the numbers of patients, arms, the file's columns and issues."""
    cohort = loaded.cohort
    stopped = [column.header or column.name for column in cohort.columns if column.stopped]
    covariates = sum(column.role is Role.COVARIATE for column in cohort.columns)
    found = tally(cohort.issues)
    kinds = (("error", found.errors), ("warning", found.warnings))
    counts = [counted(t, f"data.count_{kind}", n) for kind, n in kinds if n]
    arms = [
        f"{_short(labels.arm(t, arm))}\N{NO-BREAK SPACE}{n:,}" for arm, n in cohort.n_by_arm.items()
    ]
    cards.headline(
        [
            Metric(
                t("data.patients"),
                f"{cohort.n:,}",
                JOIN.join(_left_out(t, cohort)) or t("data.left_out_none"),
            ),
            Metric(t("data.arms"), str(len(arms)), JOIN.join(arms)),
            Metric(
                t("data.columns"),
                # Of what was shared the file's own number is not known.
                str(loaded.raw.n_columns or len(cohort.columns)),
                counted(t, "data.stopped_columns", len(stopped), columns=_few(t, stopped))
                if stopped
                else t("data.covariates", n=covariates),
            ),
            Metric(
                t("data.issues"),
                f"{found.to_check:,}",
                JOIN.join(counts) or t("data.stopped_none"),
            ),
        ],
        "data",
    )


def _left_out(t: Translator, cohort: Cohort) -> list[str]:
    """Number of patients left out, and of rows that are none: totals, copies, others by reason."""
    reasons = Counter(reason for _, reason in cohort.left_out)
    totals = reasons.pop("total_row", 0)
    repeated = reasons.pop(REPEATED_ROW, 0)
    others = {code: reasons.pop(code) for code in [*reasons] if code in NON_PATIENT_REASONS}
    counts = (
        ("left_out", reasons.total()),
        ("left_out_totals", totals),
        ("left_out_repeated", repeated),
    )
    rows = [
        counted(t, "data.left_out_reason", n, reason=t.name("left_out", code))
        for code, n in others.items()
    ]
    return [counted(t, f"data.{key}", n) for key, n in counts if n] + rows


def _few(t: Translator, headers: list[str]) -> str:
    """The first headers of a list."""
    shown = headers[:_FEW_COLUMNS]
    return t("words.list").join(shown) + ("…" if len(headers) > len(shown) else "")


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST_ARM else label[: _LONGEST_ARM - 1] + "…"


def arms_card(t: Translator, loaded: Loaded) -> None:
    """Draw which two arms are compared, and which of them is the control."""
    cohort = loaded.cohort
    if len(loaded.arms) < 2:
        return
    if cohort.settled and len(loaded.arms) == 2:
        with st.container(horizontal=True, vertical_alignment="center"):
            _compared(t, cohort)
            st.button(
                t("data.swap"),
                key="swap",
                on_click=arm_choice.compare,
                args=(cohort.reference, cohort.treatment),
                icon=":material/swap_horiz:",
                help=t("data.swap_help"),
                type="tertiary",
            )
            _arm_names(t, loaded)
        return
    with st.container(border=True, key="arms_card"):
        st.subheader(t("data.arms_title"), anchor=False)
        if cohort.settled:
            _compared(t, cohort)
        else:
            key = "data.arms_choose" if len(loaded.arms) > 2 else "data.arms_reference"
            st.markdown(t(key, n=len(loaded.arms)))
        arm_choice.draw(t, loaded)
        _arm_names(t, loaded)


def _arm_names(t: Translator, loaded: Loaded) -> None:
    """Draw a field for the name that each arm is shown by; an empty one is the file's."""
    named = loaded.mapping.arm_names
    with st.popover(
        t("arm_names.open"),
        icon=":material/edit:",
        type="tertiary",
        key="arm_names",
        on_change="rerun",
    ) as opened:
        if not opened.open:
            return
        for arm in loaded.cohort.arms:
            # Another name is another field, so that Undo and a project file show in it too.
            key = key_of("arm_name", arm, loaded.cohort.arm_names.get(arm, ""))
            st.text_input(
                t("arm_names.shown", arm=literal(arm)),
                value=loaded.cohort.arm_names.get(arm, ""),
                key=key,
                placeholder=arm,
                on_change=_on_arm_name,
                args=(arm, key),
                help=t("arm_names.help"),
            )
        if named:
            st.button(
                t("arm_names.undo"),
                key="arm_names_undo",
                on_click=_drop_arm_names,
                icon=":material/undo:",
                type="tertiary",
            )


def _on_arm_name(arm: str, key: str) -> None:
    loaded = session.loaded()
    if loaded is None:
        return
    try:
        mapping = loaded.mapping.with_arm_name(arm, str(st.session_state.get(key) or ""))
    except AciError as error:
        st.session_state[session.ERROR] = error
    else:
        loading.remap(mapping, same_arms=True)


def _drop_arm_names() -> None:
    loaded = session.loaded()
    if loaded is not None:
        loading.remap(dataclasses.replace(loaded.mapping, arm_names={}), same_arms=True)


def _compared(t: Translator, cohort: Cohort) -> None:
    treatment, control = (literal(labels.arm(t, arm)) for arm in cohort.two_arms())
    st.markdown(t("data.settled", treatment=treatment, control=control), width="content")


def reading_card(t: Translator, loaded: Loaded) -> None:
    """Draw how the file was opened: format, sheet, header, encoding; with a form to change it."""
    from aci_core.ingest.files.sheet import AS_IS

    raw = loaded.raw
    used = raw.reading
    parts = [t(f"format.{raw.kind}")]
    if used.arrangement not in (None, AS_IS):
        parts.append(literal(t.name("arrangement", used.arrangement)))
    if used.sheet:
        parts.append(t("reading.sheet_of", sheet=literal(used.sheet), n=len(raw.sheets)))
    if raw.kind == "csv" or used.encoding:
        parts.append(literal(raw.encoding.removesuffix("-sig").upper()))
    if raw.kind == "csv":
        parts.append(literal(_delimiter(t, raw.delimiter)))
    if used.header_row:
        key = "reading.header_two" if used.header_rows == 2 else "reading.header_one"
        parts.append(t(key, row=used.header_row))
    with st.container(horizontal=True, vertical_alignment="center", key="reading_card"):
        st.markdown(f":material/description: {' · '.join(parts)}", width="content")
        if is_sample(loaded):
            return
        with st.popover(t("reading.change"), icon=":material/tune:", type="tertiary"):
            _reading_form(t, loaded)
    _corrections_before(t)
    known = st.session_state.get(known_files.RECOGNISED)
    if known is not None:
        with st.container(horizontal=True, vertical_alignment="center", key="recognised"):
            st.caption(t(f"reading.recognised_{known}"), width="content")
            if known != "other":
                st.button(
                    t("reading.refuse"),
                    key="refuse_known",
                    on_click=loading.forget_known_mapping,
                    icon=":material/undo:",
                    help=t("reading.refuse_help"),
                    type="tertiary",
                )


def _corrections_before(t: Translator) -> None:
    """Offer the corrections that the file had when it was here before; never done unasked."""
    before = loading.corrections_before()
    if not before:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="corrections_before"):
        text = counted(t, "reading.corrected_before", len(before))
        st.markdown(f":material/history: {text}", width="content")
        st.button(
            t("reading.correct_again"),
            key="correct_again",
            on_click=loading.use_corrections_before,
            icon=":material/done_all:",
        )
        st.button(
            t("reading.as_it_is"),
            key="leave_uncorrected",
            on_click=loading.drop_corrections_before,
            type="tertiary",
        )


def _delimiter(t: Translator, delimiter: str) -> str:
    return t.name("delimiter", "tab" if delimiter == "\t" else delimiter)


def is_sample(loaded: Loaded) -> bool:
    """Whether it is one of the samples that came with the app."""
    return loaded.raw.name in {file.rpartition(".")[0] for file in loading.SAMPLES.values()}


def _reading_form(t: Translator, loaded: Loaded) -> None:
    """Draw a form for another sheet, header row or encoding: the file is chosen once more."""
    from aci_core.ingest.files.file_type import STATISTICS
    from aci_core.ingest.files.sheet import ARRANGEMENTS

    raw, used = loaded.raw, loaded.raw.reading
    with st.form("reading_form", border=False):
        upload.choose_again(t, raw.name)
        sheet = used.sheet
        if len(raw.sheets) > 1:
            sheet = st.selectbox(
                t("reading.sheet"), raw.sheets, raw.sheets.index(used.sheet or raw.sheets[0])
            )
        encoding, delimiter = None, None
        if raw.kind == "csv":
            known = tuple(dict.fromkeys((raw.encoding, *ENCODINGS)))
            encoding = st.selectbox(t("reading.encoding"), known)
            delimiter = st.selectbox(
                t("reading.delimiter"),
                DELIMITERS,
                DELIMITERS.index(raw.delimiter) if raw.delimiter in DELIMITERS else 0,
                format_func=lambda d: _delimiter(t, d),
            )
        if raw.kind in STATISTICS:
            known = tuple(dict.fromkeys((used.encoding or _AUTOMATIC, *ENCODINGS, _AUTOMATIC)))
            choice = st.selectbox(
                t("reading.encoding"), known, format_func=lambda name: t.name("encoding", name)
            )
            encoding = None if choice == _AUTOMATIC else choice
        arrangement = st.selectbox(
            t("reading.arrangement"),
            (_AUTOMATIC, *ARRANGEMENTS),
            (_AUTOMATIC, *ARRANGEMENTS).index(used.arrangement or _AUTOMATIC),
            format_func=lambda name: t.name("arrangement", name),
            help=t("reading.arrangement_help"),
        )
        row = st.number_input(
            t("reading.header_row"),
            1,
            2_000_000,
            used.header_row,
            placeholder=t("reading.header_found"),
        )
        two = st.checkbox(t("reading.two_rows"), used.header_rows == 2)
        if st.form_submit_button(t("reading.again"), type="primary"):
            reading = dataclasses.replace(
                used,
                sheet=sheet,
                encoding=encoding,
                delimiter=delimiter,
                # Left open, both are found by themselves.
                header_row=None if row is None else int(row),
                header_rows=None if row is None else 2 if two else 1,
                arrangement=None if arrangement == _AUTOMATIC else arrangement,
            )
            file = upload.chosen_again()
            if file is None:
                st.error(t("reading.no_file"))
            else:
                with upload.reading(len(file[0])):
                    loading.reread(*file, reading)
                st.rerun()


def columns_card(t: Translator, loaded: Loaded) -> None:
    """Draw the meaning of each column, with downloads of the table and of the project file."""
    table = tables.cohort.columns(loaded.cohort, t)
    with st.container(border=True, key="columns_card"):
        cards.heading(t("more.read"), 3)
        st.caption(t("data.columns_note"))
        cards.table_body(table, wrap=True)
        # What the project holds is what stands when the button is drawn.
        project = dataclasses.replace(loaded.project, sets=saved_sets.current())
        settings = view.settings()
        with st.container(horizontal=True):
            cards.download(t, lambda: table, "columns", "columns", whole=True)
            st.download_button(
                t("data.download_project"),
                lambda: project_json(project, loaded.cohort, settings),
                file_name="project.json",
                mime="application/json",
                key="download_mapping",
                on_click="ignore",
                icon=":material/schema:",
                type="tertiary",
            )


def project_json(project: Project, cohort: Cohort, settings: Settings) -> bytes:
    """The project file: decisions about the file, and how it was read."""
    made = project.with_recognised_columns(cohort, settings)
    return json.dumps(made.to_json(), ensure_ascii=False, indent=2).encode()
