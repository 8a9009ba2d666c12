"""What is wrong is mended by a click or a word, and every click can be undone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from aci_core.domain.study.settings import Settings
from aci_core.presentation.i18n import translator
from aci_core.ui.data import file_summary
from aci_core.ui.state.session import session
from aci_core.ui.widgets.text import key_of
from tests.pages.conftest import App, opened, unfolded

EN = translator("en")


def _loaded(at: AppTest) -> Any:
    return at.session_state["_loaded"]


def _stopped(at: AppTest) -> set[str]:
    return {c.name for c in _loaded(at).cohort.columns if c.stopped}


def _unread(at: AppTest) -> set[str]:
    return {cells.column for cells in _loaded(at).cohort.unread}


def _button(at: AppTest, place: int) -> Any:
    return at.button(key=f"do_{place}_{key_of(_loaded(at).cohort.digest)}")


def test_one_click_mends_a_column_and_one_undoes_it(app: Callable[..., App]) -> None:
    at = app("en", "bad").at
    before, digest = _unread(at), _loaded(at).cohort.digest
    assert "age" in before
    _button(at, 2).click().run()  # the age that says two numbers
    assert not at.exception
    assert _unread(at) == before - {"age"}
    assert len(_loaded(at).steps) == 1
    at.button(key="undo_last").click().run()
    assert _unread(at) == before
    assert _loaded(at).cohort.digest == digest


def test_a_likely_reading_is_offered_beside_the_empty_cell(app: Callable[..., App]) -> None:
    at = app("zh", "bad").at
    digest = key_of(_loaded(at).cohort.digest)
    labels = [b.label for b in at.button if str(b.key).endswith(f"_2_{digest}")]
    assert labels == ["读作“63”", "读作“64”", "按空单元格读取"]
    at.button(key=f"read0_2_{digest}").click().run()
    assert not at.exception
    assert 63 in set(_loaded(at).cohort.table["age"])
    assert "age" not in _unread(at)


def test_emptying_is_a_button_of_its_own_and_each_taken_back(app: Callable[..., App]) -> None:
    at = app("en", "bad").at
    # Nothing in this file has one plain meaning: no correction is safe.
    assert "fix_all" not in {b.key for b in at.button}
    assert at.button(key="empty_all").label == "Empty 7 cells that were not read"
    keys = [str(b.key) for b in at.button]  # after every reading that is offered
    assert keys.index("empty_all") > max(i for i, k in enumerate(keys) if k.startswith("read0_"))
    [cost] = [c.value for c in at.caption if "to empty them" in c.value]
    assert "of 28: 年龄 27 (1 emptied); 治疗前NIHSS评分 26 (2 emptied);" in cost
    at.button(key="empty_all").click().run()
    assert not at.exception
    assert not _unread(at)
    done = _loaded(at).steps
    assert len(done) >= 7
    at.button(key="undo_0").click().run()
    assert _loaded(at).steps == done[1:]
    # The file's own cells are as they were.
    raw = _loaded(at).raw
    assert "63或64" in set(raw.frame[raw.headers.index("年龄")].dropna())


def test_a_cell_is_corrected_by_hand(app: Callable[..., App]) -> None:
    at = app("en", "bad").at
    digest = key_of(_loaded(at).cohort.digest)
    unfolded(at, f"open_2_{digest}").text_input(key=f"cell_2_{digest}").set_value("63")
    uses = [b for b in at.button if b.label == EN("fixes.use")]
    rows = [t.key for t in at.text_input if str(t.key).startswith("cell_")]
    uses[rows.index(f"cell_2_{digest}")].click().run()
    assert not at.exception
    cohort = _loaded(at).cohort
    assert "age" not in _unread(at)
    assert 63 in set(cohort.table["age"])


def test_pasted_cells_are_read_like_a_file(app: Callable[..., App]) -> None:
    at = app("zh").open("data")
    cells = "编号\t组别\t治疗前NIHSS\t治疗后NIHSS\n1\t观察组\t9\t3\n2\t对照组\t8\t7\n"
    at.text_area(key="pasted").set_value(cells)
    at.button(key="read_pasted").click().run()
    assert not at.exception
    assert _loaded(at).cohort.n_by_arm == {"观察组": 1, "对照组": 1}
    assert not at.error


FORM = "k,arm,XA,XB\n1,treatment,9,3\n2,control,8,7\n3,treatment,7,2\n4,control,6,6\n"


def test_headers_known_from_before_need_no_second_mapping(app: Callable[..., App]) -> None:
    at = app("en").open("data")
    at.file_uploader(key="upload_file").upload("one.csv", FORM.encode()).run()
    mapping = {"columns": {"XA": "nihss_pre", "XB": "nihss_post"}}
    at.file_uploader(key="upload_mapping").upload("m.json", json.dumps(mapping).encode()).run()
    assert _loaded(at).cohort.measured == ("nihss",)
    at.file_uploader(key="upload_mapping").clear().run()
    later = FORM.replace("9", "10").encode()
    at.file_uploader(key="upload_file").upload("two.csv", later).run()
    assert not at.exception
    assert _loaded(at).cohort.measured == ("nihss",)
    assert EN("reading.recognised_session") in {c.value for c in at.caption}
    at.button(key="refuse_known").click().run()
    assert _loaded(at).cohort.measured == ()
    assert EN("reading.recognised_session") not in {c.value for c in at.caption}
    at.file_uploader(key="upload_file").upload("three.csv", FORM.encode()).run()
    assert _loaded(at).cohort.measured == ()  # what was refused is forgotten


def test_a_project_is_for_the_headers_it_was_made_for(app: Callable[..., App]) -> None:
    at = app("en").open("data")
    at.file_uploader(key="upload_file").upload("one.csv", FORM.encode()).run()
    loaded = _loaded(at)
    written = file_summary.project_json(loaded.project, loaded.cohort, Settings())
    named = json.loads(written)
    named["mapping"]["columns"] |= {"XA": "nihss_pre", "XB": "nihss_post"}
    fresh = app("en").open("data")
    project = json.dumps(named).encode()
    fresh.file_uploader(key="upload_mapping").upload("project.json", project).run()
    fresh.file_uploader(key="upload_file").upload("next.csv", FORM.encode()).run()
    assert _loaded(fresh).cohort.measured == ("nihss",)
    assert EN("reading.recognised_project") in {c.value for c in fresh.caption}
    other = "编号,组别,BI治疗前\n1,观察组,40\n2,对照组,45\n".encode()
    fresh.file_uploader(key="upload_file").upload("other.csv", other).run()
    assert not fresh.error
    assert _loaded(fresh).cohort.measured == ("bi",)
    assert EN("reading.recognised_other") in {c.value for c in fresh.caption}


def test_a_project_brings_steps_and_settings(app: Callable[..., App]) -> None:
    at = app("en", "bad").at
    project = {
        "mapping": {},
        "steps": [{"kind": "set", "row": 20, "column": "年龄", "text": "63"}],
        "settings": {"rule": "pct_40", "level": 0.9, "randomised": False},
    }
    at.file_uploader(key="upload_mapping").upload("p.json", json.dumps(project).encode()).run()
    assert not at.exception
    assert not at.error
    assert "age" not in _unread(at)
    assert at.session_state["rule"] == "pct_40"
    assert at.session_state["level"] == "90"
    assert at.session_state["randomised"] == "no"
    assert at.query_params["rule"] == "pct_40"


def test_a_correction_of_a_row_is_not_replayed_on_another_patient(app: Callable[..., App]) -> None:
    at = app("en").open("data")
    at.file_uploader(key="upload_file").upload("one.csv", FORM.encode()).run()
    step = {"kind": "set", "row": 2, "column": "XA", "text": "30"}
    mapping = {"columns": {"XA": "nihss_pre", "XB": "nihss_post"}}
    project = {"mapping": mapping, "steps": [step], "file": _loaded(at).raw.content}
    at.file_uploader(key="upload_mapping").upload("p.json", json.dumps(project).encode()).run()
    assert _loaded(at).cohort.table["nihss_pre"].tolist() == [30, 8, 7, 6]
    other = FORM.replace("1,treatment,9", "1,treatment,12").encode()
    at.file_uploader(key="upload_file").upload("two.csv", other).run()
    assert not at.exception
    cohort = _loaded(at).cohort
    assert cohort.table["nihss_pre"].tolist() == [12, 8, 7, 6]
    assert "steps_other_file" in {issue.code for issue in cohort.issues}


def test_what_is_alike_is_folded_under_its_rows(app: Callable[..., App]) -> None:
    at = app("en", "long").at
    at.button(key="fixes_more").click().run()
    folded = [e.label for e in at.expander if "more like this" in e.label]
    assert "7 more like this: rows 42, 108, 134, 168, 192, 215, 230" in folded


def test_the_same_advice_one_under_the_other_is_given_once(app: Callable[..., App]) -> None:
    at = app("en", "long").at
    rows = [one.value for one in at.markdown if "is empty, but " in one.value]
    shown = [one for one in rows if "row 173 " in one or "row 213 " in one or "row 44 " in one]
    assert ["Fill in the value before treatment" in one for one in shown] == [True, False, False]
    # Of what is not seen at first sight, the number; a click shows all, each kind with its advice.
    at.button(key="fixes_more").click().run()
    assert not at.exception
    words = " ".join(one.value for one in at.markdown)
    for advice in ("Fill in the value before treatment", "Check the grades, or choose the rule"):
        assert advice in words
    assert len([one for one in at.markdown if "Recorded grades that differ" in one.value]) == 1


def test_what_one_click_did_one_click_undoes(app: Callable[..., App]) -> None:
    at = app("en", "bad").at
    digest = _loaded(at).cohort.digest
    at.button(key="empty_all").click().run()
    n = len(_loaded(at).steps)
    assert n > 1
    assert at.button(key="undo_last").label == f"Undo the last {n} corrections"
    at.button(key="undo_last").click().run()
    assert not at.exception
    assert not _loaded(at).steps
    assert _loaded(at).cohort.digest == digest
    at.button(key="empty_all").click().run()
    at.button(key=f"undo_{n - 1}").click().run()  # taken back in part: now one by one
    assert at.button(key="undo_last").label == "Undo the last correction"


WORDS = "k,arm,sex,TOAST分型,nihss_pre,nihss_post\n" + "\n".join(
    f"{i},{'treatment' if i % 2 else 'control'},{'难' if i in (3, 7, 8) else '男女'[i % 2]},"
    f"{'大动脉粥样硬化' if i < 2 else '大动脉粥样硬化型'},9,{i % 5}"
    for i in range(30)
)


def test_a_rule_for_a_whole_column_says_how_many_cells_it_touches(app: Callable[..., App]) -> None:
    at = app("en").open("data")
    at.file_uploader(key="upload_file").upload("words.csv", WORDS.encode()).run()
    # As a reader sees them: what Markdown would read is escaped.
    labels = {b.label.replace("\\", ""): b for b in at.button}
    assert 'Read as "大动脉粥样硬化型": all 2 cells' in labels
    labels['Read as "Male": all 3 cells'].click().run()
    assert not at.exception
    assert "sex" not in _unread(at)


@pytest.mark.parametrize("mapped", [False, True], ids=["", "after a change of mapping"])
def test_a_reload_keeps_what_one_click_did(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch, mapped: bool
) -> None:
    at = app("en", "bad").at
    at.button(key="empty_all").click().run()
    n = len(_loaded(at).steps)
    if mapped:
        opened(at, "data", "columns")
        at.segmented_control(key="columns").set_value("all").run()
        digest = _loaded(at).cohort.digest
        at.selectbox(key=f"meaning_{key_of('VEGF治疗后', digest)}").set_value("left_out").run()
        assert not at.exception
    cookies = property(lambda _: {session.COOKIE: at.session_state["_draft_token"]})
    monkeypatch.setattr(type(st.context), "cookies", cookies)
    again = app("en").open("data")
    assert n > 1
    assert again.button(key="undo_last").label == f"Undo the last {n} corrections"
    again.button(key="undo_last").click().run()
    assert not again.exception
    assert not _loaded(again).steps


def test_one_click_says_that_blank_means_none_and_one_undoes_it(app: Callable[..., App]) -> None:
    at = app("zh").open("data")
    cells = ["发热", "", "无", "", "头痛"] * 8
    rows = [f"{i},{('治疗组', '对照组')[i % 2]},{5 + i % 9},{cell}" for i, cell in enumerate(cells)]
    data = "\n".join(["编号,组别,治疗前NIHSS评分,不良反应", *rows]).encode()
    at.file_uploader(key="upload_file").upload("one.csv", data).run()
    [button] = [b for b in at.button if b.label == "空白表示无（共16格）"]
    button.click().run()
    assert not at.exception
    assert not _loaded(at).cohort.table["ae_fever"].isna().any()
    assert not [b for b in at.button if b.label.startswith("空白表示无")]
    at.button(key="undo_last").click().run()
    assert int(_loaded(at).cohort.table["ae_fever"].isna().sum()) == 16
