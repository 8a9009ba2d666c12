"""A cohort or its results in, a link out that opens them: de-identified, sealed, expiring."""

from __future__ import annotations

from aci_core.sharing.links import (
    DAYS,
    MIN_CELLS,
    Link,
    Opened,
    Terms,
    check,
    open_link,
    purge,
    revoke,
    share,
    share_centres,
)
from aci_core.sharing.payload import Results, Rows

__all__ = [
    "DAYS",
    "MIN_CELLS",
    "Link",
    "Opened",
    "Results",
    "Rows",
    "Terms",
    "check",
    "open_link",
    "purge",
    "revoke",
    "share",
    "share_centres",
]
