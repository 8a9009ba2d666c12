"""A report of any text: Word and Excel open, say what was written, and run nothing of it."""

from __future__ import annotations

import io
import zipfile

import docx
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree
from python_calamine import CalamineWorkbook

from aci_core.domain.errors import AciError
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping, build, read
from aci_core.ingest.subjects.privacy import privacy
from aci_core.presentation.i18n.markdown import literal
from aci_core.report import Options, Study
from aci_core.report import build as report_of
from aci_core.report.docx import write as word
from aci_core.report.inline import clean, of_markdown, of_text, plain
from aci_core.report.xlsx import write
from tests.examples import examples

ARMS = ("treatment", "control")
# With what no XML may hold, what turns lines around, and what spreadsheets run.
ODD = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "\x00\x07\x0b\x1b\x7f\x9f\ud800\udfff\ufffe\uffff\u202e\u2066=+-@*^\\<>&'\""
        ),
    ),
    max_size=30,
)


@given(ODD)
@example("0 \x1b")
def test_any_text_is_clean_and_stays_so(text: str) -> None:
    result = clean(text)
    element = etree.Element("a")
    element.text = result  # raises where XML cannot hold it
    assert clean(result) == result
    assert "\n" not in result
    assert "\u202e" not in result


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), max_size=30))
def test_a_name_that_is_literal_is_printed_as_it_is(text: str) -> None:
    # A caret is no mark of Markdown as a page reads it, but of a report.
    name = text.replace("^", "")
    assert plain(literal(name)) == clean(" ".join(name.split()))
    assert all(not (run.bold or run.italic) for run in of_markdown(literal(name)))


@given(ODD)
def test_runs_lose_nothing(text: str) -> None:
    letters = "".join(run.text for run in of_text(text))
    assert len(letters) >= len(clean(text).replace("*", "")) - clean(text).count("*")


@settings(
    max_examples=examples(12),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(names=st.lists(ODD.filter(str.strip), min_size=2, max_size=2, unique=True), level=ODD)
def test_a_file_of_odd_names_is_reported(
    names: list[str], level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BROWSER_PATH", "/no/such/browser")
    quoted = ['"' + n.replace('"', '""') + '"' for n in (*names, level)]
    lines = [
        f"{i},{ARMS[i % 2]},{8 + i % 5},{i % 6},{30 + i},{quoted[2] if i % 3 else 'x'}"
        for i in range(24)
    ]
    head = f"patient_id,arm,nihss_pre,nihss_post,{quoted[0]},{quoted[1]}"
    data = "\n".join([head, *lines]).encode("utf-8", "surrogatepass")
    mapping = ColumnMapping()
    try:
        raw = privacy.remove_identifiers(read(data, "odd.csv"), mapping)
        study = Study.of(build(raw, mapping), Settings())
    except AciError:
        return  # what cannot be read is another test's matter
    report = report_of(study, "en", Options(style="chinese"))
    docx.Document(io.BytesIO(word.write(report)[word.NAME]))
    book = write.write(report)[write.NAME]
    CalamineWorkbook.from_filelike(io.BytesIO(book))
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        assert not any(b"<f>" in parts.read(n) for n in parts.namelist() if "worksheets/" in n)
