"""A file that is made when its button is pressed says what the page said when it was drawn."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from tests import page_names
from tests.pages.conftest import App

SAID = "Only patients with: Age 60 years or more."


@pytest.mark.parametrize("page", page_names.RESULTS[1:])
def test_a_table_of_some_patients_says_so_whenever_it_is_made(
    app: Callable[..., App], made: dict[str, Callable[[], bytes]], page: str
) -> None:
    running = app("en", sample="sample")
    running.at.query_params["filters"] = json.dumps([{"column": "age", "low": 60}])
    made.clear()
    running.open(page)
    assert made
    for key, make in made.items():  # no run goes on: nothing of the session is known
        text = make().decode("utf-8-sig")
        assert SAID in text, key
        assert "Synthetic data" in text, key


def test_the_picked_of_some_patients_say_so_in_the_language_of_the_page(
    app: Callable[..., App], made: dict[str, Callable[[], bytes]]
) -> None:
    running = app("zh", sample="sample")
    running.at.query_params["filters"] = json.dumps([{"column": "age", "low": 60}])
    at = running.open("response")
    at.session_state["picked_chooser"] = True
    at.run()
    at.text_input(key="picked_numbers").set_value("1-156")
    [do] = [b for b in at.button if b.label == "选择"]
    do.click().run()
    running.check()
    text = made["download_picked"]().decode("utf-8-sig")
    assert "年龄" in text
    assert "患者" in text


def test_what_is_of_the_whole_file_names_no_filter(
    app: Callable[..., App], made: dict[str, Callable[[], bytes]]
) -> None:
    running = app("en", sample="bad")
    running.open("baseline")
    running.at.query_params["filters"] = json.dumps([{"column": "age", "low": 60}])
    running.open("data")
    running.more("read")
    for key in ("download_issues", "download_columns"):
        text = made[key]().decode("utf-8-sig")
        assert "Only patients" not in text
    project = json.loads(made["download_mapping"]())
    assert project["settings"]["filters"] == [{"column": "age", "low": 60.0}]
