"""A visitor of the browser tests finds nothing of the one whose context it takes over."""

from __future__ import annotations

from tests.browser.conftest import Visitors

OPTIONS = {"locale": "en-GB", "color_scheme": "light"}
LEAVE = "localStorage.kept = document.cookie = 'kept=1'"
LEFT = "[localStorage.length, sessionStorage.length, document.cookie]"


def test_what_a_visitor_left_is_gone_for_the_next(server: str, visitors: Visitors) -> None:
    first = visitors.take(OPTIONS)
    page = first.new_page()
    page.goto(f"{server}/_stcore/health")
    page.evaluate(LEAVE)
    assert page.evaluate(LEFT)[0] == 1
    visitors.give_back(first, OPTIONS)
    second = visitors.take(OPTIONS)
    assert second is first
    assert visitors.pages(second) == []
    page = second.new_page()
    page.goto(f"{server}/_stcore/health")
    left = page.evaluate(LEFT)
    visitors.give_back(second, OPTIONS)
    assert left[:2] == [0, 0]
    assert "kept" not in left[2]
