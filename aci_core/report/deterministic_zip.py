"""Zip files whose bytes depend on their members and not on the time of writing."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping

from aci_core.report.model import MOMENT

_TIME = re.compile(rb">\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ<")


def zip_files(files: Mapping[str, bytes]) -> bytes:
    """Zip files, in their order.

    Examples
    --------
    >>> zip_files({"a": b"1"}) == zip_files({"a": b"1"})
    True
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            member = zipfile.ZipInfo(name)  # 1 January 1980, the first that a zip knows
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            archive.writestr(member, data, compresslevel=6)
    return out.getvalue()


def without_times(data: bytes) -> bytes:
    """Replace the times of writing in an Office file, and in workbooks inside it, by `MOMENT`."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        files = {name: old.read(name) for name in old.namelist()}
    for name, inner in files.items():
        if name.endswith(".xlsx"):
            files[name] = without_times(inner)
        elif name == "docProps/core.xml":
            files[name] = _TIME.sub(f">{MOMENT:%Y-%m-%dT%H:%M:%SZ}<".encode(), inner)
    return zip_files(files)
