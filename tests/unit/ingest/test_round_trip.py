"""One trial in every format is one cohort."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from aci_core.ingest import ColumnMapping, load
from tests import files
from tests.files import ROOT

CSV = (ROOT / "sample_data" / "synthetic_156.csv").read_bytes()
CELLS = files.cells_of(CSV)
ROWS = [CELLS[0], *([files.number(cell) for cell in row] for row in CELLS[1:])]
SHORT, MEANT = files.short(ROWS)
TEXT = CSV.decode()

SAME: dict[str, Callable[[], bytes]] = {
    "utf-8-sig": lambda: TEXT.encode("utf-8-sig"),
    "utf-16": lambda: TEXT.encode("utf-16"),
    "gb18030": lambda: TEXT.encode("gb18030"),
    "tsv": lambda: TEXT.replace(",", "\t").encode(),
    "semicolon": lambda: TEXT.replace(",", ";").encode(),
    "xlsx": lambda: files.xlsx({"Sheet1": ROWS}),
    "xlsx, all text": lambda: files.xlsx({"Sheet1": CELLS}),
    "xls": lambda: files.xls(ROWS),
    "sav": lambda: files.statistics(ROWS, "sav"),
    "zsav": lambda: files.statistics(ROWS, "zsav"),
    "dta": lambda: files.statistics(ROWS, "dta"),
    "parquet": lambda: files.parquet(ROWS),
}


@pytest.mark.parametrize("form", SAME)
def test_the_same_digest(form: str) -> None:
    # Whatever the name ends in.
    assert load(SAME[form](), "trial.csv").digest == load(CSV, "trial.xlsx").digest


def test_the_same_digest_where_a_format_shortens_names() -> None:
    mapping = ColumnMapping.from_json({"columns": MEANT})
    data = files.statistics(SHORT, "xpt")
    assert load(data, "trial.xpt", mapping).digest == load(CSV, "trial.csv").digest
