"""Keys of browsers that have typed a pass-phrase: for one share, for a while, and no longer."""

from __future__ import annotations

from dataclasses import dataclass

from aci_core.ui.share.passphrase_memory import Passes


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_key_opens_its_share_alone() -> None:
    passes = Passes(30)
    one, two = passes.give("a"), passes.give("a")
    assert len({one, two, passes.give("b")}) == 3
    assert passes.holds(one, "a")
    assert passes.holds(two, "a")
    assert not passes.holds(one, "b")
    assert not passes.holds("", "a")
    assert not passes.holds("k" * 32, "a")
    passes.drop(one, "a")
    assert not passes.holds(one, "a")
    assert passes.holds(two, "a")


def test_a_key_ends_with_its_while_which_each_use_begins_anew() -> None:
    clock = Clock()
    passes = Passes(30, clock=clock)
    key, idle = passes.give("a"), passes.give("a")
    for _ in range(4):
        clock.now += 20 * 60
        assert passes.holds(key, "a")
    assert not passes.holds(idle, "a")
    clock.now += 31 * 60
    assert not passes.holds(key, "a")
    clock.now -= 31 * 60
    assert not passes.holds(key, "a")  # what is over is forgotten


def test_the_keys_used_longest_ago_go_first() -> None:
    passes = Passes(30, most=2)
    first, second = passes.give("a"), passes.give("a")
    assert passes.holds(first, "a")
    third = passes.give("a")
    assert [passes.holds(k, "a") for k in (first, second, third)] == [True, False, True]


def test_the_server_keeps_no_key() -> None:
    passes = Passes(30)
    key = passes.give("a")
    assert key not in repr(vars(passes))
