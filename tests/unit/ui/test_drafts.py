"""Drafts: a few, for a while, and no token is kept as such."""

from __future__ import annotations

from typing import Any, cast

import pytest

from aci_core.ui import session
from aci_core.ui.session import Drafts, Loaded


def _draft(name: str) -> Loaded:
    return cast(Any, name)


def test_put_get_delete() -> None:
    drafts = Drafts()
    drafts.put("token", _draft("a"))
    assert drafts.get("token") == "a"
    assert drafts.get("other") is None
    assert "token" not in repr(vars(drafts))
    drafts.delete("token")
    drafts.delete("token")
    assert drafts.get("token") is None


def test_the_one_not_used_for_longest_goes_first() -> None:
    drafts = Drafts(max_entries=2)
    drafts.put("1", _draft("a"))
    drafts.put("2", _draft("b"))
    drafts.get("1")
    drafts.put("3", _draft("c"))
    assert [drafts.get(token) for token in "123"] == ["a", None, "c"]


def test_a_draft_lives_a_while_after_its_last_use(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(session.time, "monotonic", lambda: now)
    drafts = Drafts(ttl=10)
    drafts.put("1", _draft("a"))
    now = 9.0
    assert drafts.get("1") == "a"
    now = 18.0
    assert drafts.get("1") == "a"
    now = 29.0
    assert drafts.get("1") is None
