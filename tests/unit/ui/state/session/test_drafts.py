"""Drafts: a few, for a while, and no token is kept as such."""

from __future__ import annotations

from typing import Any, cast

import pytest

from aci_core.ui.server.identity.sign_ins import SignIn
from aci_core.ui.state.session import drafts as drafts_module
from aci_core.ui.state.session import loading
from aci_core.ui.state.session.drafts import Draft, Drafts
from aci_core.ui.state.session.session import Loaded


class _Draft(str):
    """Stands for a cohort; only its size matters."""

    nbytes = 1


def _draft(name: str, size: int = 1) -> Loaded:
    draft = _Draft(name)
    draft.nbytes = size
    return cast(Any, draft)


def test_put_get_delete() -> None:
    drafts = Drafts()
    drafts.put("token", Draft(_draft("a")))
    assert drafts.get("token") == "a"
    assert drafts.get("other") is None
    assert "token" not in repr(vars(drafts))
    drafts.delete("token")
    drafts.delete("token")
    assert drafts.get("token") is None


def test_the_plan_is_kept_with_the_cohort_and_goes_with_it() -> None:
    drafts = Drafts()
    drafts.keep_plan("token", {"primary": "nihss_m3"}, results_seen=False)
    assert drafts.draft("token") is None
    drafts.put("token", Draft(_draft("a")))
    drafts.keep_plan("token", {"primary": "nihss_m3"}, results_seen=True)
    # What one tab showed has been seen, whatever another tab knows.
    drafts.keep_plan("token", {"primary": "mrs_m3"}, results_seen=False)
    draft = drafts.draft("token")
    assert draft is not None
    assert (draft.plan, draft.results_seen) == ({"primary": "mrs_m3"}, True)
    drafts.put("token", Draft(_draft("b")))  # another file
    draft = drafts.draft("token")
    assert draft is not None
    assert (draft.plan, draft.results_seen) == ({}, None)


def test_every_draft_of_one_file_goes_at_once() -> None:
    drafts = Drafts()
    for token, manage in (("tab", "mine"), ("other tab", "mine"), ("colleague", "theirs")):
        drafts.put(token, Draft(_draft(token), manage=manage))
    drafts.delete_managed("mine")
    assert [drafts.get(token) for token in ("tab", "other tab", "colleague")] == [
        None, None, "colleague",
    ]  # fmt: skip


def test_nobody_drives_out_what_others_keep() -> None:
    li = SignIn("li", "1", 0.0)
    for many, few in (
        ({"browser": "mine"}, {"browser": "theirs"}),
        ({"browser": "mine"}, {"owner": li, "browser": "mine"}),
        ({"owner": li, "browser": "another"}, {"owner": SignIn("wang", "2", 0.0)}),
    ):
        drafts = Drafts(max_entries=3, max_bytes=10)
        drafts.put("theirs", Draft(_draft("a"), **few))
        for n in range(5):
            drafts.put(str(n), Draft(_draft("b"), **many))
        assert [drafts.get(key) for key in ("theirs", "2", "3", "4")] == ["a", None, "b", "b"]
        drafts.put("large", Draft(_draft("c", 9), **many))
        assert [drafts.get(key) for key in ("theirs", "4", "large")] == ["a", None, "c"]


def test_the_one_not_used_for_longest_goes_first() -> None:
    drafts = Drafts(max_entries=2)
    drafts.put("1", Draft(_draft("a")))
    drafts.put("2", Draft(_draft("b")))
    drafts.get("1")
    drafts.put("3", Draft(_draft("c")))
    assert [drafts.get(token) for token in "123"] == ["a", None, "c"]


def test_a_draft_lives_a_while_after_its_last_use(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(drafts_module.time, "monotonic", lambda: now)
    drafts = Drafts(ttl=10)
    drafts.put("1", Draft(_draft("a")))
    now = 9.0
    assert drafts.get("1") == "a"
    now = 18.0
    assert drafts.get("1") == "a"
    now = 29.0
    assert drafts.get("1") is None


def test_all_drafts_together_are_bounded_in_bytes() -> None:
    drafts = Drafts(max_bytes=10)
    drafts.put("1", Draft(_draft("a", 4)))
    drafts.put("2", Draft(_draft("b", 4)))
    drafts.get("1")
    drafts.put("3", Draft(_draft("c", 5)))
    assert [drafts.get(token) for token in "123"] == ["a", None, "c"]
    # The same key again does not count twice.
    drafts.put("3", Draft(_draft("d", 6)))
    assert [drafts.get(token) for token in "13"] == ["a", "d"]
    # One that is larger than all may be is not kept, and the others make room for nothing.
    drafts.put("4", Draft(_draft("e", 11)))
    assert drafts.get("4") is None


def test_a_cohort_that_changes_its_key_counts_once() -> None:
    drafts = Drafts(max_bytes=10)
    large = _draft("a", 8)
    drafts.put("other", Draft(_draft("b", 2)))
    drafts.put("old", Draft(large))
    drafts.put("new", Draft(large))
    assert [drafts.get(token) for token in ("other", "old", "new")] == ["b", "a", "a"]


def test_a_draft_is_of_who_made_it_and_goes_with_the_sign_in() -> None:
    li, li_again, wang = (
        SignIn(*who) for who in (("li", "1", 0), ("li", "2", 9), ("wang", "3", 0))
    )
    drafts = Drafts()
    for token, owner in (("1", li), ("2", wang), ("3", None)):
        drafts.put(token, Draft(_draft(token), owner=owner))
    kept = [drafts.draft(token) for token in "123"]
    whose = [[d.is_of(who) for who in (li, li_again, wang, None)] for d in kept if d]
    assert whose == [
        [True, True, False, False],
        [False, False, True, False],
        [False, False, False, True],
    ]
    drafts.delete_of(li_again)
    drafts.delete_of(wang)
    assert [drafts.get(token) for token in "123"] == ["1", None, "3"]


def test_the_size_is_that_of_cells_and_table() -> None:
    rows = "".join(f"{i},{'treatment' if i % 2 else 'control'},{i % 40}\n" for i in range(20_000))
    data = f"patient_id,arm,nihss_pre\n{rows}".encode()
    loaded = loading._load(data, "a.csv", None)
    # About the text of the file and eight bytes a number, and not a few pointers.
    assert len(data) < loaded.nbytes < 5 * len(data)


def test_what_is_old_goes_though_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(drafts_module.time, "monotonic", lambda: now)
    drafts = Drafts(ttl=10)
    drafts.put("idle", Draft(_draft("a")))
    drafts.put("used", Draft(_draft("b")))
    now = 9.0
    assert drafts.expire() == 0
    drafts.keep_plan("used", {}, results_seen=False)  # as each page does
    now = 11.0
    assert (drafts.expire(), len(drafts._kept)) == (1, 1)
    now = 18.0
    assert drafts.get("used") == "b"
