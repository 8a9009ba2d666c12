"""Safety: harms by arm, what resolved, deaths and losses, follow-up, bounds for none seen."""

from aci_core.ui.frame import page, shell
from aci_core.ui.results import headlines
from aci_core.ui.state import results
from aci_core.ui.widgets import cards, layout
from aci_core.ui.widgets.presenters import Translator, drawing, figures, sentences, tables

shell.ensure()

NEEDS = ("arm", "ae_fever", "ae_headache", "died", "lost", "mri_abnormal_m6")


def body(t: Translator) -> None:
    result = results.safety()
    if not result.rows:
        page.no_measures(t, "safety", NEEDS)
        return
    page.header(t, "title.safety", sentences.safety.findings(result, t))
    cards.headline(headlines.safety(result, t))
    cards.figure_card(
        t,
        t("card.events"),
        drawing(figures.events.events, result, t),
        sentences.captions.safety(result, t),
        table=tables.safety.events(result, t),
        key="events",
    )
    layout.tables(t, "safety", tables.safety.by_name(result, t))
    layout.why(t, "safety", dosed=tables.safety.dosed(result))


page.draw("safety", NEEDS, body)
