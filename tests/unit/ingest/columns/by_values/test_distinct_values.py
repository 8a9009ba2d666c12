"""Distinct values, and a sample that tells what a long column is."""

from __future__ import annotations

import pyarrow as pa
import pytest

from aci_core.ingest.columns.by_values.distinct_values import DistinctValues


@pytest.mark.parametrize("n", [0, 10, 100_000, 250_000])
def test_a_sample_comes_from_all_over_the_column(n: int) -> None:
    texts = pa.array([f"v{5 * i // max(n, 1)}" for i in range(n)], pa.string())
    sample = DistinctValues(lambda _: pa.chunked_array([texts])).sample(0)
    assert sorted(sample.texts) == [f"v{i}" for i in range(5 if n else 0)]
    assert sample.filled <= 100_000
