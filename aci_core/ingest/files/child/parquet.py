"""Read Parquet files."""

from __future__ import annotations

import io
import re

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import csv as pa_csv

from aci_core.ingest.files import limits
from aci_core.ingest.files.child.answer import FileRejected, SheetText, most_text, to_csv

_BATCH = 1 << 15
# The index column that pandas writes.
_INDEX = re.compile(r"^__index_level_\d+__$")


def read(data: bytes) -> list[SheetText]:
    """Read the table of the file."""
    file = pq.ParquetFile(io.BytesIO(data))
    metadata = file.metadata
    if metadata.num_rows > limits.MAX_ROWS:
        raise FileRejected("too_many_rows", limit=limits.MAX_ROWS)
    fields = [field for field in file.schema_arrow if not _INDEX.match(field.name)]
    if len(fields) > limits.MAX_COLUMNS:
        raise FileRejected("too_many_columns", n=len(fields), limit=limits.MAX_COLUMNS)
    for field in fields:
        if pa.types.is_nested(field.type):
            raise FileRejected("nested_column", column=field.name[:60])
    names = [field.name for field in fields]
    places = [i for i, field in enumerate(file.schema_arrow) if not _INDEX.match(field.name)]
    schema = pa.schema([pa.field(str(i), pa.string()) for i in range(len(names))])
    out = io.BytesIO()
    out.write(to_csv([names]))
    # Column names may repeat, so columns are selected by place.
    for batch in file.iter_batches(_BATCH, use_threads=False):
        columns = [_text(batch.column(place)) for place in places]
        pa_csv.write_csv(pa.RecordBatch.from_arrays(columns, schema=schema), out, _PLAIN)
        if out.tell() > most_text(len(data)):
            raise MemoryError
    return [SheetText(out.getvalue())]


_PLAIN = pa_csv.WriteOptions(include_header=False)


def _text(column: pa.Array) -> pa.Array:
    kind = column.type
    if pa.types.is_dictionary(kind):
        return _text(column.dictionary_decode())
    if pa.types.is_boolean(kind):
        return pc.utf8_upper(pc.cast(column, pa.string()))
    if pa.types.is_timestamp(kind):
        plain = column if kind.tz is None else pc.local_timestamp(column)
        moments = pc.cast(plain, pa.timestamp("s"), safe=False)
        return pc.replace_substring_regex(pc.cast(moments, pa.string()), " 00:00:00$", "")
    if pa.types.is_date64(kind):
        return pc.cast(pc.cast(column, pa.date32()), pa.string())
    if pa.types.is_time(kind):
        return pc.replace_substring_regex(pc.cast(column, pa.string()), r"\.\d+$", "")
    if pa.types.is_floating(kind):
        # Not a null scalar: making one would import pandas.
        nothing = pa.nulls(len(column), pa.string())
        return pc.if_else(pc.is_finite(column), pc.cast(column, pa.string()), nothing)
    return pc.cast(column, pa.string())
