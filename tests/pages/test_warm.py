"""A warm page makes nothing again that nothing has changed, and shows every change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from aci_core.presentation.i18n import translator
from aci_core.presentation.sentences import safety
from aci_core.ui.data.grid import patient_grid
from aci_core.ui.results import methods_page
from aci_core.ui.results.report import report_preview
from aci_core.ui.widgets.page import cards
from aci_core.ui.widgets.text import key_of
from tests.pages.conftest import App, unfolded

MADE = {
    "cells": (patient_grid, "_styled"),
    "sheet": (report_preview, "_sheet"),
    "known": (methods_page, "run_cases"),
}


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each was made."""
    counts: Counter[str] = Counter()

    def counted(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object) -> object:
            counts[name] += 1
            return function(*args)

        return call

    for name, (module, function) in MADE.items():
        monkeypatch.setattr(module, function, counted(name, getattr(module, function)))
    return counts


def test_the_grid_is_laid_out_for_each_choice_of_its_rows(
    app: Callable[..., App], made: Counter[str]
) -> None:
    running = app("en", "bad")
    at = running.at
    made.clear()
    at.run()
    assert made["cells"] == 0
    whole = len(at.dataframe[0].value)
    at.segmented_control(key="grid").set_value("check").run()
    assert made["cells"] == 1
    assert 0 < len(at.dataframe[0].value) < whole
    [find] = [box for box in at.text_input if box.placeholder == translator("en")("grid.find")]
    row = str(at.dataframe[0].value["row"].iloc[0])
    find.set_value(row).run()
    assert made["cells"] == 2
    assert row in at.dataframe[0].value["row"].astype(str).tolist()
    at.run()
    assert made["cells"] == 2


def test_the_report_is_previewed_for_each_choice_of_its_contents(
    app: Callable[..., App], made: Counter[str]
) -> None:
    running = app("en", "sample")
    at = running.open("report")
    at.run()
    assert made["sheet"] == 1
    title = translator("zh")("report.section.data")
    assert title not in running.text
    at.segmented_control(key="report_lang").set_value("zh").run()
    assert made["sheet"] == 2
    assert title in running.text
    at.query_params["filters"] = '[{"column":"age","low":60.0}]'
    at.run()
    assert made["sheet"] == 3


def test_known_results_are_computed_once_a_session(
    app: Callable[..., App], made: Counter[str]
) -> None:
    running = app("en")
    running.open("methods")
    shown: Sequence[str] = [metric.value for metric in running.at.metric]
    running.at.segmented_control(key="question").set_value("ordinal").run()
    assert [metric.value for metric in running.at.metric] == shown
    assert made["known"] == 1
    app("en").open("methods")
    assert made["known"] == 2


@pytest.mark.parametrize("page", ["overview", "safety"])
def test_the_menu_is_in_the_language_of_the_page(app: Callable[..., App], page: str) -> None:
    running = app("en", "sample")
    at = running.open(page)
    for lang in ("zh", "en"):
        at.segmented_control(key="lang").set_value(lang).run()
        pages = at.session_state["_menu"][1]
        t = translator(lang)
        assert list(pages) == list(
            dict.fromkeys(t(f"menu.{g}") for g in ("study", "results", "take_away"))
        )


def test_a_table_and_its_finding_are_made_for_each_choice(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    counts: Counter[str] = Counter()
    for module, name in ((cards, "to_html"), (safety, "findings")):
        function = getattr(module, name)

        def call(*args: object, of: Callable[..., object] = function, **options: object) -> object:
            counts[of.__name__] += 1
            return of(*args, **options)

        monkeypatch.setattr(module, name, call)
    running = app("en", "sample")
    at = running.open("safety")
    counts.clear()
    at.run()
    assert not counts
    [before] = [part for part in running.text.split("\n") if "95% CI" in part][:1]
    at.session_state["level"] = "99"
    at.run()
    assert counts["to_html"] >= 1
    assert counts["findings"] == 1
    assert before.replace("95%", "99%") not in running.text
    assert "99% CI" in running.text


@pytest.mark.parametrize(
    ("page", "key", "within"),
    [
        ("response", "filter_panel", "filter_by"),
        ("response", "settings_panel", "level"),
        ("data", "arm_names", key_of("arm_name", "treatment", "")),
        ("plan:given", "protocol_edit", "courses"),
    ],
)
def test_what_is_closed_is_not_drawn(
    app: Callable[..., App], page: str, key: str, within: str
) -> None:
    running = app("en", "sample")
    name, _, part = page.partition(":")
    at = running.open(name)
    if part:
        running.more(part)

    def drawn() -> bool:
        kinds = ("selectbox", "segmented_control", "text_input", "number_input")
        return any(str(one.key).startswith(within) for kind in kinds for one in at.get(kind))

    assert not drawn()
    unfolded(at, key)
    assert drawn()


def test_notes_are_drawn_when_they_are_opened(app: Callable[..., App]) -> None:
    at = app("en", "long").open("data")
    folded = len(at.markdown)
    assert len(unfolded(at, "notes").markdown) > folded


def test_the_filters_stay_open_when_one_is_added(app: Callable[..., App]) -> None:
    at = unfolded(app("en", "long").open("response"), "filter_panel")
    at.button(key="set_graded").click().run()
    assert at.button(key="unfilter_0")
    at.button(key="unfilter_0").click().run()
    assert at.button(key="set_graded")
