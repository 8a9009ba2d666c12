"""The bytes of a share, as who stole them decompressed would read them."""

from __future__ import annotations

import struct

import pyarrow as pa

from aci_core.domain.cohort import Cohort
from aci_core.domain.study.settings import Settings
from aci_core.ingest import ColumnMapping
from aci_core.sharing import payload
from aci_core.sharing.payload import Rows
from aci_core.sharing.rows.deidentify import deidentified, mapping_for


def body_of(
    cohort: Cohort,
    settings: Settings | None = None,
    mapping: ColumnMapping | None = None,
    more: tuple[str, ...] = (),
) -> bytes:
    """The document and the table of a cohort's link."""
    settings = settings or Settings()
    shared = deidentified(cohort, "", settings, more=more)
    own = mapping_for(mapping or ColumnMapping(), shared)
    data = payload.to_bytes(Rows(shared.cohort, own, shared.settings(settings)))
    _, head, arrow = payload._HEAD.unpack_from(data)
    return bytes(
        pa.Codec("zstd").decompress(data[payload._HEAD.size :], head + arrow, asbytes=True)
    )


def holds(body: bytes, value: str) -> bool:
    """Whether a value stands in the bytes, as a text or as a number."""
    number = struct.pack("<d", float(value)) if value.isdecimal() and len(value) > 4 else None
    return value.encode() in body or (number is not None and number in body)
