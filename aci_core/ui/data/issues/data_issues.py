"""Issues of the data, each with corrections that one click applies and another undoes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Literal

import streamlit as st

from aci_core.domain.cohort import ONE_QUESTION, is_to_check, tally
from aci_core.domain.schema import Role
from aci_core.domain.steps import ReplaceText
from aci_core.presentation.i18n import Translator, format_issue
from aci_core.presentation.i18n.markdown import code, literal
from aci_core.ui.data.issues import (
    combined_items,
    corrections,
    event_names,
    likely_readings,
    measured_when,
)
from aci_core.ui.data.mapping.mapping_editor import is_unsaid
from aci_core.ui.state.cohort.loaded import Loaded
from aci_core.ui.widgets.page import cards
from aci_core.ui.widgets.page.presenters import sentences, tables
from aci_core.ui.widgets.text import counted, key_of

if TYPE_CHECKING:
    from aci_core.checks import Emptied, Fix
    from aci_core.domain.cohort import Cohort, Severity
    from aci_core.domain.schema import Column

_COLORS: dict[Severity, Literal["red", "orange", "gray"]] = {
    "error": "red",
    "warning": "orange",
    "info": "gray",
}
_SHOWN = 5
_MOST_FOLDED = 32
_FEW, _FEW_ROWS = 2, 8
_MORE = "_fixes_more"
_TOGETHER = "_fixes_together"


def card(t: Translator, loaded: Loaded) -> None:
    """Draw the list of issues, errors first, notes folded away."""
    from aci_core.checks.repair.measured_when import undated

    cohort, issues = loaded.cohort, loaded.fixes
    if not issues and not loaded.steps and not loaded.mapping.columns:
        st.markdown(f":material/check_circle: {t('data.issues_none')}")
        return
    found = tally(fix.issue for fix in issues)
    with st.container(border=True, key="issues_card"):
        with st.container(horizontal=True, vertical_alignment="center", gap="xsmall"):
            st.subheader(t("table.issues_title"), anchor=False, width="content")
            if found.errors:  # notes are counted where they open
                st.badge(counted(t, "data.count_error", found.errors), color="red")
            if found.warnings:
                st.badge(counted(t, "data.count_warning", found.warnings), color="orange")
        asked = undated(cohort)  # below, in a question of their own
        stopped = [
            code(c.header or c.name)
            for c in cohort.columns
            if c.stopped and c not in asked and not is_unsaid(c) and _by_cells(c, cohort)
        ]
        if stopped:
            st.markdown(t("data.stopped_list", columns=t("words.list").join(stopped)))
        _apply_all(t, loaded, issues)
        likely_readings.draw(t, issues)
        urgent = [fix for fix in issues if is_to_check(fix.issue)]
        groups = _grouped(urgent)
        # A button for one more would take as much room as that one.
        every = st.session_state.get(_MORE) or len(groups) == _SHOWN + 1
        most = len(groups) if every else _SHOWN
        place, told = 0, ""
        for group in groups[:most]:
            told = _group(t, loaded, group, place, told)
            place += len(group)
        with st.container(horizontal=True, gap="small"):
            if len(groups) > most:
                st.button(
                    counted(t, "fixes.more", len(urgent) - place),
                    key="fixes_more",
                    on_click=st.session_state.__setitem__,
                    args=(_MORE, True),
                    icon=":material/expand_more:",
                )
            _empty_all(t, loaded, issues)
        _notes(t, loaded, issues, len(urgent))
        event_names.moved(t, loaded)
        combined_items.answered(t, loaded)
        measured_when.answered(t, loaded)
        _corrections(t, loaded)


def _notes(t: Translator, loaded: Loaded, issues: Sequence[Fix], place: int) -> None:
    """Draw what need not be checked, folded, and beside it all issues as a file."""
    notes = [fix for fix in issues if not is_to_check(fix.issue)]
    with st.container(horizontal=True):
        if notes:
            with st.expander(
                counted(t, "data.count_info", len(notes)),
                icon=":material/info:",
                key="notes",
                on_change="rerun",
            ) as opened:
                if opened.open:
                    _rows(t, loaded, notes, place)
        table = tables.fixes.fixes(issues, t, most=None)
        cards.download(t, lambda: table, "issues", "issues", whole=True)


def _by_cells(column: Column, cohort: Cohort) -> bool:
    """Whether cells stop the column; the arms also wait for the control to be named."""
    return column.role is not Role.ARM or any(
        issue.severity == "error" and issue.row is not None and issue.column == column.header
        for issue in cohort.issues
    )


def _apply_all(t: Translator, loaded: Loaded, issues: Sequence[Fix]) -> None:
    """Draw the buttons for all safe corrections, and to undo."""
    distinct = tuple(dict.fromkeys(fix.step for fix in issues if fix.safe and fix.step))
    with st.container(horizontal=True, gap="small"):
        if distinct:
            st.button(
                counted(t, "fixes.all", len(distinct)),
                key="fix_all",
                on_click=corrections.apply,
                args=(distinct,),
                icon=":material/done_all:",
                help=t("fixes.all_help"),
            )
        if loaded.steps:
            st.button(
                counted(t, "fixes.undo", n := corrections.n_of_last_click(loaded)),
                key="undo_last",
                on_click=corrections.undo,
                args=(len(loaded.steps) - n, n),
                icon=":material/undo:",
                type="tertiary",
            )


def _empty_all(t: Translator, loaded: Loaded, issues: Sequence[Fix]) -> None:
    """Draw the button that empties what was not read, and what it costs.

    Below the readings: what can be read is better than an empty cell.
    """
    from aci_core.checks import emptied

    empty = tuple(dict.fromkeys(fix.step for fix in issues if fix.empties and fix.step))
    if not empty:
        return
    st.button(
        counted(t, "fixes.empty", len(empty)),
        key="empty_all",
        on_click=corrections.apply,
        args=(empty,),
        icon=":material/backspace:",
        help=t("fixes.empty_help"),
    )
    costs = _costs(t, emptied(issues, loaded.cohort))
    st.caption(t("fixes.empty_cost", of=f"{loaded.cohort.n:,}", list=costs))


def _costs(t: Translator, columns: Sequence[Emptied]) -> str:
    """By column: the cells that would be empty, and the patients that keep a value."""
    return t("words.semicolon").join(
        t(
            "fixes.empty_column",
            column=literal(one.header),
            n=f"{one.n_cells:,}",
            left=f"{one.n:,}",
        )
        for one in columns
    )


def _grouped(issues: Sequence[Fix]) -> list[list[Fix]]:
    """Issues in groups: those of one rule and column where there are more than two, and a code."""
    groups = [list(group) for _, group in groupby(issues, _kind)]
    few = [
        [group] if len(group) > _FEW or group[0].rule in ONE_QUESTION else [[fix] for fix in group]
        for group in groups
    ]
    return [group for part in few for group in part]


def _kind(fix: Fix) -> tuple[str, str, str | None]:
    """What puts issues into one group: their column; of a code its value, in whatever column."""
    return fix.severity, fix.rule, fix.value if fix.rule in ONE_QUESTION else fix.column


def _group(t: Translator, loaded: Loaded, group: Sequence[Fix], place: int, told: str) -> str:
    """Draw the first issue of a group, and the others folded under their row numbers.

    What to do is not said again where the issue above says the same; the words said last return.
    """
    if len(group) > 1 and group[0].rule in ONE_QUESTION:
        _question(t, loaded, group, place)
        return ""
    told = _row(t, loaded, group[0], place, told)
    rest = group[1:]
    if not rest:
        return told
    rows = [f"{fix.row:,}" for fix in rest if fix.row is not None]
    shown = t("words.list").join(rows[:_FEW_ROWS]) + ("…" if len(rows) > _FEW_ROWS else "")
    title = counted(t, "fixes.alike", len(rest))
    if shown:
        title = t("fixes.alike_rows", title=title, rows=shown)
    _folded(t, loaded, title, rest, place + 1)
    return told


def _folded(t: Translator, loaded: Loaded, title: str, issues: Sequence[Fix], place: int) -> None:
    with st.expander(title, key=f"alike_{place}", type="compact"):
        _rows(t, loaded, issues, place)


def _rows(t: Translator, loaded: Loaded, issues: Sequence[Fix], place: int) -> None:
    told = ""
    for at, fix in enumerate(issues[:_MOST_FOLDED], start=place):
        told = _row(t, loaded, fix, at, told)


def _question(t: Translator, loaded: Loaded, group: Sequence[Fix], place: int) -> None:
    """Draw what is asked of one code in several columns: one button for all, or each alone."""
    from aci_core.ingest.apply_steps import n_replaced

    first = group[0]
    steps = tuple(dict.fromkeys(fix.step for fix in group if fix.step is not None))
    cells = sum(int(dict(fix.issue.facts).get("n", 0)) for fix in group)
    headers = [literal(format_issue.column(t, fix.column or "")) for fix in group]
    named = t("words.list").join(sentences.unread.first_of(headers, t))
    text = t(
        f"fixes.{first.rule}",
        value=literal(first.value or ""), n=f"{cells:,}", k=len(group), columns=named,
    )  # fmt: skip
    with st.container(key=f"question_{place}", gap=None):
        left, right = st.columns((5, 3), vertical_alignment="center")
        with left:
            head = f"{badge(t, first)} · **{literal(first.value or '')}**"
            st.markdown(f"{head}  \n{text}{_small(t, loaded, first)}")
        with right:
            if steps:
                n = sum(n_replaced(loaded.raw, one, loaded.steps) for one in steps
                        if isinstance(one, ReplaceText))  # fmt: skip
                action = t("fixes.means_missing", value=first.value or "")
                st.button(
                    literal(t("fixes.in_all", action=action, n=f"{n:,}", k=len(group))),
                    key=f"all_{place}_{key_of(loaded.cohort.digest)}",
                    on_click=corrections.apply,
                    args=(steps,),
                    icon=":material/build:",
                )
    _folded(t, loaded, t("fixes.each_alone"), group, place)


def _row(t: Translator, loaded: Loaded, fix: Fix, place: int, told: str) -> str:
    """Draw one issue: where, what is wrong, what to do unless told above, buttons that do it."""
    proposal = _proposal(t, loaded, fix)
    with st.container(key=f"fix_{place}", gap=None):
        left, right = st.columns(2, vertical_alignment="center")
        with left:
            words = in_words(t, loaded, fix) if proposal != told else _wrong(t, fix)
            st.markdown(f"{_location(t, fix)}  \n{words}")
        with right, st.container(horizontal=True, gap="xsmall"):
            key = f"{place}_{key_of(loaded.cohort.digest)}"
            corrections.buttons(t, loaded, fix, key)
            event_names.button(t, loaded, fix.rule)
            combined_items.buttons(t, fix.rule, fix.column)
            if fix.cell is not None and fix.cell[1] in loaded.raw.headers:
                with st.popover(
                    t("fixes.correct"),
                    icon=":material/edit:",
                    type="tertiary",
                    key=f"open_{key}",
                    on_change="rerun",
                ) as opened:
                    if opened.open:
                        corrections.field(t, fix.cell, fix.value or "", key)
        measured_when.question(t, loaded, fix.rule)
    return proposal


def _location(t: Translator, fix: Fix) -> str:
    parts = [badge(t, fix)]
    if fix.row is not None:
        parts.append(t("fixes.row", n=f"{fix.row:,}"))
    if fix.column:
        parts.append(f"**{literal(format_issue.column(t, fix.column))}**")
    return " · ".join(parts)


def badge(t: Translator, fix: Fix) -> str:
    """The kind of an issue, in Markdown."""
    kind: Severity = fix.severity if is_to_check(fix.issue) else "info"
    return f":{_COLORS[kind]}-badge[{literal(t(f'table.severity_{kind}'))}]"


def in_words(t: Translator, loaded: Loaded, fix: Fix) -> str:
    """What is wrong, and small what to do, in Markdown."""
    return f"{_wrong(t, fix)}{_small(t, loaded, fix)}"


def _wrong(t: Translator, fix: Fix) -> str:
    return literal(format_issue.sentence(t, "issue", fix.issue, page=True))


def _small(t: Translator, loaded: Loaded, fix: Fix) -> str:
    proposal = _proposal(t, loaded, fix)
    return f"{t('written.space')}:gray[{proposal}]" if proposal else ""


def _proposal(t: Translator, loaded: Loaded, fix: Fix) -> str:
    """What to do, in words for the buttons that stand beside."""
    from aci_core.checks.repair.measured_when import CODE as UNDATED

    button = (
        fix.step is not None
        or fix.readings
        or event_names.movable(loaded, fix.rule)
        or fix.rule in (UNDATED, combined_items.RULE)
    )
    return literal(format_issue.sentence(t, "proposal", fix.issue, page=True, button=bool(button)))


def _corrections(t: Translator, loaded: Loaded) -> None:
    """Draw the corrections in use, each with an undo button."""
    if not loaded.steps:
        return
    title = counted(t, "fixes.done", len(loaded.steps))
    with st.expander(title, icon=":material/history:", key="steps"):
        st.caption(t("table.note_steps"))
        for place, step in enumerate(loaded.steps):
            left, right = st.columns((5, 2), vertical_alignment="center")
            with left:
                row, header = getattr(step, "row", None), getattr(step, "header", None)
                where = [t("fixes.row", n=f"{row:,}")] if row is not None else []
                where += [f"**{literal(header)}**"] if header else []
                what = literal(tables.fixes.describe_step(step, t))
                st.markdown(" · ".join([f"{place + 1}", *where, what]))
            with right:
                st.button(
                    t("fixes.take_back"),
                    key=f"undo_{place}",
                    on_click=corrections.undo,
                    args=(place,),
                    icon=":material/undo:",
                    type="tertiary",
                )
