"""Digest of a cohort: one hash for one content, whatever the file's format."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from aci_core.domain.censored import CensoredCells
from aci_core.domain.cohort import GradeScale, UnreadCells
from aci_core.domain.schema import Column, Measure

_STEP = 1 << 16


def digest(
    table: pd.DataFrame,
    columns: tuple[Column, ...],
    arms: tuple[str, ...],
    *,
    settled: bool,
    grade_scale: GradeScale | None,
    measures: dict[str, Measure],
    unread: tuple[UnreadCells, ...] = (),
    censored: tuple[CensoredCells, ...] = (),
) -> str:
    """SHA-256 of the canonical table and of what its columns mean.

    Independent of the order of the columns and of the file's headers, encoding and delimiter;
    the order of the patients counts, because it identifies them.
    """
    sha = hashlib.sha256(b"aci-cohort-1\n")
    sha.update(_document(arms, settled, grade_scale, measures, columns))
    for column in sorted(columns, key=lambda c: c.name):
        kind = {"name": column.name, "kind": column.kind, "levels": column.levels}
        sha.update(_json(kind) + b"\n")
        add_column(sha, table[column.name])
    # What was not read is no empty cell: to empty it answers a question.
    for cells in sorted(unread, key=lambda one: one.column):
        sha.update(_json([cells.column, cells.places]) + b"\n")
    # A limit is no value: half of 0.5 that was measured is not <0.5.
    for limits in sorted(censored, key=lambda one: one.column):
        sha.update(_json([limits.column, limits.places, limits.limits, limits.sides]) + b"\n")
    return sha.hexdigest()


def _document(
    arms: tuple[str, ...],
    settled: bool,
    grade_scale: GradeScale | None,
    measures: dict[str, Measure],
    columns: tuple[Column, ...],
) -> bytes:
    used = {c.stem for c in columns}
    scales = {n: (m.better, m.low, m.high, m.step) for n, m in measures.items() if n in used}
    stopped = sorted(c.name for c in columns if c.stopped)
    scale = grade_scale and (grade_scale.best_first, grade_scale.effective)
    return _json([arms, settled, scale, scales, stopped]) + b"\n"


def _json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()


def add_column(sha: Any, series: pd.Series[Any]) -> None:
    """Add the cells of a column to a hash."""
    if isinstance(series.dtype, pd.CategoricalDtype):
        _numbers(sha, series.cat.codes.to_numpy(), "<i4")
    elif series.dtype == np.float64:
        _numbers(sha, series.to_numpy(), "<f8")
    else:
        for start in range(0, len(series), _STEP):
            part = pa.array(series.array[start : start + _STEP], pa.large_string())
            lengths = pc.fill_null(pc.binary_length(part), -1)
            sha.update(lengths.to_numpy(zero_copy_only=False).astype("<i4").data)
            sha.update("".join(pc.fill_null(part, "").to_pylist()).encode())


def _numbers(sha: Any, values: np.ndarray[Any, Any], dtype: str) -> None:
    """Hash numbers in slices; all zeros and all NaNs have the same bits."""
    for start in range(0, len(values), _STEP):
        part = values[start : start + _STEP].astype(dtype)
        if dtype == "<f8":
            part += 0.0
            part[np.isnan(part)] = np.nan
        sha.update(part.data)
