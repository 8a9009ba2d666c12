"""The longer profiles try every property more often: no test pins a number of its own."""

from __future__ import annotations

import os
import re

import pytest
from hypothesis import settings

from tests.conftest import ROOT
from tests.examples import examples

PINNED = re.compile(r"max_examples=[\d_]+")


@pytest.mark.parametrize(("profile", "n"), [("default", 8), ("long", 80), ("deep", 320)])
def test_a_property_is_tried_as_often_as_the_profile_asks(profile: str, n: int) -> None:
    settings.load_profile(profile)
    try:
        assert examples(8) == n
    finally:
        settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


def test_no_test_pins_a_number() -> None:
    # Those of `deep` run under one profile, and state what they prove.
    tests = [*(ROOT / "tests" / "property").glob("*.py"), *(ROOT / "tests" / "unit").rglob("*.py")]
    assert [path.name for path in tests if PINNED.search(path.read_text("utf-8"))] == []
