"""kill -9 during sharing, 200 times: the whole share or none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.services.crash import kill_while_sharing
from tests.services.postgres import postgres

TIMES = 100


def test_sqlite(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"sqlite:///{tmp_path}/shares.db"
    monkeypatch.setenv("ACI_STORE_URL", address)
    whole, none = kill_while_sharing(address, TIMES, seed=1)
    assert whole + none >= TIMES


def test_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    with postgres() as address:
        monkeypatch.setenv("ACI_STORE_URL", address)
        whole, none = kill_while_sharing(address, TIMES, seed=2)
    assert whole + none >= TIMES
