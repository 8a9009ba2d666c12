"""Office files whose bytes depend on what they say and not on when they were written."""

from __future__ import annotations

import io
import zipfile


def steady(data: bytes) -> bytes:
    """The same package, its members in their order and without the time of their writing.

    Parameters
    ----------
    data : bytes
        A zip: docx, pptx, xlsx.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            member = zipfile.ZipInfo(name)  # 1 January 1980, the first that a zip knows
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            new.writestr(member, old.read(name), compresslevel=6)
    return out.getvalue()
