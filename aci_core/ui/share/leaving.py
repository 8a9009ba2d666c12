"""What leaves with a cohort, column by column, and how many patients are alike: in the dialog."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.cohort import Cohort
from aci_core.domain.errors import AciError
from aci_core.domain.schema import Kind, Role
from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import Translator, labels
from aci_core.presentation.i18n.markdown import literal
from aci_core.presentation.tables.model import Cell, Head, Row, Table, line
from aci_core.ui.state import results
from aci_core.ui.widgets.page import cards
from aci_core.ui.widgets.text import counted, key_of, literal_error

if TYPE_CHECKING:  # the package brings a database: not before somebody shares
    from aci_core.sharing.rows.deidentify import Deidentified
    from aci_core.sharing.rows.k_anonymity import Anonymity
    from aci_core.sharing.rows.shared_columns import SharedColumn

_AGES = "share_ages"
_GROUPS = (("patient", "arm"), ("plan",), ("table_1",), ("study",), ("ticked",))
_WIDEST = 10  # years of a band
_SMALL = 5  # patients of a group that is none


def age_years() -> int:
    """The chosen width of the bands of ages; 0 for ages as they are."""
    return int(st.session_state.get(_AGES) or 0)


def ticked(cohort: Cohort) -> tuple[str, ...]:
    """The columns that the owner lets leave besides."""
    names = (column.name for column in cohort.columns)
    return tuple(name for name in names if st.session_state.get(_tick(name)))


def draw(t: Translator, cohort: Cohort, settings: Settings) -> None:
    """Draw the columns that leave, those that may, and the least group of patients."""
    from aci_core.sharing.rows.shared_columns import refuse_unshareable

    try:
        refuse_unshareable(cohort, settings)
    except AciError as error:
        st.error(literal_error(t, error), icon=":material/error:")
        return
    made, found = _made(cohort, settings)
    leaving = [one for one in made.columns if one.leaves]
    title = counted(t, "share.leaves", len(leaving))
    with st.expander(title, key="share_leaving", icon=":material/table_view:"):
        with st.container(height=280, border=False, key="share_columns"):
            cards.table_body(_table(t, made, leaving), wrap=True)
        _held(t, [one for one in made.columns if not one.leaves], cohort)
    _anonymity(t, made, found)


def _made(cohort: Cohort, settings: Settings) -> tuple[Deidentified, Anonymity]:
    from aci_core.sharing.rows.deidentify import deidentified
    from aci_core.sharing.rows.k_anonymity import anonymity

    more, years = ticked(cohort), age_years()

    def make() -> tuple[Deidentified, Anonymity]:
        made = deidentified(cohort, "", settings, more=more, age_years=years)
        return made, anonymity(made.cohort)

    return results.cached((cohort.digest, "leaving", settings, more, years), make)


def _table(t: Translator, made: Deidentified, leaving: list[SharedColumn]) -> Table:
    rows: list[Row] = []
    for reasons in _GROUPS:
        group = [one for one in leaving if one.why in reasons]
        if group:
            rows.append(Row((Cell(t(f"share.why_{reasons[0]}"), bold=True),)))
        rows += [_row(t, made, one) for one in group]
    heads = (Head(t("share.head_column"), "left"), Head(t("share.head_example"), "left"))
    return Table(t("share.leaves_title"), heads, tuple(rows))


def _row(t: Translator, made: Deidentified, one: SharedColumn) -> Row:
    name, column = labels.header(t, one.column, results.cohort().issues), one.column
    example = made.example(column.name)
    if column.kind is Kind.CATEGORY and column.role is not Role.ARM:
        example = labels.level(t, example) if example else ""
    if one.form != "as_is" and not (one.why == "patient" and made.cohort.synthetic):
        years = age_years() if column.kind is Kind.NUMBER else 0
        form = "band" if one.form == "top_coded" and years else one.form
        name = t("share.why_and_form", why=name, form=t(f"share.form_{form}", n=years))
    return line(name, example or t("share.example_none"), indent=1)


def _held(t: Translator, held: list[SharedColumn], cohort: Cohort) -> None:
    """Draw what stays here, with a tick where the owner may let it leave."""
    from aci_core.sharing.rows.deidentify import first_value

    may = [c for c in cohort.columns if c.name in {h.column.name for h in held if h.may_be_ticked}]
    chosen = [c for c in cohort.columns if st.session_state.get(_tick(c.name))]
    never = [one for one in held if not one.may_be_ticked]
    if may or chosen:
        st.markdown(f"**{t('share.more')}**")
    reasons = {one.column.name: one.why for one in held}
    for column in cohort.columns:
        if column in may or column in chosen:
            reason = t(f"share.held_{reasons.get(column.name, 'ticked')}")
            example = first_value(cohort, column.name) or t("share.example_none")
            facts = {"why": literal(column.header), "form": reason, "example": literal(example)}
            label = t("share.held_with_example", **facts)
            st.checkbox(label, key=_tick(column.name))
    if never:
        listed = t("words.list").join(
            t("share.why_and_form", why=literal(one.column.header), form=t(f"share.held_{one.why}"))
            for one in never
        )
        st.caption(t("share.never", list=listed))


def _anonymity(t: Translator, made: Deidentified, found: Anonymity) -> None:
    """Draw how many patients are alike, and what to do where one stands alone."""
    listed = t("words.list").join(literal(labels.in_column(t, name)) for name in found.by)
    aged = any(one.leaves and one.form == "top_coded" for one in made.columns)
    left, right = st.columns([3, 2], vertical_alignment="center")
    with left:
        if not found.by:
            st.caption(t("share.k_none"))
        elif found.least == 1:
            text = t("share.k_one", n=found.n_unique, of=found.n, list=listed)
            wider = aged and age_years() < _WIDEST
            advice = t("share.k_advice" if wider else "share.k_advice_results")
            k = f":small[{t('share.k', k=found.least)}]"
            text = t("written.space").join((text, advice, k))
            st.warning(text, icon=":material/person_search:")
        else:
            key = "share.k_small" if found.least < _SMALL else "share.k_fine"
            text = t(key, k=found.least, list=listed)
            k = t("share.k", k=found.least)
            st.caption(f":material/groups: {text} :small[{k}]")
    if aged:
        with right:
            st.segmented_control(
                t("share.ages"),
                (0, 5, _WIDEST),
                key=_AGES,
                format_func=lambda n: t(f"share.ages_{n}"),
                default=0,
                required=True,
                help=t("share.ages_help"),
            )


def _tick(name: str) -> str:
    return f"share_more_{key_of(name)}"
