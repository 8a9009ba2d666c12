"""Subgroups: the difference by what was known before treatment, with one interaction a column."""

from __future__ import annotations

from aci_core.ui.frame import page, shell
from aci_core.ui.results.cards import subgroup_parts
from aci_core.ui.state import results
from aci_core.ui.widgets.page import cards, layout, more
from aci_core.ui.widgets.page.presenters import (
    Translator,
    drawing,
    figures,
    sentences,
    tables,
    written,
)

shell.ensure()

NEEDS = ("arm", "age", "sex", "nihss_pre", "nihss_post")


def body(t: Translator) -> None:
    if results.shared_results() is not None:
        page.header(t, "title.subgroups", copy=False)
        layout.not_shared(t, "subgroups")
        return
    header = layout.placeholder()
    with layout.row():
        looked_at = subgroup_parts.looked_at(t)
        result = results.subgroups(looked_at)
        outcome = subgroup_parts.outcome(t, result)
    if not outcome:
        with header:
            page.no_measures(t, "subgroups", NEEDS, subgroup_parts.absent(t, result))
        return
    total = subgroup_parts.total()
    n_looked = subgroup_parts.record(result)
    finding = written(sentences.subgroups.finding, result, outcome, t, total=total, looked=n_looked)
    with header:
        page.header(t, "title.subgroups", (*finding, t("words.subgroups.exploratory")))
    cards.headline(subgroup_parts.headline(t, result, outcome, total=total))
    cards.figure_card(
        t,
        t("card.subgroups"),
        drawing(figures.subgroups.by_level, result, outcome, t, total=total),
        written(sentences.subgroups.caption, result, outcome, t, total=total),
        key="subgroups",
    )
    table = written(tables.subgroups.effects, result, outcome, t, total=total)
    cards.table_card(t, table, "subgroups_table")
    more.draw(t, "subgroups", subgroup_parts.parts(t, result, outcome, total=total))


page.draw("subgroups", NEEDS, body)
