"""Plan: what the trial asks, the protocol of doses, and the lock."""

from aci_core.ui.frame import page, shell
from aci_core.ui.plan import questions, record
from aci_core.ui.results.cards import protocol_card
from aci_core.ui.state.choices import view
from aci_core.ui.state.cohort import open_share
from aci_core.ui.state.session import session
from aci_core.ui.widgets.navigation import next_step
from aci_core.ui.widgets.page import cards, layout, more
from aci_core.ui.widgets.page.presenters import Translator, sentences, tables

shell.ensure()

NEEDS = ("arm", "nihss_pre", "nihss_post")


def body(t: Translator) -> None:
    cohort = session.require_cohort()
    settings = view.settings()
    page.header(t, "title.plan", sentences.plan.summary(cohort, settings, t), copy=False)
    next_step.draw(t, "plan", "head")
    if open_share.frozen():
        with layout.card("plan"):
            dosed = protocol_card.concerns()
            cards.table_body(tables.plan.answers(settings, t, dosed=dosed), wrap=True)
    else:
        questions.unfit(t)
        questions.draw(t, cohort)
        next_step.draw(t, "plan", "questions")
    record.card(t, cohort)
    asked = [] if open_share.frozen() else questions.parts(t, cohort)
    more.draw(t, "plan", [*asked, *protocol_card.parts(t)])


page.draw("plan", NEEDS, body, selectable=False)
