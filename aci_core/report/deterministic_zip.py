"""Zip files whose bytes depend on their members and not on the time of writing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping


def zip_files(files: Mapping[str, bytes]) -> bytes:
    """Zip files, in their order.

    Examples
    --------
    >>> zip_files({"a": b"1"}) == zip_files({"a": b"1"})
    True
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, data in files.items():
            member = zipfile.ZipInfo(name)  # 1 January 1980, the first that a zip knows
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            made.writestr(member, data, compresslevel=6)
    return out.getvalue()


def without_times(data: bytes) -> bytes:
    """An Office file with the same members, without the time of their writing."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        return zip_files({name: old.read(name) for name in old.namelist()})
