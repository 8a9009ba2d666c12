"""Columns of before or after treatment: asked once, answered by a click, and taken back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from aci_core.presentation.i18n import LANGUAGES, labels, translator
from tests.pages.conftest import App

_ROWS = "\n".join(
    f"P{i:02},{('treatment', 'control')[i % 2]},{50 + i % 17},{9 + i % 7},{5 + i % 6},"
    f"{30 + 7 * i % 40},{10 + 3 * i % 29},{'yes' if i % 5 < 2 else 'no'}"
    for i in range(1, 25)
)
FILE = f"id,arm,age,nihss_pre,nihss_post,intubation_time,ease,relapse\n{_ROWS}".encode()


def _stopped(at: AppTest) -> dict[str, bool]:
    return {c.header: c.stopped for c in at.session_state["_loaded"].cohort.columns}


def _key(at: AppTest) -> str:
    return next(str(b.key) for b in at.button if str(b.key).endswith("_answer"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_they_are_answered_together_and_taken_back(app: Callable[..., App], lang: str) -> None:
    t, opened = translator(lang), app(lang)
    at = opened.open("data")
    at.file_uploader(key="upload_file").upload("clinic.csv", FILE).run()
    opened.check()
    assert _stopped(at)["ease"]
    button = at.button(key=_key(at))
    assert button.label == t("measured_when.all_after")
    pills = at.button_group(key=_key(at).removesuffix("_answer"))
    pills.set_value([0]).run()
    opened.check()
    assert at.button(key=_key(at)).label == t("measured_when.mixed")
    at.button(key=_key(at)).click().run()
    opened.check()
    columns = {c.header: c for c in at.session_state["_loaded"].cohort.columns}
    assert (columns["intubation_time"].visit, columns["ease"].visit) == (None, "post")
    assert columns["relapse"].name == "endpoint_relapse"
    assert not any(_stopped(at).values())
    before, after = t("measured_when.answered", before="\n", after="\n").split("\n")[:2]
    said = opened.text.partition(before)[2].partition(after)
    assert "intubation" in said[0]
    assert "relapse" not in said[0]
    opened.open("outcomes")
    opened.check()
    assert t("explore.endpoints", names=labels.in_column(t, "endpoint_relapse")) in opened.text
    at = opened.open("data")
    at.button(key="measured_when_back").click().run()
    opened.check()
    assert _stopped(at)["ease"]
