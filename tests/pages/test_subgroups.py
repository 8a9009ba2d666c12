"""The page Subgroups: declared or not, one outcome at a time, lines, centres, and in a share."""

from __future__ import annotations

import pytest

from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.sharing import Terms, share
from aci_core.sharing.store import open_store
from aci_core.ui.state.choices.choices import part_of
from tests.build import sample
from tests.pages.conftest import App, reader_of

EN = translator("en")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_not_declared_is_marked_and_counted(lang: str) -> None:
    running = App(lang, "sample")
    t = translator(lang)
    at = running.open("subgroups")
    assert t("words.subgroups.none_declared") in running.text
    assert t("table.undeclared") in running.text
    assert [one.value for one in at.metric][1:] == ["4", "8"]  # of both outcomes
    looked = at.multiselect(key="looked_at_columns")
    assert looked.value == ["age", "sex", "nihss_pre", "toast"]
    looked.set_value(["sex", "smoking"]).run()
    running.check()
    # Five of them have been seen by now, though two are shown.
    assert t("words.subgroups.more", n=3) in running.text
    assert "sex~smoking" in at.query_params["looked_at"]


def test_declared_columns_come_first_with_their_interaction() -> None:
    running = App("en", "sample")
    running.open("plan")
    at = running.more("apart")
    at.multiselect(key="plan_subgroups").select("sex").run()
    at = running.open("subgroups")
    assert EN("words.subgroups.none_declared") not in running.text
    # The contract's numbers, rounded at the page alone.
    for text in ("−0.96", "−1.69", "*P* = 0.504"):
        assert text in running.text
    at.segmented_control(key="subgroup_outcome").set_value("effective").run()
    running.check()
    for text in ("19.0 percentage points", "12.1 percentage points", "*P* = 0.714"):
        assert text in running.text
    assert "0.504" not in running.text


def test_a_line_is_drawn_only_when_it_is_asked_for() -> None:
    running = App("en", "sample")
    at = running.open("subgroups")
    caption = EN("caption.over_range", ci="95% CI")
    assert caption not in running.text
    at.segmented_control(key=part_of("subgroups")).set_value("slopes").run()
    running.check()
    assert caption in running.text


def test_centres_stand_behind_the_response() -> None:
    running = App("en", "long")
    at = running.open("response")
    assert EN("method.cmh") not in running.text
    at.segmented_control(key=part_of("response")).set_value("centres").run()
    running.check()
    for text in (EN("method.cmh"), EN("method.mantel_haenszel_or"), "Arm by centre"):
        assert text in running.text


def test_neither_subgroups_nor_centres_are_in_a_share_of_results() -> None:
    settings = Settings(randomised=True, subgroups=("sex",))
    made = share(open_store(), sample("synthetic_long.csv"), settings, Terms(kind="results"))
    reader = reader_of(made.token)
    reader.open("subgroups")
    assert EN("shared.left_out_subgroups") in reader.text
    content = reader.at.session_state["_loaded"].opened.content
    assert not {"subgroups", "centres"} & set(content.results)
    assert content.results["response"].rows
    assert not any(row.versus for row in content.results["response"].rows)
