"""The page Explore: what is asked stands in the address, charts follow, pins reach the report."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.sharing import Terms, open_link, share
from aci_core.sharing.store import open_store
from tests.build import sample
from tests.pages.conftest import App, app_test, reader_of


def opened(app: Callable[..., App], lang: str = "en", name: str = "sample", **query: str) -> App:
    """The page, by an address that asks something."""
    running = app(lang, sample=name)
    for key, value in query.items():
        running.at.query_params[key] = value
    running.open("explore")
    return running


def query(running: App, name: str) -> str | None:
    """What the address says of a choice."""
    value = running.at.query_params.get(name)
    return value[0] if isinstance(value, list) else value


def choose(running: App, name: str, value: str) -> None:
    running.at.selectbox(key=name).set_value(value).run()
    running.check()


def options(running: App, name: str) -> list[str]:
    return list(running.at.selectbox(key=name).options)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_asks_a_question_of_its_own_and_nothing_stands_in_the_address(
    app: Callable[..., App], lang: str
) -> None:
    running, t = opened(app, lang), translator(lang)
    assert "−0.200" in running.text
    assert t("explore.looked_one") in running.text
    assert t("words.explore.exploratory") in running.text
    assert [query(running, name) for name in ("x", "y", "by", "chart", "pins")] == [None] * 5


def test_a_choice_stands_in_the_address_and_a_link_asks_it(app: Callable[..., App]) -> None:
    running = opened(app)
    choose(running, "x", "arm")
    choose(running, "y", "effective")
    choose(running, "by", "sex")
    assert [query(running, name) for name in ("x", "y", "by")] == ["arm", "effective", "sex"]
    assert "16.7" in running.text
    again = opened(app, x="arm", y="effective", by="sex")
    assert "Response by arm, split by sex" in again.text


def test_what_is_chosen_is_not_offered_again(app: Callable[..., App]) -> None:
    running = opened(app, x="sex", y="age")
    assert "Sex" not in options(running, "y")
    assert {"Sex", "Age"}.isdisjoint(options(running, "by"))
    # What runs over the visits stands alone.
    assert not any("over the visits" in one for one in options(running, "y"))
    choose(running, "x", "nihss")
    assert [box.key for box in running.at.selectbox if box.key in ("y", "by")] == []
    assert "NIHSS, over the visits" in running.text


def test_swapping_asks_the_other_way_round_and_starting_again_forgets_it(
    app: Callable[..., App],
) -> None:
    running = opened(app)
    running.at.button(key="explore_swap").click().run()
    running.check()
    assert "VEGF after treatment against NIHSS after treatment" in running.text
    assert (query(running, "x"), query(running, "y")) == ("nihss_post", "vegf_post")
    running.at.button(key="explore_clear").click().run()
    running.check()
    assert "NIHSS after treatment against VEGF after treatment" in running.text
    assert (query(running, "x"), query(running, "y")) == (None, None)


def test_the_chart_can_be_another_that_fits(app: Callable[..., App]) -> None:
    running = opened(app, x="arm", y="age")
    control = running.at.segmented_control(key="chart")
    assert control.options == ["Raincloud", "Histogram"]
    control.set_value("histogram").run()
    running.check()
    assert query(running, "chart") == "histogram"
    assert translator("en")("caption.explore_histogram") in running.text
    # Of two numbers there is one: the choice goes.
    choose(running, "x", "nihss_pre")
    assert not [one for one in running.at.segmented_control if one.key == "chart"]


def test_a_ready_question_is_asked_by_a_click_and_questions_are_counted(
    app: Callable[..., App],
) -> None:
    running = opened(app, name="long")
    [button] = [b for b in running.at.button if b.label.startswith("Do the arms differ in")]
    button.click().run()
    running.check()
    assert (query(running, "x"), query(running, "y")) == ("arm", "mrs_m6")
    assert "common odds ratio" in running.text
    assert "2 questions looked at" in running.text
    running.at.run()
    assert "2 questions looked at" in running.text


def test_a_pinned_question_survives_and_stands_in_the_report(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/no/such/browser")
    running, t = opened(app, x="arm", y="effective"), translator("en")
    running.at.button(key="explore_pin").click().run()
    running.check()
    pinned = json.loads(str(query(running, "pins")))
    assert pinned == [{"x": "arm", "y": "effective"}]
    assert running.at.button(key="explore_pin").disabled
    choose(running, "y", "age")
    running.at.button(key="explore_pin").click().run()
    running.check()
    assert len(json.loads(str(query(running, "pins")))) == 2
    assert t("explore.pins") in running.text
    running.open("report")
    running.at.run()
    assert t("report.section.explored") in running.text
    assert "Response by arm" in running.text
    running.open("explore")
    running.at.button(key="explore_remove_0").click().run()
    running.check()
    assert json.loads(str(query(running, "pins"))) == [{"x": "arm", "y": "age"}]
    running.at.button(key="explore_remove_0").click().run()
    assert query(running, "pins") is None
    running.open("report")
    assert t("report.section.explored") not in running.text


def test_pins_of_another_file_are_said_and_can_be_dropped(app: Callable[..., App]) -> None:
    running = opened(app, pins='[{"x":"height"},{"x":"age"}]')
    assert translator("en")("explore.pins_absent_one", n=1) in running.text
    running.at.button(key="explore_drop").click().run()
    running.check()
    assert json.loads(str(query(running, "pins"))) == [{"x": "age"}]


@pytest.mark.parametrize(
    "junk",
    [
        {"x": "../etc"},
        {"y": "<b>"},
        {"by": "age"},
        {"chart": "pie"},
        {"pins": "[{"},
        {"x": "nihss", "y": "age"},
    ],
)
def test_junk_in_the_address_asks_what_the_page_asks(
    app: Callable[..., App], junk: dict[str, str]
) -> None:
    running = opened(app, **junk)
    assert translator("en")("app.failed") not in running.text
    assert "NIHSS" in running.text


def test_a_filter_and_a_selection_reach_it(app: Callable[..., App]) -> None:
    running = opened(app, filters='[{"column":"age","low":60}]')
    [n] = [m for m in running.at.metric if m.label == translator("en")("explore.n")]
    expected = int((sample("synthetic_156.csv").table["age"] >= 60).sum())
    assert n.value == str(expected)
    running.at.session_state["picked_chooser"] = True
    running.at.run()
    running.at.text_input(key="picked_numbers").set_value("1-3")
    [button] = [b for b in running.at.button if b.label == "Pick"]
    button.click().run()
    assert "patients picked" in running.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_file_it_says_what_it_would_show(lang: str) -> None:
    at = app_test()
    running = App.__new__(App)
    running.at, running.page = at, ""
    at.context = {"locale": lang}
    at.run()
    running.open("explore")
    assert translator(lang)("empty.explore") in running.text


def test_of_a_link_with_patients_it_is_drawn_without_what_did_not_leave() -> None:
    pins = '[{"x":"age"},{"x":"courses"}]'
    view = {"x": "age", "y": "none", "pins": pins}
    settings = Settings.from_json({"explored": json.loads(pins)})
    link = share(open_store(), sample("synthetic_156.csv"), settings, Terms(kind="rows"), view=view)
    content = open_link(open_store(), link.token).content
    asked = [one.x for one in content.settings.explored]
    left = [name for name in ("age", "courses") if name in content.cohort.table]
    assert asked == left
    assert [one["x"] for one in json.loads(content.view["pins"])] == left
    reader = reader_of(link.token)
    reader.open("explore")
    assert "Age: mean" in reader.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_results_alone_there_is_nothing_but_a_word(lang: str) -> None:
    settings = Settings.from_json({"explored": [{"x": "age"}]})
    view = {"x": "age", "by": "sex", "chart": "cloud", "pins": '[{"x":"age"}]'}
    link = share(
        open_store(), sample("synthetic_156.csv"), settings, Terms(kind="results"), view=view
    )
    content = open_link(open_store(), link.token).content
    assert content.settings.explored == ()
    assert not set(content.view) & {"x", "y", "by", "chart", "pins"}
    reader = reader_of(link.token, lang)
    reader.open("explore")
    assert translator(lang)("shared.left_out_explore") in reader.text
    assert not list(reader.at.selectbox)
    assert not reader.at.get("plotly_chart")
