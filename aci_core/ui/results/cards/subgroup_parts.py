"""Parts of the page Subgroups: what is looked at, headline numbers, effects over a range."""

from __future__ import annotations

from functools import partial

import streamlit as st

from aci_core.presentation import subgroup_names
from aci_core.presentation.i18n import Translator, format_number, format_plan, format_row, labels
from aci_core.summaries import EFFECTIVE
from aci_core.ui.state import results
from aci_core.ui.state.choices import choice_widgets, view
from aci_core.ui.state.session import session
from aci_core.ui.widgets.page import cards, layout, more
from aci_core.ui.widgets.page.cards import Metric
from aci_core.ui.widgets.page.presenters import drawing, figures, sentences, tables

_KEY = "looked_at_columns"
_SEEN = "_subgroups_seen"  # by cohort: columns that were looked at in this session


def looked_at(t: Translator) -> tuple[str, ...]:
    """Draw the list of columns that the plan does not declare; return those that are looked at."""
    known, usual = results.possible_subgroups()
    declared = view.analysed().subgroups
    options = tuple(name for name in known if name not in declared)
    chosen = view.get("looked_at")
    names = chosen if isinstance(chosen, tuple) else ()
    shown = tuple(name for name in names if name in options) or usual
    if not options:
        return ()
    st.session_state[_KEY] = list(shown)
    st.multiselect(
        t("choice.looked_at"),
        options,
        key=_KEY,
        format_func=partial(format_plan.column, t),
        help=t("choice_help.looked_at"),
        placeholder=t("filter.pick"),
        select_all=False,  # worded in English alone
        on_change=_take,
        width=500,  # its neighbour stands beside it
    )
    return shown


def _take() -> None:
    view.set_value("looked_at", tuple(st.session_state[_KEY]))


def outcome(t: Translator, result: results.Subgroups) -> str:
    """Draw the outcomes side by side, where there are two; return the chosen one's variable."""
    names = {one.variable: one for one in result.outcomes}
    if len(names) < 2:
        return next(iter(names), "")
    named = partial(subgroup_names.outcome_name, t, total=total())
    return choice_widgets.segmented(
        "subgroup_outcome", tuple(names), format=lambda name: named(names[name])
    )


def total() -> bool:
    """Whether the rate is that of several grades."""
    return results.response().total


def absent(t: Translator, result: results.Subgroups) -> str:
    """What the plan declares and the file lacks."""
    return " ".join(sentences.subgroups.finding(result, "", t))


def record(result: results.Subgroups) -> int:
    """Remember which columns were looked at; return how many that is in this session."""
    seen: dict[str, set[str]] = st.session_state.setdefault(_SEEN, {})
    whole = session.require_cohort()
    columns = seen.setdefault(whole.digest, set())
    columns |= {one.column for one in result.columns}
    return len(columns)


def headline(
    t: Translator, result: results.Subgroups, variable: str, *, total: bool
) -> list[Metric]:
    """The difference in all patients, how many columns, how many tests and by chance."""
    one = result.of(variable)
    row, how = result.overall(one), subgroup_names.printed(result, one)
    metrics = []
    if row is not None and row.estimate is not None:
        metrics.append(
            Metric(
                t(f"headline.subgroup_{subgroup_names.kind(result, one)}"),
                format_number.number(row.estimate * how.scale, how.digits),
                format_row.ci(t, row, how.digits, scale=how.scale),
                subgroup_names.outcome_name(t, one, total=total),
                t("headline.points") if variable == EFFECTIVE else "",
            )
        )
    n_declared = sum(column.declared for column in result.columns)
    by_chance = tables.subgroups.chance(result)
    return [
        *metrics,
        Metric(
            t("headline.subgroup_columns"),
            format_number.whole(len(result.columns)),
            t("headline.subgroup_declared", n=n_declared),
        ),
        Metric(
            t("headline.subgroup_tests"),
            by_chance["tests"],
            t("headline.subgroup_chance", **by_chance),
        ),
    ]


def parts(
    t: Translator, result: results.Subgroups, variable: str, *, total: bool
) -> list[more.Part]:
    """Parts of the page."""
    lines = result.lines_of(result.of(variable))
    slopes = partial(_slopes, t, result, variable, total=total)
    return [
        *([more.Part("slopes", slopes)] if lines else []),
        more.Part("why", partial(layout.why, t, "subgroups")),
    ]


def _slopes(t: Translator, result: results.Subgroups, variable: str, *, total: bool) -> None:
    """Draw the effect over the range of each continuous column."""
    with layout.card("slopes"):
        lines = result.lines_of(result.of(variable))
        for place, line in zip(layout.grid(len(lines)), lines, strict=True):
            name = labels.in_covariate(t, line.versus)
            with place:
                figure = drawing(
                    figures.subgroups.over_range, result, variable, line.versus, t, total=total
                )
                cards.subfigure(t("card.over_range", column=name), figure, key=f"o_{line.versus}")
        layout.caption(sentences.subgroups.range_caption(result, variable, t))


def centres(t: Translator, result: results.Subgroups, response: results.Response) -> None:
    """Draw the response by centre, pooled within centres, and arm by centre."""
    centre = result.columns[0].column
    with layout.card("centres"):
        cards.heading(t("card.centres"))
        layout.sentence(sentences.subgroups.centres(response, centre, t))
        figure = drawing(figures.subgroups.by_level, result, EFFECTIVE, t, total=response.total)
        cards.figure(figure, key="centres")
        cards.table_body(tables.subgroups.strata(response, centre, t))
        effects = tables.subgroups.effects(result, EFFECTIVE, t, total=response.total)
        cards.as_table(t, effects, "centres")
