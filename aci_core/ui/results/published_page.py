"""The page of a published table: input fields, results, consistency checks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.domain.schema import MEASURES
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.state import results
from aci_core.ui.state.choices import choice_widgets, view
from aci_core.ui.state.choices.choices import BY_NAME
from aci_core.ui.widgets.page import cards, layout
from aci_core.ui.widgets.page.presenters import drawing, figures, tables, written
from aci_core.ui.widgets.text import literal_error

if TYPE_CHECKING:
    from aci_core.published import Finding
    from aci_core.published.from_table import FromTable, TableKind

_COLORS = {"possible": "green", "impossible": "red", "cannot_tell": "gray"}
_ICONS = {"possible": "check_circle", "impossible": "cancel", "cannot_tell": "help"}
# What must be there before anything can be worked out, by kind of table.
_NEEDED = {
    "counts": ("events_t", "events_c"),
    "rate": ("one_rate", "one_n"),
    "grades": ("grades_t", "grades_c"),
    "means": ("mean_t", "mean_c"),
    "correlation": ("r_value", "r_n"),
}
# Fields in their rows, and an example where nothing is filled in.
_FIELDS = {
    "counts": (("events_t", "events_c"), ("rate_t", "rate_c", "events_p")),
    "rate": (("one_rate", "one_n"),),
    "grades": (("grades_t", "grades_c"), ("grades_p",)),
    "means": (
        ("mean_t", "mean_c"),
        ("before_t", "before_c"),
        ("mean_stat", "mean_p", "mean_adjusted"),
    ),
    "correlation": (("r_value", "r_n", "r_p"),),
}
_EXAMPLES = {"grades_t": "20, 25, 22, 11", "grades_c": "10, 20, 24, 24", "mean_t": "78, 8.20, 3.10"}
_EXAMPLES |= {"mean_c": "78, 10.40, 3.50"}


def inputs(t: Translator) -> tuple[TableKind, dict[str, str]]:
    """Draw the input fields; return the kind of table and the typed texts."""
    with layout.card("typed"):
        cards.heading(t("published.typed"))
        kind = cast("TableKind", choice_widgets.segmented("published"))  # its codes are the kinds
        layout.caption(t("published.how"))
        values: dict[str, str] = {}
        for names in _FIELDS[kind]:
            for place, name in zip(st.columns(len(names)), names, strict=True):
                with place:
                    values[name] = choice_widgets.text(name, placeholder=_EXAMPLES.get(name, ""))
        if kind == "means":
            values["mean_scale"] = choice_widgets.segmented("mean_scale")
        if all(values[name] == BY_NAME[name].default for row in _FIELDS[kind] for name in row):
            layout.caption(t(f"published.trial_{kind}"))
    return kind, values


def analyse(t: Translator, kind: TableKind, values: dict[str, str]) -> FromTable | None:
    """Analyse the typed table; None where a number is missing or, with a warning, wrong."""
    if not all(values[name] for name in _NEEDED[kind]):
        st.info(t("published.waiting"), icon=":material/edit:")
        return None
    key = ("published", kind, tuple(sorted(values.items())), view.settings().level)
    try:
        return results.cached(key, lambda: _from_texts(kind, values))
    except AciError as error:
        st.warning(literal_error(t, error), icon=":material/info:")
        return None


def _from_texts(kind: TableKind, values: dict[str, str]) -> FromTable:
    import aci_core.analyses  # noqa: F401 - as a whole and first, as `page.draw` does
    from aci_core.published.from_table import Reported, from_table

    needed = [values[name] for name in _NEEDED[kind]]
    reported = Reported()
    if kind == "counts":
        rates = tuple(values[name] for name in ("rate_t", "rate_c"))
        # One rate alone is checked too: the other is left blank.
        reported = Reported(rates=rates if any(rates) else (), p=values["events_p"])
    elif kind == "grades":
        reported = Reported(p=values["grades_p"])
    elif kind == "correlation":
        reported = Reported(p=values["r_p"])
    elif kind == "means":
        before = [values[name] for name in ("before_t", "before_c")]
        needed = [*(before if any(before) else ()), *needed]
        low, high, step = _scale(values["mean_scale"])
        reported = Reported(
            p=values["mean_p"],
            t=values["mean_stat"],
            adjusted=values["mean_adjusted"],
            step=step,
            low=low,
            high=high,
        )
    return from_table(kind, needed, view.settings(), reported)


def _scale(name: str) -> tuple[int | None, int | None, int | None]:
    measure = MEASURES.get(name)
    if measure is None or measure.low is None or measure.high is None:
        return None, None, None
    return int(measure.low), int(measure.high), int(measure.step or 1)


def draw(t: Translator, published: FromTable) -> None:
    """Draw the checks and, where anything is estimable, the figure with every method's numbers."""
    _checks(t, published)
    if not published.result.rows:
        return
    cards.figure_card(
        t,
        t("published.figure"),
        drawing(figures.published.effect, published, t),
        table=partial(written, tables.published.results, published, t),
        key="published_effect",
    )
    adjusted = written(tables.published.adjusted, published, t)
    if adjusted.rows:
        cards.table_card(t, adjusted, "published_adjusted")


def _checks(t: Translator, published: FromTable) -> None:
    """Draw each check once, with its verdict on each number, its limits and its source."""
    with layout.card("published_checks"):
        cards.heading(t("published.checks"))
        if not published.findings:
            layout.caption(t("published.checks_none"))
            return
        names = list(dict.fromkeys(finding.check for finding in published.findings))
        for name, place in zip(names, layout.grid(len(names)), strict=True):
            with place:
                _check(t, name, [one for one in published.findings if one.check == name])
        table = written(tables.published.checks, published, t)
        cards.table_download(t, table, "published_checks")


def _check(t: Translator, name: str, own: Sequence[Finding]) -> None:
    cards.heading(t(f"consistency_name.{name}"), 3)
    for finding in own:
        st.markdown(_sentence(t, finding))
    limits = t(f"consistency_limits.{name}")
    st.caption(
        literal(t("written.space").join((limits, t("published.from", source=own[0].source))))
    )


def _sentence(t: Translator, finding: Finding) -> str:
    from aci_core.presentation.i18n import format_finding

    verdict = finding.verdict.value
    badge = f":{_COLORS[verdict]}-badge[:material/{_ICONS[verdict]}: {t(f'verdict.{verdict}')}]"
    group = t(f"consistency_group.{finding.about}") if finding.about else ""
    sentence = literal(format_finding.check(finding, t))
    return f"{badge} **{group}**  \n{sentence}" if group else f"{badge}  \n{sentence}"
