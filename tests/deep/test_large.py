"""1,000,000 patients x 25 columns: read, analysed, and what memory it takes."""

from __future__ import annotations

from benchmarks import bench


def test_a_million_patients_fit() -> None:
    bench.write_large()
    found = bench.run("memory")
    assert found["columns"] == 25
    assert found["rows"] > 300
    assert found["held"] <= bench.MEMORY, found
    # The file's bytes, the text of its cells and the frame at once.
    assert found["peak"] <= 2 * bench.MEMORY, found
