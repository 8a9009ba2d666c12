"""What the cells of a column are."""

from __future__ import annotations

import pyarrow as pa
import pytest

from aci_core.ingest.cells import Cells
from aci_core.ingest.values.content import content_of


@pytest.mark.parametrize(
    ("texts", "content"),
    [
        (["1", "2", "3"], "numbers"),
        (["0", "1", None], "flags"),
        (["是", "否"], "flags"),
        (["yes", "n"], "flags"),
        (["0", "1", "2"], "numbers"),
        (["1", "2"], "numbers"),
        (["better", "same"], "words"),
        (["12分", "3分", "4分"], "numbers"),
        ([None, "NA"], "empty"),
    ],
)
def test_content(texts: list[str | None], content: str) -> None:
    column = pa.chunked_array([pa.array(texts, pa.string())])
    assert content_of(Cells.from_column(column)) == content
