"""Small cohorts for tests, made the way a user makes them: from a CSV."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from aci_core.domain.cohort import Cohort
from aci_core.ingest import ColumnMapping, load

ROOT = Path(__file__).resolve().parents[1]


def csv_of(columns: dict[str, Sequence[object]]) -> bytes:
    """A CSV of these columns; None is an empty cell."""
    rows = zip(*columns.values(), strict=True)
    lines = [",".join(columns)]
    lines += [",".join("" if cell is None else str(cell) for cell in row) for row in rows]
    return ("\n".join(lines) + "\n").encode()


def csv_of_rows(head: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV of a header and rows; None is an empty cell."""
    return csv_of(dict(zip(head, zip(*rows, strict=True), strict=True)))


def cohort_of(mapping: ColumnMapping | None = None, **columns: Sequence[object]) -> Cohort:
    """A cohort of these columns; arms alternate and identifiers count where not given."""
    n = len(next(iter(columns.values())))
    filled: dict[str, Sequence[object]] = {
        "patient_id": [f"p{i + 1}" for i in range(n)],
        "arm": [("treatment", "control")[i % 2] for i in range(n)],
        **columns,
    }
    return load(csv_of(filled), "test.csv", mapping or ColumnMapping())


def sample(name: str) -> Cohort:
    """A cohort of sample_data."""
    return load((ROOT / "sample_data" / name).read_bytes(), name)
