"""The signed-rank test and its Walsh averages against R."""

from __future__ import annotations

import pytest

from aci_core.stats.signed_rank import wilcoxon_signed_rank
from tests.golden.counts_cases import integers, wrong
from tests.golden.means_cases import numbers, read

DATA = {
    row["dataset"]: (numbers(row["values"]), integers(row["counts"]))
    for row in read("signed_rank_data")
}
ROWS = {f"{row['dataset']} at {row['level']}": row for row in read("signed_rank")}


def test_the_file_is_whole():
    assert len(ROWS) == 3 * len(DATA) == 3 * 37


@pytest.mark.parametrize("case", ROWS)
def test_as_r(case):
    row = ROWS[case]
    e = wilcoxon_signed_rank(*DATA[row["dataset"]], float(row["level"]))
    computed = {f: getattr(e, f) for f in ("value", "low", "high", "statistic", "p")}
    assert wrong(computed, row) == []
    zeros = [note for note in e.notes if note.startswith("zeros_dropped:")]
    assert zeros == ([f"zeros_dropped:{row['zeros']}"] if row["zeros"] != "0" else [])
