"""Damaged files of every format: a cohort or one clear error, soon, in little memory."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aci_core.ingest.files.file_type import kind_of
from tests import files
from tests.examples import examples
from tests.property.test_ingest_properties import usable

SECONDS = 2  # of work, whatever else the machine does
EACH = files.one_of_each()
FORMS = st.sampled_from(sorted(EACH))
PARTS = ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml",
         "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels")  # fmt: skip
MAGIC = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"$FL2", b"$FL3", b"<stata_dta>",
         b"HEADER RECORD*******LIB", b"PAR1", b"\x72\x02\x01\x00")  # fmt: skip
XML = (
    *(b"<", b">", b'"', b"/", b"<c>", b"</row>", b' r="', b"A1", b"ZZ99999", b"9999999", b"-1"),
    *(b't="s"', b't="e"', b"<v>", b"1e308", b"&lt;", b"&x;", b"<!DOCTYPE a>", b"\x00", b"\xff"),
)


@pytest.fixture(scope="module")
def kept() -> Iterator[files.Kept]:
    """One child for all of them: starting one takes longer than reading."""
    with files.kept_worker() as worker:
        yield worker


def check(data: bytes, kept: files.Kept) -> None:
    before, its = time.process_time(), kept.cpu()
    usable(data)
    # Of a child that died meanwhile the time is not known; it had no more than its time-out.
    worked = time.process_time() - before + max(0.0, kept.cpu() - its)
    assert worked < SECONDS


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A real file cut, overwritten in places, or with a piece repeated."""
    data = EACH[draw(FORMS)]
    for _ in range(draw(st.integers(1, 8))):
        at = draw(st.integers(0, len(data)))
        junk = draw(st.binary(max_size=8) | st.sampled_from((b"\0" * 64, b"\xff" * 8, data[:40])))
        data = data[:at] + junk + data[at + draw(st.sampled_from((0, len(junk), 1, 300))) :]
    return data[: draw(st.integers(0, len(data)))] if draw(st.integers(0, 4)) == 0 else data


@st.composite
def workbooks(draw: st.DrawFn) -> bytes:
    """A sound archive whose parts are damaged."""
    part = draw(st.sampled_from(PARTS))
    with zipfile.ZipFile(io.BytesIO(EACH["xlsx"])) as archive:
        text = archive.read(part)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.sampled_from(XML)) + text[at + draw(st.integers(0, 12)) :]
    return files.repacked(EACH["xlsx"], lambda name, old: text if name == part else old)


@given(damaged())
@settings(max_examples=examples(150))
def test_any_damage(kept: files.Kept, data: bytes) -> None:
    check(data, kept)


@given(workbooks())
@settings(max_examples=examples(100))
def test_any_workbook(kept: files.Kept, data: bytes) -> None:
    check(data, kept)


@given(st.sampled_from(MAGIC), st.binary(max_size=2000))
@settings(max_examples=examples(50))
def test_any_bytes_behind_a_known_beginning(kept: files.Kept, magic: bytes, rest: bytes) -> None:
    check(magic + rest, kept)


@pytest.mark.parametrize("form", sorted(set(EACH) - {"xpt"}))
def test_undamaged_they_are_cohorts(kept: files.Kept, form: str) -> None:
    from aci_core.ingest import load

    assert load(EACH[form], "x").n == 12
    assert kind_of(EACH[form]) in (form, "csv", "sav")
