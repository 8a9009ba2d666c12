"""Ready questions as cards, each a click away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.presentation.i18n import Translator
from aci_core.ui.explore import panel
from aci_core.ui.state import supplementary
from aci_core.ui.widgets.page import cards
from aci_core.ui.widgets.page.presenters import sentences

if TYPE_CHECKING:
    from aci_core.analyses.fields import Field

_WIDTH = 220  # pixels, the least of a card


def draw(t: Translator, known: Mapping[str, Field]) -> None:
    """Draw the ready questions that this file can answer."""
    ready = supplementary.ready_questions()
    if not ready:
        return
    cards.heading(t("explore.ready"))
    with st.grid(4, min_column_width=_WIDTH, gap="small", key="explore_ready"):
        for place, one in enumerate(ready):
            st.button(
                sentences.explore.ready(one, known, t),
                key=f"explore_ready_{place}",
                on_click=panel.ask,
                args=(one.question,),
                width="stretch",
            )
