"""What was scrubbed at the door is nowhere in the session, nor in what was uploaded."""

from __future__ import annotations

import gc
import io
from collections.abc import Callable
from types import FunctionType, ModuleType

import pytest
from streamlit.testing.v1 import AppTest

from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.ui.server.limits import budget
from aci_core.ui.state.session import undecided
from tests.pages.conftest import App

SECRET = "ZQXJ-410105198005171234"  # noqa: S105 - of no person
ROWS = "".join(f"{SECRET}{i},{'AB'[i % 2]},{9 + i},{4 + i}\n" for i in range(8))
FILE = f"身份证号,arm,nihss_pre,nihss_post\n{ROWS}".encode()
NO_ARM = f"身份证号,cohort x,nihss_pre,nihss_post\n{ROWS}".encode()


def _holds_secret(at: AppTest) -> bool:
    """Whether text or bytes with the secret can be reached from the session's state."""
    left: list[object] = [object.__getattribute__(at.session_state, "_state")]
    seen = set()
    while left:
        each = left.pop()
        if id(each) in seen or isinstance(each, type | ModuleType | FunctionType):
            continue
        seen.add(id(each))
        if isinstance(each, io.BytesIO):
            each = each.getvalue()
        if isinstance(each, bytes | str) and SECRET in (
            each if isinstance(each, str) else each.decode("utf-8", "replace")
        ):
            return True
        left += gc.get_referents(each)
    return False


def _upload(at: AppTest, data: bytes, key: str = "upload_file") -> None:
    at.file_uploader(key=key).upload("trial.csv", data).run()
    assert not at.exception


def test_an_upload_is_dropped_as_it_is_read(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = app("en").open("data")
    removed = []
    manager = budget.MemoryUploadedFileManager
    original = manager.remove_file

    def remove(self: object, session_id: str, file_id: str) -> None:
        removed.append(file_id)
        original(self, session_id, file_id)  # type: ignore[arg-type]

    monkeypatch.setattr(manager, "remove_file", remove)
    _upload(at, FILE)
    assert at.session_state["_loaded"].cohort.n == 8
    assert len(removed) == 1
    assert undecided._store().held().total() == 0
    assert not _holds_secret(at)


def test_pasted_text_goes_from_the_page_too(app: Callable[..., App]) -> None:
    at = app("en", "sample").open("data")
    at.text_area(key="pasted").set_value(FILE.decode().replace(",", "\t"))
    at.button(key="read_pasted").click().run()
    assert not at.exception
    assert at.session_state["_loaded"].cohort.n == 8
    assert {area.value for area in at.text_area if "pasted" in area.key} == {""}
    assert not _holds_secret(at)
    [again] = [area for area in at.text_area if area.key.startswith("pasted_again")]
    again.set_value(FILE.decode().replace(",", "\t"))
    [submit] = [b for b in at.button if b.label == translator("en")("reading.again")]
    submit.click().run()
    assert not at.exception
    assert not at.error
    assert not _holds_secret(at)


def test_a_file_that_waits_for_a_decision_counts_and_goes(
    app: Callable[..., App], monkeypatch: pytest.MonkeyPatch
) -> None:
    at = app("en").open("data")
    _upload(at, NO_ARM)
    assert at.session_state["_upload_error"].code == "no_arm_column"
    assert budget.held().total() == len(NO_ARM)
    at.selectbox(key="arm_column").set_value("cohort x").run()
    at.button(key="use_arm_column").click().run()
    assert not at.exception
    assert at.session_state["_loaded"].cohort.n == 8
    assert budget.held().total() == 0
    # Or nobody decides.
    _upload(at, NO_ARM.replace(b"cohort x", b"cohort y"))
    assert budget.held().total() == len(NO_ARM)
    now = undecided.time.monotonic() + undecided.SECONDS + 1
    monkeypatch.setattr(undecided.time, "monotonic", lambda: now)
    assert undecided._store().expire() == 1
    at.run()
    assert not at.exception
    assert not [box for box in at.selectbox if box.key == "arm_column"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_to_read_it_otherwise_the_file_is_chosen_once_more(
    app: Callable[..., App], lang: str
) -> None:
    at = app(lang).open("data")
    t = translator(lang)
    shifted = b"a title,,,\n" + FILE
    _upload(at, shifted)
    before = at.session_state["_loaded"]
    [submit] = [b for b in at.button if b.label == t("reading.again")]
    submit.click().run()
    assert t("reading.no_file") in [error.value for error in at.error]
    assert at.session_state["_loaded"] is before
    at.file_uploader(key="upload_file_again").upload("trial.csv", shifted)
    [row] = [n for n in at.number_input if n.label == t("reading.header_row")]
    row.set_value(2)
    [submit] = [b for b in at.button if b.label == t("reading.again")]
    submit.click().run()
    assert not at.exception
    assert at.session_state["_loaded"].raw.reading.header_row == 2
    assert at.session_state["_loaded"].cohort.n == 8
    assert not _holds_secret(at)


def test_forgetting_forgets_what_waits(app: Callable[..., App]) -> None:
    at = app("en", "sample").open("data")
    _upload(at, NO_ARM)
    assert undecided._store().held().total()
    at.button(key="forget").click().run()
    at.button(key="forget_now").click().run()
    assert undecided._store().held().total() == 0
