"""Template workbook: its headers are recognised, its codebook covers each of them."""

import io
import zipfile

import pytest

from aci_core.ingest.columns.headers.header_meaning import meaning
from aci_core.presentation.i18n import LANGUAGES, translator
from aci_core.presentation.tables.template import COLUMNS, describe, header, template


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_header_is_understood_without_doubt(lang: str) -> None:
    t = translator(lang)
    for name in COLUMNS:
        result = meaning(header(name, t))
        assert (result.name, result.recognised in ("alias", "canonical")) == (name, True)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_codebook_says_what_to_write(lang: str) -> None:
    t = translator(lang)
    rows = {name: describe(name, t) for name in COLUMNS}
    assert all(text for row in rows.values() for place, text in enumerate(row) if place != 3)
    assert "42" in rows["nihss_pre"][2]
    assert rows["vegf_post"][3] == "pg/mL"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_it_is_a_workbook_with_the_same_bytes_each_time(lang: str) -> None:
    t = translator(lang)
    made = template(t)
    assert made == template(t)
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        names = book.namelist()
        texts = book.read("xl/sharedStrings.xml").decode()
    assert sum(name.startswith("xl/worksheets/sheet") for name in names) == 2
    assert all(header(name, t) in texts for name in COLUMNS)
