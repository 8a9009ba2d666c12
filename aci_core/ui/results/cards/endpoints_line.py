"""Where outcomes in words are compared: a line under the measures, with the way there."""

from __future__ import annotations

from aci_core.ui.state import results
from aci_core.ui.widgets.navigation import navigation
from aci_core.ui.widgets.page import layout
from aci_core.ui.widgets.page.presenters import Translator, sentences


def draw(t: Translator) -> None:
    """Draw the line; nothing of a file without such outcomes, and of results that came alone."""
    if results.shared_results_only() is not None:
        return
    text = sentences.explore.endpoints(results.cohort(), t)
    if text:
        layout.caption(text)
        navigation.link(t, "explore")
