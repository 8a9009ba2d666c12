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
    "pasted": lambda: TEXT.replace(",", "\t").replace("\n", "\r\n").rstrip().encode(),
    "semicolon": lambda: TEXT.replace(",", ";").encode(),
    "xlsx": lambda: files.xlsx({"Sheet1": ROWS}),
    "xlsx, all text": lambda: files.xlsx({"Sheet1": CELLS}),
    "xls": lambda: files.xls(ROWS),
    "sav": lambda: files.statistics(ROWS, "sav"),
    "zsav": lambda: files.statistics(ROWS, "zsav"),
    "dta": lambda: files.statistics(ROWS, "dta"),
    "parquet": lambda: files.parquet(ROWS),
}


ZH = (ROOT / "sample_data" / "synthetic_zh.csv").read_text("utf-8-sig")
# What an encoding cannot write is written as it can: in traditional characters, in French.
IN_WORDS: dict[str, str] = {
    **dict.fromkeys(
        ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"), ZH
    ),
    "big5": "編號,組別,年齡,性別,治療前NIHSS評分,治療後NIHSS評分\n"
    + "".join(f"P{i},{'觀察組' if i % 2 else '對照組'},6{i},男,{9 + i},{i}\n" for i in range(9)),
    "latin-1": "patient_id;arm;âge;nihss_pre;nihss_post\n"
    + "".join(f"P{i};{'contrôle' if i % 2 else 'traité'};6{i};{9 + i};{3 + i}\n" for i in range(9)),
}


@pytest.mark.parametrize("encoding", IN_WORDS)
def test_the_same_digest_in_every_encoding(encoding: str) -> None:
    text = IN_WORDS[encoding]
    cohort = load(text.encode(encoding), "trial.csv")
    assert cohort.digest == load(text.encode(), "trial.csv").digest
    assert {"nihss_pre", "nihss_post"} <= {column.name for column in cohort.columns}


@pytest.mark.parametrize("form", SAME)
def test_the_same_digest(form: str) -> None:
    # Whatever the name ends in.
    assert load(SAME[form](), "trial.csv").digest == load(CSV, "trial.xlsx").digest


def test_the_same_digest_where_a_format_shortens_names() -> None:
    mapping = ColumnMapping.from_json({"columns": MEANT})
    data = files.statistics(SHORT, "xpt")
    assert load(data, "trial.xpt", mapping).digest == load(CSV, "trial.csv").digest
