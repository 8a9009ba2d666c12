"""Every nasty file, given to the page as a visitor gives it: one answer, the reader's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from aci_core.domain.errors import AciError
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.ui.state.session import loading
from tests.nasty import CASES, Nasty
from tests.pages.conftest import App

# The words of every issue in both languages are tested elsewhere: here each file takes one.
TURNS = [(LANGUAGES[i % len(LANGUAGES)], case) for i, case in enumerate(CASES)]


@pytest.fixture(scope="module")
def pages() -> Iterator[dict[str, App]]:
    """The Data page with a sample, in each language; the files come one after the other."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ACI_RAISE", "1")
        yield {lang: App(lang, "sample") for lang in LANGUAGES}


@pytest.mark.parametrize(("lang", "case"), TURNS, ids=[case.name for case in CASES])
def test_the_page_says_what_the_reader_says(pages: dict[str, App], lang: str, case: Nasty) -> None:
    running = pages[lang]
    at = running.at
    data = case.make()
    before = at.session_state["_loaded"]
    at.file_uploader(key="upload_file").upload(case.name, data)
    at.run()
    running.check()
    if case.error:
        with pytest.raises(AciError) as refused:
            loading._load(data, case.name, None)
        assert refused.value.code == case.error
        assert at.session_state["_loaded"] is before
        assert any(translator(lang)("app.failed") != e.value for e in at.error)
        assert translator(lang)("data.kept") in running.text
        return
    assert not at.error
    result = at.session_state["_loaded"].cohort
    assert result is not before.cohort
    assert result.digest == loading._load(data, case.name, None).cohort.digest
    assert result.n == case.n
    assert at.metric[0].value == f"{case.n:,}"
