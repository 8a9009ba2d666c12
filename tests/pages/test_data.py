"""The Data page: samples, uploads good and bad, mappings, arms, forgetting."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from aci_core.domain.study.settings import Settings
from aci_core.ingest.files import reader_process
from aci_core.ingest.files.reader_queue import ReaderQueue
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.ui.data import file_summary, upload
from aci_core.ui.state.cohort.loaded import Loaded
from aci_core.ui.state.session import session
from tests import files
from tests.conftest import ROOT
from tests.pages.conftest import App, unfolded

EN = translator("en")
THREE = "patient_id,arm,nihss_pre,nihss_post\n" + "\n".join(
    f"{arm}{i},{arm},{10 + i},{5 + i}" for arm in ("A", "B", "C") for i in range(4)
)
BAD = {
    "empty": b"",
    "blank": b" \n \n",
    "header only": b"patient_id,arm,nihss_pre\n",
    "binary": bytes(range(256)) * 20,
    "zip": b"PK\x03\x04" + bytes(500),
    "one column": b"a\n1\n2\n",
    "no arm": b"patient_id,nihss_pre,nihss_post\n1,5,3\n",
    "columns": ",".join(f"c{i}" for i in range(5000)).encode() + b"\n",
    "long cell": b"patient_id,arm\n1," + b"x" * 10_000_000,
}


def _cohort(at: AppTest) -> Loaded:
    result: Loaded = at.session_state["_loaded"]
    return result


def _upload(at: AppTest, name: str, data: bytes) -> None:
    at.file_uploader(key="upload_file").upload(name, data)
    at.run()
    assert not at.exception


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("sample", "n"), [("sample", 156), ("long", 240), ("bad", 28)])
def test_a_sample_is_read_and_said_to_be_synthetic(
    app: Callable[..., App], lang: str, sample: str, n: int
) -> None:
    running = app(lang, sample)
    assert _cohort(running.at).cohort.n == n
    assert running.at.metric[0].value == str(n)
    assert translator(lang)("app.synthetic") in running.text


def test_a_file_is_read_once_and_stays_on_the_next_page(app: Callable[..., App]) -> None:
    running = app("en")
    running.open("data")
    _upload(running.at, "zh.csv", (ROOT / "sample_data/synthetic_zh.csv").read_bytes())
    assert _cohort(running.at).cohort.n == 156
    running.open("overview")
    assert _cohort(running.at).cohort.n == 156


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", sorted(BAD))
def test_a_bad_file_says_why_and_keeps_the_cohort(
    app: Callable[..., App], lang: str, name: str
) -> None:
    running = app(lang, "sample")
    before = _cohort(running.at)
    _upload(running.at, "bad.csv", BAD[name])
    [error] = running.at.error
    assert error.value
    assert error.value != translator(lang)("app.failed")
    assert _cohort(running.at) is before
    assert translator(lang)("data.kept") in running.text
    # A sample afterwards clears the message.
    running.at.button(key="open_long").click().run()
    assert not running.at.error


def test_headers_and_cells_are_text(app: Callable[..., App]) -> None:
    running = app("en")
    running.open("data")
    data = (
        "patient_id,arm,<script>alert(1)</script>,=cmd|' /C calc'!A0,nihss_pre\n"
        "1,**T**,x,y,999\n2,<b>C</b>,x,y,5\n"
    )
    _upload(running.at, "<img src=x>.csv", data.encode())
    html = "".join(element.value for element in running.at.html if "<table" in element.value)
    assert "<script>" not in html
    assert "<b>" not in html
    assert all("**T**" not in m.value for m in running.at.markdown)


def test_three_arms_two_are_picked(app: Callable[..., App]) -> None:
    running = app("en")
    at = running.open("data")
    _upload(at, "three.csv", THREE.encode())
    assert not _cohort(at).cohort.settled
    at.selectbox(key="pick_treatment").set_value("C").run()
    at.selectbox(key="pick_control").set_value("A").run()
    at.button(key="use_arms").click().run()
    assert not at.exception
    assert _cohort(at).cohort.two_arms() == ("C", "A")
    assert _cohort(at).cohort.n == 8
    # Another pair may still be picked.
    at.selectbox(key="pick_treatment").set_value("B").run()
    at.button(key="use_arms").click().run()
    assert _cohort(at).cohort.two_arms() == ("B", "A")


def test_an_unknown_reference_is_asked_for(app: Callable[..., App]) -> None:
    running = app("zh")
    at = running.open("data")
    _upload(at, "two.csv", THREE.replace("C", "B").encode())
    assert not _cohort(at).cohort.settled
    t = translator("zh")
    # Nothing claims a control, and no cell is said to be wrong.
    assert t("data.settled", treatment="A", control="B") not in running.text
    assert t("data.stopped_list", columns="`arm`") not in running.text
    at.button(key="is_control_0").click().run()
    assert _cohort(at).cohort.two_arms() == ("B", "A")


def test_arms_are_swapped(app: Callable[..., App]) -> None:
    at = app("en", "sample").at
    assert _cohort(at).cohort.two_arms() == ("treatment", "control")
    at.button(key="swap").click().run()
    assert _cohort(at).cohort.two_arms() == ("control", "treatment")


def test_a_mapping_reads_the_file_again(app: Callable[..., App]) -> None:
    running = app("en", "sample")
    at = running.at
    mapping = {"ignore": ["age"]}
    at.file_uploader(key="upload_mapping").upload("m.json", json.dumps(mapping).encode())
    at.run()
    assert not at.exception
    assert not at.error
    assert _cohort(at).cohort.column("age") is None


def test_a_mapping_mends_the_file_that_was_refused(app: Callable[..., App]) -> None:
    """The refusal says to map the columns: the mapping that does so is answered at once."""
    running = app("en")
    at = running.open("data")
    coded = b"PAT,COD,NIHSS_PRE,NIHSS_POST\n1,Y,9,3\n2,N,8,7\n3,Y,5,1\n4,N,6,6\n"
    at.file_uploader(key="upload_file").upload("coded.csv", coded).run()
    assert at.error
    mapping = {"columns": {"PAT": "patient_id", "COD": "arm"}, "reference": "N"}
    at.file_uploader(key="upload_mapping").upload("m.json", json.dumps(mapping).encode()).run()
    running.check()
    assert not at.error
    assert at.session_state["_loaded"].cohort.arms == ("Y", "N")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"x": 1}', "[" * 100_000, "\xff"])
def test_a_bad_mapping_says_why(app: Callable[..., App], text: str) -> None:
    at = app("en", "sample").at
    before = _cohort(at)
    at.file_uploader(key="upload_mapping").upload("m.json", text.encode("latin-1"))
    at.run()
    assert not at.exception
    assert at.error[0].value != EN("app.failed")
    assert _cohort(at) is before


def test_the_saved_mapping_reads_the_same(app: Callable[..., App]) -> None:
    from aci_core.ingest import Project, build

    at = app("en", "bad").at
    loaded = _cohort(at)
    written = file_summary.project_json(loaded.project, loaded.cohort, Settings(rule="pct_40"))
    project = Project.from_json(json.loads(written))
    assert project.settings == Settings(rule="pct_40")
    again = build(loaded.raw, project.mapping, steps=project.steps)
    assert [c.name for c in again.columns] == [c.name for c in loaded.cohort.columns]
    assert again.two_arms() == loaded.cohort.two_arms()


def test_forget_deletes_cohort_results_and_draft(app: Callable[..., App]) -> None:
    running = app("en", "sample")
    at = running.at
    token = at.session_state["_draft_token"]
    assert session.drafts().get(token) is not None
    at.button(key="forget").click().run()
    at.button(key="forget_now").click().run()
    assert not at.exception
    assert "_loaded" not in at.session_state
    assert session.drafts().get(token) is None
    [claim] = at.session_state["_cookies_wanted"].values()
    assert (claim.cookie.name, claim.cookie.value) == (session.COOKIE, None)
    assert any(claim.nonce in html.value for html in at.html)
    assert EN("cohort.none") in running.text


def test_the_column_of_the_arm_is_picked_where_none_was_recognised(app: Callable[..., App]) -> None:
    at = app("zh").open("data")
    cells = (
        "编号,甲乙,治疗前NIHSS,治疗后NIHSS\n1,干细胞,9,3\n2,常规,8,7\n3,干细胞,7,2\n4,常规,9,9\n"
    )
    _upload(at, "x.csv", cells.encode())
    assert "是哪一列" in at.error[0].value
    picker = at.selectbox(key="arm_column")
    assert picker.value == "甲乙"
    at.button(key="use_arm_column").click().run()
    assert not at.exception
    assert not at.error
    assert _cohort(at).cohort.two_arms() == ("干细胞", "常规")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_arm_is_renamed_and_the_files_name_comes_back(
    app: Callable[..., App], lang: str
) -> None:
    running = app(lang, "sample")
    at, t = running.at, translator(lang)
    digest = _cohort(at).cohort.digest
    field = "arm_names.shown"

    def shown(arm: str) -> Any:
        return next(f for f in at.text_input if f.label == t(field, arm=arm))

    unfolded(at, "arm_names")
    shown("treatment").set_value("Stem *cells*").run()
    running.check()
    assert "Stem \\*cells\\*" in running.text
    assert _cohort(at).cohort.digest == digest  # its choices, results and links stay
    project = file_summary.project_json(_cohort(at).project, _cohort(at).cohort, Settings())
    assert json.loads(project)["mapping"]["arm_names"] == {"treatment": "Stem *cells*"}
    running.open("response")
    assert "Stem \\*cells\\*" in running.text
    running.open("data")
    unfolded(at, "arm_names")
    shown("control").set_value("x" * 61).run()
    assert t("error.arm_name_long", name="x" * 60, limit=60) in running.text
    assert set(_cohort(at).cohort.arm_names) == {"treatment"}
    at.button(key="arm_names_undo").click().run()
    assert _cohort(at).cohort.arm_names == {}
    assert "Stem" not in running.text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_file_that_finds_no_reader_free_is_told_so(
    app: Callable[..., App], lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = ReaderQueue(at_once=1, memory=1 << 30, patience=0.01)
    monkeypatch.setattr(reader_process, "queue", lambda: queue)
    running = app(lang)
    at = running.open("data")
    t = translator(lang)
    said = []
    monkeypatch.setattr(upload.st, "toast", lambda text, **_: said.append(text) or st.empty())
    with queue.turn(1):
        _upload(at, "trial.xlsx", files.one_of_each()["xlsx"])
    assert [error.value for error in at.error] == [t("error.readers_busy")]
    assert said == [t("data.waiting")]
    _upload(at, "again.xlsx", files.one_of_each()["xlsx"])
    assert not at.error


@pytest.mark.parametrize("lang", list(LANGUAGES))
def test_who_is_not_randomised_leaves_by_one_click(app: Callable[..., App], lang: str) -> None:
    rows = [
        f"S-{i:02d},{('Active', 'Placebo')[i % 2]},{'N' if i < 3 else 'Y'},9,{i % 5}"
        for i in range(1, 17)
    ]
    text = "USUBJID,TRT01P,RANDFL,nihss_pre,nihss_post\n" + "\n".join(rows) + "\n"
    at = app(lang).open("data")
    _upload(at, "adsl.csv", text.encode())
    assert _cohort(at).cohort.n == 16
    t = translator(lang)
    action = t("step.omit_where", text="N")
    [button] = [b for b in at.button if b.label == t("fixes.omitting", n=2, action=action)]
    unfolded(at, "notes")
    shown = " ".join(str(m.value) for m in (*at.markdown, *at.caption))
    assert "CDISC ADaM" in shown
    button.click().run()
    assert not at.exception
    assert _cohort(at).cohort.n == 14
