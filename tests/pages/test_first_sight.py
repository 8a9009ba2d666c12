"""First sight: a finding, a figure, a table; the rest is made when its name is pressed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from aci_core.presentation.figures.figure_builder import FigureBuilder
from aci_core.presentation.i18n import translator
from aci_core.presentation.sentences import multiverse
from aci_core.ui.state.choices.choices import part_of
from tests import page_names
from tests.page_names import PARTS
from tests.pages.conftest import App


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", PARTS)
def test_every_part_opens_alone_and_closes(app: Callable[..., App], name: str, lang: str) -> None:
    running = app(lang, sample="long")
    at = running.open(name)
    control = at.segmented_control(key=part_of(name))
    t = translator(lang)
    labels = [t(f"more.{part}") for part in PARTS[name]]
    assert [text.removesuffix(" ⚑") for text in control.options] == labels
    assert control.value is None
    first = _drawn(at)
    for part in PARTS[name]:
        running.more(part)
        assert at.query_params[part_of(name)] == part
        assert _drawn(at) != first or part == "why", part
    at.segmented_control(key=part_of(name)).set_value(None).run()
    running.check()
    assert _drawn(at) == first
    assert part_of(name) not in at.query_params


def _drawn(at: AppTest) -> list[int]:
    kinds = ("plotly_chart", "html", "selectbox", "text_input", "number_input", "markdown")
    return [len(at.get(kind)) for kind in kinds]


def test_no_page_makes_a_figure_that_it_does_not_show(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What another page or part has shown need not be made again, so fewer may be made."""
    made: list[FigureBuilder] = []
    real = FigureBuilder.figure

    def make(builder: FigureBuilder) -> object:
        made.append(builder)
        return real(builder)

    running = app("en", sample="long")
    monkeypatch.setattr(FigureBuilder, "figure", make)
    n_made = 0
    for name in page_names.ALL:
        running.at.query_params["id"] = "22"  # of the patient's page
        at = running.open(name)
        first = len(at.get("plotly_chart"))
        assert len(made) <= first, name
        n_made += len(made)
        made.clear()
        for part in running.parts(name):
            shown = len(at.get("plotly_chart")) - first
            # What is drawn at random takes the place of the figure seen until then.
            assert len(made) <= shown + ((name, part) == ("outcomes", "missing")), (name, part)
            made.clear()
            at.run()
            assert not made, (name, part)  # a warm page makes none again
    assert n_made >= len(PARTS)  # the spy stands where figures are made


def test_a_figure_s_numbers_are_made_when_they_are_opened(app: Callable[..., App]) -> None:
    running = app("en", sample="sample")
    at = running.open("overview")
    tables = len(at.get("html"))
    at.session_state["numbers_grades"] = True
    at.run()
    running.check()
    assert len(at.get("html")) == tables + 1
    assert any(b.key == "download_grades_numbers" for b in at.get("download_button"))


def test_each_page_keeps_its_own_part(app: Callable[..., App]) -> None:
    running = app("en", sample="long")
    running.open("outcomes")
    running.more("tables")
    at = running.open("safety")
    assert at.segmented_control(key=part_of("safety")).value is None
    at = running.open("outcomes")
    assert at.segmented_control(key=part_of("outcomes")).value == "tables"


def test_methods_are_marked_where_they_disagree(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    t = translator("en")
    marked = t("more.marked", name=t("more.methods"))
    running = app("en", sample="long")
    at = running.open("outcomes")
    assert marked not in at.segmented_control(key=part_of("outcomes")).options
    monkeypatch.setattr(multiverse, "outcome_dissent", lambda *_, **__: "Welch differs.")
    at.run()
    assert marked in at.segmented_control(key=part_of("outcomes")).options
    assert t("more.dissent", name=t("more.methods"), text="Welch differs.") in running.text
