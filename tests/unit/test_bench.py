"""The benchmark tells the median of its runs with their range."""

from __future__ import annotations

from benchmarks import bench


def test_a_number_of_several_runs_has_its_range() -> None:
    runs = [{"ratio": x, "columns": 25} for x in (25.2, 49.0, 31.4, 30.0, 28.1)]
    message = bench.spread(runs)
    assert f"{message['ratio']:.0f} times, {message['columns']}" == "30 (25 to 49) times, 25"
    assert message["ratio"] == 30.0  # judged by the median
    assert bench.RUNS >= 5


def test_seconds_keep_their_range() -> None:
    assert bench._seconds(bench.Spread([0.007, 0.0065, 0.02])) == "7 (6 to 20) ms"
    assert bench._seconds(bench.Spread([12.0, 11.0, 40.5])) == "12.0 (11.0 to 40.5) s"
