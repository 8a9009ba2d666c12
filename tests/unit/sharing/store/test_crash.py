"""kill -9 during sharing leaves the whole share or none."""

from __future__ import annotations

import pytest

from tests.services.crash import kill_while_sharing

TIMES = 3  # on each kind of database; `make deep` does 100


def test_a_killed_process_leaves_nothing_torn(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACI_STORE_URL", address)
    whole, none = kill_while_sharing(address, TIMES, seed=6)
    assert whole > 0
    assert whole + none >= TIMES
