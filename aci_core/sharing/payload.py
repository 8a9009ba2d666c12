"""Bytes of a share: JSON and an Arrow table, compressed. Never a pickle."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from msgspec import Struct, structs

from aci_core import __version__
from aci_core.analyses import Result
from aci_core.domain.censored import CensoredCells
from aci_core.domain.codec import decode, encode
from aci_core.domain.cohort import Cohort, Correction, GradeScale, Issue, UnreadCells
from aci_core.domain.errors import AciError
from aci_core.domain.schema import Column, Measure
from aci_core.domain.steps import steps_from_json
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping
from aci_core.sharing.results import results_json, supplementary_results
from aci_core.sharing.results.counts_in_steps import fewest_of_quartiles
from aci_core.sharing.results.supplementary_results import SupplementaryResults

_MAGIC = b"ACI2"
_HEAD = struct.Struct("<4sQQ")  # magic, bytes of the JSON, bytes of the table
MAX_BYTES = 2 << 30
_ROWS = "\x00row"
_FIRST = "0.1.0"  # of shares that do not say which version made them
Json = dict[str, Any]


@dataclass(frozen=True)
class Rows:
    """Shared cohort with its patients.

    Parameters
    ----------
    cohort : Cohort
        De-identified.
    mapping : ColumnMapping
    settings : Settings
    view : dict of str to str
        Choices of the page, as in a URL.
    version : str
        Of the app that made the share.
    """

    cohort: Cohort
    mapping: ColumnMapping = field(default_factory=ColumnMapping)
    settings: Settings = field(default_factory=Settings)
    view: Mapping[str, str] = field(default_factory=dict)
    version: str = __version__


@dataclass(frozen=True)
class Results:
    """Shared results of a cohort under one choice of settings; no patients.

    Parameters
    ----------
    cohort : Cohort
        Without patients: meanings of the columns, and the arm of each row; no other cell.
    settings : Settings
    results : dict of str to Result
        By the name of the analysis.
    supplementary : SupplementaryResults
    min_cell : int
        The smallest count, other than 0, that is shown.
    view : dict of str to str
    version : str
    one_set : bool
        Scores are of the patients with both, and numbers rounded: not in an earlier version.
    on_grid : bool
        Nothing is shown of a mean that few patients make, and quartiles go in the steps of their
        scale: not in an earlier version.
    """

    cohort: Cohort
    settings: Settings
    results: Mapping[str, Result]
    supplementary: SupplementaryResults
    min_cell: int
    view: Mapping[str, str] = field(default_factory=dict)
    version: str = __version__
    one_set: bool = False
    on_grid: bool = False

    @property
    def fewest_of_quartiles(self) -> int:
        """Patients, of whom quartiles are shown."""
        return fewest_of_quartiles(self.min_cell)


class _Category(Struct):
    levels: list[str]
    ordered: bool


class _Unread(Struct):
    column: str
    places: list[int]


class _Corrected(Struct):
    header: str
    n: int
    n_emptied: int


class _CohortDocument(Struct):
    """Cohort without its cells: its fields, and the levels of its categories."""

    columns: tuple[Column, ...]
    categories: dict[str, _Category]
    arms: tuple[str, ...]
    settled: bool
    issues: tuple[Issue, ...]
    digest: str
    name: str
    synthetic: bool
    grade_scale: GradeScale | None
    measures: list[Json]  # by hand: the codec would read a limit of 100 as 100.0
    left_out: tuple[tuple[int, str], ...]
    steps: list[Json]
    unread: list[_Unread] = []  # a share of an earlier version has none
    corrections: list[_Corrected] = []
    censored: tuple[CensoredCells, ...] = ()
    arm_names: dict[str, str] = {}


def to_bytes(content: Rows | Results) -> bytes:
    """Encode a share."""
    table, cohort = _encode_cohort(content.cohort)
    document: Json = {
        "cohort": cohort,
        "settings": content.settings.to_json(),
        "view": dict(content.view),
        "version": content.version,
    }
    if isinstance(content, Rows):
        document["mapping"] = content.mapping.to_json()
    else:
        document["min_cell"] = content.min_cell
        document["one_set"] = content.one_set
        document["on_grid"] = content.on_grid
        document |= _numbers(content)
    head = json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    arrow = sink.getvalue().to_pybytes()
    packed = pa.Codec("zstd").compress(head + arrow, asbytes=True)
    return _HEAD.pack(_MAGIC, len(head), len(arrow)) + bytes(packed)


def _numbers(content: Results) -> Json:
    return {
        "results": {name: results_json.to_json(result) for name, result in content.results.items()},
        "beside": supplementary_results.to_json(content.supplementary),
    }


def with_digest_of_results(content: Results) -> Cohort:
    """The cohort of shared results, its digest that of their numbers.

    One of patients' rows could be tested against guesses of what was not shared.
    """
    numbers = json.dumps(_numbers(content), ensure_ascii=False, sort_keys=True)
    digest = hashlib.sha256(numbers.encode("utf-8", "surrogatepass")).hexdigest()
    return replace(content.cohort, digest=digest)


def from_bytes(data: bytes) -> Rows | Results:
    """Decode a share.

    Raises
    ------
    AciError
        ``share_unreadable``: of another version, or damaged.
    """
    try:
        magic, head, arrow = _HEAD.unpack_from(data)
        if magic != _MAGIC or head + arrow > MAX_BYTES:
            raise AciError("share_unreadable")
        body = pa.Codec("zstd").decompress(data[_HEAD.size :], head + arrow, asbytes=True)
        document = json.loads(body[:head].decode("utf-8", "surrogatepass"))
        with pa.ipc.open_stream(body[head:]) as reader:
            table = reader.read_all()
        return _content(document, table)
    except (ValueError, KeyError, TypeError, OSError, struct.error, pa.ArrowException) as error:
        raise AciError("share_unreadable") from error


def _content(document: Json, table: pa.Table) -> Rows | Results:
    cohort = _decode_cohort(document["cohort"], table)
    settings = Settings.from_json(document["settings"])
    view = {str(key): str(text) for key, text in document["view"].items()}
    version = str(document.get("version", _FIRST))
    if "results" not in document:
        mapping = ColumnMapping.from_json(document["mapping"])
        return Rows(cohort, mapping, settings, view, version)
    results = {
        name: results_json.from_json(result, settings, cohort.measures)
        for name, result in document["results"].items()
    }
    more = supplementary_results.from_json(document["beside"], settings)
    least = int(document["min_cell"])
    one_set, on_grid = (bool(document.get(key, False)) for key in ("one_set", "on_grid"))
    return Results(cohort, settings, results, more, least, view, version, one_set, on_grid)


def _encode_cohort(cohort: Cohort) -> tuple[pa.Table, Json]:
    arrays: dict[str, pa.Array] = {}
    categories: dict[str, _Category] = {}
    for name in cohort.table.columns:
        series = cohort.table[name]
        if isinstance(series.dtype, pd.CategoricalDtype):
            arrays[name] = pa.array(series.cat.codes.to_numpy(np.int32))
            levels = [str(level) for level in series.cat.categories]
            categories[name] = _Category(levels, bool(series.cat.ordered))
        elif series.dtype == np.float64:
            arrays[name] = pa.array(series.to_numpy())
        else:
            arrays[name] = pa.array(series.array, pa.large_string())
    if cohort.rows is not None:
        arrays[_ROWS] = pa.array(cohort.rows)
    apart = {
        "categories": categories,
        "measures": tuple(cohort.measures.values()),
        "corrections": [_Corrected(c.header, c.n, c.n_emptied) for c in cohort.corrections],
        "unread": [_Unread(one.column, list(one.places)) for one in cohort.unread],
    }
    fields = _CohortDocument.__struct_fields__
    return pa.table(arrays), encode(
        {name: apart[name] if name in apart else getattr(cohort, name) for name in fields}
    )


def _decode_cohort(document: Json, table: pa.Table) -> Cohort:
    fields = structs.asdict(decode(_CohortDocument, document, "share"))
    categories = fields.pop("categories")
    data: dict[str, Any] = {}
    for name in table.column_names:
        column = table[name]
        if name == _ROWS:
            continue
        if name in categories:
            levels = pd.Index(categories[name].levels, dtype="str")
            dtype = pd.CategoricalDtype(levels, ordered=categories[name].ordered)
            data[name] = pd.Categorical.from_codes(column.to_numpy(), dtype=dtype)
        elif pa.types.is_floating(column.type):
            data[name] = column.to_numpy()
        else:
            data[name] = pd.array(column.to_pylist(), dtype="str")
    fields["measures"] = {m["name"]: Measure(**m) for m in fields["measures"]}
    fields["steps"] = steps_from_json(fields["steps"])
    fields["unread"] = tuple(UnreadCells(one.column, tuple(one.places)) for one in fields["unread"])
    fields["corrections"] = tuple(
        Correction(one.header, one.n, one.n_emptied) for one in fields["corrections"]
    )
    rows = table[_ROWS].to_numpy() if _ROWS in table.column_names else None
    return Cohort(table=pd.DataFrame(data), rows=rows, **fields)
