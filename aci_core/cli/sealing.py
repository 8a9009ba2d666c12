"""Files beside a summary: the centre's key, its ledger, and the keys that a coordinator trusts."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from aci_core.cli.terminal import read_bytes
from aci_core.domain.errors import AciError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aci_core.federation.leaving.ledger import Ledger
    from aci_core.federation.signature import Key

_MOST_KEY = 1 << 16


def private_key(name: str | None) -> Key | None:
    """The key of a file, which is made where it is not there; None where none is named."""
    from aci_core.federation.signature import key_of, new_key

    if name is None:
        return None
    if not Path(name).exists():
        _write_private(name, new_key())
    return key_of(read_bytes(name, _MOST_KEY))


def read_ledger(name: str | None) -> Ledger:
    """The ledger of a file; an empty one where there is none yet."""
    from aci_core.federation.leaving.ledger import MOST_BYTES, Ledger

    if name is None or not Path(name).exists():
        return Ledger.new()
    return Ledger.from_bytes(read_bytes(name, MOST_BYTES))


def write_ledger(name: str, ledger: Ledger) -> None:
    """Write the ledger, whole or not at all: half a ledger would forget what was sent."""
    beside = f"{name}.new"
    Path(beside).unlink(missing_ok=True)
    _write_private(beside, ledger.to_bytes())
    try:
        Path(beside).replace(name)
    except OSError as error:
        raise AciError("output_unwritable", name=name) from error


def trusted_keys(words: Iterable[str]) -> frozenset[str]:
    """Public keys, each a word or a file of them."""
    from aci_core.federation.signature import trusted

    found: set[str] = set()
    for word in words:
        if not word.startswith("aci-key-") and Path(word).exists():
            found |= trusted(read_bytes(word, _MOST_KEY).decode("utf-8-sig", "replace"))
        else:
            found |= trusted(word)
    return frozenset(found)


def _write_private(name: str, data: bytes) -> None:
    """Write a new file that nobody else may read."""
    try:
        with os.fdopen(os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
    except OSError as error:
        raise AciError("output_unwritable", name=name) from error
