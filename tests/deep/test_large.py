"""1,000,000 patients x 25 columns: read, analysed, and what memory it takes."""

from __future__ import annotations

from benchmarks import bench


def test_a_million_patients_fit() -> None:
    bench.write_large()
    result = bench.run("memory")
    assert result["columns"] == 25
    assert result["rows"] > 300
    assert result["held"] <= bench.MEMORY, result
    # The file's bytes, the text of its cells and the frame at once.
    assert result["peak"] <= 2 * bench.MEMORY, result
