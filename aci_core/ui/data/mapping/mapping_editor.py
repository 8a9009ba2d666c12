"""The mapping editor: each column with its first values and its meaning, to be changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.cohort import is_to_check
from aci_core.domain.errors import AciError
from aci_core.domain.schema import ENDPOINT, EXPOSURE, MEASURES, PRE, Column, Role, visit_order
from aci_core.domain.schema.aliases import clean, fold, words
from aci_core.domain.schema.visits import POST
from aci_core.ingest.columns.headers.header_meaning import REDUCTION
from aci_core.ingest.values.numbers.units import declarable_units
from aci_core.presentation.i18n import Translator, format_filter, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.state.choices import choice_widgets
from aci_core.ui.state.cohort.loaded import Loaded
from aci_core.ui.state.session import loading, session
from aci_core.ui.widgets.page import cards
from aci_core.ui.widgets.text import counted, key_of

if TYPE_CHECKING:
    from aci_core.domain.cohort import Cohort
    from aci_core.ingest.columns.suggestions import Suggestion

# Columns that went for privacy before anything was kept.
GONE = frozenset({"identifying_dropped", "identifying_dropped_by_value", "free_text_dropped"})
# Issues that the card settles.
ASKED = frozenset(
    {
        "measure_unclear", "outcome_like", "may_tell_fate", "numbered_columns", "baseline_by_place",
        "same_meaning", "checkbox_unnamed",
    }
)  # fmt: skip
OWN, LEFT_OUT, GIVEN, OUTCOME = "own", "left_out", "given", "outcome"
_PREFIXES = {GIVEN: EXPOSURE, OUTCOME: ENDPOINT}
_FIXED = ("patient_id", "arm", "grade", "died", "lost", "lost_reason")
_DOSES = ("nsc_doses", "msc_doses", "courses")
_VISITS = (PRE, "post", "d7", "d14", "w2", "m1", "m3", "m6", "m12")
_SHOWN = 12  # columns at a time: a page of controls that still scrolls on a phone
_FIRST = 3
_MORE = "_mapping_more"
_ASKED = "_mapping_asked"  # fingerprint of the file of which something was asked
_WAITING = "_mapping_waiting"  # header to a score whose time is still to be picked
# Columns that each page needs.
_UNLOCKS = (
    ("baseline", ("age", "sex")),
    ("response", ("nihss_pre", "nihss_post")),
    ("outcomes", ("bi_pre", "bi_post", "perfusion_pre", "perfusion_post")),
    ("factors", ("vegf_pre", "bfgf_pre")),
    ("safety", ("ae_fever", "ae_headache", "died", "lost")),
)


def is_asked(loaded: Loaded) -> bool:
    """Whether a column waits for an answer, or did: what was answered stays where it was."""
    from aci_core.checks.repair.measured_when import undated

    if st.session_state.get(_ASKED) == loaded.raw.fingerprint:
        return True
    cohort, elsewhere = loaded.cohort, undated(loaded.cohort)  # those, all at once
    asked = any(i.code in ASKED and is_to_check(i) for i in cohort.issues) or any(
        is_unsaid(c) and c not in elsewhere for c in _file_columns(cohort)
    )
    if asked:
        st.session_state[_ASKED] = loaded.raw.fingerprint
    return asked


def n_doubtful(loaded: Loaded) -> int:
    """Number of columns whose meaning is not sure."""
    from aci_core.checks.repair.measured_when import undated
    from aci_core.ingest.columns.suggestions import doubtful

    asked = undated(loaded.cohort)  # elsewhere, all at once
    return sum(c not in asked and doubtful(c) for c in _file_columns(loaded.cohort))


def card(t: Translator, loaded: Loaded) -> None:
    """Draw the columns, doubtful ones first, each with its meaning."""
    from aci_core.checks.repair.measured_when import undated
    from aci_core.ingest.columns.suggestions import doubtful

    cohort = loaded.cohort
    read = _file_columns(cohort)
    asked = undated(cohort)  # above, all at once
    # What was changed here stays in sight.
    changed = {fold(h) for h in loaded.mapping.columns}
    looked = [c for c in read if c not in asked and (doubtful(c) or fold(c.header) in changed)]
    with st.container(border=True, key="mapping_card"):
        cards.heading(t("more.columns"), 3)
        st.caption(t("mapping.note"))
        every = (
            choice_widgets.segmented("columns", section="choice_columns", hide_label=True) == "all"
        )
        shown = read if every else looked
        if not shown and not asked:
            st.markdown(f":material/check_circle: {t('mapping.all_known')}")
        most = len(shown) if st.session_state.get(_MORE) else _SHOWN
        for column in shown[:most]:
            _row(t, loaded, column)
        if len(shown) > most:
            st.button(
                counted(t, "mapping.more", len(shown) - most),
                key="mapping_more",
                on_click=st.session_state.__setitem__,
                args=(_MORE, True),
                icon=":material/expand_more:",
            )
        _left_out(t, loaded)
        _gone(t, cohort)


def _file_columns(cohort: Cohort) -> list[Column]:
    """Columns as the file has them: one per measure where it has one row per visit."""
    by_header: dict[str, Column] = {}
    for column in cohort.columns:
        origin = cohort.origins.get(column.header)
        if origin is not None:
            original = dataclasses.replace(
                column, name=column.stem, header=origin.header, visit=None
            )
            by_header.setdefault(origin.header, original)
        elif column.header:
            by_header[column.header] = column
    return list(by_header.values())


def _row(t: Translator, loaded: Loaded, column: Column) -> None:
    """Draw one column: header, first values, meaning, visit, unit, and suggestions."""
    from aci_core.ingest.columns.suggestions import LIKELY, confidence

    cohort = loaded.cohort
    key = key_of(column.header, cohort.digest)
    options = _meanings(loaded)
    current, unsaid = _meaning(column), is_unsaid(column)
    with st.container(key=f"column_{key}", gap="xsmall"):
        left, middle, right = st.columns((3, 3, 2), vertical_alignment="bottom")
        with left:
            st.markdown(f"**{literal(column.header)}**")
            certainty = literal(_certainty(t, confidence(column), column))
            st.caption(f"{_first_values(t, loaded, column.header)} · {certainty}")
        with middle:
            st.selectbox(
                t("mapping.meaning", header=literal(column.header)),
                options if current in options else (*options, current),
                index=None if unsaid or current not in options else options.index(current),
                format_func=lambda code: meaning_label(t, code),
                key=f"meaning_{key}",
                on_change=_on_change,
                args=(column.header, key),
                label_visibility="collapsed",
                placeholder=t("mapping.which") if unsaid else meaning_label(t, current),
            )
        with right:
            if column.visit or column.header in st.session_state.get(_WAITING, {}):
                _visit_selector(t, loaded, column, key)
            _unit_selector(t, loaded, column, key)
        if confidence(column) < LIKELY:
            _suggestions(t, loaded, column, key)


def is_unsaid(column: Column) -> bool:
    """Whether nothing says what the column is: it is no characteristic, and not used."""
    return column.stopped and column.recognised == "covariate"


def _visit_selector(t: Translator, loaded: Loaded, column: Column, key: str) -> None:
    visits = sorted({*_VISITS, *loaded.cohort.visits, column.visit or PRE}, key=visit_order)
    st.selectbox(
        t("mapping.time", header=literal(column.header)),
        visits,
        index=visits.index(column.visit) if column.visit else None,
        format_func=lambda visit: labels.visit(t, visit),
        key=f"time_{key}",
        on_change=_on_change,
        args=(column.header, key),
        label_visibility="collapsed",
        placeholder=t("mapping.which_time"),
    )


def _unit_selector(t: Translator, loaded: Loaded, column: Column, key: str) -> None:
    """Draw the units that a column may have; nothing where there is only one."""
    measure = loaded.cohort.measures.get(column.stem)
    if column.role is not Role.MEASURE or measure is None:
        return
    units = declarable_units(measure, column.visit)
    if len(units) < 2:
        return
    declared = loaded.mapping.units.get(column.name)
    st.selectbox(
        t("units.of", header=literal(column.header)),
        units,
        index=units.index(declared) if declared in units else None,
        format_func=lambda unit: _unit_label(t, unit),
        key=f"unit_{key}",
        on_change=_on_unit,
        args=(column.name, key),
        label_visibility="collapsed",
        placeholder=declared or t("units.as_header"),
        help=t("units.help"),
    )


def _unit_label(t: Translator, unit: str) -> str:
    if unit == REDUCTION:
        return t("units.fall")
    top = unit.removeprefix("/")
    return t("units.top", n=top) if top.isdigit() else unit.replace("ml", "mL")


def _on_unit(name: str, key: str) -> None:
    loaded = session.loaded()
    unit = st.session_state.get(f"unit_{key}")
    if loaded is None or unit is None:
        return
    units = {**loaded.mapping.units, name: str(unit)}
    loading.remap(dataclasses.replace(loaded.mapping, units=units))


def _suggestions(t: Translator, loaded: Loaded, column: Column, key: str) -> None:
    """Draw a button for each meaning that the header resembles."""
    from aci_core.ingest.columns.suggestions import suggest_for

    suggestions = suggest_for(column, loaded.cohort)
    if not suggestions:
        return
    with st.container(horizontal=True, gap="xsmall"):
        st.caption(t("mapping.perhaps"), width="content")
        for place, suggestion in enumerate(suggestions):
            st.button(
                literal(_suggestion_label(t, suggestion)),
                key=f"suggest_{place}_{key}",
                on_click=_map,
                args=(column.header, suggestion.name, suggestion.visit),
                type="tertiary",
                help=t("mapping.likeness", percent=round(100 * suggestion.score)),
            )


def _suggestion_label(t: Translator, suggestion: Suggestion) -> str:
    name = meaning_label(t, suggestion.name)
    if suggestion.visit is None:
        return name
    return t("table.at_visit", name=name, visit=labels.in_visit(t, suggestion.visit))


def _certainty(t: Translator, confidence: float, column: Column) -> str:
    """How the meaning of a column was recognised, and with which confidence."""
    recognised = column.recognised
    if is_unsaid(column):
        return t("mapping.unsaid")
    how = (
        meaning_label(t, _meaning(column))
        if recognised == "canonical"
        else t.name("column_how", recognised)
    )
    if recognised == "covariate":
        return t("mapping.check", how=how)
    return t("mapping.sure", how=how, percent=round(100 * confidence))


def _first_values(t: Translator, loaded: Loaded, header: str) -> str:
    """First distinct values of a column."""
    raw = loaded.raw
    if header not in raw.headers:
        return ""
    column = raw.frame[raw.headers.index(header)]
    values = [clean(str(text)) for text in column.dropna().head(200).unique()[:_FIRST]]
    shown = [literal(text if len(text) <= 24 else text[:23] + "…") for text in values]
    return t("words.list").join(shown) or t("mapping.empty")


def _left_out(t: Translator, loaded: Loaded) -> None:
    """Draw the columns that the mapping ignores, each with a button to restore it."""
    ignored = [h for h in loaded.mapping.ignore if h in loaded.raw.headers]
    if not ignored:
        return
    with st.container(horizontal=True, gap="xsmall"):
        st.caption(t("mapping.left_out_label"), width="content")
        for header in ignored[:50]:
            st.button(
                literal(header),
                key=f"take_back_{key_of(header)}",
                on_click=_map,
                args=(header, OWN, None),
                icon=":material/undo:",
                type="tertiary",
                help=t("mapping.take_back"),
            )


def _gone(t: Translator, cohort: Cohort) -> None:
    """Say which columns were not kept for privacy: no meaning can be chosen for them."""
    gone = dict.fromkeys(i.column for i in cohort.issues if i.code in GONE and i.column)
    if gone:
        listed = t("words.list").join(literal(header) for header in gone)
        st.caption(f":material/shield_person: {t('mapping.gone', columns=listed)}")


def meaning_label(t: Translator, code: str) -> str:
    """Label of a meaning."""
    if code in (OWN, LEFT_OUT, *_PREFIXES):
        return t(f"mapping.{code}")
    if code.startswith("ae_") and not labels.is_attribute(code):
        return t("mapping.event", name=labels.variable(t, code.removeprefix("ae_")))
    return labels.variable(t, code) if not t.has(f"column.{code}") else t(f"column.{code}")


def _meaning(column: Column) -> str:
    """Current meaning of a column, as an option's code."""
    if column.role is Role.EVENT:
        return f"ae_{column.stem}"
    if column.role in (Role.MEASURE, Role.FOLLOWUP):
        return column.stem
    if named := next(
        (of for of, prefix in _PREFIXES.items() if column.name.startswith(prefix)), None
    ):
        return named
    table = words()
    known = column.name in table.columns.values()
    return OWN if column.role is Role.COVARIATE and not known else column.name


def _meanings(loaded: Loaded) -> tuple[str, ...]:
    """Codes of all meanings: identifier and arm, scores, covariates, events, doses."""
    table = words()
    fixed = (*_FIXED, *_DOSES)
    covariates = [n for n in dict.fromkeys(table.columns.values()) if n not in fixed]
    events = [f"ae_{term}" for term in dict.fromkeys(table.events.values())]
    followups = dict.fromkeys(table.followups.values())
    return (
        OWN, LEFT_OUT, *_FIXED, *loaded.cohort.measures, *covariates, *events, *followups, *_DOSES,
        *_PREFIXES,
    )  # fmt: skip


def _on_change(header: str, key: str) -> None:
    """Read the file again with the control's new value."""
    meaning = st.session_state.get(f"meaning_{key}")
    visit = st.session_state.get(f"time_{key}")
    loaded = session.loaded()
    if loaded is None:
        return
    column = next((c for c in _file_columns(loaded.cohort) if c.header == header), None)
    if meaning is None and column is not None:
        meaning = _meaning(column)
    if meaning is not None:
        _map(header, str(meaning), visit or (column.visit if column is not None else None))


def _map(header: str, meaning: str, visit: str | None) -> None:
    """Give a column another meaning, and read the file again.

    A score needs its time: what the header says, else what the user picks next. A name that
    another column has is not taken from it: which of the two is right is for the user to say.
    """
    from aci_core.ingest.columns.suggestions import visit_in

    loaded = session.loaded()
    if loaded is None:
        return
    waiting: dict[str, str] = st.session_state.setdefault(_WAITING, {})
    waiting.pop(header, None)
    visit = visit or visit_in(header)
    # In a file with a row a visit each row says its own time.
    if _needs_visit(loaded, meaning) and visit is None and not loaded.cohort.origins:
        waiting[header] = meaning
        return
    columns = {h: name for h, name in loaded.mapping.columns.items() if h != header}
    ignore = [h for h in loaded.mapping.ignore if h != header]
    if meaning == LEFT_OUT:
        ignore.append(header)
    else:
        name = _column_name(loaded, header, meaning, visit or PRE)
        other = next((c for c in loaded.cohort.columns if c.name == name), None)
        if other is not None and other.header and other.header != header:
            st.session_state[session.ERROR] = AciError(
                "meaning_taken", column=header[:60], other=other.header[:60]
            )
            if _needs_visit(loaded, meaning):
                waiting[header] = meaning
            return
        columns[header] = name
    mapping = dataclasses.replace(loaded.mapping, columns=columns, ignore=tuple(ignore))
    loading.remap(mapping)


def _needs_visit(loaded: Loaded, meaning: str) -> bool:
    return meaning in loaded.cohort.measures or meaning in words().followups.values()


def _column_name(loaded: Loaded, header: str, meaning: str, visit: str) -> str:
    if meaning in _PREFIXES:
        return f"{_PREFIXES[meaning]}{clean(header)}"[:70].strip()
    if meaning == OWN:
        name = clean(header)[:70] or "_"
        other = {c.name for c in loaded.cohort.columns if c.header != header}
        # An asterisk where the rules would recognise the header as something else.
        return name if name not in other and _not_canonical(name) else f"{name} "[:70].strip() + "*"
    timed = _needs_visit(loaded, meaning) and not loaded.cohort.origins
    return f"{meaning}_{visit}" if timed else meaning


def _not_canonical(name: str) -> bool:
    from aci_core.ingest.columns.headers.header_meaning import canonical

    return canonical(name) is None


def missing_columns(t: Translator, cohort: Cohort) -> list[str]:
    """Which columns the file lacks, in words, by the page that needs them."""
    rows = []
    for page, columns in _UNLOCKS:
        absent = [name for name in columns if not is_held(cohort, name)]
        if absent:
            listed = t("words.list").join(literal(_column_label(t, name)) for name in absent)
            rows.append(t("mapping.locked", page=t(f"page.{page}"), columns=listed))
    return rows


def lacks_card(t: Translator, rows: Iterable[str]) -> None:
    """Draw what the file lacks."""
    with st.container(border=True, key="lacks_card"):
        cards.heading(t("more.lacks"), 3)
        st.markdown("\n".join(f"- {row}" for row in rows))


def is_held(cohort: Cohort, name: str) -> bool:
    """Whether the file has the column; of a measure after treatment, at any visit."""
    measure, _, visit = name.rpartition("_")
    later = visit == POST and any(at != PRE for at in cohort.visits_of(measure))
    return later or cohort.usable(name)


def _column_label(t: Translator, name: str) -> str:
    if name.rpartition("_")[0] in MEASURES:
        return format_filter.column(t, name)
    return meaning_label(t, name)
