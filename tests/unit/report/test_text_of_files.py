"""Text of a file is text in every format: no link, no remote part, no formula, and no escape."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser

import pytest

from aci_core.domain.study.filters import Among
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping
from aci_core.presentation.i18n import LANGUAGES
from aci_core.report import Report, Study, build
from aci_core.report.formats import FORMATS
from tests import hostile_text
from tests.hostile_text import HOST
from tests.unit.report.conftest import cohort_of

LEVELS = (hostile_text.NEAR, hostile_text.COLOUR)


@cache
def _report(lang: str) -> Report:
    mapping = ColumnMapping(reference=hostile_text.ARMS[1], arms=hostile_text.ARMS)
    cohort = cohort_of(hostile_text.workbook(), hostile_text.FILE_NAME, mapping)
    settings = replace(
        Settings(randomised=True),
        covariates=(f"J {hostile_text.LINK} 评分",),
        subgroups=(f"A {hostile_text.IMAGE}",),
        filters=(Among(f"I {hostile_text.ENTITY}", LEVELS),),
    )
    return build(Study.of(cohort, settings), lang)


def _parts(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Parts of an Office file, those of a workbook inside it too."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        for name in package.namelist():
            content = package.read(name)
            yield name, content
            if name.endswith(".xlsx"):
                yield from _parts(content)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["docx", "xlsx", "pptx"])
def test_an_office_file_leads_nowhere(name: str, lang: str, no_browser: None) -> None:
    [data] = FORMATS[name](_report(lang)).values()
    text = ""
    for part, content in _parts(data):
        if part.endswith(".rels"):
            for one in re.findall(rb"<Relationship [^>]*>", content):
                assert HOST.encode() not in one
        elif part.endswith(".xml"):
            assert b"<f>" not in content, part
            assert b"HYPERLINK" not in content, part
            text += re.sub(r"<[^>]*>", "", content.decode())
    for arm in hostile_text.ARMS:
        assert arm in text
    assert "small[" not in text
    assert "\\[" not in text


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.live: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        leads = {"href", "src", "srcset", "action", "data", "style", "background"}
        self.live += [f"{tag} {name}={of}" for name, of in attrs
                      if name in leads and HOST in (of or "")]  # fmt: skip
        self.live += [tag] if tag in {"img", "iframe", "object", "embed", "b"} else []

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_web_page_leads_nowhere_and_may_ask_for_nothing(lang: str) -> None:
    [data] = FORMATS["html"](_report(lang)).values()
    page = _Page()
    page.feed(data.decode())
    assert page.live == []
    for text in (*hostile_text.ARMS, f"I {hostile_text.ENTITY}", *LEVELS):
        assert text in page.text
    assert "small[" not in page.text
    assert b"default-src 'none'" in data
