"""On Data: the file as a grid, the chosen cell beneath it, and the corrections of the same file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from aci_core.domain.steps import ConfirmCell, SetCell
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.ui.data.grid import patient_grid
from aci_core.ui.widgets.text import key_of
from tests.build import csv_of
from tests.pages.conftest import App

N = 40
SCORE, FAR = "NIHSS评分(入院)", "VEGF治疗前"
FILE = csv_of(
    {
        "住院号": [f"ZY{1000 + i}" for i in range(N)],
        "编号": [f"P{i}" for i in range(N)],
        "组别": [("观察组", "对照组")[i % 2] for i in range(N)],
        SCORE: ["60", "12分", None, "未查", *(5 + i % 9 for i in range(4, N))],
        "NIHSS评分(出院)": [None if i in (2, 3) else 3 + i % 5 for i in range(N)],
        FAR: [999.5 if i == 5 else 170.5 + (7 * i) % 31 for i in range(N)],
        "BMI": [20 + i % 9 if i % 3 else 20.5 for i in range(N)],
    }
)


def _loaded(at: AppTest) -> Any:
    return at.session_state["_loaded"]


def _opened(app: Callable[..., App], lang: str = "en", data: bytes = FILE) -> AppTest:
    at = app(lang).open("data")
    at.file_uploader(key="upload_file").upload("x.csv", data).run()
    assert not at.exception
    return at


def _frames(at: AppTest) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The grid's values, which sort, and what it shows; without what a cell's place is."""
    [grid] = at.dataframe
    shown = pa.ipc.open_stream(grid.proto.arrow_data.styler.display_values).read_pandas()
    labels = {name: header for header, name in _names(at).items()}
    values = grid.value.rename(columns=labels).set_index("row")
    return values, shown.set_axis(["row", *values.columns], axis=1).set_index(values.index)


def _names(at: AppTest) -> dict[str, str]:
    return {c.header: f"c{c.place}" for c in _loaded(at).table.columns}


def _choose(at: AppTest, row: int, header: str) -> AppTest:
    at.session_state["_grid_cell"] = (row, header, _loaded(at).raw.fingerprint)
    return at.run()


def _key(at: AppTest, row: int, header: str) -> str:
    return f"grid_{key_of(str(row), header, _loaded(at).cohort.digest)}"


def _captions(at: AppTest) -> str:
    return " ".join(c.value for c in at.caption)


def test_cells_are_shown_as_written_sorted_as_read_and_marked(app: Callable[..., App]) -> None:
    values, shown = _frames(_opened(app))
    assert list(values.columns) == ["组别", SCORE, "NIHSS评分(出院)", FAR, "BMI"]
    assert shown[SCORE].tolist()[:2] == ["✕ 60", "12分"]
    assert shown[SCORE].tolist()[3:6] == ["未查", "9", "10"]
    assert values[SCORE].isna().tolist()[:4] == [False, False, True, False], "a blank sorts last"
    ordered = values[SCORE].sort_values().dropna()
    assert ordered.index[-2:].tolist() == [2, 5], "a word goes after the numbers, read or not"
    assert shown[FAR][7] == "? 999.5"
    assert shown["BMI"].tolist()[:3] == ["20.5", "21", "22"], "not 21.0"
    assert values["BMI"].tolist()[:3] == [20.5, 21.0, 22.0]


def test_no_identifier_is_in_it_and_none_is_found(app: Callable[..., App]) -> None:
    at = _opened(app)
    values, shown = _frames(at)
    texts = {*values.astype(str).to_numpy().ravel(), *shown.to_numpy().ravel()}
    assert not texts & {f"ZY{1000 + i}" for i in range(N)}
    assert not texts & {f"P{i}" for i in range(N)}
    [find] = [box for box in at.text_input if str(box.key).startswith("grid_find") or
              box.placeholder == translator("en")("grid.find")]  # fmt: skip
    find.set_value("ZY1003").run()
    assert not at.dataframe
    assert translator("en")("grid.none") in [m.value for m in at.markdown]


def test_marked_rows_alone_their_columns_first(app: Callable[..., App]) -> None:
    at = _opened(app)
    at.segmented_control(key="grid").set_value("check").run()
    values, _ = _frames(at)
    assert values.index.tolist()[:1] == [2]
    assert len(values) < N
    assert list(values.columns)[1] == SCORE
    _choose(at, 2, SCORE)
    at.text_input(key=f"cell_{_key(at, 2, SCORE)}").set_value("6")
    at.button(key=f"FormSubmitter:form_{_key(at, 2, SCORE)}-Use this").click().run()
    values, shown = _frames(at)
    assert shown[SCORE][2] == "✎ 6", "it stays in sight"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_cell_is_corrected_beneath_and_taken_back(app: Callable[..., App], lang: str) -> None:
    t, at = translator(lang), _opened(app, lang)
    digest = _loaded(at).cohort.digest
    _choose(at, 2, SCORE)
    about = " ".join(m.value for m in at.markdown)
    assert t("grid.not_read") in about
    assert "`60`" in about
    at.text_input(key=f"cell_{_key(at, 2, SCORE)}").set_value(" 6 ")
    [use] = [b for b in at.button if b.label == t("fixes.use")
             and _key(at, 2, SCORE) in str(b.form_id)]  # fmt: skip
    use.click().run()
    assert not at.exception
    assert _loaded(at).steps == (SetCell(2, SCORE, "6"),)
    assert t("grid.corrected_to") in " ".join(m.value for m in at.markdown)
    at.button(key=f"undo_{_key(at, 2, SCORE)}").click().run()
    assert not at.exception
    assert _loaded(at).steps == ()
    assert _loaded(at).cohort.digest == digest


def test_what_looks_unlikely_is_confirmed_by_one_click_and_an_error_is_not(
    app: Callable[..., App],
) -> None:
    at = _opened(app)
    _choose(at, 2, SCORE)
    assert not [b for b in at.button if str(b.key).startswith("ConfirmCell")]
    _choose(at, 7, FAR)
    at.button(key=f"ConfirmCell_{_key(at, 7, FAR)}").click().run()
    assert _loaded(at).steps == (ConfirmCell(7, FAR),)
    assert _frames(at)[1][FAR][7] == "✓ 999.5"
    assert not [fix for fix in _loaded(at).fixes if fix.cell == (7, FAR)]
    at.button(key="undo_last").click().run()
    assert _frames(at)[1][FAR][7] == "? 999.5"


def test_the_chosen_cell_belongs_to_its_file(app: Callable[..., App]) -> None:
    at = _opened(app)
    _choose(at, 2, SCORE)
    other = csv_of({"组别": ["观察组", "对照组"] * 9, "NIHSS评分(入院)": [5, 6, 7] * 6})
    at.file_uploader(key="upload_file").upload("y.csv", other).run()
    assert "`" not in " ".join(m.value for m in at.markdown if "60" in m.value)
    assert not [box for box in at.text_input if str(box.key).startswith("cell_grid")]


def test_many_rows_come_by_pages(app: Callable[..., App], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patient_grid, "_PAGE", 15)
    at = _opened(app)
    assert _frames(at)[0].index.tolist() == list(range(2, 17))
    assert translator("en")("grid.shown", first="1", last="15", n="40") in _captions(at)
    loaded = _loaded(at)
    pages = key_of(loaded.raw.name, loaded.table.rows.tobytes().hex())
    at.session_state[f"pages_{pages}"] = 3
    at.run()
    assert _frames(at)[0].index.tolist() == list(range(32, 42))


def test_the_same_file_is_offered_its_corrections_and_nothing_is_done_unasked(
    app: Callable[..., App],
) -> None:
    at = _opened(app)
    at.button(key=f"do_0_{key_of(_loaded(at).cohort.digest)}").click().run()
    steps = _loaded(at).steps
    assert len(steps) == 1
    at.file_uploader(key="upload_file").upload("renamed.csv", FILE).run()
    assert _loaded(at).steps == (), "asked first"
    at.button(key="correct_again").click().run()
    assert _loaded(at).steps == steps
    at.button(key="undo_last").click().run()
    assert _loaded(at).steps == ()
    assert not [b for b in at.button if b.key == "correct_again"], "they were taken back"


def test_another_file_is_offered_none_and_they_can_be_left(app: Callable[..., App]) -> None:
    at = _opened(app)
    at.button(key=f"do_0_{key_of(_loaded(at).cohort.digest)}").click().run()
    other = FILE.replace(b"999.5", b"998.5")
    at.file_uploader(key="upload_file").upload("x.csv", other).run()
    assert not [b for b in at.button if b.key == "correct_again"]
    at.file_uploader(key="upload_file").upload("x.csv", FILE).run()
    at.button(key="leave_uncorrected").click().run()
    assert not [b for b in at.button if b.key == "correct_again"]
    assert _loaded(at).steps == ()


def test_a_sample_is_remembered_by_each_session_alone(app: Callable[..., App]) -> None:
    one, other = app("en", "bad").at, app("en", "bad").at
    assert _loaded(one).raw.memory is not _loaded(other).raw.memory
