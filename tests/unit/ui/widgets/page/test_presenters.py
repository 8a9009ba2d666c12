"""What a page draws of a Result: packages that import on first use, and drawings that are kept."""

from __future__ import annotations

from types import ModuleType

import pytest
import streamlit as st

from aci_core.presentation.i18n import Translator, translator
from aci_core.ui.widgets.page import presenters
from aci_core.ui.widgets.page.presenters import drawing, figures, sentences, tables

EN, ZH = translator("en"), translator("zh")


@pytest.fixture(autouse=True)
def session(monkeypatch: pytest.MonkeyPatch) -> dict[str, object]:
    """A session without a server."""
    state: dict[str, object] = {}
    monkeypatch.setattr(st, "session_state", state)
    return state


@pytest.mark.parametrize("package", [figures, tables, sentences])
def test_a_package_has_its_modules_and_nothing_else(package: ModuleType) -> None:
    assert package.flow.__name__ == f"{package.__name__}.flow"
    for name in ("nothing", "__wrapped__"):
        with pytest.raises(AttributeError, match=f"{package.__name__}.*{name}"):
            getattr(package, name)


def test_a_drawing_is_made_once_of_what_it_is_made_of() -> None:
    made: list[object] = []

    def draw(result: list[int], visit: str, t: Translator, *, arm: str | None = None) -> object:
        made.append((result, visit, t.lang, arm))
        return made[-1]

    one = [1]
    first = drawing(draw, one, "m3", EN)
    assert drawing(draw, one, "m3", EN) is first
    assert len(made) == 1
    others = (
        drawing(draw, one, "m3", ZH),
        drawing(draw, one, "m6", EN),
        drawing(draw, one, "m3", EN, arm="A"),
        drawing(draw, [1], "m3", EN),  # equal, and another Result
    )
    assert len(made) == 1 + len(others)
    assert drawing(draw, one, "m3", EN) is first


def test_the_oldest_drawing_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presenters, "_MOST_DRAWN", 2)
    made: list[int] = []

    def draw(place: int) -> int:
        made.append(place)
        return place

    for place in (1, 2, 1, 3, 1, 2):
        assert drawing(draw, place) == place
    assert made == [1, 2, 3, 2]
