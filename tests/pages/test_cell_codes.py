"""On Data: codes for missing values, hidden rows and encodings, each asked or told once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from aci_core.domain.steps import OmitHidden, ReplaceText
from aci_core.presentation.i18n import translator
from tests import files
from tests.pages.conftest import App

ROWS = [
    ["编号", "组别", "治疗前NIHSS", "治疗后NIHSS", "CRP", "高血压"],
    *(
        [
            f"P{i}",
            ("观察组", "对照组")[i % 2],
            8.0 + i % 7,
            4.0 + i % 3,
            999.0 if i % 6 == 0 else 3.1 + i / 7,
            ("1_是", "0_否")[i % 3 > 0],
        ]
        for i in range(24)
    ),
]


def _loaded(at: AppTest) -> Any:
    return at.session_state["_loaded"]


def _opened(app: Callable[..., App], lang: str, name: str, data: bytes) -> AppTest:
    at = app(lang).open("data")
    at.file_uploader(key="upload_file").upload(name, data).run()
    assert not at.exception
    return at


def _button(at: AppTest, label: str) -> Any:
    [button] = [b for b in at.button if b.label == label]
    return button


@pytest.mark.parametrize(
    ("lang", "code", "hidden"),
    [
        ("en", "999 means missing: all 4 cells", "Leave the hidden rows out"),
        ("zh", "999表示缺失（共4格）", "剔除隐藏的行"),
    ],
)
def test_one_click_each(app: Callable[..., App], lang: str, code: str, hidden: str) -> None:
    at = _opened(app, lang, "x.xlsx", files.xlsx({"基线": ROWS}, hidden_rows=(3, 4)))
    texts = [m.value for m in at.markdown]
    assert sum("999" in text and "CRP" in text for text in texts) == 1
    _button(at, code).click().run()
    assert not at.exception
    assert _loaded(at).steps == (ReplaceText("CRP", "999", None),)
    assert int(_loaded(at).cohort.table["CRP"].isna().sum()) == 4
    _button(at, hidden).click().run()
    assert not at.exception
    assert _loaded(at).steps[-1] == OmitHidden()
    assert _loaded(at).cohort.n == 22
    assert hidden not in [b.label for b in at.button]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_encoding_of_a_statistics_file_is_told_and_changed(
    app: Callable[..., App], lang: str
) -> None:
    rows = [["id", "arm", "v1"], *([row[0], row[1], row[2]] for row in ROWS[1:])]
    data = files.legacy(rows, "dta117", "gb18030")
    at = _opened(app, lang, "x.dta", data)
    assert set(_loaded(at).cohort.arms) == {"观察组", "对照组"}
    assert any("GB18030" in m.value for m in at.markdown)
    t = translator(lang)
    [choice] = [box for box in at.selectbox if box.label == t("reading.encoding")]
    assert choice.value == "gb18030"
    assert choice.options[-1] == t("encoding.found")
    choice.set_value("big5")
    at.file_uploader(key="upload_file_again").upload("x.dta", data)
    _button(at, t("reading.again")).click().run()
    assert not at.exception
    assert _loaded(at).raw.reading.encoding == "big5hkscs"
