"""How the file was read: counts, arms, issues, the meaning of each column."""

from __future__ import annotations

import dataclasses
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

import streamlit as st

from aci_core.i18n import Translator
from aci_core.schema import Column, Role
from aci_core.tables.csv_text import to_csv, to_csv_bytes
from aci_core.tables.model import Cell, Head, Row, Table, row
from aci_core.ui import cards, session
from aci_core.ui.cards import Metric

if TYPE_CHECKING:
    from aci_core.cohort import Cohort, Issue, Severity

SHOWN = 50
_RANK: dict[Severity, int] = {"error": 0, "warning": 1, "info": 2}
_COLORS: dict[Severity, Literal["red", "orange", "gray"]] = {
    "error": "red",
    "warning": "orange",
    "info": "gray",
}
_HIDDEN_TAIL = "…"
_LONGEST = 60


def loaded_header(t: Translator, loaded: session.Loaded) -> None:
    """What is loaded, and the way on."""
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(t("data.read_title"), anchor=False)
        cards.page_button(t, "data.results", "overview", "to_results")
    if loaded.cohort.synthetic:
        st.badge(t("app.synthetic"), icon=":material/science:", color="orange")


def summary(t: Translator, cohort: Cohort) -> None:
    """Counts of what was read."""
    stopped = sum(column.stopped for column in cohort.columns)
    covariates = sum(column.role is Role.COVARIATE for column in cohort.columns)
    kinds = Counter(issue.severity for issue in cohort.issues)
    arms = cohort.n_by_arm
    cards.headline(
        [
            Metric(
                t("data.patients"),
                f"{cohort.n:,}",
                cards.counted(t, "data.left_out", len(cohort.left_out))
                if cohort.left_out
                else t("data.left_out_none"),
            ),
            Metric(
                t("data.arms"),
                str(len(arms)),
                " · ".join(f"{short(cards.literal(arm), 14)} {n:,}" for arm, n in arms.items()),
            ),
            Metric(
                t("data.columns"),
                str(len(cohort.columns)),
                t("data.covariates", n=covariates)
                if not stopped
                else cards.counted(t, "data.stopped_columns", stopped),
            ),
            Metric(
                t("data.issues"),
                f"{len(cohort.issues):,}",
                " · ".join(
                    cards.counted(t, f"data.count_{kind}", n)
                    for kind in _RANK
                    if (n := kinds[kind])
                )
                or t("data.stopped_none"),
            ),
        ]
    )


def short(text: str, longest: int = _LONGEST) -> str:
    """The text, cut where it would break the page."""
    return text if len(text) <= longest else text[: longest - 1] + _HIDDEN_TAIL


def arms_card(t: Translator, loaded: session.Loaded) -> None:
    """Which two arms are compared, and which of them is the control."""
    cohort = loaded.cohort
    labels = loaded.arms
    if len(labels) < 2:
        return
    if cohort.settled and len(labels) == 2:
        with st.container(horizontal=True, vertical_alignment="center"):
            _compared(t, cohort)
            st.button(
                t("data.swap"),
                key="swap",
                on_click=_settle,
                args=(cohort.reference, cohort.treatment),
                icon=":material/swap_horiz:",
                help=t("data.swap_help"),
                type="tertiary",
            )
        return
    with st.container(border=True, key="arms_card"):
        st.subheader(t("data.arms_title"), anchor=False)
        if cohort.settled:
            _compared(t, cohort)
        else:
            key = "data.arms_choose" if len(labels) > 2 else "data.arms_reference"
            st.markdown(t(key, n=len(labels)))
        _pickers(t, labels, cohort)


def _compared(t: Translator, cohort: Cohort) -> None:
    treatment, control = (cards.literal(arm) for arm in cohort.two_arms())
    st.markdown(t("data.settled", treatment=treatment, control=control), width="content")


def _pickers(t: Translator, labels: Sequence[str], cohort: Cohort) -> None:
    chosen = cohort.arms if cohort.settled else labels[:2]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        treatment = st.selectbox(
            t("data.treatment"), labels, index=labels.index(chosen[0]), key="pick_treatment",
            placeholder="",
        )  # fmt: skip
        control = st.selectbox(
            t("data.control"), labels, index=labels.index(chosen[1]), key="pick_control",
            placeholder="",
        )  # fmt: skip
        st.button(
            t("data.use_arms"),
            key="use_arms",
            on_click=_settle,
            args=(treatment, control),
            type="primary",
            disabled=treatment == control,
        )
    if treatment == control:
        st.caption(t("data.same_arm"))


def _settle(treatment: str, control: str) -> None:
    loaded = session.loaded()
    if loaded is not None:
        session.remap(
            dataclasses.replace(loaded.mapping, arms=(treatment, control), reference=control),
            same_arms=True,
        )


def _facts(issue: Issue) -> dict[str, str | int | float]:
    return {"value": issue.value or "", "column": issue.column or "", **dict(issue.facts)}


def message(t: Translator, issue: Issue, section: str = "issue") -> str:
    """The sentence of an issue, or of its proposal."""
    key = f"{section}.{issue.code}"
    return t(key, **_facts(issue)) if t.has(key) else ""


def _issue_texts(t: Translator, issues: Iterable[Issue]) -> list[tuple[str, ...]]:
    return [
        (
            t(f"data.what_{issue.severity}"),
            "" if issue.row is None else str(issue.row),
            issue.column or "",
            issue.value or "",
            message(t, issue) or issue.code,
            message(t, issue, "proposal"),
        )
        for issue in issues
    ]


def issues_card(t: Translator, cohort: Cohort) -> None:
    """What a person should look at, errors first."""
    found = sorted(cohort.issues, key=lambda issue: _RANK[issue.severity])
    with st.container(border=True, key="issues_card"):
        st.subheader(t("data.issues_title"), anchor=False)
        if not found:
            st.markdown(f":material/check_circle: {t('data.issues_none')}")
            return
        kinds = Counter(issue.severity for issue in found)
        with st.container(horizontal=True, gap="xsmall"):
            for kind, color in _COLORS.items():
                if n := kinds[kind]:
                    st.badge(cards.counted(t, f"data.count_{kind}", n), color=color)
        heads = tuple(
            Head(t(f"data.issue_{name}"), "right" if name == "row" else "left")
            for name in ("severity", "row", "column", "value", "message", "proposal")
        )
        shown = found[:SHOWN]
        lines = tuple(
            Row(
                (
                    Cell(kind, bold=issue.severity == "error"),
                    Cell(at),
                    Cell(short(column, 40)),
                    Cell(short(value, 40)),
                    Cell(said),
                    Cell(todo, muted=True),
                )
            )
            for issue, (kind, at, column, value, said, todo) in zip(
                shown, _issue_texts(t, shown), strict=True
            )
        )
        cards.table_body(Table(t("data.issues_title"), heads, lines), wrap=True)
        if len(found) > SHOWN:
            st.caption(t("data.issues_shown", shown=SHOWN, n=f"{len(found):,}"))
        cards.download(
            t,
            lambda: to_csv_bytes([[head.label for head in heads], *_issue_texts(t, found)]),
            "issues",
            "issues",
        )


def meaning(t: Translator, column: Column) -> str:
    """What a column is, in words."""
    match column.role:
        case Role.MEASURE:
            return f"{t.name('measure', column.stem)}, {t.name('visit', column.visit or '')}"
        case Role.EVENT | Role.EVENT_DAY | Role.EVENT_RESOLVED:
            return t.name("event", column.stem)
        case Role.COVARIATE:
            return t.name("covariate", column.name)
        case _:
            return t(f"column_role.{column.role}")


def columns_card(t: Translator, loaded: session.Loaded) -> None:
    """Header, canonical name, meaning, role and how it was recognised."""
    names = ("header", "name", "meaning", "role", "how", "state")
    heads = tuple(Head(t(f"data.column_{name}"), "left") for name in names)
    lines = tuple(
        row(
            short(column.header),
            short(column.name, 40),
            short(meaning(t, column)),
            t(f"column_role.{column.role}"),
            t.name("column_how", column.recognised),
            t("data.column_stopped" if column.stopped else "data.column_used"),
            muted=False,
        )
        for column in loaded.cohort.columns
    )
    table = Table(t("data.columns_title"), heads, lines)
    with st.expander(
        t("data.columns_open", n=len(lines)), icon=":material/view_column:", key="columns_card"
    ):
        st.caption(t("data.columns_note"))
        cards.table_body(table)
        with st.container(horizontal=True):
            cards.download(t, lambda: to_csv(table), "columns", "columns")
            st.download_button(
                t("data.download_mapping"),
                lambda: json.dumps(loaded.mapping.to_json(), ensure_ascii=False, indent=2).encode(),
                file_name="mapping.json",
                mime="application/json",
                key="download_mapping",
                on_click="ignore",
                icon=":material/schema:",
                type="tertiary",
            )
