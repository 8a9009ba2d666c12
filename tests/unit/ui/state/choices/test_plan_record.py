"""The record of a locked plan: it comes back, loses nothing by a step back, and junk is none."""

from __future__ import annotations

import pytest

from aci_core.domain.study.settings import Deviation, Lock, Settings
from aci_core.ui.state.choices.choices import read
from aci_core.ui.state.choices.plan_record import (
    deviations_of,
    deviations_to_text,
    lock_of,
    lock_to_text,
    merged,
)


def test_a_step_back_takes_nothing_from_the_record() -> None:
    first, second = (
        Deviation("alpha", "0.05", after, "2025-09-18T08:00:00Z") for after in ("0.01", "0.02")
    )
    early, late = (f"2025-09-{day}T08:00:00Z~{'a' * 64}" for day in (17, 19))
    ours = {"locked": late, "deviations": deviations_to_text((first, second))}
    for theirs in (
        {"locked": "", "deviations": ""},
        {"locked": early, "deviations": deviations_to_text((first,))},
    ):
        assert merged(ours, theirs) == merged(theirs, ours)
        assert merged(ours, theirs) == ours
    # A lock of an earlier version does not say whether results had been seen.
    assert lock_of(early) == Lock("2025-09-17T08:00:00Z", "a" * 64)


@pytest.mark.parametrize("seen", [True, False, None])
def test_a_lock_keeps_whether_results_had_been_seen(seen: bool | None) -> None:
    lock = Lock("2025-09-17T08:00:00Z", "a" * 64, seen)
    text = lock_to_text(lock)
    assert lock_of(text) == lock
    assert read({"locked": text}, {})["locked"] == text
    settings = Settings(locked=lock)
    assert Settings.from_json(settings.to_json()) == settings


@pytest.mark.parametrize(
    "junk",
    [
        "{}",
        "[1]",
        "[[]]",
        '[["beauty","1","2","t",true]]',
        '[["alpha",1,"2","t",true]]',
        '[["alpha","1","2","t","yes"]]',
        '[["alpha","1","2","t",1]]',
        '[["alpha","1\\u0000","2","t",null]]',
        "[" * 5000,
    ],
)
def test_junk_is_no_record(junk: str) -> None:
    assert deviations_of(junk) == ()
    assert lock_of("2025~" + "g" * 64) is None
