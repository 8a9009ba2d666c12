"""Missing scores on Outcomes: drawn when the part is opened, stopped, begun again; not shared."""

from __future__ import annotations

import pytest

from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.sharing import Terms, share
from aci_core.sharing.store import open_store
from aci_core.ui.state import results
from aci_core.ui.state.choices.choices import part_of
from tests.build import sample
from tests.pages.conftest import App, reader_of


def opened(lang: str) -> App:
    running = App(lang, "long")
    running.open("outcomes")
    return running


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_drawn_at_random_is_made_when_the_part_is_opened(lang: str) -> None:
    running, t = opened(lang), translator(lang)
    at = running.at
    assert t("card.tipping") not in running.text
    at.segmented_control(key=part_of("outcomes")).set_value("missing").run()
    running.check()
    for text in ("15.1", t("card.missing_scores"), t("card.tipping")):
        assert text in running.text
    assert t("sensitivity.caption_not_drawn") not in at.caption[-1].value
    made = at.session_state[results._KEY]
    assert any("resampled" in key for key in made)


def test_a_stopped_draw_leaves_the_rest_and_begins_again() -> None:
    running, t = opened("en"), translator("en")
    at = running.at
    at.segmented_control(key=part_of("outcomes")).set_value("missing").run()
    made = at.session_state[results._KEY]
    key = next(key for key in made if "resampled" in key)
    del made[key]  # as when the click on Stop ended the run
    at.session_state["_stopped_sensitivity"] = key
    at.run()
    running.check()
    assert t("sensitivity.caption_not_drawn") in running.text
    assert key not in at.session_state[results._KEY]
    at.button(key="sensitivity_draw").click().run()
    running.check()
    assert key in at.session_state[results._KEY]


def test_results_alone_hold_none_of_it() -> None:
    made = share(open_store(), sample("synthetic_long.csv"), Settings(), Terms(kind="results"))
    reader = reader_of(made.token)
    reader.open("outcomes")
    options = reader.at.segmented_control(key=part_of("outcomes")).options
    assert not any(translator("en")("more.missing") in option for option in options)
