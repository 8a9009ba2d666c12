"""The value editor: what the texts of a column mean, where a file has codes of its own."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

import streamlit as st

from aci_core.domain.cohort import ARM, GradeScale
from aci_core.domain.schema import Column, Kind, Role
from aci_core.domain.schema.aliases import arm_kind, canonical_value, clean, words
from aci_core.ingest.cells import is_missing
from aci_core.presentation.i18n import Translator, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.data.mapping.cell_texts import short, texts_of
from aci_core.ui.state.cohort.loaded import Loaded
from aci_core.ui.state.session import loading, session
from aci_core.ui.widgets.page import cards
from aci_core.ui.widgets.text import key_of

AS_WRITTEN, MISSING = "as_written", "missing"
_FLAGS = (Role.EVENT, Role.EVENT_RESOLVED, Role.FOLLOWUP, Role.DIED, Role.LOST)
_MOST = 30  # different texts of a column that a person would go through
_LONGEST = 60


def coded(loaded: Loaded) -> list[Column]:
    """Columns of the file whose cells are words or codes."""
    return [c for c in loaded.cohort.columns if _choosable(c) and c.header in loaded.raw.headers]


def card(t: Translator, loaded: Loaded, columns: Sequence[Column]) -> None:
    """Draw one column at a time: each of its texts with its meaning."""
    with st.container(border=True, key="values_card"):
        cards.heading(t("more.cells"), 3)
        st.caption(t("values.note"))
        by_header = {c.header: c for c in columns}
        header = st.selectbox(
            t("values.column"),
            list(by_header),
            key="values_column",
            placeholder="",
            format_func=lambda name: labels.header(t, by_header[name], loaded.cohort.issues),
        )
        column = by_header[header]
        texts = texts_of(loaded, header)
        if len(texts) > _MOST:
            st.caption(t("values.too_many", n=len(texts)))
            return
        _form(t, loaded, column, texts)
        if column.role is Role.GRADE:
            _scale(t, loaded, column)


def _choosable(column: Column) -> bool:
    coded = column.kind is Kind.CATEGORY and column.role in (
        Role.ARM,
        Role.COVARIATE,
        Role.ENDPOINT,
        Role.GRADE,
    )
    return bool(column.header) and (coded or column.role in _FLAGS or column.name == ARM)


def vocabulary(column: Column) -> tuple[str, tuple[str, ...]] | None:
    """Vocabulary and codes of a column; None where the file's own texts are its categories."""
    if column.role in _FLAGS or column.name in words().yes_no:
        name = {Role.DIED: "died", Role.LOST: "lost"}.get(column.role, "yes_no")
        return name, ("yes", "no")
    if column.name == "sex":
        return "sex", ("male", "female")
    if column.role is Role.GRADE:
        return "grade", ("recovered", "markedly_effective", "effective", "ineffective")
    return None


def _form(t: Translator, loaded: Loaded, column: Column, texts: dict[str, int]) -> None:
    meant = loaded.mapping.values.get(column.name, {})
    known = vocabulary(column)
    keys: dict[str, str] = {}
    with st.form(key_of("values", column.header, loaded.cohort.digest), border=False):
        for place, (text, n) in enumerate(texts.items()):
            left, right = st.columns((2, 3), vertical_alignment="center")
            with left:
                certainty = t(f"values.sure_{_certainty(column, text, meant)}")
                cell = t("values.cell", text=literal(short(text)), n=f"{n:,}")
                st.markdown(f"{cell} :gray[· {certainty}]")
            with right:
                keys[text] = f"value_{place}_{key_of(column.header, loaded.cohort.digest)}"
                now = meant.get(text, AS_WRITTEN)
                if known is None:
                    _text_field(t, text, now, keys[text])
                else:
                    unanswered = _unanswered(column, text)
                    _selector(t, text, now, known, keys[text], unanswered=unanswered)
        st.form_submit_button(
            t("values.apply"), type="primary", on_click=_apply, args=(loaded, column, keys)
        )


def _certainty(column: Column, text: str, meant: Mapping[str, str | None]) -> str:
    """How the meaning of a text is known: from the user, from a vocabulary, or as written."""
    if text in meant:
        return "yours"
    if is_missing(text):
        return "missing"
    known = vocabulary(column)
    if column.name == ARM:
        return "known" if arm_kind(text) else "as_written"
    if known is None:
        return "as_written"
    return "known" if canonical_value(known[0], text) else "unknown"


def _unanswered(column: Column, text: str) -> bool:
    """Whether a bare number has no meaning yet: no default is selected for it."""
    return column.role in _FLAGS and column.stopped and clean(text).isdecimal()


def _selector(
    t: Translator,
    text: str,
    now: str | None,
    known: tuple[str, Sequence[str]],
    key: str,
    *,
    unanswered: bool,
) -> None:
    name, options = known
    current = MISSING if now is None else now
    if now == AS_WRITTEN and not unanswered:
        current = canonical_value(name, text) or now
    codes = (*options, MISSING, AS_WRITTEN)
    st.selectbox(
        t("values.means", text=literal(text)),
        codes,
        index=codes.index(current) if current in codes else len(codes) - 1,
        format_func=lambda c: t(f"values.{c}") if c in (MISSING, AS_WRITTEN) else _word(t, name, c),
        key=key,
        label_visibility="collapsed",
    )


def _word(t: Translator, name: str, code: str) -> str:
    return labels.grade(t, code) if name == "grade" else labels.level(t, code)


def _text_field(t: Translator, text: str, now: str | None, key: str) -> None:
    st.text_input(
        t("values.means", text=literal(text)),
        "" if now is None else text if now == AS_WRITTEN else now,
        max_chars=_LONGEST,
        key=key,
        label_visibility="collapsed",
        placeholder=t("values.nothing"),
    )


def _apply(loaded: Loaded, column: Column, keys: Mapping[str, str]) -> None:
    """Apply the meanings in the form's fields; a text that means itself needs no entry."""
    known = vocabulary(column)
    before = loaded.mapping.values.get(column.name, {}) if column.role in _FLAGS else {}
    meant: dict[str, str | None] = {}
    for text, key in keys.items():
        given = clean(str(st.session_state.get(key) or ""))
        now = None if given in ("", MISSING) else given
        same = now == AS_WRITTEN or now == (
            clean(text) if known is None else canonical_value(known[0], text)
        )
        # That 1 is yes may have been asked for; once said, it stays said.
        must_state = _unanswered(column, text) or text in before
        if not same or (must_state and now != AS_WRITTEN):
            meant[text] = now
    values = {k: v for k, v in loaded.mapping.values.items() if k != column.name}
    if meant:
        values[column.name] = meant
    mapping = dataclasses.replace(loaded.mapping, values=values)
    if column.name == ARM:  # other names: which two are compared is asked again
        mapping = dataclasses.replace(mapping, arms=(), reference=None)
    loading.remap(mapping)


def _scale(t: Translator, loaded: Loaded, column: Column) -> None:
    """Draw a form for the file's own scale: grades best first, and which are effective."""
    st.caption(t("values.scale_note"))
    scale = loaded.cohort.grade_scale
    key = key_of("scale", loaded.cohort.digest)
    best = st.multiselect(
        t("values.best_first"),
        column.levels,
        list(scale.best_first) if scale and set(scale.best_first) <= set(column.levels) else [],
        format_func=lambda code: labels.grade(t, code),
        key=f"best_{key}",
        placeholder=t("values.pick"),
        select_all=False,  # worded in English alone
    )
    effective = st.multiselect(
        t("values.effective"),
        best,
        [g for g in (scale.effective if scale else ()) if g in best],
        format_func=lambda code: labels.grade(t, code),
        key=f"effective_{key}",
        placeholder=t("values.pick"),
        select_all=False,  # worded in English alone
    )
    ready = len(best) >= 2 and 0 < len(effective) < len(best)
    st.button(
        t("values.use_scale"),
        key="use_scale",
        on_click=_use_scale,
        args=(tuple(best), tuple(effective)),
        disabled=not ready,
    )


def _use_scale(best: tuple[str, ...], effective: tuple[str, ...]) -> None:
    loaded = session.loaded()
    if loaded is not None:
        ordered = tuple(g for g in best if g in effective)
        loading.remap(dataclasses.replace(loaded.mapping, grade=GradeScale(best, ordered)))
