"""Words that tell to press a button stand beside one, and the button does what they say."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from aci_core.checks import fixes
from aci_core.domain.errors import AciError
from aci_core.ingest import Project
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.ui.data.issues import data_issues, event_names
from aci_core.ui.state.cohort.loaded import Loaded
from aci_core.ui.state.session import loading
from tests.build import csv_of
from tests.conftest import ROOT
from tests.nasty import CASES
from tests.pages.conftest import App

Shared = Callable[[str], Path]
BUTTON = {"en": "button", "zh": "按钮"}


def files(shared: Shared) -> dict[str, bytes]:
    """Every file of faults, of a clinic, of the samples, and the nasty ones."""
    folders = (shared("faults"), shared("cases"), ROOT / "sample_data")
    found = [p for folder in folders for p in sorted(folder.iterdir())]
    ends = (".csv", ".xlsx", ".dta", ".xpt")
    named = {p.name: p.read_bytes() for p in found if p.suffix in ends}
    n = 40
    named["own.csv"] = csv_of(
        {
            "patient_id": [f"p{i}" for i in range(n)],
            "arm": ["treatment", "control"] * (n // 2),
            "nihss_pre": [9 + i % 7 for i in range(n)],
            "mrs_m3": [None if i == 3 else i % 5 for i in range(n)],
            "died": [int(i == 3) for i in range(n)],
            "ae_fever": [(0, 1, None, None)[i % 4] for i in range(n)],
            "vegf_pre": [3000 if i == 5 else 280 + i for i in range(n)],
        }
    )
    return named | {case.name: case.make() for case in CASES if not case.error}


def loaded(data: bytes, name: str) -> Loaded | None:
    try:
        return loading._load(data, name, None)
    except AciError:
        return None


def test_who_is_told_to_press_has_a_button_that_does_something(shared: Shared) -> None:
    told: set[str] = set()
    for name, data in files(shared).items():
        file = loaded(data, name)
        for fix in fixes(file.cohort) if file else ():
            assert file is not None
            said = [
                BUTTON[lang] in data_issues._proposal(translator(lang), file, fix)
                for lang in LANGUAGES
            ]
            assert len(set(said)) == 1, (name, fix.rule)
            if not said[0] or fix.rule in told:
                continue
            told.add(fix.rule)
            if event_names.movable(file, fix.rule):
                continue
            assert fix.step is not None, (name, fix.rule, fix.row, fix.column)
            with_it = loading._load(data, name, Project(steps=(fix.step,))).cohort
            left_out = len(with_it.left_out) - len(file.cohort.left_out)
            assert with_it.corrections or left_out, (name, fix.rule)
            asked = {(one.rule, one.row, one.column, one.value) for one in fixes(with_it)}
            assert (fix.rule, fix.row, fix.column, fix.value) not in asked
    assert {"died_without_mrs", "events_blank", "decimal_slip", "events_by_name"} <= told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_code_in_several_columns_is_one_question_with_a_button_for_all(
    app: Callable[..., App], lang: str
) -> None:
    t = translator(lang)
    head = "patient_id,arm,nihss_pre,nihss_post,glucose,ldl,crp\n"
    lines = [
        f"p{i},{('treatment', 'control')[i % 2]},{9 + i % 7},{3 + i % 5},"
        + ",".join("999" if i % 8 == k else f"{3 + (i * 7 + k) % 11 / 10}" for k in range(3))
        for i in range(40)
    ]
    running = app(lang)
    running.open("data")
    running.at.file_uploader(key="upload_file").upload("t.csv", (head + "\n".join(lines)).encode())
    running.at.run()
    running.check()
    assert running.at.session_state["_loaded"].cohort.n == 40
    words = t("fixes.means_missing", value="999")
    labels = [button.label for button in running.at.button if words in button.label]
    every = t("fixes.in_all", action=words, n=15, k=3)
    assert labels.count(every) == 1
    assert len(labels) == 4  # and each column alone, folded
    next(button for button in running.at.button if button.label == every).click().run()
    running.check()
    cohort = running.at.session_state["_loaded"].cohort
    assert len(running.at.session_state["_loaded"].steps) == 3
    assert not [issue for issue in cohort.issues if issue.code == "missing_code_suspect"]
    running.at.button(key="undo_last").click().run()  # one click, one undo
    running.check()
    assert running.at.session_state["_loaded"].steps == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_open_question_stands_on_every_page_of_results_and_leads_to_data(
    app: Callable[..., App], lang: str
) -> None:
    t = translator(lang)
    dead = {3: 1, 8: 1}
    rows = "".join(
        f"p{i},{('treatment', 'control')[i % 2]},{9 + i % 7},{3 + i % 5},{dead.get(i, '')}\n"
        for i in range(40)
    )
    running = app(lang)
    running.open("data")
    head = "patient_id,arm,nihss_pre,nihss_m3,died\n"
    running.at.file_uploader(key="upload_file").upload("t.csv", (head + rows).encode())
    running.at.run()
    running.check()
    words = t("unread.blank", n=38, list=t("unread.column", column="died", n=38))
    for page in ("overview", "baseline", "outcomes", "response", "safety", "report"):
        running.open(page)
        assert words in running.text, page
        links = [link.proto.label for link in running.at.get("page_link")]
        assert t("ui.open_data") in links
    running.open("safety")
    assert not [metric for metric in running.at.metric if "%" in metric.value]
    running.open("data")
    assert words not in running.text
    [button] = [b for b in running.at.button if t("step.blank_none") in b.label]
    button.click().run()
    running.open("safety")
    assert words not in running.text
    assert "5.0%" in running.text or any("5.0%" in metric.value for metric in running.at.metric)
