"""The next step on the way from a file to its report: data, plan, report."""

from __future__ import annotations

from aci_core.domain.study.plan import unanswered
from aci_core.presentation.i18n import Translator
from aci_core.ui.state.choices import view
from aci_core.ui.state.cohort import open_share
from aci_core.ui.state.session import session
from aci_core.ui.widgets.navigation import navigation

_ASKED = {"randomised", "primary"}  # what a plan must say; how to grade has a rule


def draw(t: Translator, here: str, place: str) -> None:
    """Draw one button to the next step, loud once nothing has to be done before it.

    Parameters
    ----------
    t : Translator
    here : {"data", "plan"}
        The page; from the plan it is the report, also where a question is left open on purpose.
    place : str
        Where on the page, for the button's key.
    """
    cohort = session.cohort()
    if cohort is None or not cohort.settled or open_share.frozen():
        return
    still_open = unanswered(cohort, view.plan().settings)
    page = "plan" if here == "data" and still_open else "report"
    ready = here == "data" or not _ASKED & set(still_open)
    navigation.page_button(t, f"next.{page}", page, f"next_{place}", primary=ready)
