"""What a column and its cells mean, changed on the page; nothing is guessed behind one's back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.i18n.markdown import code
from aci_core.ui.state.choices.choices import part_of
from aci_core.ui.widgets.text import key_of
from tests.pages.conftest import App, opened

CLINIC = (
    "编号,组,sexx,NIHS评分(治疗前),NIHSS评分治疗后,NIHSS3月,病房,疗效\n"
    "1,A,1,12,5,4,x,好\n2,B,2,10,8,7,y,差\n3,A,1,14,4,4,x,好\n4,B,2,9,7,6,y,中\n"
).encode()


def _open(app: Callable[..., App], lang: str = "en", *, part: str = "columns") -> AppTest:
    at = app(lang).open("data")
    at.file_uploader(key="upload_file").upload("clinic.csv", CLINIC).run()
    return opened(at, "data", part)


def _cohort(at: AppTest) -> Any:
    return at.session_state["_loaded"].cohort


def _key(at: AppTest, header: str) -> str:
    return key_of(header, _cohort(at).digest)


def _names(at: AppTest) -> dict[str, str]:
    return {c.header: c.name for c in _cohort(at).columns}


def test_the_columns_to_look_at_come_first(app: Callable[..., App]) -> None:
    at = _open(app)
    shown = {s.key for s in at.selectbox if str(s.key).startswith("meaning_")}
    doubtful = {f"meaning_{_key(at, h)}" for h in ("sexx", "NIHS评分(治疗前)", "病房")}
    assert doubtful <= shown
    assert f"meaning_{_key(at, 'NIHSS评分治疗后')}" not in shown
    at.segmented_control(key="columns").set_value("all").run()
    shown = {s.key for s in at.selectbox if str(s.key).startswith("meaning_")}
    assert f"meaning_{_key(at, 'NIHSS评分治疗后')}" in shown
    assert at.query_params["columns"] == "all"


@pytest.mark.parametrize(
    ("header", "cells", "asked"),
    [
        ("病房", "xyxy", False),  # a characteristic, one would say
        ("NHISX 治疗后", "5867", False),  # a score of its own, one would say
        ("NIHSS评分", "5867", True),  # when
        ("随访结局", "1001", True),  # what
    ],
)
def test_what_waits_for_an_answer_is_asked_at_first_sight(
    app: Callable[..., App], header: str, cells: str, asked: bool
) -> None:
    at = app("zh").open("data")
    rows = [f"{i},{'AB'[i % 2]},{9 + i},{4 + i},{cell}" for i, cell in enumerate(cells * 3)]
    text = "\n".join([f"编号,组,NIHSS治疗前,NIHSS治疗后,{header}", *rows])
    at.file_uploader(key="upload_file").upload("x.csv", text.encode()).run()
    key = f"meaning_{_key(at, header)}"
    assert (key in {s.key for s in at.selectbox}) is asked
    control = at.segmented_control(key=part_of("data"))
    t = translator("zh")
    assert (t("more.marked", name=t("more.columns")) in control.options) is not asked
    # What waits for an answer has no error of its own.
    stopped = t("data.stopped_list", columns=code(header))
    assert stopped not in [m.value for m in at.markdown]
    if asked:  # what is answered stays where it was
        at.selectbox(key=key).set_value("own").run()
        assert f"meaning_{_key(at, header)}" in {s.key for s in at.selectbox}


def test_a_suggestion_is_taken_by_a_click(app: Callable[..., App]) -> None:
    at = _open(app)
    assert _names(at)["NIHS评分(治疗前)"] != "nihss_pre"
    at.button(key=f"suggest_0_{_key(at, 'NIHS评分(治疗前)')}").click().run()
    assert not at.exception
    assert _names(at)["NIHS评分(治疗前)"] == "nihss_pre"


def test_a_meaning_and_a_time_are_chosen(app: Callable[..., App]) -> None:
    at = _open(app)
    at.selectbox(key=f"meaning_{_key(at, 'NIHS评分(治疗前)')}").set_value("bi").run()
    assert _names(at)["NIHS评分(治疗前)"] == "bi_pre"
    at.segmented_control(key="columns").set_value("all").run()
    at.selectbox(key=f"time_{_key(at, 'NIHS评分(治疗前)')}").set_value("m6").run()
    assert not at.exception
    assert _names(at)["NIHS评分(治疗前)"] == "bi_m6"


def test_a_meaning_is_not_taken_from_another_column(app: Callable[..., App]) -> None:
    at = _open(app)
    at.button(key=f"suggest_0_{_key(at, 'NIHS评分(治疗前)')}").click().run()
    before = _names(at)
    at.selectbox(key=f"meaning_{_key(at, 'sexx')}").set_value("nihss").run()
    # The header tells no time: it is asked for, and until then nothing changes.
    assert _names(at) == before
    at.selectbox(key=f"time_{_key(at, 'sexx')}").set_value("pre").run()
    assert _names(at) == before
    assert "would be the same as NIHS评分" in at.error[0].value.replace("\\", "")
    at.selectbox(key=f"time_{_key(at, 'sexx')}").set_value("m6").run()
    assert not at.error
    assert _names(at)["sexx"] == "nihss_m6"


def test_the_time_is_the_header_s_own(app: Callable[..., App]) -> None:
    """A slip in the measure's name must not turn a score after treatment into one before."""
    at = app("zh").open("data")
    form = CLINIC.decode().replace("NIHSS评分治疗后", "NHISX 治疗后")
    at.file_uploader(key="upload_file").upload("slip.csv", form.encode()).run()
    opened(at, "data", "columns")
    key = _key(at, "NHISX 治疗后")
    at.selectbox(key=f"meaning_{key}").set_value("nihss").run()
    assert not at.exception
    assert _names(at)["NHISX 治疗后"] == "nihss_post"
    # It stays in sight, with its time.
    assert f"time_{_key(at, 'NHISX 治疗后')}" in {s.key for s in at.selectbox}


def test_a_column_is_left_out_and_taken_back(app: Callable[..., App]) -> None:
    at = _open(app)
    at.selectbox(key=f"meaning_{_key(at, '病房')}").set_value("left_out").run()
    assert "病房" not in _names(at)
    at.button(key=f"take_back_{key_of('病房')}").click().run()
    assert not at.exception
    assert _names(at)["病房"] == "病房"


def test_cells_are_given_their_meaning(app: Callable[..., App]) -> None:
    at = _open(app)
    at.selectbox(key=f"meaning_{_key(at, 'sexx')}").set_value("sex").run()
    opened(at, "data", "cells")
    at.selectbox(key="values_column").set_value("sexx").run()
    digest = _cohort(at).digest
    pickers = [s for s in at.selectbox if str(s.key).endswith(key_of("sexx", digest))]
    pickers = [s for s in pickers if str(s.key).startswith("value_")]
    texts = sorted(at.session_state["_loaded"].raw.frame[2].unique())
    assert (len(pickers), texts) == (2, ["1", "2"])
    for picker in pickers:
        picker.set_value("male" if picker.label.endswith("1") else "female")
    [apply] = [b for b in at.button if b.label == "Read the file so"]
    apply.click().run()
    assert not at.exception
    assert list(_cohort(at).table["sex"]) == ["male", "female", "male", "female"]
    # Undone the same way: as written means what it says.
    assert at.session_state["_loaded"].mapping.values == {"sex": {"1": "male", "2": "female"}}


def test_arms_are_named(app: Callable[..., App]) -> None:
    at = _open(app, "zh", part="cells")
    at.selectbox(key="values_column").set_value("组").run()
    for box in [b for b in at.text_input if str(b.key).startswith("value_")]:
        box.set_value({"A": "干细胞组", "B": "对照组"}[box.value])
    [apply] = [b for b in at.button if b.label == "按此读取"]
    apply.click().run()
    assert not at.exception
    assert _cohort(at).two_arms() == ("干细胞组", "对照组")


def test_a_scale_of_ones_own(app: Callable[..., App]) -> None:
    at = _open(app, part="cells")
    at.selectbox(key="values_column").set_value("疗效").run()
    digest = _cohort(at).digest
    at.multiselect(key=f"best_{key_of('scale', digest)}").set_value(["好", "中", "差"]).run()
    at.multiselect(key=f"effective_{key_of('scale', digest)}").set_value(["好", "中"]).run()
    at.button(key="use_scale").click().run()
    assert not at.exception
    scale = _cohort(at).grade_scale
    assert (scale.best_first, scale.effective) == (("好", "中", "差"), ("好", "中"))


def test_what_is_missing_is_named_with_its_page(app: Callable[..., App]) -> None:
    at = _open(app, part="lacks")
    text = " ".join(m.value for m in at.markdown)
    assert "**Factors**: VEGF before treatment" in text
    assert "**Response**: NIHSS before treatment" in text


def test_that_one_means_yes_is_said_on_the_page(app: Callable[..., App]) -> None:
    at = app("en").open("data")
    dead = "编号,组别,死亡\n1,治疗组,1\n2,对照组,1\n3,治疗组,1\n4,对照组,1\n".encode()
    at.file_uploader(key="upload_file").upload("dead.csv", dead).run()
    assert not _cohort(at).usable("died")
    opened(at, "data", "cells")
    at.selectbox(key="values_column").set_value("死亡").run()
    [picker] = [s for s in at.selectbox if str(s.key).startswith("value_")]
    assert picker.value == "as_written"  # nothing is chosen beforehand
    picker.set_value("yes")
    for _ in range(2):  # reading it so once more takes nothing back
        [apply] = [b for b in at.button if b.label == "Read the file so"]
        apply.click().run()
        assert not at.exception
        assert at.session_state["_loaded"].mapping.values == {"died": {"1": "yes"}}
        assert _cohort(at).usable("died")


def test_the_fall_of_a_score_is_said_on_the_page(app: Callable[..., App]) -> None:
    at = _open(app)
    at.segmented_control(key="columns").set_value("all").run()
    before = _cohort(at).table["nihss_post"].tolist()
    at.selectbox(key=f"meaning_{_key(at, 'NIHS评分(治疗前)')}").set_value("nihss").run()
    at.selectbox(key=f"unit_{_key(at, 'NIHSS评分治疗后')}").set_value("fall").run()
    assert not at.exception
    cohort = _cohort(at)
    assert before == [5, 8, 4, 7]
    assert cohort.table["nihss_post"].tolist() == [12 - 5, 10 - 8, 14 - 4, 9 - 7]
    assert {i.code for i in cohort.issues} >= {"fall_converted"}


def test_each_cell_says_how_surely_it_is_known(app: Callable[..., App]) -> None:
    at = app("en").open("data")
    cells = "patient_id,group,sex,nihss_pre,nihss_post\n" + "".join(
        f"{i},{('treatment', 'control')[i % 2]},{('male', 'W', 'n/a')[i % 3]},9,3\n"
        for i in range(12)
    )
    at.file_uploader(key="upload_file").upload("x.csv", cells.encode()).run()
    opened(at, "data", "cells")
    at.selectbox(key="values_column").set_value("sex").run()
    message = [m.value for m in at.markdown if ":gray[·" in m.value]
    assert [text.rpartition("· ")[2] for text in sorted(message)] == [
        "not known: please check]", "known word]", "read as missing]",
    ]  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_went_for_privacy_is_named_where_meanings_are_chosen(
    app: Callable[..., App], lang: str
) -> None:
    at = app(lang).open("data")
    rows = "\n".join(f"{i},{'ab'[i % 2]},9,{i % 7},电话随访" for i in range(12))
    text = f"编号,组别,NIHSS前,NIHSS后,备注\n{rows}\n"
    at.file_uploader(key="upload_file").upload("remarks.csv", text.encode()).run()
    assert not at.exception
    opened(at, "data", "columns")
    said = translator(lang)("mapping.gone", columns="备注")
    assert [c.value for c in at.caption if said in c.value]
    plain = text.replace(",备注", "").replace(",电话随访", "")
    at.file_uploader(key="upload_file").upload("plain.csv", plain.encode()).run()
    assert not [c.value for c in at.caption if "备注" in c.value]
