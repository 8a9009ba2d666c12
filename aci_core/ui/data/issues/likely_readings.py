"""One click for every cell that has a single likely reading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.steps import ReplaceText, SetCell
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.data.issues import corrections
from aci_core.ui.widgets.text import counted

if TYPE_CHECKING:
    from aci_core.checks import Fix


def draw(t: Translator, issues: Sequence[Fix]) -> None:
    """Draw the button and, beside it, each reading that it takes; nothing for fewer than two."""
    likely = {fix.only_reading: fix for fix in issues if fix.only_reading is not None}
    if len(likely) < 2:
        return
    listed = (
        t(
            "fixes.likely_one",
            column=literal(fix.column or ""),
            value=literal(fix.value or ""),
            reading=literal(_text(step)),
        )
        for step, fix in likely.items()
    )
    left, right = st.columns((2, 5), vertical_alignment="center")
    with left:
        st.button(
            counted(t, "fixes.likely", len(likely)),
            key="fix_likely",
            on_click=corrections.apply,
            args=(tuple(likely),),
            icon=":material/checklist:",
            help=t("fixes.likely_help"),
        )
    with right:
        st.caption(t("words.semicolon").join(listed))


def _text(step: SetCell | ReplaceText) -> str:
    """What the cell is read as."""
    return (step.text if isinstance(step, SetCell) else step.new) or ""
