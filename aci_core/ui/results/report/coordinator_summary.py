"""The summary for a coordinator: what would travel, what would not, and the file."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import Translator
from aci_core.presentation.i18n.markdown import literal
from aci_core.ui.results.report import report_formats
from aci_core.ui.state import results
from aci_core.ui.state.choices import view
from aci_core.ui.state.session import session
from aci_core.ui.widgets.inputs import confirm
from aci_core.ui.widgets.page import cards, layout
from aci_core.ui.widgets.page.presenters import sentences
from aci_core.ui.widgets.text import literal_error

if TYPE_CHECKING:
    from aci_core.federation.leaving.leaving import Leaving
    from aci_core.federation.leaving.ledger import Ledger

_CENTRE = "coordinator_centre"
_SHOWN = "coordinator_shown"
_LISTS = ("travels", "stays", "costs")


def draw(t: Translator, study: str) -> None:
    """Draw the card: the centre's name, then what its summary takes along, then the file."""
    with layout.card("coordinator"):
        cards.heading(t("coordinator.title"))
        layout.caption(t("coordinator.lead"))
        with layout.row():
            centre = st.text_input(
                t("coordinator.centre"),
                key=_CENTRE,
                max_chars=_longest(),
                placeholder=t("coordinator.centre_example"),
            ).strip()
            shown = bool(st.session_state.get(_SHOWN))
            st.button(
                t("coordinator.hide" if shown else "coordinator.show"),
                key="coordinator_show",
                on_click=_turn,
                args=(not shown,),
            )
        if not shown:
            return
        try:
            leaving = _leaving(centre or study)
        except AciError as error:
            st.warning(literal_error(t, error), icon=":material/info:")
            return
        _lists(t, leaving)
        if confirm.errors(t, "coordinator.accept"):
            _download(t, leaving, study, centre)
        layout.caption(t("coordinator.once"))


def _turn(shown: bool) -> None:
    st.session_state[_SHOWN] = shown


def _longest() -> int:
    from aci_core.federation.centre import LONGEST

    return LONGEST


def _ledger() -> Ledger:
    from aci_core.federation.leaving.ledger import Ledger

    kept: Ledger | None = st.session_state.get(session.SENT)
    return kept or st.session_state.setdefault(session.SENT, Ledger.new())


def _leaving(centre: str) -> Leaving:
    data, settings, ledger = results.data(), view.settings(), _ledger()
    name, day = centre[: _longest()], report_formats.today()

    def make() -> Leaving:
        from aci_core.federation.leaving.leaving import for_outsiders

        return for_outsiders(data, settings, name, day, ledger=ledger)

    key = (results.cohort().digest, "leaving", settings, name, day, len(ledger.sent))
    return results.cached(
        key, partial(layout.with_spinner, view.words()("report_page.reading"), make)
    )


def _lists(t: Translator, leaving: Leaving) -> None:
    lists = sentences.travel.lists(leaving, t)
    for place, heading, lines in zip(
        layout.small_multiples(len(_LISTS)), _LISTS, lists, strict=True
    ):
        with place:
            cards.heading(t(f"travel.{heading}"), 3)
            st.markdown("\n".join(f"- {literal(line)}" for line in lines))


def _download(t: Translator, leaving: Leaving, study: str, centre: str) -> None:
    from aci_core.federation import envelope

    file = envelope.write(leaving.centre)

    def remember() -> None:
        made = leaving.centre
        sent = {"day": made.made, "centre": made.centre, "sha256": envelope.read(file).sha256}
        ledger = _ledger().with_sent(leaving.data, leaving.told, **sent)
        st.session_state[session.SENT] = ledger

    st.download_button(
        t("coordinator.download"),
        file,
        file_name=report_formats.file_name(f"{study}_{centre}" if centre else study, ".json"),
        mime="application/json",
        key="coordinator_download",
        icon=":material/download:",
        type="primary",
        disabled=not centre,
        help=None if centre else t("coordinator.name_first"),
        on_click=remember,
    )
