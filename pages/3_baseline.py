"""Patients at baseline: Table 1 of characteristics and how far apart the arms were."""

from aci_core.ui.frame import page, shell
from aci_core.ui.results import headlines
from aci_core.ui.state import results
from aci_core.ui.widgets import cards, layout
from aci_core.ui.widgets.presenters import Translator, drawing, figures, sentences, tables

shell.ensure()

NEEDS = ("arm", "age", "sex", "nihss_pre")


def body(t: Translator) -> None:
    result = results.baseline()
    if not result.rows:
        page.no_measures(t, "baseline", NEEDS)
        return
    page.header(t, "title.baseline", sentences.baseline.finding(result, t))
    cards.headline(headlines.baseline(result, t))
    cards.table_card(t, tables.baseline.baseline(result, t), "baseline", title=t("card.baseline"))
    cards.figure_card(
        t,
        t("card.love"),
        drawing(figures.love.balance, result, t),
        sentences.captions.baseline(result, t),
        table=tables.baseline.baseline(result, t),
        key="love",
    )
    layout.why(t, "baseline")


page.draw("baseline", NEEDS, body)
