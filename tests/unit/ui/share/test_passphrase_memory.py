"""Keys of browsers that have typed a pass-phrase: for one share, for a while, and no longer."""

from __future__ import annotations

from dataclasses import dataclass

from aci_core.ui.share.passphrase_memory import KeyStore


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_key_opens_its_share_alone() -> None:
    keys = KeyStore(30)
    one, two = keys.issue("a"), keys.issue("a")
    assert len({one, two, keys.issue("b")}) == 3
    assert keys.is_valid(one, "a")
    assert keys.is_valid(two, "a")
    assert not keys.is_valid(one, "b")
    assert not keys.is_valid("", "a")
    assert not keys.is_valid("k" * 32, "a")
    keys.revoke(one, "a")
    assert not keys.is_valid(one, "a")
    assert keys.is_valid(two, "a")


def test_a_key_ends_with_its_while_which_each_use_begins_anew() -> None:
    clock = Clock()
    keys = KeyStore(30, clock=clock)
    key, idle = keys.issue("a"), keys.issue("a")
    for _ in range(4):
        clock.now += 20 * 60
        assert keys.is_valid(key, "a")
    assert not keys.is_valid(idle, "a")
    clock.now += 31 * 60
    assert not keys.is_valid(key, "a")
    clock.now -= 31 * 60
    assert not keys.is_valid(key, "a")  # what is over is forgotten


def test_old_keys_go_though_nobody_asks() -> None:
    clock = Clock()
    keys = KeyStore(30, clock=clock)
    keys.issue("a")
    clock.now += 20 * 60
    keys.issue("a")
    assert keys.expire() == 0
    clock.now += 11 * 60
    assert (keys.expire(), len(keys._kept)) == (1, 1)


def test_a_key_is_for_whoever_had_signed_in() -> None:
    keys = KeyStore(30)
    key, known = keys.issue("a"), keys.issue("a", "li")
    assert [keys.is_valid(k, "a", who) for k in (key, known) for who in (None, "li", "wang")] == [
        True, False, False, False, True, False,
    ]  # fmt: skip


def test_the_keys_used_longest_ago_go_first() -> None:
    keys = KeyStore(30, most=2)
    first, second = keys.issue("a"), keys.issue("a")
    assert keys.is_valid(first, "a")
    third = keys.issue("a")
    assert [keys.is_valid(k, "a") for k in (first, second, third)] == [True, False, True]


def test_the_server_keeps_no_key() -> None:
    keys = KeyStore(30)
    key = keys.issue("a")
    assert key not in repr(vars(keys))
