"""A limit that the host sets by a variable of the environment."""

from __future__ import annotations

import os

from aci_core.domain.errors import AciError


def host_limit(name: str, default: int) -> int:
    """The variable's whole number, or the default where it is not set.

    Raises
    ------
    AciError
        ``store_limit`` for one that is no whole number above 0.

    Examples
    --------
    >>> host_limit("ACI_NOBODY_SETS_THIS", 3)
    3
    """
    text = os.environ.get(name)
    if text is None:
        return default
    if not text.strip().isdecimal() or not int(text):
        raise AciError("store_limit", name=name)
    return int(text)
