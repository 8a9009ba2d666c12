"""Columns are named in messages as a spreadsheet names them."""

from __future__ import annotations

import pytest

from aci_core.checks import checked
from aci_core.ingest import load
from aci_core.presentation.i18n import LANGUAGES, format_issue, translator
from tests import files

HEAD = ["", "编号", "组别", "血压", "不良反应", "NIHSS治疗前", "高血压", "高血压", ""]
ROWS = [
    ["", f"P{i}", ("治疗组", "对照组")[i % 2], f"{120 + i}/{70 + i}", ("无", "发热、头痛")[i % 2],
     8.0 + i % 7, "有", "有", ("x", "y", "z")[i % 3]]
    for i in range(20)
]  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_column_is_named_by_its_letters_whatever_was_made_before_it(lang: str) -> None:
    t = translator(lang)
    cohort = checked(load(files.xlsx({"表": [HEAD, *ROWS]}), "t.xlsx"))
    said = {i.code: format_issue.sentence(t, "issue", i, page=True) for i in cohort.issues}
    assert "H" in said["duplicate_header"]
    assert "I" in said["unmapped"]
    assert not any(
        "9" in text or "8" in text for text in (said["duplicate_header"], said["unmapped"])
    )


def test_a_header_of_its_own_stays_as_it_is() -> None:
    t = translator("en")
    assert format_issue.column(t, "column of bone") == "column of bone"
    assert format_issue.column(t, "column 27") == t("issue_column.unnamed", letters="AA")
