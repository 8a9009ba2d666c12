"""The visits of a file with a row a visit: which column names them, and what each of them is."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import streamlit as st

from aci_core.domain.schema import PRE, visit_order
from aci_core.domain.schema.visits import POST, is_visit
from aci_core.ingest.columns.mapping import VISIT
from aci_core.presentation.i18n import Translator, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.data.mapping.cell_texts import short, texts_of
from aci_core.ui.state.cohort.loaded import Loaded
from aci_core.ui.state.session import loading
from aci_core.ui.widgets.page import cards
from aci_core.ui.widgets.text import key_of

# Issues that the card settles.
ASKED = frozenset({"long_visits_unknown", "long_days_differ", "ids_repeated", "long_no_pre"})
_NONE = "none"
_VISITS = (
    PRE, POST, "d1", "d3", "d5", "d7", "d10", "d14", "d21", "d28", "d30", "d90", "w1", "w2", "w3",
    "w4", "w6", "w8", "w12", "w24", "m1", "m2", "m3", "m4", "m6", "m9", "m12", "m18", "m24",
)  # fmt: skip
_MOST = 30  # different texts that a person would go through


def card(t: Translator, loaded: Loaded) -> None:
    """Draw the column of visits and its texts, where the file has a row a visit."""
    codes = {issue.code for issue in loaded.cohort.issues}
    asked = bool(codes & ASKED)
    if not asked and not loaded.cohort.origins and VISIT not in loaded.mapping.columns.values():
        return
    columns = _columns(loaded)
    if not columns:
        return
    if asked:
        with st.container(border=True, key="visits_card"):
            cards.heading(t("visits.title"), 3)
            _draw(t, loaded, columns)
        return
    with st.expander(t("visits.title"), icon=":material/event:", key="visits_card"):
        _draw(t, loaded, columns)


def _draw(t: Translator, loaded: Loaded, columns: Mapping[str, Mapping[str, int]]) -> None:
    st.caption(t("visits.note"))
    listed, current = list(columns), _current(loaded)
    header = st.selectbox(
        t("visits.column"),
        listed,
        index=listed.index(current) if current is not None and current in columns else None,
        key=f"visits_column_{key_of(loaded.cohort.digest)}",
        placeholder=t("visits.which_column"),
        format_func=literal,
    )
    if header is None:
        return
    texts = columns[header]
    chosen: dict[str, str | None] = {}
    with st.form(key_of("visits", header, loaded.cohort.digest), border=False):
        for place, (text, n) in enumerate(texts.items()):
            left, right = st.columns((2, 3), vertical_alignment="center")
            with left:
                st.markdown(t("visits.cell", text=literal(short(text)), n=f"{n:,}"))
            with right:
                chosen[text] = _selector(t, loaded, header, text, place)
        if st.form_submit_button(t("visits.apply"), key="use_visits", type="primary"):
            _apply(loaded, header, chosen)
            st.rerun()


def _selector(t: Translator, loaded: Loaded, header: str, text: str, place: int) -> str | None:
    """Draw what a text means: a visit, or none of them."""
    now = _meaning(loaded, header, text)
    visits = sorted({*_VISITS, *loaded.cohort.visits, *([now] if now else [])}, key=visit_order)
    options = (*visits, _NONE)
    code = st.selectbox(
        t("visits.means", text=literal(text)),
        options,
        index=options.index(now) if now else None,
        format_func=lambda c: t("visits.none") if c == _NONE else labels.visit(t, c),
        key=f"visit_{place}_{key_of(header, loaded.cohort.digest)}",
        label_visibility="collapsed",
        placeholder=t("mapping.which_time"),
    )
    return None if code in (None, _NONE) else code


def _meaning(loaded: Loaded, header: str, text: str) -> str | None:
    """The visit that a text is read as."""
    from aci_core.ingest.reshape.long.visit_rows import visit_of

    meant = loaded.mapping.values.get(VISIT, {})
    now = meant[text] if text in meant else visit_of(text, header)
    return now if now is not None and is_visit(now) else None


def _current(loaded: Loaded) -> str | None:
    """The column of visits: of the mapping, else the one that the file was read by or asks for."""
    named = (h for h, name in loaded.mapping.columns.items() if name == VISIT)
    read = (origin.visit for origin in loaded.cohort.origins.values())
    asks = (i.column for i in loaded.cohort.issues if i.code in ASKED - {"ids_repeated"})
    return next((header for header in (*named, *read, *asks) if header), None)


def _columns(loaded: Loaded) -> dict[str, dict[str, int]]:
    """Columns that may name visits: nothing else is known of them, and few texts stand in them."""
    from aci_core.ingest.columns.headers.header_meaning import meaning

    found: dict[str, dict[str, int]] = {}
    for header in loaded.raw.headers:
        unknown = meaning(header).recognised == "covariate"
        if unknown or loaded.mapping.columns.get(header) == VISIT:
            texts = texts_of(loaded, header)
            if 2 <= len(texts) <= _MOST:
                found[header] = texts
    return found


def _apply(loaded: Loaded, header: str, chosen: Mapping[str, str | None]) -> None:
    """Read the file again with these visits."""
    columns = {h: name for h, name in loaded.mapping.columns.items() if name != VISIT}
    values = {**loaded.mapping.values, VISIT: dict(chosen)}
    mapping = dataclasses.replace(loaded.mapping, columns={**columns, header: VISIT}, values=values)
    loading.remap(mapping)
